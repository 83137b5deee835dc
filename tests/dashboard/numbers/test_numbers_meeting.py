"""What meetings ask: the change since the round before, what is shared, what is needed."""

import sqlite3
import tomllib
from collections import Counter
from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

BEFORE = {"dakar-2013": "madrid-2012", "rabat-2014": "dakar-2013"}
DATA = Path(__file__).resolve().parents[3] / "data"
TEMPLATE = tomllib.loads((DATA / "templates/progress-report-1.toml").read_text("utf-8"))

LATEST = """
    report r WHERE r.round = :round AND r.state = 'published' AND NOT EXISTS (
        SELECT 1 FROM report n WHERE n.round = r.round AND n.country = r.country
        AND n.state = 'published' AND n.version > r.version)
"""
OF_REPORTS = f"(SELECT r.id, r.country, r.consent FROM {LATEST}) r"  # noqa: S608 - our own text
MEASURES = f"""
    SELECT r.country, m.measure_id, m.objective, m.consent = 'PUB' AS shown,
           CASE WHEN m.update_type = 'DROP' THEN '-' WHEN m.flag = 'ABAN' THEN '0'
                ELSE m.answer END AS counts
    FROM measure m JOIN {OF_REPORTS} ON r.id = m.report_id
"""  # noqa: S608 - our own text
ITEMS = f"""
    SELECT r.country, e.item_id, e.kind, e.title, e.objective, e.answers_to,
           e.consent = 'PUB' AS shown
    FROM exchange_item e JOIN {OF_REPORTS} ON r.id = e.report_id
"""  # noqa: S608 - our own text
ASSISTANCE = f"""
    SELECT r.country, a.direction, a.domain, a.form, a.consent = 'PUB' AS shown
    FROM assistance a JOIN {OF_REPORTS} ON r.id = a.report_id
"""  # noqa: S608 - our own text
PROFILES = f"""
    SELECT r.country, p.mp_interest AS profile, p.im_interest AS imap,
           r.consent = 'PUB' AS shown
    FROM profile p JOIN {OF_REPORTS} ON r.id = p.report_id
"""  # noqa: S608 - our own text

Ends = tuple[Fraction, Fraction]


# What moved


class Matched:
    """The matched panel of section 5, a second time."""

    def __init__(self, now: Any, then: Any) -> None:
        self.now, self.then = now, then
        self.both = [country for country in now.members if country in then.members]
        self.hidden = 0
        self.cells = self._declared() if now.basis == "declared" else self._carried()

    def _declared(self) -> dict[tuple[str, str], Ends]:
        levels, cells = self.now.__class__.levels, {}
        for country in self.both:
            for code in self.now.objectives:
                ends = [one.declared.get((country, code), "NR") for one in (self.then, self.now)]
                if set(ends) <= set(levels):
                    cells[country, code] = (
                        Fraction(25 * int(ends[0])),
                        Fraction(25 * int(ends[1])),
                    )
        return cells

    def _carried(self) -> dict[tuple[str, str], Ends]:
        """The same measures under the same objective, with a level at both ends."""
        old = {(r["country"], r["measure_id"]): r for r in self.then.rows(MEASURES)}
        found: dict[tuple[str, str], list[tuple[int, int]]] = {}
        for row in self.now.rows(MEASURES):
            was = old.get((row["country"], row["measure_id"]))
            if was is None or row["country"] not in self.both:
                continue
            if row["objective"] not in self.now.objectives or was["objective"] != row["objective"]:
                continue
            if {was["counts"], row["counts"]} <= set("01234"):
                if was["shown"] and row["shown"]:
                    ends = (25 * int(was["counts"]), 25 * int(row["counts"]))
                    found.setdefault((row["country"], row["objective"]), []).append(ends)
                else:
                    self.hidden += 1
        return {
            cell: (mean(a for a, _ in ends), mean(b for _, b in ends))
            for cell, ends in found.items()
        }

    def applies(self, country: str, code: str) -> bool:
        if self.now.basis == "measures":
            return True
        return all(one.declared.get((country, code)) != "NA" for one in (self.then, self.now))

    def moves(self, node: str) -> list[Ends]:
        """The values, then and now, of each country that can be compared on a node."""
        if node in self.now.objectives:
            return [ends for (_, code), ends in self.cells.items() if code == node]
        codes = self.now.nodes.get(node, self.now.objectives)
        found = []
        for country in self.both:
            known = [self.cells[country, c] for c in codes if (country, c) in self.cells]
            applies = sum(self.applies(country, code) for code in codes)
            needs = 1 if node == "overall" else 2
            if len(known) >= needs and 10 * len(known) >= 8 * applies:
                found.append((mean(a for a, _ in known), mean(b for _, b in known)))
        return found


def mean(values: Iterable[Fraction | int]) -> Fraction:
    listed = list(values)
    return sum(listed, Fraction(0)) / len(listed)


def due_of(moves: list[Ends], step: int) -> dict[str, Any]:
    """A row of the table, as fractions."""
    steps = [after - before for before, after in moves]
    rose, fell = sum(s >= step for s in steps), sum(s <= -step for s in steps)
    counts = {"rose": rose, "stayed": len(moves) - rose - fell, "fell": fell, "n": len(moves)}
    if not moves:
        return {"before": None, "after": None, "change": None, "verdict": None, **counts}
    change = mean(steps)
    verdict = "no clear change"
    if change >= 5 and rose:
        verdict = "rise"
    elif change <= -5 and fell:
        verdict = "fall"
    before, after = mean(a for a, _ in moves), mean(b for _, b in moves)
    return {"before": before, "after": after, "change": change, "verdict": verdict, **counts}


def test_change(view: Any, look: Any, get: Any) -> None:
    answer = get("change", **view.query)
    if view.round not in BEFORE:
        assert (answer["rows"], answer["foot"]) == ([], [])
        assert answer["title"] == "Round Madrid 2012: no earlier round to compare"
        return
    then = look(BEFORE[view.round], view.basis, view.region, view.countries)
    matched = Matched(view, then)
    nodes = (*view.objectives, "P1", "P2", "P3", "overall")
    rows = {}
    for node, row in zip(nodes, answer["rows"], strict=True):
        due = due_of(matched.moves(node), 25 if node in view.objectives else 5)
        for key in ("before", "after", "change"):
            assert row[key] == view.near(due[key]), (node, key)
        for key in ("verdict", "rose", "stayed", "fell", "n"):
            assert row[key] == due[key], (node, key)
        rows[node] = row
    (foot,) = answer["foot"]
    objectives = [rows[code] for code in view.objectives]
    for key in ("rose", "stayed", "fell", "n"):
        assert foot[key] == sum(row[key] for row in objectives), key
    assert foot["n"] == len(matched.cells)
    verdicts = [row["verdict"] for row in objectives]
    claims = [n for n in (verdicts.count("rise"), verdicts.count("fall")) if n]
    year = int(BEFORE[view.round][-4:])
    assert view.numbers(answer["title"]) == [year, *claims[:1], *[10][: len(claims)], *claims[1:]]
    countries = len({country for country, _ in matched.cells})
    assert view.numbers(answer["coverage"]) == [countries, len(view.members)]
    assert view.kept_back(answer) == matched.hidden


def test_change_never_crosses_provenances(database: Path, get: Any, look: Any) -> None:
    """Once the round before is no longer of the same origin, the one before it is compared."""
    try:
        set_provenance(database, "dakar-2013", "reported")
        answer = get("change", round="rabat-2014")
        assert answer["title"].startswith("Since Madrid 2012")
        matched = Matched(look("rabat-2014"), look("madrid-2012"))
        assert answer["foot"][0]["n"] == len(matched.cells)
        alone = get("change", round="dakar-2013")
        assert (alone["rows"], alone["title"]) == (
            [],
            "Round Dakar 2013: no earlier round to compare",
        )
    finally:
        set_provenance(database, "dakar-2013", "illustrative")


def set_provenance(database: Path, round_code: str, provenance: str) -> None:
    with sqlite3.connect(database) as db:
        db.execute(
            "UPDATE round_state SET provenance = ? WHERE round = ?", (provenance, round_code)
        )
        db.execute("UPDATE data_version SET number = number + 1")


# What is shared


@pytest.mark.parametrize("kind", ["", "CHAL"])
@pytest.mark.parametrize("code", ["", "1"])
def test_exchange(view: Any, get: Any, code: str, kind: str) -> None:
    answer = get("exchange", objective=code, kind=kind, **view.query)
    passing = [
        row
        for row in view.rows(ITEMS)
        if code in ("", row["objective"]) and kind in ("", row["kind"])
    ]
    shown = [row for row in passing if row["shown"]]
    counts = Counter(row["kind"] for row in shown)
    assert view.kept_back(answer) == len(passing) - len(shown)
    total = answer["page"]["total"] if answer["page"] else len(answer["rows"])
    assert total == len(shown)
    if not shown:
        assert answer["rows"] == []
        return
    kinds = [kind] if kind else ["CHAL", "PRAC", "SOLU"]
    assert view.numbers(answer["title"]) == [counts[one] for one in kinds]
    foot = {row["kind"]: row for row in answer["foot"]}
    names = {"Challenges": "CHAL", "Good practices": "PRAC", "Common solutions": "SOLU"}
    assert {names[name]: row["title"] for name, row in foot.items()} == dict(counts)
    if counts["CHAL"]:
        every = get_items(view)
        replied = {row["answers_to"].upper() for row in every if row["answers_to"]}
        answered = {row["title"] for row in every if row["item_id"].upper() in replied}
        waiting = [r for r in shown if r["kind"] == "CHAL" and r["title"] not in answered]
        assert foot["Challenges"]["answered"] == len(waiting)
    countries = len({row["country"] for row in shown})
    assert view.numbers(answer["coverage"]) == [countries, len(view.members)]


def get_items(view: Any) -> list[Any]:
    """Items of the whole round that a reader may see: a challenge may be answered by a country
    outside the filters."""
    with sqlite3.connect(view.file) as db:
        db.row_factory = sqlite3.Row
        rows = db.execute(ITEMS, {"round": view.round}).fetchall()
    return [row for row in rows if row["shown"]]


# What is needed and offered


def labels(name: str) -> dict[str, str]:
    return {one["code"]: one["en"] for one in TEMPLATE["lists"][name]["entries"]}


def test_assistance(view: Any, get: Any) -> None:
    answer = get("assistance", **view.query)
    every = view.rows(ASSISTANCE)
    shown = [row for row in every if row["shown"]]
    kept = [row for row in view.rows(PROFILES) if not row["shown"]]
    assert view.kept_back(answer) == len(every) - len(shown) + len(kept)
    counted = Counter(row["direction"] for row in shown)
    assert view.numbers(answer["title"]) == [counted["NEED"], counted["OFFER"]]
    groups = iter(answer["rows"])
    for group in answer["groups"]:
        direction = {"Needs": "NEED", "Offers": "OFFER"}[group["label"]]
        rows = [next(groups) for _ in range(group["rows"])]
        inside = [row for row in shown if row["direction"] == direction]
        domains = [d for d in labels("tadomain") if any(row["domain"] == d for row in inside)]
        assert [row["domain"] for row in rows] == [
            *(labels("tadomain")[d] for d in domains),
            "Total",
        ]
        for domain, row in zip([*domains, ""], rows, strict=True):
            part = [one for one in inside if domain in ("", one["domain"])]
            forms = Counter(one["form"] for one in part)
            found = {key: row[key] for key in row if key not in ("domain", "total", "countries")}
            assert {form: n for form, n in found.items() if n} == dict(forms)
            assert row["total"] == len(part)
            expect_names(view, row["countries"], {one["country"] for one in part})
    assert next(groups, None) is None


def expect_names(view: Any, text: str, countries: set[str]) -> None:
    """Each country once, by the alphabet."""
    names = [str(view.every_country[iso3]["name_en"]) for iso3 in countries]
    places = sorted((text.index(name), name) for name in names)
    assert len(text.replace(" and ", ", ").split(", ")) == len(names), text
    assert [name for _, name in places] == sorted(names, key=folded)


def folded(name: str) -> str:
    return name.casefold().replace("ô", "o").replace("é", "e")


def test_target_countries(view: Any, get: Any) -> None:
    facts = get("assistance", **view.query)["facts"]
    for about, word in (("profile", "migration profile"), ("imap", "i-Map")):
        rows = [row for row in view.rows(PROFILES) if row["shown"]]
        who = {row["country"] for row in rows if row[about] == "YES"}
        perhaps = sum(row[about] == "MAYBE" for row in rows)
        found = [fact for fact in facts if word in fact["label"]]
        if not who and not perhaps:
            assert found == []
            continue
        (fact,) = found
        assert view.numbers(fact["label"]) == [len(who)]
        if who:
            expect_names(view, fact["text"], who)
        assert view.numbers(fact["note"]) == [perhaps] * bool(perhaps)


@pytest.mark.parametrize("code", ["change", "exchange", "assistance"])
def test_public_pages_say_nothing_of_it(get: Any, code: str) -> None:
    answer = get(code, round="public-sources")
    assert (answer["rows"], answer["facts"]) == ([], [])
    assert "no score" in answer["title"]
