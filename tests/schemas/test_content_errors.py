"""Mistakes in content files: all of them are collected, each with file, key and reason."""

from collections.abc import Callable
from pathlib import Path

import pytest

from schemas.content import load_content
from schemas.reading import ContentError, optional_date

Folder = Callable[..., Path]
Problems = Callable[[Path], list[tuple[str, str, str]]]

FRAMEWORK = "frameworks/dakar.toml"


@pytest.mark.parametrize(
    ("name", "old", "new", "expected"),
    [
        (
            FRAMEWORK,
            '[objectives.6]\npillar = "2"',
            '[objectives.6]\npillar = "9"',
            ("dakar.toml", "objectives.6.pillar", "no pillar '9'"),
        ),
        (
            FRAMEWORK,
            'en = "Fight against irregular migration"\n',
            "",
            ("dakar.toml", "pillars.2", "missing key 'en'"),
        ),
        (
            FRAMEWORK,
            '[actions.R09]\nobjective = "6"',
            '[actions.R09]\nobjective = "66"',
            ("dakar.toml", "actions.R09.objective", "no objective '66'"),
        ),
        (
            FRAMEWORK,
            'source = { fr = "seed", en = "official" }',
            'source = { fr = "seed", en = "mine" }',
            (
                "dakar.toml",
                "pillars.1",
                "source must be seed, official or translation, not ['mine']",
            ),
        ),
        (
            "countries.csv",
            "Bélgica",
            "Portugal",
            ("countries.csv", "PRT", "name 'portugal' also belongs to BEL"),
        ),
        (
            "countries.csv",
            "Austria,europe",
            "Austria,asia",
            (
                "countries.csv",
                "AUT",
                "region must be one of europe, north-africa, west-africa, central-africa",
            ),
        ),
        (
            "memberships.csv",
            "AUT,state,partner",
            "XXX,state,partner",
            ("memberships.csv", "line 2", "no country 'XXX' in countries.csv"),
        ),
        (
            "memberships.csv",
            "AUT,state,partner",
            "AUT,province,partner",
            ("memberships.csv", "line 2", "kind must be state or organisation"),
        ),
        (
            "memberships.csv",
            "AUT,state,partner",
            "AUT,state,friend",
            (
                "memberships.csv",
                "line 2",
                "role must be partner, observer or steering-committee",
            ),
        ),
        (
            "memberships.csv",
            "2013-07-01",
            "1 July 2013",
            ("memberships.csv", "line 32", "Invalid isoformat string: '1 July 2013'"),
        ),
        (
            "rounds.toml",
            "members_on = 2013-06-01",
            'members_on = "2013-06-01"',
            (
                "rounds.toml",
                "dakar-2013",
                "'2013-06-01' is not a date (write 2013-06-01, without quotes)",
            ),
        ),
        (
            "rounds.toml",
            'framework = "dakar"',
            'framework = "rome"',
            ("rounds.toml", "madrid-2012.framework", "no framework 'rome'"),
        ),
        (
            "rounds.toml",
            'template = "progress-report-1"',
            'template = "progress-report-7"',
            ("rounds.toml", "madrid-2012.template", "no template 'progress-report-7'"),
        ),
        (
            "rounds.toml",
            'sample_provenance = "illustrative"',
            'sample_provenance = "invented"',
            (
                "rounds.toml",
                "madrid-2012",
                "sample_provenance must be one of reported, public-sources, illustrative",
            ),
        ),
        (
            "rounds.toml",
            "period_to = 2012-05-31",
            "period_to = 2010-05-31",
            (
                "rounds.toml",
                "madrid-2012",
                "ends on 2010-05-31, before it begins on 2011-11-23",
            ),
        ),
        (
            "rounds.toml",
            'name = { fr = "Madrid 2012"',
            'name = { fr = " "',
            ("rounds.toml", "madrid-2012", "no words for 'fr'"),
        ),
        (
            "countries.csv",
            "BEL,BE,Belgique,Belgium",
            "BEL,BE,Belgique,",
            ("countries.csv", "BEL", "a country has both codes and a name in each language"),
        ),
        (
            "meetings.toml",
            'round = "rabat-2014"\n',
            'round = "oslo-2015"\n',
            ("meetings.toml", "rabat-2014.round", "no round 'oslo-2015'"),
        ),
        (
            "meetings.toml",
            'theme = "border"\n',
            'theme = "sea"\n',
            ("meetings.toml", "madrid-2013.theme", "no theme 'sea'"),
        ),
        (
            "meetings.toml",
            "starts = 2013-11-05\n",
            "",
            ("meetings.toml", "madrid-2013", "missing key 'starts'"),
        ),
        (
            "locales/en/findings.po",
            'msgid "severity.error"',
            'msgid "severity.mistake"',
            ("locales/en", "severity.error", "no words in this language"),
        ),
        (
            "locales/en/findings.po",
            'msgstr "Error"',
            'msgstr ""',
            ("en/findings.po", "severity.error", "no words"),
        ),
    ],
)
def test_a_mistake_is_named(
    broken: Folder,
    problems: Problems,
    name: str,
    old: str,
    new: str,
    expected: tuple[str, str, str],
) -> None:
    assert expected in problems(broken(name, (old, new)))


def test_a_mistake_gives_one_line_with_file_key_and_reason(broken: Folder) -> None:
    folder = broken("rounds.toml", ("members_on = 2012-06-01", "members_on = 3"))
    with pytest.raises(ContentError) as caught:
        load_content(folder)
    line = "rounds.toml: madrid-2012: 3 is not a date (write 2013-06-01, without quotes)"
    assert str(caught.value) == line


def test_all_mistakes_are_given_at_once(broken: Folder, problems: Problems) -> None:
    folder = broken("rounds.toml", ("members_on = 2012-06-01\n", ""))
    countries = folder / "countries.csv"
    text = countries.read_text(encoding="utf-8")
    countries.write_text(text + text.splitlines()[1] + "\n", encoding="utf-8")
    assert problems(folder) == [
        ("countries.csv", "AUT", "listed twice"),
        ("rounds.toml", "madrid-2012", "missing key 'members_on'"),
    ]


def test_a_round_whose_template_is_of_another_framework(broken: Folder, problems: Problems) -> None:
    folder = broken("rounds.toml", ('framework = "dakar"', 'framework = "twin"'))
    dakar = (folder / FRAMEWORK).read_text(encoding="utf-8")
    twin = dakar.replace('code = "dakar"', 'code = "twin"', 1)
    (folder / "frameworks" / "twin.toml").write_text(twin, encoding="utf-8")
    reason = "template 'progress-report-1' is not of framework 'twin'"
    assert problems(folder) == [("rounds.toml", "madrid-2012.template", reason)]


def test_two_tiles_at_one_place(broken: Folder, problems: Problems) -> None:
    folder = broken("tiles.csv")
    lines = (folder / "tiles.csv").read_text(encoding="utf-8").splitlines()
    second = lines[2].partition(",")[0]
    lines[2] = f"{second},{lines[1].partition(',')[2]}"
    (folder / "tiles.csv").write_text("\n".join(lines), encoding="utf-8")
    assert problems(folder) == [
        ("tiles.csv", second, "another country has this place"),
    ]


def test_a_file_that_is_no_toml(broken: Folder, problems: Problems) -> None:
    folder = broken("meetings.toml", ("[session-4]", "[session-4"))
    assert [(file, key) for file, key, _ in problems(folder)] == [("meetings.toml", "-")]


def test_a_file_that_is_missing(broken: Folder, problems: Problems) -> None:
    folder = broken("rounds.toml")
    (folder / "countries.csv").unlink()
    assert ("countries.csv", "-") in {(file, key) for file, key, _ in problems(folder)}


def test_a_csv_without_a_column(broken: Folder, problems: Problems) -> None:
    folder = broken("memberships.csv", ("valid_to", "until"))
    assert problems(folder) == [("memberships.csv", "valid_to", "column missing")]


def test_an_empty_framework(broken: Folder, problems: Problems) -> None:
    folder = broken(FRAMEWORK)
    (folder / FRAMEWORK).write_text('code = "dakar"\n', encoding="utf-8")
    found = problems(folder)
    assert ("dakar.toml", "objectives", "a framework needs at least one entry") in found


def test_a_framework_without_a_name(broken: Folder, problems: Problems) -> None:
    folder = broken(FRAMEWORK, ("name =", "title ="))
    assert ("dakar.toml", "framework", "missing key 'name'") in problems(folder)


def test_a_key_in_two_catalogues(broken: Folder, problems: Problems) -> None:
    folder = broken("rounds.toml")
    for language in ("fr", "en"):
        other = folder / "locales" / language / "other.po"
        other.write_text('msgid "severity.error"\nmsgstr "x"\n', encoding="utf-8")
    assert problems(folder) == [
        ("fr/other.po", "severity.error", "already in fr/findings.po"),
        ("en/other.po", "severity.error", "already in en/findings.po"),
    ]


def test_a_catalogue_that_cannot_be_read(broken: Folder, problems: Problems) -> None:
    folder = broken("rounds.toml")
    for language in ("fr", "en"):
        other = folder / "locales" / language / "other.po"
        other.write_text('msgid "a\n', encoding="utf-8")
    assert [(file, key) for file, key, _ in problems(folder)] == [
        ("fr/other.po", "-"),
        ("en/other.po", "-"),
    ]


def test_dates_of_a_membership() -> None:
    assert optional_date("") is None
    with pytest.raises(ValueError, match="isoformat"):
        optional_date("1 July 2013")
