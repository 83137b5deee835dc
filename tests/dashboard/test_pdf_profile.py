"""A country's profile in print: two pages for any country, its page's words and numbers."""

import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, settings
from hypothesis import given as given_any
from hypothesis import strategies as st
from pypdf import PdfReader
from sqlalchemy import Engine, update

from dashboard.exhibits import build
from dashboard.exports.pdf import profile_of
from dashboard.exports.pdf.typesetting import drawable
from dashboard.filters import Filters
from dashboard.queries import Source, country_report
from schemas.content import Content
from schemas.database.engine import writer_engine
from schemas.database.models import Report

ROUND = "dakar-2013"
BASE = "http://192.0.2.1:8050"
HOSTILE = '#import "x.typ": * $a_1^2$ ] [ } { \\ #panic() *gras* _x_ `code` <label> @ref // -- "q"'
MEASURE = {"answer": "2", "objective": "1"}

Profile = Callable[..., PdfReader]


@pytest.fixture
def engine(migrated_sqlite: Path, tmp_path: Path) -> Iterator[Engine]:
    """SQLite alone: what is printed does not depend on where it is stored."""
    file = tmp_path / "pdf.db"
    shutil.copy(migrated_sqlite, file)
    engine = writer_engine(f"sqlite:///{file}")
    yield engine
    engine.dispose()


@pytest.fixture
def profile(engine: Engine, content: Content) -> Profile:
    def make(iso3: str = "SEN", language: str = "fr", **options: Any) -> PdfReader:
        source = Source(engine, options.pop("consents", ("PUB",)))
        words = content.words[language]
        round_code = options.pop("round_code", ROUND)
        made = profile_of(source, content, words, iso3, round_code, options.pop("base", BASE))
        return PdfReader(BytesIO(made))

    return make


def text_of(reader: PdfReader, *pages: int) -> str:
    """The text as it is searched for: spaces, breaks and lines as one space."""
    chosen = [reader.pages[number] for number in pages] if pages else reader.pages
    joined = " ".join(page.extract_text() for page in chosen).replace("\u200b", "")
    return " ".join(joined.split())


def squeezed(text: str) -> str:
    return "".join(text.replace("\u200b", "").split())


def said(given: Any, **texts: str | None) -> None:
    """Puts texts of the first sheet into the reports stored."""
    with given.engine.begin() as connection:
        connection.execute(update(Report).values(**texts))


def full(given: Any, summary: str | None = "Message SEN", **changes: Any) -> None:
    """A report with something in each of its parts."""
    given.round(ROUND)
    tables = {
        "answers": "2 3 1 NR NA NI C 0 4 2",
        "measures": [MEASURE, {**MEASURE, "answer": "4"}, {**MEASURE, "objective": "4"}],
        "items": [
            {"item_id": "SEN-K1", "kind": "CHAL", "title": "Registres", "consent": "PUB"},
            {"item_id": "SEN-K2", "kind": "PRAC", "title": "Guichet mobile", "consent": "PUB"},
        ],
        "assistance": [
            {"ta_id": "SEN-T1", "direction": "NEED", "title": "Formation", "consent": "PUB"}
        ],
        "profile": [{"mp_status": "PUB", "mp_year": 2009}],
        "contacts": [{"name": "Nom Prive", "email": "prive@example.org"}],
    }
    given.report("SEN", **{**tables, **changes})
    said(given, summary=summary)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_profile_has_two_tagged_pages_in_its_language(
    given: Any, profile: Profile, content: Content, language: str
) -> None:
    full(given)
    reader = profile(language=language)
    root: Any = reader.trailer["/Root"]
    assert len(reader.pages) == 2
    assert root["/Lang"][:2] == language
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert reader.metadata is not None
    title = content.words[language].text(content.countries["SEN"].name)
    assert reader.metadata.title == f"{title} – Dakar 2013"
    for number in (0, 1):
        said = content.words[language]("pdf.say.page").format(n=number + 1, of=2)
        assert said in text_of(reader, number)


def test_the_numbers_are_those_of_the_country_page(
    given: Any, profile: Profile, engine: Engine, content: Content
) -> None:
    full(given)
    page = squeezed(text_of(profile()))
    filters = Filters(round=ROUND, countries=("SEN",))
    for code in ("country-strip", "country-measures"):
        built = build(code, Source(engine, ("PUB",)), content, content.words["fr"], filters)
        assert squeezed(built.title) in page
        assert squeezed(built.source_line) in page
        for row in built.table.rows:
            keys = [column.key for column in built.table.columns]
            cells = dict(zip(keys, row, strict=True))
            cells.pop("evidence", None)
            for cell in cells.values():
                assert squeezed(cell.text) in page, cell


def test_each_page_names_the_version_and_its_hash(
    given: Any, profile: Profile, engine: Engine
) -> None:
    full(given)
    report = country_report(Source(engine, ("PUB",)), ROUND, "SEN")
    assert report is not None
    assert report.head.sha256
    reader = profile()
    for number in (0, 1):
        assert report.head.code in text_of(reader, number)
        assert report.head.sha256[:16] in text_of(reader, number)


def test_nobody_and_no_file_is_named(given: Any, profile: Profile) -> None:
    full(given)
    page = text_of(profile())
    assert "Registres" in page
    assert "Guichet mobile" in page
    for kept_back in ("Nom Prive", "prive@example.org", "SEN.xlsx"):
        assert kept_back not in page


def test_the_code_leads_to_the_country_page(given: Any, profile: Profile) -> None:
    full(given)
    assert squeezed("192.0.2.1:8050/fr/pays/SEN?round=dakar-2013") in squeezed(text_of(profile()))
    assert "192.0.2.1" not in text_of(profile(base=""))


def test_a_country_without_report_says_so_on_two_pages(given: Any, profile: Profile) -> None:
    full(given)
    given.round("rabat-2014")
    given.report("TCD", "rabat-2014", answers="1")
    reader = profile("TCD")
    assert len(reader.pages) == 2
    assert "L’absence de rapport n’est pas un jugement" in text_of(reader, 0)
    assert "Ce pays figure dans : Rabat 2014" in text_of(reader, 0)
    assert "Feuille de route" in text_of(reader, 1)


def test_an_empty_report_fills_two_pages(given: Any, profile: Profile) -> None:
    given.round(ROUND)
    given.report("SEN")
    said(given, summary=None, institution=None)
    reader = profile()
    assert len(reader.pages) == 2
    assert "Réponse du pays" not in text_of(reader)


def test_a_report_outside_the_audience_shows_no_text_of_it(given: Any, profile: Profile) -> None:
    full(given, consent="SEC", summary="Secret du rapport")
    page = text_of(profile())
    assert "Secret du rapport" not in page
    assert "Confidentiel" in page
    assert "non montré (usage autorisé)" in page
    assert "Secret du rapport" in text_of(profile(consents=("PUB", "PART", "SEC")))


def test_a_round_without_levels_says_why(given: Any, profile: Profile) -> None:
    given.round("public-sources", "public-sources")
    given.report("SEN", "public-sources", measures=[{"status_word": "adopted", "year": 2012}])
    reader = profile(round_code="public-sources")
    assert len(reader.pages) == 2
    assert "Aucun niveau n’en est déduit" in text_of(reader, 0)
    assert "Mesure 1" in text_of(reader, 1)


def test_what_does_not_fit_is_counted(given: Any, profile: Profile) -> None:
    measures = [{**MEASURE, "title_fr": f"Mesure numéro {n} " + "mot " * 60} for n in range(60)]
    items = [
        {"item_id": f"I{n}", "kind": "CHAL", "title": f"Défi {n}", "text": "t " * 900}
        | {"consent": "PUB"}
        for n in range(40)
    ]
    full(given, measures=measures, items=items, summary="Un long message. " * 600)
    reader = profile()
    assert len(reader.pages) == 2
    page = text_of(reader, 1)
    shown = page.count("Mesure numéro")
    assert 3 <= shown < 60
    assert f"{60 - shown} mesures de plus" in page
    assert "textes de plus sur la page du pays" in page
    assert "D’où viennent ces données" in page


def test_text_is_printed_as_it_stands(given: Any, profile: Profile) -> None:
    full(
        given,
        summary=HOSTILE,
        measures=[{**MEASURE, "title_fr": HOSTILE}],
        items=[{"item_id": "x", "kind": "PRAC", "title": "P", "text": HOSTILE, "consent": "PUB"}],
    )
    reader = profile()
    assert squeezed(HOSTILE) in squeezed(text_of(reader, 0))
    assert squeezed(text_of(reader, 1)).count(squeezed(HOSTILE)) == 2


def test_scripts_that_partners_write_in_are_drawn(given: Any, profile: Profile) -> None:
    title = "Ação e coesão: ção, ñ, ő, č, ğ, Ł – Български, Ελληνικά, œuvre, l’Été"
    full(given, summary="تنظيم الهجرة القانونية", measures=[{**MEASURE, "title_fr": title}])
    reader = profile()
    assert squeezed(title) in squeezed(text_of(reader, 1))
    fonts = {
        font["/BaseFont"].partition("+")[2]
        for page in reader.pages
        for font in (one.get_object() for one in page["/Resources"]["/Font"].values())  # type: ignore[index]
    }
    assert "NotoSansArabic-Regular" in fonts or "NotoSansArabicRegular" in fonts
    assert any(name.startswith("Inter") for name in fonts)


def test_a_character_without_a_font_becomes_a_box() -> None:
    assert drawable("a你b\ufffe\x00c\ud800") == "a□b" + "c"
    assert drawable("e\u0301") == "é"
    assert drawable("x" * 60).count("\u200b") == 2


def test_the_same_data_give_the_same_bytes_in_any_thread(
    given: Any, engine: Engine, content: Content
) -> None:
    full(given)
    source, words = Source(engine, ("PUB",)), content.words["fr"]
    with ThreadPoolExecutor(4) as pool:
        made = list(
            pool.map(lambda _: profile_of(source, content, words, "SEN", ROUND, BASE), range(8))
        )
    assert len(set(made)) == 1


_versions = count(1)
ODD = st.text(
    st.one_of(
        st.characters(exclude_categories=("Cs",)),
        st.sampled_from("WØمث中\u200b\u00ad\u0301\u202e\n #$[]\\"),
    ),
    max_size=400,
)


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given_any(st.data())
@example(None)
def test_odd_texts_still_give_two_pages(given: Any, profile: Profile, data: Any) -> None:
    draw = data.draw if data is not None else lambda _: "W" * 9000
    version = next(_versions)
    if version == 1:
        given.round(ROUND)
    full_round = {
        "answers": "2 3 1 NR NA NI C 0 4 2",
        "measures": [{**MEASURE, "title_fr": draw(ODD)} for _ in range(12)],
        "items": [
            {"item_id": str(n), "kind": kind, "consent": "PUB", "title": draw(ODD)}
            | {"text": draw(ODD), "lang": "AR"}
            for n, kind in enumerate(("CHAL", "PRAC", "SOLU"))
        ],
        "assistance": [
            {"ta_id": "1", "direction": "OFFER", "title": draw(ODD), "consent": "PUB"}
            | {"text": draw(ODD), "form_other": draw(ODD)}
        ],
        "profile": [{"mp_owner": draw(ODD), "mp_use": draw(ODD)}],
    }
    given.report("SEN", version=version, **full_round)
    said(given, summary=draw(ODD), institution=draw(ODD))
    assert len(profile().pages) == 2
