"""What is shared, a second time: threads, what is common, and what is found by searching."""

import sqlite3
import tomllib
from collections import defaultdict
from itertools import pairwise
from pathlib import Path
from typing import Any
from unicodedata import combining, normalize

import pytest

DATA = Path(__file__).resolve().parents[3] / "data"
SHORT = {
    code: one["short"]
    for code, one in tomllib.loads((DATA / "frameworks/dakar.toml").read_text("utf-8"))[
        "objectives"
    ].items()
}
ITEMS = """
    SELECT r.country, e.item_id, e.kind, e.title, e.text, e.conditions, e.lang, e.objective,
           e.answers_to, e.present, e.consent = 'PUB' AS shown
    FROM exchange_item e JOIN report r ON r.id = e.report_id
    WHERE r.round = :round AND r.state = 'published' AND NOT EXISTS (
        SELECT 1 FROM report n WHERE n.round = r.round AND n.country = r.country
        AND n.state = 'published' AND n.version > r.version)
    ORDER BY r.country, e.row
"""


def every(view: Any) -> list[sqlite3.Row]:
    with sqlite3.connect(view.file) as db:
        db.row_factory = sqlite3.Row
        return db.execute(ITEMS, {"round": view.round}).fetchall()


def plain(text: str) -> str:
    letters = normalize("NFKD", text.casefold())
    kept = "".join(c for c in letters if not combining(c))
    return " ".join("".join(c if c.isalnum() else " " for c in kept).split())


class Told:
    """The threads of a round that its reader may see."""

    def __init__(self, view: Any) -> None:
        self.view = view
        self.shown = [row for row in every(view) if row["shown"]]
        self.posed = {r["item_id"]: r for r in self.shown if r["kind"] == "CHAL"}
        self.replies: dict[str, list[sqlite3.Row]] = defaultdict(list)
        for row in self.shown:
            if row["kind"] != "CHAL" and (row["answers_to"] or "").upper() in self.posed:
                self.replies[row["answers_to"].upper()].append(row)

    def groups(self) -> dict[str, list[sqlite3.Row]]:
        """Partners' challenges of one title."""
        partners = self.view.__class__(self.view.file, self.view.round).members
        found = defaultdict(list)
        for row in self.posed.values():
            if row["country"] in partners:
                found[plain(row["title"])].append(row)
        return found

    def answers(self, posed: list[sqlite3.Row]) -> list[sqlite3.Row]:
        return [reply for row in posed for reply in self.replies[row["item_id"]]]

    def of(self, objective: str = "", *, only: str = "") -> list[list[sqlite3.Row]]:
        """The rows of the list: who names a challenge inside the filters (all who do, where only
        an answer is inside), with all that answers any of them; then the rest, one by one."""

        def passes(row: sqlite3.Row) -> bool:
            return row["country"] in self.view.members and objective in ("", row["objective"])

        found = []
        for posed in self.groups().values():
            inside, replies = [row for row in posed if passes(row)], self.answers(posed)
            is_asked = not replies if only == "open" else any(passes(row) for row in replies)
            if is_asked if not inside else only != "open" or is_asked:
                found.append([*(inside or posed), *replies])
        if only == "open":
            return [rows for rows in found if any(passes(row) for row in rows)]
        told = {one["item_id"] for rows in self.replies.values() for one in rows}
        return found + [
            [r] for r in self.shown
            if r["kind"] != "CHAL" and r["item_id"] not in told and passes(r)
        ]  # fmt: skip

    def common(self, objective: str = "") -> dict[str, set[str]]:
        groups = defaultdict(set)
        for row in self.posed.values():
            if row["country"] in self.view.members and objective in ("", row["objective"]):
                groups[plain(row["title"])].add(row["country"])
        return {title: countries for title, countries in groups.items() if len(countries) > 1}


@pytest.mark.parametrize("code", ["", "1"])
def test_thread(view: Any, get: Any, code: str) -> None:
    told = Told(view)
    due = told.of(code)
    answer = get("thread", objective=code, **view.query)
    total = answer["page"]["total"] if answer["page"] else len(answer["rows"])
    assert total == sum(map(len, due))
    hidden = [
        r for r in every(view)
        if not r["shown"] and r["country"] in view.members and code in ("", r["objective"])
    ]  # fmt: skip
    assert view.kept_back(answer) == len(hidden)
    posed = [rows for rows in due if rows[0]["kind"] == "CHAL"]
    done = [rows for rows in posed if rows[-1]["kind"] != "CHAL"]
    if posed and done:
        assert view.numbers(answer["title"]) == [len(done), len(posed)]
    waiting = get("thread", objective=code, tab="open", **view.query)
    open_ = told.of(code, only="open")
    total = waiting["page"]["total"] if waiting["page"] else len(waiting["rows"])
    assert total == sum(map(len, open_))
    if open_:
        assert view.numbers(waiting["title"]) == [len(open_)]


def test_rows_of_the_first_page(view: Any, get: Any) -> None:
    """Challenges in the order of the framework, who names one together, then what answers it."""
    told = Told(view)
    rows = get("thread", **view.query)["rows"]
    titles = {(r["country"], r["title"]): r for r in told.shown}
    names = {row["name_en"]: iso3 for iso3, row in view.every_country.items()}
    found = [titles[names[row["country"]], row["item"]] for row in rows]
    posed = [one["item_id"] for one in found if one["kind"] == "CHAL"]
    places = [list(view.objectives).index(told.posed[item]["objective"]) for item in posed]
    assert places == sorted(places)
    groups = told.groups()
    for one, after in pairwise(found):
        group = groups.get(plain(one["title"] or ""), []) if one["kind"] == "CHAL" else []
        if after["kind"] == "CHAL" and after not in group:
            assert one["kind"] != "CHAL" or not told.answers(group)
        elif one["kind"] == "CHAL" and after["kind"] != "CHAL":
            assert after in told.answers(group)
    for one, row in zip(found, rows, strict=True):
        assert (row["text"], row["conditions"]) == (one["text"], one["conditions"])
        assert bool(row["present"]) == (one["present"] == "Y")


@pytest.mark.parametrize("code", ["", "1"])
def test_common_challenges(view: Any, get: Any, code: str) -> None:
    due = Told(view).common(code)
    answer = get("common-challenges", objective=code, **view.query)
    rows = {plain(row["challenge"]): row for row in answer["rows"]}
    assert {title: row["n"] for title, row in rows.items()} == {
        title: len(countries) for title, countries in due.items()
    }
    for title, row in rows.items():
        listed = sorted(view.every_country[iso3]["name_en"] for iso3 in due[title])
        assert sorted(row["countries"].replace(" and ", ", ").split(", ")) == listed
    if due:
        assert view.numbers(answer["title"]) == [len(due)]
        countries = set().union(*due.values())
        assert view.numbers(answer["coverage"]) == [len(countries), len(view.members)]
    numbers = [row["objective"].split(".")[0] for row in answer["rows"]]
    assert numbers == sorted(numbers, key=int)


@pytest.mark.parametrize("q", ["VISA delais", "frais envois", "border germany", "fees bénin"])
def test_search_ignores_case_and_accents(look: Any, get: Any, q: str) -> None:
    view = look("dakar-2013", "declared", "", "")
    told = Told(view)

    def is_found(row: sqlite3.Row) -> bool:
        country = view.every_country[row["country"]]
        texts = [row["item_id"], row["title"], row["text"], row["conditions"] or ""]
        texts += [country["name_en"], country["name_fr"], *SHORT[row["objective"]].values()]
        known = plain(" ".join(texts))
        return row["country"] in view.members and all(w in known for w in plain(q).split())

    groups = [rows for rows in told.groups().values() if not told.answers(rows)]
    inside = [[row for row in rows if row["country"] in view.members] for rows in groups]
    due = [row for rows in inside if any(is_found(one) for one in rows) for row in rows]
    answer = get("thread", tab="open", q=q, **view.query)
    total = answer["page"]["total"] if answer["page"] else len(answer["rows"])
    assert total == len(due)
