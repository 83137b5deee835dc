"""Needs and offers by domain and form, migration profiles and target countries, a second time."""

import sqlite3
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

DATA = Path(__file__).resolve().parents[3] / "data"
LISTS = tomllib.loads((DATA / "templates/progress-report-1.toml").read_text("utf-8"))["lists"]
ROUNDS = tomllib.loads((DATA / "rounds.toml").read_text("utf-8"))

LATEST = """
    report r WHERE r.round = :round AND r.state = 'published' AND NOT EXISTS (
        SELECT 1 FROM report n WHERE n.round = r.round AND n.country = r.country
        AND n.state = 'published' AND n.version > r.version)
"""
ASSISTANCE = f"""
    SELECT r.country, a.ta_id, a.direction, a.domain, a.form, a.days, a.from_date, a.urgency,
           a.objective, a.consent = 'PUB' AS shown, date(r.stored_at) AS received
    FROM assistance a JOIN (SELECT r.id, r.country, r.stored_at FROM {LATEST}) r
      ON r.id = a.report_id
"""  # noqa: S608 - our own text
PROFILES = f"""
    SELECT r.country, p.mp_status AS state, p.mp_year AS year, p.mp_owner AS lead,
           p.mp_interest AS profile, p.im_interest AS imap, r.consent = 'PUB' AS shown
    FROM profile p JOIN (SELECT r.id, r.country, r.consent FROM {LATEST}) r ON r.id = p.report_id
"""  # noqa: S608 - our own text
TARGETS = """
    SELECT t.country, t.activity, date(t.at) AS day FROM target_country t
    WHERE t.round = :round AND t.is_listed AND t.id = (
        SELECT max(n.id) FROM target_country n WHERE n.round = t.round
        AND n.activity = t.activity AND n.country = t.country)
"""
PLACES = [
    ("profile", "SEN", 1), ("profile", "MAR", 1), ("imap", "SEN", 1), ("profile", "MAR", 0),
    ("imap", "FRA", 1), ("imap", "DZA", 1), ("profile", "TCD", 1), ("profile", "TCD", 0),
    ("profile", "TCD", 1),
]  # fmt: skip
"""Put on a list, or taken off it, one after the other; Algeria observes only."""


@pytest.fixture(scope="module", autouse=True)
def lists(database: Path) -> None:
    rows = [
        (round_code, *place, f"2013-09-0{day} 10:00:00.000000")
        for round_code in ("dakar-2013", "rabat-2014")
        for day, place in enumerate(PLACES, start=1)
    ]
    with sqlite3.connect(database) as db:
        db.executemany(
            "INSERT INTO target_country (round, activity, country, is_listed, actor, at) "
            "VALUES (?, ?, ?, ?, 'x', ?)",
            rows,
        )


def labels(name: str) -> dict[str, str]:
    """An own list of the template, in its order."""
    return {one["code"]: one["en"] for one in LISTS[name]["entries"]}


def test_board(view: Any, get: Any) -> None:
    answer = get("assistance-board", **view.query)
    every = view.rows(ASSISTANCE)
    shown = [row for row in every if row["shown"]]
    assert view.kept_back(answer) == len(every) - len(shown)
    counted = Counter((row["domain"], row["direction"], row["form"]) for row in shown)
    domains, forms = labels("tadomain"), labels("taform")
    kinds = {"Needs": "NEED", "Offers": "OFFER"}
    if not shown:
        assert (answer["rows"], answer["foot"]) == ([], [])
        return
    # All of them, in the template's order, even when empty; needs above offers.
    assert [(row["domain"], row["direction"]) for row in answer["rows"]] == [
        (label, kind) for label in domains.values() for kind in kinds
    ]
    assert [one["key"] for one in answer["columns"]][2:] == [*forms, "total"]
    for (domain, _label), kind, row in zip(
        [one for one in domains.items() for _ in kinds],
        [*kinds.values()] * len(domains),
        answer["rows"],
        strict=True,
    ):
        assert [row[form] for form in forms] == [counted[domain, kind, form] for form in forms]
        assert row["total"] == sum(counted[domain, kind, form] for form in forms)
    for kind, row in zip(kinds.values(), answer["foot"], strict=True):
        inside = [one for one in shown if one["direction"] == kind]
        assert row["total"] == len(inside)
        by_form = Counter(one["form"] for one in inside)
        assert [row[form] for form in forms] == [by_form[form] for form in forms]
    totals = [row["total"] for row in answer["foot"]]
    assert view.numbers(answer["title"]) == totals


@pytest.mark.parametrize(
    "chosen",
    [{}, {"direction": "OFFER"}, {"domain": "DATA", "form": "PROG"}, {"objective": "4"}],
    ids=["all", "offers", "a cell", "objective"],
)
def test_list(view: Any, get: Any, chosen: dict[str, str]) -> None:
    answer = get("assistance-list", **view.query, **chosen)
    every = [row for row in view.rows(ASSISTANCE)
             if all(row[name] == value for name, value in chosen.items())]  # fmt: skip
    shown = [row for row in every if row["shown"]]
    assert view.kept_back(answer) == len(every) - len(shown)
    domains, forms, kinds = labels("tadomain"), labels("taform"), ("NEED", "OFFER")
    names = {iso3: row["name_en"] for iso3, row in view.every_country.items()}
    expected = sorted(
        shown,
        key=lambda row: (
            [*domains].index(row["domain"]), kinds.index(row["direction"]),
            [*forms].index(row["form"]), folded(names[row["country"]]), row["ta_id"],
        ),
    )  # fmt: skip
    assert [
        (row["country"], row["domain"], row["form"], row["days"], row["from"], row["since"])
        for row in answer["rows"]
    ] == [
        (names[row["country"]], domains[row["domain"]], forms[row["form"]], row["days"],
         row["from_date"], row["received"])
        for row in expected
    ]  # fmt: skip
    counted = Counter(row["direction"] for row in shown)
    assert view.numbers(answer["title"]) == [counted["NEED"], counted["OFFER"]]


def folded(name: str) -> str:
    return name.casefold().replace("ô", "o").replace("é", "e")


def test_profiles(view: Any, get: Any) -> None:
    answer = get("profiles", **view.query)
    every = {row["country"]: row for row in view.rows(PROFILES)}
    shown = {iso3: row for iso3, row in every.items() if row["shown"]}
    assert view.kept_back(answer) == len(every) - len(shown)
    dated = [row for row in shown.values() if row["state"] in ("PUB", "REV")]
    old = sum(row["state"] == "REV" for row in dated)
    assert view.numbers(answer["title"]) == [len(dated), old]
    found = view.by_country(answer["rows"])
    assert sorted(found) == sorted(view.members)
    for iso3, row in found.items():
        one = shown.get(iso3)
        blank = "C" if iso3 in every else "NI" if iso3 in view.reported else "NR"
        for key, name in (("profile", "state"), ("wish", "profile"), ("imap", "imap")):
            assert row[key] == (one[name] if one else blank), (iso3, key)
        assert row["year"] == (one["year"] if one else None)
        assert row["lead"] == (one["lead"] if one else None)


def test_ages(view: Any, get: Any) -> None:
    answer = get("profile-ages", **view.query)
    rows = [row for row in view.rows(PROFILES) if row["shown"] and row["state"] in ("PUB", "REV")]
    years = [row["year"] for row in rows if row["year"]]
    last = ROUNDS[view.round]["period_to"].year
    found = view.by_country(answer["rows"])
    assert {iso3: (row["year"], row["age"]) for iso3, row in found.items()} == {
        row["country"]: (row["year"], last - row["year"]) for row in rows
    }
    ends = sorted({min(years), max(years)}) if years else []
    assert view.numbers(answer["title"]) == ([len(years), *ends] if years else [])
    assert view.numbers(answer["coverage"]) == [len(years), len(view.members)]


def test_target_countries(view: Any, get: Any) -> None:
    answer = get("target-countries", **view.query)
    expected = {(row["activity"], row["country"]): row["day"] for row in view.rows(TARGETS)}
    wishes = {row["country"]: row for row in view.rows(PROFILES)}
    names = {row["name_en"]: iso3 for iso3, row in view.every_country.items()}
    kinds = {"profile": "profile", "imap": "imap"}
    found = {(row["activity"], names[row["country"]]): row for row in answer["rows"]}
    assert {place: row["since"] for place, row in found.items()} == expected
    order = [(list(kinds).index(row["activity"]), folded(row["country"])) for row in answer["rows"]]
    assert order == sorted(order)
    for (activity, iso3), row in found.items():
        one = wishes.get(iso3)
        blank = "NI" if iso3 in view.reported else "NR"
        wish = (one[activity] if one["shown"] else "C") if one else blank
        assert row["wish"] == wish, (activity, iso3)
    counts = Counter(activity for activity, _ in expected)
    assert view.numbers(answer["title"]) == [counts[one] for one in kinds] * bool(expected)
    assert bool(answer["rows"]) or "none identified yet" in answer["title"]


CODES = ("assistance-board", "assistance-list", "profiles", "profile-ages", "target-countries")


@pytest.mark.parametrize("code", CODES)
def test_public_pages_say_nothing_of_it(get: Any, code: str) -> None:
    answer = get(code, round="public-sources")
    assert (answer["rows"], answer["facts"]) == ([], [])
    assert "no score" in answer["title"]
