"""What the API says of answers and countries is what plain SQL and the method give."""

import sqlite3
from fractions import Fraction
from math import floor
from pathlib import Path
from typing import Any

import pytest


def test_the_table_of_aggregates_counts_the_measures(sample_database: Path, look: Any) -> None:
    stored = """SELECT report_id, objective, theme, roadmap_action, answer, counts_as, status_word,
                consent, n FROM aggregate"""
    counted = look("dakar-2013").aggregated
    with sqlite3.connect(sample_database) as db:
        assert sorted(db.execute(stored)) == sorted(db.execute(counted))


def test_what_a_measure_counts_as_follows_its_flags(sample_database: Path) -> None:
    """In the samples no abandoned measure names a live one that replaces it."""
    sql = """SELECT counts_as, CASE WHEN update_type = 'DROP' THEN '-' WHEN flag = 'ABAN' THEN '0'
             ELSE answer END FROM measure"""
    with sqlite3.connect(sample_database) as db:
        assert all(stored == due for stored, due in db.execute(sql))


# Who reported


def test_the_coverage_line_counts_the_reports_of_partners(view: Any, get: Any) -> None:
    for code in ("key-figures", "reporting-status", "pillars", "scorecard", "tile-map"):
        line = get(code, **view.query)["coverage"]
        assert view.numbers(line)[:2] == [len(view.reported), len(view.members)], code


def test_reporting_status(view: Any, get: Any) -> None:
    answer = get("reporting-status", **view.query)
    assert view.numbers(answer["title"]) == [len(view.reported), len(view.members)]
    rows = view.by_country(answer["rows"])
    found = {iso3: row["state"] == "published" for iso3, row in rows.items()}
    assert found == {iso3: iso3 in view.reported for iso3 in view.members}
    assert answer["not_shown"] == ""


ORGANISATIONS = ["European Commission", "ECOWAS"]
"""Members of the steering committee that report nothing; last in the whole list."""


def test_countries(view: Any, get: Any) -> None:
    answer = get("countries", **view.query)
    apart = [] if view.region or view.countries else ORGANISATIONS
    split = len(answer["rows"]) - len(apart)
    assert [row["country"] for row in answer["rows"][split:]] == apart
    rows = view.by_country(answer["rows"][:split])
    for iso3 in view.members:
        found = (rows[iso3]["measures"], rows[iso3]["coverage"])
        if iso3 not in view.reported:
            assert found == (None, None), iso3
            continue
        score = view.score(iso3, "overall")
        measures = sum(row["country"] == iso3 for row in view.measures)
        share = Fraction(score.known, score.known + score.missing)
        assert found == (measures, view.near(share)), iso3


def test_those_who_are_no_partners_are_listed_apart(database: Path, look: Any, get: Any) -> None:
    view = look("dakar-2013")
    answer = get("countries", **view.query)
    others = set(view.every_country) - set(view.members)
    # Partners, the observer, those who joined later, organisations.
    assert [group["rows"] for group in answer["groups"]] == [57, 1, len(others) - 1, 2]
    assert answer["rows"][57]["country"] == "Algeria"
    apart = view.by_country(answer["rows"][57:-2])
    with sqlite3.connect(database) as db:
        counted = """SELECT count(*) FILTER (WHERE m.consent = 'PUB'),
                     count(*) FILTER (WHERE m.consent <> 'PUB')
                     FROM measure m JOIN report r ON r.id = m.report_id
                     WHERE r.country = 'DZA' AND r.round = 'dakar-2013'"""
        shown, hidden = db.execute(counted).fetchone()
    assert set(apart) == others
    assert (apart["DZA"]["state"], apart["DZA"]["measures"]) == ("published", shown)
    assert [apart["STP"][key] for key in ("state", "measures", "coverage")] == [None] * 3
    assert view.kept_back(answer) == view.hidden() + hidden


# How answers spread


def test_key_figures(view: Any, get: Any) -> None:
    answer = get("key-figures", **view.query)
    tally = view.answers(view.objectives, view.members)
    reported, share, measures, *_ = answer["figures"]
    assert reported["value"] == len(view.reported)
    assert share["value"] == view.share(tally)
    assert view.numbers(share["coverage"]) == [view.known(tally), sum(tally.values())]
    assert measures["value"] == len(view.measures)
    assert view.numbers(measures["coverage"]) == [len({row["country"] for row in view.measures})]
    assert view.kept_back(answer) == view.hidden()


def expect_spread(view: Any, tally: Any, row: Any) -> None:
    assert {answer: row.get(answer, 0) for answer in view.answer_codes} == tally
    assert row["total"] == sum(tally.values())
    assert row["done"] == view.share(tally)


@pytest.mark.parametrize(("code", "pillar"), [("pillars", ""), ("pillar-objectives", "2")])
def test_spread_of_answers(view: Any, get: Any, code: str, pillar: str) -> None:
    answer = get(code, pillar=pillar, **view.query)
    nodes = view.nodes["P2"] if pillar else ("P1", "P2", "P3", "10")
    tallies = [view.answers(view.nodes[node], view.members) for node in nodes]
    for tally, row in zip(tallies, answer["rows"], strict=True):
        expect_spread(view, tally, row)
    done, known = (sum(map(count, tallies)) for count in (view.done, view.known))
    if known:
        shares = [Fraction(view.done(t), view.known(t)) for t in tallies if view.known(t)]
        printed = [view.percent(share) for share in shares]
        is_told = len(printed) > 1 and printed.count(max(printed)) == 1
        found = view.numbers(answer["title"])
        assert found[0] == view.percent(Fraction(done, known))
        assert found[2:] == ([max(printed)] if is_told else [])
    codes = {objective for node in nodes for objective in view.nodes[node]}
    assert view.kept_back(answer) == view.hidden_in_play(codes)


def test_distribution_of_one_objective(view: Any, get: Any) -> None:
    answer = get("objective-distribution", objective="10", **view.query)
    groups = [view.members]
    for region in ("europe", "north-africa", "west-africa", "central-africa"):
        groups.append([c for c in view.members if view.every_country[c]["region"] == region])
    tallies = [view.answers(("10",), group) for group in groups]
    shown = [tally for tally in tallies if sum(tally.values())]
    for tally, row in zip(shown, answer["rows"], strict=True):
        expect_spread(view, tally, row)
    if shown and view.known(shown[0]):
        assert view.numbers(answer["title"]) == [10, view.done(shown[0]), view.known(shown[0])]
    assert view.kept_back(answer) == view.hidden_in_play({"10"})


# Where countries stand


def test_scorecard(view: Any, get: Any) -> None:
    answer = get("scorecard", **view.query)
    rows = view.by_country(answer["rows"])
    assert set(rows) == set(view.members)
    for iso3, row in rows.items():
        for code in view.objectives:
            value = view.score(iso3, code).value
            if value is not None:
                due = view.band(value) if view.basis == "declared" else view.near(value)
            else:
                due = view.blank(iso3, code)
            assert row[code] == due, (iso3, code)
        assert row["coverage"] == view.coverage(iso3, "overall"), iso3
    (foot,) = answer["foot"]
    means = {code: view.near(view.group(code)["value"]) for code in view.objectives}
    assert {code: foot[code] for code in view.objectives} == means
    tally = view.answers(view.objectives, view.members)
    most = view.percent(Fraction(max(tally[level] for level in view.levels), view.known(tally)))
    have = {
        c for c in view.members for code in view.objectives if view.score(c, code).value is not None
    }
    is_told = (
        len(have) > 1
        and [tally[x] for x in view.levels].count(max(tally[x] for x in view.levels)) == 1
    )
    assert view.numbers(answer["title"]) == [most, *([len(have)] if is_told else [])]
    assert view.kept_back(answer) == view.hidden(lambda row: row["objective"] in view.objectives)


def test_scorecard_of_what_is_known(view: Any, get: Any) -> None:
    answer = get("scorecard", view="coverage", **view.query)
    found = {
        code: sum(view.score(c, code).value is not None for c in view.members)
        for code in view.objectives
    }
    (foot,) = answer["foot"]
    assert {code: foot[code] for code in view.objectives} == found
    share = Fraction(sum(found.values()), len(view.members) * len(found))
    waiting = len(view.members) - len(view.reported)
    due = [view.percent(share), waiting, len(view.members)]
    assert view.numbers(answer["title"]) == due


@pytest.mark.parametrize(("code", "objective"), [("tile-map", ""), ("objective-tiles", "3")])
def test_tiles(view: Any, get: Any, code: str, objective: str) -> None:
    answer = get(code, objective=objective, **view.query)
    node = objective or "overall"
    scores = {iso3: view.score(iso3, node) for iso3 in view.members}
    rows = view.by_country(answer["rows"])
    assert set(rows) == set(view.members)
    for iso3, score in scores.items():
        row = rows[iso3]
        assert row["coverage"] == view.coverage(iso3, node), iso3
        if score.value is None:
            assert (row["value"], row["bounds"]) == (None, None), iso3
            continue
        assert (row["level"], row["value"]) == (view.band(score.value), view.near(score.value))
        bounds = [floor(bound + Fraction(1, 2)) for bound in (score.lower, score.upper)]
        assert view.numbers(row["bounds"]) == bounds, iso3
    have = [score.value for score in scores.values() if score.value is not None]
    reached = sum(view.band(value) in "34" for value in have)
    if have:
        due = [len(have), len(view.members)] if objective else [reached, len(have)]
        assert view.numbers(answer["title"])[-2:] == due
    codes = {objective} if objective else view.objectives
    assert view.kept_back(answer) == view.hidden_in_play(codes)


@pytest.mark.parametrize("pillar", ["1", "3"])
def test_spread_of_countries(view: Any, get: Any, pillar: str) -> None:
    answer = get("pillar-countries", pillar=pillar, **view.query)
    objectives = view.nodes[f"P{pillar}"]
    for node, row in zip((*objectives, f"P{pillar}"), answer["rows"], strict=True):
        group = view.group(node)
        for key in ("value", "median", "q1", "q3", "lower", "upper"):
            assert row[key] == view.near(group[key]), (node, key)
        assert row["n"] == view.near(Fraction(group["n"], len(view.members)))
    assert view.kept_back(answer) == view.hidden_in_play(objectives)
