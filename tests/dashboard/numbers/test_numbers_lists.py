"""What the API says of one country, of themes, measures and public pages is what SQL gives."""

import sqlite3
from fractions import Fraction
from math import floor
from typing import Any

import pytest

THEMES = {"data": "10", "border": "4", "crisis": "5"}


@pytest.mark.parametrize("iso3", ["SEN", "GNQ", "FRA", "MLI"])
@pytest.mark.parametrize("round", ["dakar-2013", "rabat-2014"])
def test_both_bases_of_a_country(look: Any, get: Any, round: str, iso3: str) -> None:
    declared, measured = (look(round, basis, "", iso3) for basis in ("declared", "measures"))
    answer = get("country-strip", round=round, countries=iso3)
    for code, row in zip(declared.objectives, answer["rows"], strict=True):
        own, mean = declared.cells[iso3, code], measured.cells[iso3, code]
        behind = [r for r in measured.measures if r["objective"] == code]
        assert row["own"] == declared.declared.get((iso3, code), "NR")
        if mean.value is None:
            assert (row["mean"], row["bounds"], row["gap"]) == (None, None, None), code
            assert not row["known"]
            continue
        assert row["mean"] == declared.near(mean.value)
        bounds = [floor(bound + Fraction(1, 2)) for bound in (mean.lower, mean.upper)]
        assert declared.numbers(row["bounds"]) == bounds
        assert row["known"] == declared.near(Fraction(mean.known, len(behind)))
        gap = None if own.value is None else own.value - mean.value
        assert row["gap"] == declared.near(gap)
    tally = declared.answers(declared.objectives, (iso3,))
    known, applies = declared.known(tally), 10 - tally["NA"]
    if not declared.reported:
        assert answer["coverage"] == f"{_name(declared, iso3)}: no report published in this round"
    else:
        assert declared.numbers(answer["coverage"]) == [known, applies]
    if known:
        assert declared.numbers(answer["title"]) == [declared.done(tally), known]
    hidden = declared.hidden(lambda row: row["objective"] in declared.objectives)
    assert declared.kept_back(answer) == hidden


def _name(view: Any, iso3: str) -> str:
    return str(view.every_country[iso3]["name_en"])


@pytest.mark.parametrize("iso3", ["SEN", "GNQ", "ITA", "DZA"])
def test_measures_of_a_country(database: Any, get: Any, look: Any, iso3: str) -> None:
    """An observer has a page of his own, and a draft changes nothing on it."""
    view = look("dakar-2013")
    sql = """SELECT m.consent, m.answer, m.objective, m.objective_2, m.objective_3
             FROM measure m JOIN report r ON r.id = m.report_id
             WHERE r.country = ? AND r.version = ? AND r.round = 'dakar-2013'"""
    with sqlite3.connect(database) as db:
        rows = db.execute(sql, (iso3, 2 if iso3 == "SEN" else 1)).fetchall()
    shown = [row for row in rows if row[0] == "PUB"]
    answer = get("country-measures", round="dakar-2013", countries=iso3)
    assert [row["level"] for row in answer["rows"]] == [row[1] for row in shown]
    assert view.numbers(answer["title"]) == [len(shown), sum(row[1] == "4" for row in shown)]
    assert view.kept_back(answer) == len(rows) - len(shown)
    for code in view.objectives:
        answer = get("objective-evidence", round="dakar-2013", countries=iso3, objective=code)
        behind = [row for row in shown if row[2] == code]
        assert len(answer["rows"]) == sum(code in row[2:5] for row in shown)
        assert view.numbers(answer["title"]) == [int(code), len(behind)]
        hidden = [row for row in rows if row[0] != "PUB" and code in row[2:5]]
        assert view.kept_back(answer) == len(hidden)


@pytest.mark.parametrize("theme", THEMES)
def test_theme_answers(view: Any, get: Any, theme: str) -> None:
    answer = get("theme-answers", theme=theme, **view.query)
    own = view.themes(theme)
    pairs = {
        iso3: (own.get(iso3, "NR"), view.declared[iso3, THEMES[theme]]) for iso3 in view.reported
    }
    rows = view.by_country(answer["rows"])
    assert {iso3: (row["own"], row["linked"]) for iso3, row in rows.items()} == pairs
    both = [pair for pair in pairs.values() if set(pair) <= set(view.levels)]
    if both:
        same, lower = (sum(a == b for a, b in both), sum(a < b for a, b in both))
        due = [same, len(both), int(THEMES[theme]), lower]
        assert view.numbers(answer["title"]) == due
    assert answer["not_shown"] == ""


@pytest.mark.parametrize("theme", THEMES)
def test_measures_of_a_theme(view: Any, get: Any, theme: str) -> None:
    answer = get("theme-measures", theme=theme, **view.query)
    inside = [row for row in view.measures if row["theme"] == theme]
    due = [len(inside), len({row["country"] for row in inside})]
    assert view.numbers(answer["title"]) == due
    total = answer["page"]["total"] if answer["page"] else len(answer["rows"])
    assert total == len(inside)
    assert view.kept_back(answer) == view.hidden(lambda row: row["theme"] == theme)


def expect_roadmap(view: Any, get: Any, code: str) -> None:
    answer = get("objective-roadmap", objective=code, **view.query)
    inside = [row for row in view.measures if code in ("", row["objective"])]
    tied = [row["action"] for row in inside if row["action"]]
    *actions, rest = answer["rows"]
    found = {row["action"].split(".")[0]: row["n"] for row in actions}
    assert {action: n for action, n in found.items() if n} == {a: tied.count(a) for a in tied}
    assert rest["n"] == len(inside) - len(tied)
    if actions:
        assert view.numbers(answer["title"]) == [len(tied), rest["n"]]
    hidden = view.hidden(lambda row: code in ("", row["objective"]))
    assert view.kept_back(answer) == hidden


@pytest.mark.parametrize("code", ["", "2", "4", "5"])
def test_roadmap(view: Any, get: Any, code: str) -> None:
    expect_roadmap(view, get, code)


@pytest.mark.parametrize(
    "filters",
    [{}, {"objective": "4"}, {"pillar": "2", "level": "3"}, {"theme": "data"}, {"action": "R05"}],
    ids=lambda filters: "-".join(filters) or "all",
)
def test_the_explorer_finds_the_measures_of_partners(
    view: Any, get: Any, filters: dict[str, str]
) -> None:
    answer = get("measures", **filters, **view.query)
    columns = {"theme": "theme", "action": "action", "level": "answer"}

    def passes(row: Any) -> bool:
        concerned = {row["objective"], row["second"], row["third"]}
        return (
            all(row[columns[key]] == value for key, value in filters.items() if key in columns)
            and filters.get("objective", row["objective"]) in concerned
            and filters.get("pillar") in (None, view.pillars.get(row["objective"]))
        )

    found = [row for row in view.measures if passes(row)]
    assert view.numbers(answer["title"])[:1] == [len(found)] or not found
    assert len(answer["rows"]) == min(50, len(found))
    assert view.kept_back(answer) == view.hidden(passes)


def test_an_observer_is_found_by_name_only(database: Any, get: Any, look: Any) -> None:
    every = get("measures", round="dakar-2013")
    assert look("dakar-2013").numbers(every["title"]) == [len(look("dakar-2013").measures)]
    named = get("measures", round="dakar-2013", countries="DZA")
    assert len(named["rows"]) > 0
    assert {row["country"] for row in named["rows"]} == {"Algeria"}


# Public sources


@pytest.mark.parametrize("region", ["", "west-africa"])
@pytest.mark.parametrize("code", ["", "4"])
def test_public_status(look: Any, get: Any, region: str, code: str) -> None:
    view = look("public-sources", "declared", region)
    answer = get("public-status", objective=code, **view.query)
    inside = [row for row in view.measures if code in ("", row["objective"])]
    due = [len(inside), len({row["country"] for row in inside})]
    assert view.numbers(answer["title"]) == due
    objectives = ["", *view.objectives]
    found = {}
    for row in answer["rows"]:
        number = row["objective"].split(".")[0]
        place = number if number in objectives else ""
        words = {key: n for key, n in row.items() if key not in ("objective", "total") and n}
        assert row["total"] == sum(words.values())
        if words:
            found[place] = words
    expected: dict[str, dict[str, int]] = {}
    for row in inside:
        words = expected.setdefault(row["objective"], {})
        words[row["status"] or "none"] = words.get(row["status"] or "none", 0) + 1
    assert found == expected


def test_public_sources_have_counts_and_no_scores(look: Any, get: Any) -> None:
    view = look("public-sources")
    measures, partners, objectives = get("key-figures", **view.query)["figures"]
    covered = {row["objective"] for row in view.measures} - {""}
    assert measures["value"] == len(view.measures)
    assert partners["value"] == len(view.reported)
    assert objectives["value"] == len(covered)
    for code in ("scorecard", "pillars", "tile-map", "objective-tiles", "theme-answers"):
        answer = get(code, **view.query)
        assert (answer["rows"], answer["foot"]) == ([], []), code
        assert "no score" in answer["title"], code
    for code in ("", "4", "5"):
        expect_roadmap(view, get, code)


def test_a_round_with_levels_has_no_words_of_public_pages(get: Any) -> None:
    answer = get("public-status", round="dakar-2013")
    assert (answer["title"], answer["rows"]) == (
        "Round Dakar 2013: countries reported levels",
        [],
    )
