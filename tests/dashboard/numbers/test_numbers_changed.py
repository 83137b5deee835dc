"""What became of measures, which answers moved and by how much: plain SQL, a second time."""

import sqlite3
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from statistics import median
from typing import Any

import pytest

BEFORE = {"dakar-2013": "madrid-2012", "rabat-2014": "dakar-2013"}
COLUMNS = {
    "completed", "risen", "same", "fallen", "unknown", "remapped", "new", "withdrawn", "silent",
}  # fmt: skip
CARRIED = ("completed", "risen", "same", "fallen", "unknown", "remapped")
LATEST = """
    report r WHERE r.round = :round AND r.state = 'published' AND NOT EXISTS (
        SELECT 1 FROM report n WHERE n.round = r.round AND n.country = r.country
        AND n.state = 'published' AND n.version > r.version)
"""
MEASURES = f"""
    SELECT r.country, m.measure_id, m.objective, m.answer, m.consent = 'PUB' AS shown,
           m.update_type = 'DROP' AS dropped,
           coalesce(m.update_type = 'DROP', 0) OR coalesce(m.flag = 'ABAN', 0) AS gone
    FROM measure m JOIN (SELECT r.id, r.country FROM {LATEST}) r ON r.id = m.report_id
"""  # noqa: S608 - our own text
WRITTEN = f"""
    SELECT r.country, o.objective, o.reason, o.progress, o.obstacle
    FROM objective_answer o JOIN (SELECT r.id, r.country, r.consent FROM {LATEST}) r
    ON r.id = o.report_id AND r.consent = 'PUB'
"""  # noqa: S608 - our own text


@pytest.fixture(scope="module", autouse=True)
def uneven(database: Any) -> Iterator[None]:
    """What the samples lack: measures placed anew, known again, closed for good."""
    with sqlite3.connect(database) as db:
        for divisor, change in (
            (11, "objective = CASE objective WHEN '10' THEN '1' ELSE '10' END"),
            (23, "flag = 'ABAN'"),
            (31, "objective = NULL"),
        ):
            db.execute(
                f"UPDATE measure SET {change} WHERE id % {divisor} = 0 AND report_id IN "  # noqa: S608
                "(SELECT id FROM report WHERE round = 'dakar-2013')"
            )
        db.execute("UPDATE data_version SET number = number + 1")
    yield


def fate(was: Any, now: Any) -> str:
    """What became of one measure; was or now is None where a round lacks it."""
    if now is None:
        return "" if was["dropped"] else "silent"
    if now["gone"]:
        return "" if was is not None and was["gone"] else "withdrawn"
    if was is None:
        return "new"
    if was["objective"] and now["objective"] and was["objective"] != now["objective"]:
        return "remapped"
    if now["answer"] == "4" and was["answer"] != "4":
        return "completed"
    if not {was["answer"], now["answer"]} <= set("01234"):
        return "unknown"
    step = int(now["answer"]) - int(was["answer"])
    return "risen" if step > 0 else "fallen" if step < 0 else "same"


def followed(now: Any, then: Any) -> tuple[Counter[tuple[str, str]], int]:
    """(objective, fate) -> measures, of countries that reported twice; and how many are hidden."""
    both = now.reported & then.reported
    sides = [
        {(r["country"], r["measure_id"]): r for r in view.rows(MEASURES) if r["country"] in both}
        for view in (then, now)
    ]
    found: Counter[tuple[str, str]] = Counter()
    hidden = 0
    for key in set(sides[0]) | set(sides[1]):
        was, is_now = (side.get(key) for side in sides)
        what = fate(was, is_now)
        if what and all(one["shown"] for one in (was, is_now) if one is not None):
            ends = [one["objective"] for one in (is_now, was) if one is not None]
            found[next((code for code in ends if code), ""), what] += 1
        elif what:
            hidden += 1
    return found, hidden


def test_carried(view: Any, look: Any, get: Any) -> None:
    answer = get("carried", **view.query)
    if view.round not in BEFORE:
        assert (answer["rows"], answer["title"]) == (
            [],
            "Round Madrid 2012: no earlier round to compare",
        )
        return
    then = look(BEFORE[view.round], view.basis, view.region, view.countries)
    due, hidden = followed(view, then)
    codes = [*view.objectives, *([""] if any(code == "" for code, _ in due) else [])]
    for code, row in zip(codes, answer["rows"], strict=True):
        own = {what: due[code, what] for what in COLUMNS}
        assert {what: row[what] for what in COLUMNS} == own, code
        assert row["carried"] == sum(own[what] for what in CARRIED)
    (foot,) = answer["foot"]
    totals = Counter({what: sum(due[code, what] for code in codes) for what in COLUMNS})
    assert {what: foot[what] for what in COLUMNS} == dict(totals)
    told = [totals[what] for what in ("completed", "new", "withdrawn", "silent")]
    assert view.numbers(answer["title"])[1:] == [foot["carried"], *told]
    both = len(view.reported & then.reported)
    assert view.numbers(answer["coverage"]) == [both, len(view.members)]
    assert view.kept_back(answer) == hidden


def moved(now: Any, then: Any) -> list[tuple[str, str, int, int]]:
    """(country, objective, level then, level now) in the order they are listed."""
    names = {iso3: row["name_en"] for iso3, row in now.every_country.items()}
    found = []
    for code in now.objectives:
        for country in sorted(now.members, key=lambda iso3: names[iso3].replace("ô", "o")):
            ends = [one.declared.get((country, code), "NR") for one in (then, now)]
            if country in then.members and set(ends) <= set("01234") and ends[0] != ends[1]:
                found.append((country, code, int(ends[0]), int(ends[1])))
    return found


def test_moves(view: Any, look: Any, get: Any) -> None:
    """Declared levels, whatever the basis asked for."""
    answer = get("moves", **view.query)
    if view.round not in BEFORE:
        assert answer["rows"] == []
        return
    now = look(view.round, "declared", view.region, view.countries)
    then = look(BEFORE[view.round], "declared", view.region, view.countries)
    every = moved(now, then)
    far = [one for one in every if abs(one[3] - one[2]) >= 2]
    near = [one for one in every if one not in far]
    total = answer["page"]["total"] if answer["page"] else len(answer["rows"])
    assert total == len(every)
    texts = {(r["country"], r["objective"]): r for r in now.rows(WRITTEN)}
    for (country, code, before, after), row in zip([*far, *near], answer["rows"], strict=False):
        assert row["country"] == view.every_country[country]["name_en"]
        assert row["objective"].startswith(f"{code}.")
        assert (row["before"], row["after"]) == (str(before), str(after))
        keys = ("progress", "reason") if after > before else ("reason", "obstacle")
        own = texts.get((country, code))
        stated = [own[key] for key in keys if own is not None and own[key]]
        assert row["reason"] == (stated[0] if stated else None)
    year = int(BEFORE[view.round][-4:])
    if every:
        assert view.numbers(answer["title"])[:3] == [year, len(far), len(near)]


def test_median_change(view: Any, look: Any, get: Any) -> None:
    figures = get("key-figures", **view.query)["figures"]
    if view.round not in BEFORE:
        assert len(figures) == 3
        return
    then = look(BEFORE[view.round], view.basis, view.region, view.countries)
    steps = changes(view, then)
    assert len(figures) == (4 if steps else 3)
    if steps:
        assert figures[3]["value"] == view.near(median(steps))
        assert view.numbers(figures[3]["coverage"]) == [len(steps)]


def changes(now: Any, then: Any) -> list[Fraction]:
    """Each country's change on all objectives known in both rounds, where they are 80 %."""
    cells = matched(now, then)
    found = []
    for country in now.members:
        known = [cells[country, code] for code in now.objectives if (country, code) in cells]
        applies = sum(
            now.basis == "measures"
            or "NA" not in {one.declared.get((country, code)) for one in (then, now)}
            for code in now.objectives
        )
        if known and 10 * len(known) >= 8 * applies:
            found.append(sum((b - a for a, b in known), Fraction(0)) / len(known))
    return found


def matched(now: Any, then: Any) -> dict[tuple[str, str], tuple[Fraction, Fraction]]:
    """(country, objective) -> points then and now: declared, or the mean of carried measures."""
    if now.basis == "declared":
        return {
            (c, o): (Fraction(25 * int(then.declared[c, o])), Fraction(25 * int(level)))
            for (c, o), level in now.declared.items()
            if c in then.members and {level, then.declared.get((c, o), "NR")} <= set("01234")
        }
    sides = [
        {(r["country"], r["measure_id"], r["objective"]): r for r in view.rows(COUNTED)}
        for view in (then, now)
    ]
    pairs: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for (country, _, code), row in sides[1].items():
        was = sides[0].get((country, row["measure_id"], code))
        if was is None or not (was["shown"] and row["shown"] and code):
            continue
        if {was["counts"], row["counts"]} <= set("01234"):
            ends = (25 * int(was["counts"]), 25 * int(row["counts"]))
            pairs.setdefault((country, code), []).append(ends)
    return {
        cell: tuple(Fraction(sum(one[i] for one in ends), len(ends)) for i in (0, 1))  # type: ignore[misc]
        for cell, ends in pairs.items()
    }


COUNTED = f"""
    SELECT r.country, m.measure_id, m.objective, m.counts_as AS counts,
           m.consent = 'PUB' AS shown
    FROM measure m JOIN (SELECT r.id, r.country FROM {LATEST}) r ON r.id = m.report_id
"""  # noqa: S608 - our own text
