"""What moved, from any earlier round: slope chart and matrix of transitions, in plain SQL."""

import re
import sqlite3
from collections import Counter
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

ROUNDS = ("madrid-2012", "dakar-2013", "rabat-2014")

LATEST = """
    WITH latest AS (
        SELECT r.id, r.country, r.round, r.consent FROM report r WHERE r.state = 'published'
        AND r.version = (SELECT max(n.version) FROM report n WHERE n.country = r.country
                         AND n.round = r.round AND n.state = 'published'))
"""
ANSWERS = f"""{LATEST},
    given AS (
        SELECT l.country, l.round, o.objective,
               CASE l.consent WHEN 'PUB' THEN o.answer ELSE 'C' END AS answer
        FROM latest l JOIN objective_answer o ON o.report_id = l.id),
    cells AS (
        SELECT DISTINCT l.country, o.objective FROM latest l CROSS JOIN objective_answer o
        WHERE l.round IN (:then, :now))
    SELECT c.country, c.objective, coalesce(a.answer, 'NR'), coalesce(b.answer, 'NR')
    FROM cells c
    LEFT JOIN given a ON a.country = c.country AND a.objective = c.objective AND a.round = :then
    LEFT JOIN given b ON b.country = c.country AND b.objective = c.objective AND b.round = :now
"""  # noqa: S608 - our own text
LIVE = """
    SELECT l.country, m.measure_id, m.objective,
           CASE WHEN m.flag = 'ABAN' THEN '0' ELSE m.answer END AS counts
    FROM latest l JOIN measure m ON m.report_id = l.id
    WHERE l.round = {round} AND m.consent = 'PUB' AND m.update_type <> 'DROP'
    AND m.objective IS NOT NULL
"""
SAME = "b.country = a.country AND b.measure_id = a.measure_id AND b.objective = a.objective"
MEASURES = f"""{LATEST},
    a AS ({LIVE.format(round=":then")}), b AS ({LIVE.format(round=":now")})
    SELECT a.country, a.objective, a.counts AS was, coalesce(b.counts, 'absent') AS is_now
    FROM a LEFT JOIN b ON {SAME}
    UNION ALL
    SELECT b.country, b.objective, 'absent', b.counts FROM b LEFT JOIN a ON {SAME}
    WHERE a.country IS NULL
"""  # noqa: S608 - our own text
LEVELS = "01234"

ASKED = [
    ("dakar-2013", "", "declared", ""),
    ("dakar-2013", "", "measures", ""),
    ("rabat-2014", "", "declared", "west-africa"),
    ("rabat-2014", "madrid-2012", "declared", ""),
    ("rabat-2014", "madrid-2012", "measures", "europe"),
    ("rabat-2014", "public-sources", "measures", ""),
]
"""Round, the one to compare with ("": the one before; another than an earlier one is not
heeded), basis and region."""


class Moved:
    """Rows (country, objective, then, now) of partners of both rounds, inside the region."""

    def __init__(self, file: Path, now: Any, then: Any) -> None:
        self.members = set(now.members) & set(then.members)
        with sqlite3.connect(file) as db:
            sql = ANSWERS if now.basis == "declared" else MEASURES
            rows = db.execute(sql, {"then": then.round, "now": now.round}).fetchall()
        self.rows = [row for row in rows if row[0] in self.members and row[1] in now.objectives]

    def matrix(self, *codes: str) -> Counter[tuple[str, str]]:
        return Counter(
            (then, now) for _, code, then, now in self.rows if not codes or code in codes
        )

    def means(self, code: str) -> list[tuple[Fraction, Fraction]]:
        """The mean points, then and now, of each country with a level at both ends."""
        found: dict[str, list[tuple[int, int]]] = {}
        for country, objective, then, now in self.rows:
            if objective == code and then in LEVELS and now in LEVELS:
                found.setdefault(country, []).append((25 * int(then), 25 * int(now)))
        return [
            (
                Fraction(sum(a for a, _ in ends), len(ends)),
                Fraction(sum(b for _, b in ends), len(ends)),
            )
            for ends in found.values()
        ]


@pytest.fixture(params=ASKED, ids=["-".join(filter(None, one)) for one in ASKED], scope="module")
def asked(request: pytest.FixtureRequest) -> Any:
    return request.param


@pytest.fixture
def moved(asked: Any, database: Path, look: Any) -> Moved:
    round_code, against, basis, region = asked
    before = against if against in ROUNDS else ROUNDS[ROUNDS.index(round_code) - 1]
    return Moved(database, look(round_code, basis, region), look(before, basis, region))


@pytest.fixture
def query(asked: Any) -> dict[str, str]:
    return dict(zip(("round", "against", "basis", "region"), asked, strict=True))


def test_trend(query: dict[str, str], moved: Moved, look: Any, get: Any) -> None:
    answer = get("trend", **query)
    objectives = [code for code in look("dakar-2013").objectives if moved.means(code)]
    assert len(answer["rows"]) == len(objectives)
    for code, row in zip(objectives, answer["rows"], strict=True):
        means = moved.means(code)
        before, after = (sum(ends) / len(means) for ends in zip(*means, strict=True))
        assert row["n"] == len(means)
        for key, due in (("before", before), ("after", after), ("change", after - before)):
            assert row[key] == pytest.approx(float(due), abs=0.0051), (code, key)
        steps = [b - a for a, b in means]
        claim = "no clear change"
        if after - before >= 5 and any(step >= 25 for step in steps):
            claim = "rise"
        elif after - before <= -5 and any(step <= -25 for step in steps):
            claim = "fall"
        assert row["verdict"] == claim, code


def test_transitions(query: dict[str, str], moved: Moved, look: Any, get: Any) -> None:
    expect(get("transitions", **query), moved.matrix())
    expect(get("transitions", **query, objective="4"), moved.matrix("4"))
    codes = look("dakar-2013").nodes["P1"]
    expect(get("transitions", **query, pillar="1"), moved.matrix(*codes))


def expect(answer: Any, matrix: Counter[tuple[str, str]]) -> None:
    keys = [column["key"] for column in answer["columns"]][1:-1]
    assert set(keys) == {*LEVELS, *(code for pair in matrix for code in pair)}
    for then, row in zip(keys, answer["rows"], strict=True):
        assert {now: row[now] or 0 for now in keys} == {now: matrix[then, now] for now in keys}
        assert row["total"] == sum(matrix[then, now] for now in keys)
    (foot,) = answer["foot"]
    assert foot["total"] == matrix.total()
    assert {now: foot[now] for now in keys} == {
        now: sum(matrix[then, now] for then in keys) for now in keys
    }
    known = {pair: n for pair, n in matrix.items() if set(pair) <= set(LEVELS)}
    stayed = sum(n for (then, now), n in known.items() if then == now)
    rose = sum(n for (then, now), n in known.items() if then < now)
    fell = sum(n for (then, now), n in known.items() if then > now)
    told = [int(word) for word in re.findall(r"\d+", answer["title"])]
    assert sorted(told[:1] + told[2:]) == sorted([sum(known.values()), stayed, rose, fell])


def test_the_matrix_and_the_change_count_the_same(query: dict[str, str], get: Any) -> None:
    """On basis declared a comparison is an answer: between two levels, both count all of them."""
    matrix, change = get("transitions", **query), get("change", **query)
    between = {
        (then, now): row[now]
        for then, row in zip(LEVELS, matrix["rows"], strict=False)
        for now in LEVELS
    }
    if query["basis"] == "declared":
        (foot,) = change["foot"]
        assert sum(between.values()) == foot["n"]
        assert sum(n for (a, b), n in between.items() if a < b) == foot["rose"]
        assert sum(n for (a, b), n in between.items() if a > b) == foot["fell"]
    assert [row["n"] for row in get("trend", **query)["rows"]] == [
        row["n"] for row in change["rows"][:10] if row["n"]
    ]
    assert matrix["coverage"] == change["coverage"]


def test_entries_and_exits_are_said(get: Any, database: Path, look: Any) -> None:
    """A level that stands opposite none came, or went."""
    matrix = Moved(database, look("rabat-2014"), look("dakar-2013")).matrix()
    came = sum(n for (then, now), n in matrix.items() if now in LEVELS and then not in LEVELS)
    went = sum(n for (then, now), n in matrix.items() if then in LEVELS and now not in LEVELS)
    assert came, went
    answer = get("transitions", round="rabat-2014")
    rows = dict(zip([c["key"] for c in answer["columns"]][1:-1], answer["rows"], strict=True))
    assert came == sum(
        row[now] for then, row in rows.items() if then not in LEVELS for now in LEVELS
    )
    assert went == sum(rows[then][now] for then in LEVELS for now in rows if now not in LEVELS)
