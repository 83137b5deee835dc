"""What the API says of themes, of the Roadmap and of priorities is what SQL gives."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import pytest

LINKED = {"data": "10", "border": "4", "crisis": "5"}
KEYS = {"1": "high", "2": "medium", "3": "low", "-": "not", "": "unsaid"}
LATEST = """
    report r WHERE r.round = :round AND r.state = 'published' AND NOT EXISTS (
        SELECT 1 FROM report n WHERE n.round = r.round AND n.country = r.country
        AND n.state = 'published' AND n.version > r.version)
"""
OF_REPORTS = f"(SELECT r.id, r.country, r.consent FROM {LATEST}) r"  # noqa: S608 - our own text
THEMES = f"""
    SELECT r.country, t.theme, coalesce(t.took_part, '') AS took_part,
           coalesce(t.interest, '') AS interest, coalesce(t.need, '') AS need,
           coalesce(t.done, '') AS done, coalesce(t.decision, '') AS decision,
           r.consent = 'PUB' AS shown
    FROM theme_answer t JOIN {OF_REPORTS} ON r.id = t.report_id
"""  # noqa: S608 - our own text
PRIORITIES = f"""
    SELECT r.country, o.objective, coalesce(o.priority, '') AS priority, r.consent = 'PUB' AS shown
    FROM objective_answer o JOIN {OF_REPORTS} ON r.id = o.report_id
"""  # noqa: S608 - our own text
ITEMS = f"""
    SELECT r.country, e.kind, coalesce(e.theme, '') AS theme, e.objective,
           e.consent = 'PUB' AS shown
    FROM exchange_item e JOIN {OF_REPORTS} ON r.id = e.report_id
"""  # noqa: S608 - our own text
ASSISTANCE = f"""
    SELECT r.country, lower(a.domain) AS domain, a.direction AS kind, a.consent = 'PUB' AS shown
    FROM assistance a JOIN {OF_REPORTS} ON r.id = a.report_id
"""  # noqa: S608 - our own text
REPORTS = f"SELECT r.country, r.consent = 'PUB' AS shown FROM {LATEST}"  # noqa: S608 - our own text


@pytest.fixture(scope="module")
def confidential(view: Any) -> set[str]:
    return {row["country"] for row in view.rows(REPORTS) if not row["shown"]}


def of_theme(view: Any, theme: str) -> dict[str, Any]:
    return {row["country"]: row for row in view.rows(THEMES) if row["theme"] == theme}


@pytest.mark.parametrize("theme", LINKED)
def test_the_pairs_of_a_theme(view: Any, get: Any, theme: str) -> None:
    """What the two levels of countries are, told in the note where a chart leaves some out."""
    answer = get("theme-answers", theme=theme, **view.query)
    own = view.themes(theme)
    pairs = [(own.get(c, "NR"), view.declared[c, LINKED[theme]]) for c in view.reported]
    blank = [pair for pair in pairs if not set(pair) <= set(view.levels)]
    due = [len(blank)] if len(pairs) > 20 and blank else []
    assert view.numbers(answer["note"]) == due


@pytest.mark.parametrize("theme", LINKED)
def test_who_took_part(view: Any, get: Any, confidential: set[str], theme: str) -> None:
    answer = get("theme-participation", theme=theme, **view.query)
    rows = of_theme(view, theme)
    shown = view.reported - confidential
    due = {c: rows[c]["took_part"] if c in rows else "" for c in shown}
    words = {"Yes": "Y", "No": "N", None: ""}
    found = {c: words[row["took_part"]] for c, row in view.by_country(answer["rows"]).items()}
    assert {c: way for c, way in found.items() if c in shown} == due
    assert set(found) == view.reported
    counts = Counter(due.values())
    if counts["Y"] + counts["N"]:
        assert view.numbers(answer["title"]) == [counts["Y"], len(shown)]
    assert view.kept_back(answer) == len(view.reported & confidential)


@pytest.mark.parametrize("theme", LINKED)
def test_needs_of_a_theme(view: Any, get: Any, confidential: set[str], theme: str) -> None:
    answer = get("theme-needs", theme=theme, **view.query)
    texts = of_theme(view, theme)
    missing = [c for c, row in texts.items() if row["need"] and c not in confidential]
    asked = [row for row in view.rows(ASSISTANCE) if row["domain"] == theme]
    items = [
        row
        for row in view.rows(ITEMS)
        if row["theme"].lower() == theme or (not row["theme"] and row["objective"] == LINKED[theme])
    ]
    kinds = Counter(row["kind"] for row in (*asked, *items) if row["shown"])
    order = ("NEED", "OFFER", "CHAL", "PRAC", "SOLU")
    due = [n for n in (len(missing), *(kinds[kind] for kind in order)) if n]
    assert view.numbers(answer["title"]) == due
    total = answer["page"]["total"] if answer["page"] else len(answer["rows"])
    assert total == sum(due)
    hidden = [row for row in items if not row["shown"]]
    assert view.kept_back(answer) == len(set(texts) & confidential) + len(hidden)


def test_from_the_objective_to_a_decision(view: Any, get: Any, confidential: set[str]) -> None:
    answer = get("data-decisions", **view.query)
    texts, rows = of_theme(view, "data"), view.by_country(answer["rows"])
    assert set(rows) == view.reported
    shown = view.reported - confidential
    for country, row in rows.items():
        said = texts.get(country)
        assert row["linked"] == view.declared[country, "10"]
        for key in ("done", "decision"):
            due = (said[key] or None) if said is not None and country in shown else None
            assert row[key] == due, (country, key)
    named = [c for c in shown if c in texts and texts[c]["decision"]]
    if named:
        assert view.numbers(answer["title"]) == [len(named), len(shown)]
    assert view.kept_back(answer) == len(view.reported & confidential)


def expect_matrix(view: Any, get: Any, code: str) -> None:
    answer = get("roadmap-matrix", objective=code, **view.query)
    inside = [row for row in view.measures if code in ("", row["objective"])]
    due = Counter((row["country"], row["action"] or "none") for row in inside)
    rows = view.by_country(answer["rows"])
    assert set(rows) == set(view.members)
    names = ("country", "total")
    found = {
        (country, action): n
        for country, row in rows.items()
        for action, n in row.items()
        if action not in names and n is not None
    }
    assert found == due
    for country, row in rows.items():
        assert (row["total"] or 0) == sum(r["country"] == country for r in inside)
    tied = [row for row in inside if row["action"]]
    if tied:
        countries = {row["country"] for row in tied}
        assert view.numbers(answer["title"]) == [len(tied), len(inside), len(countries)]
    if inside:
        expect_foot(answer["foot"], due)
    assert view.kept_back(answer) == view.hidden(lambda row: code in ("", row["objective"]))


def expect_foot(foot: Sequence[dict[str, Any]], due: Counter[tuple[str, str]]) -> None:
    """Measures of each action, and the countries behind them."""
    measures, countries = foot
    assert measures["total"] == due.total()
    for action in measures.keys() - {"country", "total"}:
        assert measures[action] == sum(n for (_, code), n in due.items() if code == action)
        assert countries[action] == sum(code == action for _, code in due)


@pytest.mark.parametrize("code", ["", "4", "5", "10"])
def test_the_roadmap_by_country(view: Any, get: Any, code: str) -> None:
    expect_matrix(view, get, code)


@pytest.mark.parametrize("code", ["", "7"])
def test_the_roadmap_of_public_pages(look: Any, get: Any, code: str) -> None:
    expect_matrix(look("public-sources"), get, code)


@pytest.mark.parametrize("pillar", ["", "2"])
def test_priorities(view: Any, get: Any, confidential: set[str], pillar: str) -> None:
    answer = get("priorities", pillar=pillar, **view.query)
    shown = view.reported - confidential
    codes = [code for code, of in view.pillars.items() if pillar in ("", of)]
    said = {(r["country"], r["objective"]): r["priority"] for r in view.rows(PRIORITIES)}
    assert len(answer["rows"]) == len(codes)
    for code, row in zip(codes, answer["rows"], strict=True):
        tally = Counter(KEYS[said.get((country, code), "")] for country in shown)
        assert {k: n for k, n in row.items() if k in KEYS.values() and n} == tally
        assert row["total"] == len(shown)
    high = {c for (c, code), value in said.items() if value == "1" and code in codes} & shown
    if high:
        assert view.numbers(answer["title"]) == [len(high), len(shown)]
    assert view.kept_back(answer) == len(view.reported & confidential)


@pytest.mark.parametrize("iso3", ["SEN", "FRA", "GNQ", "ESP"])
def test_priorities_of_a_country(look: Any, get: Any, iso3: str) -> None:
    view = look("dakar-2013")
    answer = get("country-priorities", round="dakar-2013", countries=iso3)
    rows = [r for r in view.rows(PRIORITIES) if r["country"] == iso3 and r["shown"]]
    words = {"1": "High", "2": "Medium", "3": "Low", "-": "Not a priority"}
    due = [
        (row["objective"], words[code]) for code in words for row in rows if row["priority"] == code
    ]
    found = [(row["objective"].split(".")[0], row["priority"]) for row in answer["rows"]]
    assert found == due
    # The same in one line, for slides and print.
    facts = get("country-strip", round="dakar-2013", countries=iso3)["facts"]
    in_short = Counter(word for _, word in due if word != "Not a priority")
    said = facts[0]["text"] if facts else ""
    assert sum(in_short.values()) == len(view.numbers(said))
