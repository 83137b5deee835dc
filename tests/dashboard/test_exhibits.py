"""Exhibits: one question each, answered in a sentence, with its numbers, coverage and source."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Protocol

import pytest
from sqlalchemy import Engine

from dashboard.exhibits import EXHIBITS, BuiltExhibit, build
from dashboard.filters import Filters
from dashboard.queries import Source
from schemas.content import Content

ROUND = "dakar-2013"
ONE = {"countries": ("SEN",), "objective": "4", "pillar": "2", "theme": "border"}
"""What a page that needs it states of itself."""


class Given(Protocol):
    def round(self, code: str, provenance: str = ...) -> None: ...

    def report(self, country: str, round: str = ..., version: int = ..., **tables: Any) -> int: ...


Ask = Callable[..., BuiltExhibit]


@pytest.fixture
def ask(engine: Engine, content: Content) -> Ask:
    def built(code: str, language: str = "en", **filters: Any) -> BuiltExhibit:
        view = replace(Filters(round=ROUND), **filters)
        source = Source(engine, ("PUB",))
        return build(code, source, content, content.words[language], view)

    return built


def measure(objective: str, answer: str, **more: Any) -> dict[str, Any]:
    return {"objective": objective, "answer": answer, **more}


def fill(given: Given) -> None:
    """Three partners and an observer of a fictional round; two of the public sample."""
    given.round(ROUND, "illustrative")
    given.round("public-sources", "public-sources")
    given.report(
        "SEN",
        answers="4 3 2 2 NR 1 0 NA NI 3",
        measures=[
            measure("4", "2", roadmap_action="R05", theme="border", start=date(2012, 9, 1)),
            measure("4", "4", roadmap_action="R07", end_planned=date(2014, 1, 1)),
            measure("4", "4", evidence="https://example.org/law"),
            measure("1", "3"),
        ],
        themes=[{"theme": "border", "answer": "3", "took_part": "Y", "interest": "YES"}],
    )
    given.report(
        "FRA",
        answers="4 4 4 4 4 4 4 4 4 4",
        measures=[measure("4", "0"), measure("4", "1", consent="SEC")],
        themes=[{"theme": "border", "answer": "4"}],
    )
    given.report("MLI", answers="1 1 1 0 1 1 1 1 1 1", consent="SEC")
    given.report("DZA", answers="0 0 0 0 0 0 0 0 0 0", measures=[measure("4", "0")])
    for country, word in (("SEN", "signed"), ("MLI", "adopted")):
        given.report(
            country,
            "public-sources",
            measures=[measure("4", "NR", status_word=word, year=2012, title_fr="Accord")],
        )


def cells(built: BuiltExhibit, *keys: str) -> list[tuple[Any, ...]]:
    """The values of some columns, row by row."""
    places = [[c.key for c in built.table.columns].index(key) for key in keys]
    return [tuple(row[place].value for place in places) for row in built.table.rows]


def row_of(built: BuiltExhibit, value: str) -> Sequence[Any]:
    return next(row for row in built.table.rows if value in (row[0].value, row[0].text))


def everything(built: BuiltExhibit) -> str:
    """All words of an exhibit, in one text."""
    chart = built.chart
    words = [built.title, built.subtitle, built.coverage, built.not_shown, built.source_line]
    words += [built.alt, built.note, built.badge, built.table.caption]
    words += [f"{f.label} {f.text} {f.note}" for f in built.facts]
    words += [f"{f.label} {f.coverage}" for f in built.figures]
    words += [f"{c.label} {c.title} {c.band}" for c in built.table.columns]
    words += [f"{c.text} {c.sentence} {c.note}" for r in built.table.rows for c in r]
    if chart is not None:
        words += [chart.title, chart.axis, *(f"{c.label} {c.note}" for c in chart.categories)]
        words += [s.label for s in chart.series]
        words += [p.sentence for s in chart.series for p in s.points]
    return "\n".join(words)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_exhibit_answers_in_both_languages(given: Given, ask: Ask, language: str) -> None:
    fill(given)
    views = [{"round": code} for code in (ROUND, "public-sources", "rabat-2014")]
    views += [{"basis": "measures"}, {"basis": "measures", "view": "coverage"}]
    for code, exhibit in EXHIBITS.items():
        for view in views:
            if "round" not in view and not set(view) & set(exhibit.filters):
                continue
            built = ask(code, language, **view, **ONE)
            text = everything(built)
            assert built.title and built.coverage and built.source_line, code
            assert re.findall(r"[{}]|\bnan\b|\bNone\b", text) == [], code
            assert all(len(r) == len(built.table.columns) for r in built.table.rows), code
            assert not built.is_empty or built.note, code


def test_an_empty_database_breaks_nothing(ask: Ask) -> None:
    for code in EXHIBITS:
        for round_code in ("", ROUND, "public-sources"):
            built = ask(code, round=round_code)
            assert built.title, code
            assert built.chart is None or not built.chart.is_empty, code


def test_an_unknown_code_is_our_mistake(ask: Ask) -> None:
    with pytest.raises(KeyError):
        ask("radar")


def test_partners_only_are_counted_and_named(given: Given, ask: Ask) -> None:
    fill(given)
    built = ask("reporting-status")
    assert built.title == "3 of 57 partners have published their report"
    assert built.coverage == "3 of 57 countries have a published report (partners on 1 June 2013)"
    assert "Algeria" not in everything(built)
    others = dict(ask("countries").table.grouped)["Observers (in no total, without scores)"]
    assert ("Algeria", 1) in [(row[0].text, row[4].value) for row in others]


def test_organisations_stand_apart_without_report_or_score(given: Given, ask: Ask) -> None:
    fill(given)
    groups = dict(ask("countries").table.grouped)
    rows = groups["Organisations of the steering committee (no report)"]
    assert [row[0].text for row in rows] == ["European Commission", "ECOWAS"]
    assert all(cell.value is None for row in rows for cell in row[1:])


def test_what_the_audience_may_not_see_is_counted_but_not_shown(given: Given, ask: Ask) -> None:
    fill(given)
    built = ask("scorecard")
    assert built.not_shown == "1 measure not shown (permitted use)"
    assert {cell.look for cell in row_of(built, "Mali")[1:11]} == {"C"}


def test_the_provenance_is_on_every_exhibit(given: Given, ask: Ask) -> None:
    fill(given)
    for code in EXHIBITS:
        assert ask(code, **ONE).provenance == "illustrative"
        assert ask(code, "fr", **ONE).badge == "Données fictives"
        assert ask(code, round="public-sources", **ONE).provenance == "public-sources"


def test_pillars_count_answers_and_keep_the_missing_ones(given: Given, ask: Ask) -> None:
    fill(given)
    built = ask("pillars")
    assert cells(built, "4", "3", "2", "1", "NI", "NA", "C", "NR", "total") == [
        (4, 1, 1, 0, 0, 0, 3, 0, 9),
        (3, 0, 1, 1, 0, 0, 3, 1, 9),
        (3, 0, 0, 0, 1, 1, 3, 0, 9),
        (1, 1, 0, 0, 0, 0, 1, 0, 3),
    ]
    assert built.title == (
        "76% of known answers are advanced or completed; "
        "the highest share is in objective 10 (100%)"
    )
    assert built.chart is not None
    assert [c.code for c in built.chart.categories] == ["P1", "P2", "P3", "10"]


def test_the_basis_is_stated_and_changes_the_numbers(given: Given, ask: Ask) -> None:
    fill(given)
    declared, measures = (
        ask("pillar-objectives", pillar="2"),
        ask("pillar-objectives", pillar="2", basis="measures"),
    )
    assert "from the answers of countries" in declared.subtitle
    assert "from the measures of countries" in measures.subtitle
    assert cells(measures, "4", "2", "0", "total")[0] == (2, 1, 1, 4)


def test_a_region_narrows_the_n_too(given: Given, ask: Ask) -> None:
    fill(given)
    built = ask("scorecard", region="west-africa")
    assert built.coverage == (
        "2 of 16 countries have a published report (partners on 1 June 2013) · West Africa"
    )
    assert [name for name, _ in built.table.groups] == ["West Africa"]


def test_rows_of_the_scorecard_follow_region_and_alphabet(given: Given, ask: Ask) -> None:
    fill(given)
    french = [row[0].text for _, rows in ask("scorecard", "fr").table.grouped for row in rows]
    english = [row[0].text for _, rows in ask("scorecard", "en").table.grouped for row in rows]
    assert french[:3] == ["Allemagne", "Autriche", "Belgique"]
    assert english[:3] == ["Austria", "Belgium", "Bulgaria"]
    assert french.index("Égypte") < french.index("Libye") < french.index("Maroc")
    assert len(french) == len(english) == 57


def test_a_cell_says_country_objective_level_and_measures(given: Given, ask: Ask) -> None:
    fill(given)
    cell = row_of(ask("scorecard", "fr"), "Sénégal")[4]
    assert cell.sentence == "Sénégal, objectif 4\u00a0: en cours (2 mesures sur 3 achevées)"
    assert (cell.value, cell.look, cell.hollow) == ("2", "2", False)
    on_measures = row_of(ask("scorecard", "fr", basis="measures"), "Sénégal")
    assert (on_measures[4].value, on_measures[4].look) == (83.33, "3")
    assert on_measures[1].hollow
    assert on_measures[4].hollow is False


def test_the_foot_is_the_mean_of_countries_with_its_n(given: Given, ask: Ask) -> None:
    fill(given)
    (foot,) = ask("scorecard").table.foot
    assert foot[4].value == 75.0
    assert foot[4].sentence == (
        "Objective 4: mean 75 out of 100, 2 of 57 countries; bounds 3 and 99"
    )


def test_coverage_is_a_view_of_its_own(given: Given, ask: Ask) -> None:
    fill(given)
    built = ask("scorecard", view="coverage")
    assert built.title == (
        "3% of expected answers are known; 54 of 57 partners have not published yet"
    )
    senegal = row_of(built, "Senegal")
    assert [cell.look for cell in senegal[4:6]] == ["published", "NR"]
    assert built.table.foot[0][4].value == 2


def test_the_map_draws_a_mean_only_where_half_is_known(given: Given, ask: Ask) -> None:
    fill(given)
    given.report("TGO", answers="4 4 4 4 NR NR NR NR NR NR")
    levels = {row[0].text: row[2] for row in ask("tile-map").table.rows}
    assert [levels[name].value for name in ("Senegal", "France", "Togo")] == ["2", "4", None]
    assert levels["Togo"].text == "Not enough answers"


def test_a_country_without_a_report_has_not_failed(given: Given, ask: Ask) -> None:
    fill(given)
    for code in ("scorecard", "countries", "tile-map"):
        share = row_of(ask(code), "Togo")[-1]
        assert (share.value, share.text) == (None, "– no report"), code
        assert share.sentence == "Togo: no report published in this round"
    assert row_of(ask("scorecard", language="fr"), "Togo")[-1].text == "– pas de rapport"


def test_the_map_says_how_many_of_the_known_are_far(given: Given, ask: Ask) -> None:
    fill(given)
    given.report("TGO", answers="4 4 4 4 NR NR NR NR NR NR")
    assert ask("tile-map").title == "1 of 2 countries is advanced or completed on average"


def test_a_country_is_read_on_both_bases_side_by_side(given: Given, ask: Ask) -> None:
    fill(given)
    built = ask("country-strip", countries=("SEN",))
    assert built.title == "Senegal: 3 of 7 known objectives are advanced or completed"
    assert built.coverage == "7 of 9 objectives known: indicative"
    assert cells(built, "own", "mean", "gap")[3] == ("2", 83.33, -33.33)
    assert [row[5].text for row in built.table.rows][3] == "−33"


def test_an_observer_has_its_own_page_though_it_enters_no_total(given: Given, ask: Ask) -> None:
    fill(given)
    built = ask("country-strip", countries=("DZA",))
    assert built.chart is not None
    assert built.title == "Algeria: 0 of 10 known objectives are advanced or completed"


def test_evidence_goes_down_to_the_cell_of_the_file(given: Given, ask: Ask) -> None:
    fill(given)
    built = ask("objective-evidence", countries=("SEN",), objective="4")
    assert built.title == "Senegal, objective 4: “Under way”, 3 measures behind it"
    assert [row[0].note for row in built.table.rows] == ["SEN-M0001", "SEN-M0002", "SEN-M0003"]
    assert built.table.rows[0][-1].note == "measures, cell D6"
    target = built.table.rows[2][-1].target
    assert target is not None and target.address == "https://example.org/law"
    assert built.facts[0].text == "Under way"
    none = ask("objective-evidence", countries=("TUN",), objective="4")
    assert none.note == "Tunisia: no report published in this round"


def test_roadmap_actions_stand_in_their_order(given: Given, ask: Ask) -> None:
    fill(given)
    built = ask("objective-roadmap", objective="4")
    assert built.title == "2 measures are tied to a Roadmap action; 2 to none"
    assert [value for (value,) in cells(built, "n")] == [1, 1, 0, 2]
    assert built.chart is not None
    assert [c.code for c in built.chart.categories] == ["R05", "R07", "R08"]
    nothing = ask("objective-roadmap", objective="10")
    assert nothing.chart is None
    assert nothing.note == "The Roadmap lists no priority action for this objective."


def test_a_theme_keeps_its_own_answer(given: Given, ask: Ask) -> None:
    fill(given)
    built = ask("theme-answers", theme="border")
    assert built.title == (
        "1 of 2 countries gives the theme the same level as objective 4; 0 a lower one"
    )
    assert cells(built, "country", "own", "linked")[::2] == [
        ("France", "4", "4"),
        ("Senegal", "3", "2"),
    ]
    assert (
        ask("theme-measures", theme="border").title == "1 measure concerns this theme (1 country)"
    )


def test_measures_are_paged_and_sorted_by_the_database(given: Given, ask: Ask) -> None:
    given.round(ROUND)
    given.report("SEN", measures=[measure("1", "2") for _ in range(60)])
    first, second = ask("measures"), ask("measures", page=2)
    assert first.title == "60 measures match this choice"
    assert [len(first.table.rows), len(second.table.rows)] == [50, 10]
    assert second.table.pager is not None
    assert (second.table.pager.page, second.table.pager.pages) == (2, 2)
    assert [c.key for c in ask("measures", sort="title").table.columns if c.sorted] == ["title"]
    assert ask("measures", q="nowhere").note == "No measure matches this choice. Widen the filters."


def test_the_public_sample_has_words_and_no_scores(given: Given, ask: Ask) -> None:
    fill(given)
    public = {"round": "public-sources"}
    built = ask("public-status", **public)
    assert built.title == "2 measures found in public pages (2 countries)"
    assert "no score" in built.note
    assert cells(built, "objective", "adopted", "signed", "total")[3][1:] == (1, 1, 2)
    for code, exhibit in EXHIBITS.items():
        if exhibit.needs_scores:
            empty = ask(code, **public, **ONE)
            assert (empty.chart, empty.table.rows) == (None, ()), code
            assert empty.note.startswith("Nobody was asked to report"), code
    assert [f.figure for f in ask("key-figures", **public).figures] == ["2", "2 of 58", "1 of 10"]


def test_key_figures_state_what_they_cover(given: Given, ask: Ask) -> None:
    fill(given)
    figures = ask("key-figures").figures
    assert [(f.figure, f.coverage) for f in figures] == [
        ("3 of 57", "partners on 1 June 2013"),
        ("76%", "17 of 30 answers known"),
        ("5", "2 countries"),
    ]


def test_without_a_round_the_latest_with_scores_is_shown(given: Given, ask: Ask) -> None:
    fill(given)
    built = ask("pillars", round="")
    assert built.filters.round == ROUND
    assert "Dakar 2013" in built.subtitle
