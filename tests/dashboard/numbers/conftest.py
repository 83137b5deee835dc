"""The numbers of every exhibit, worked out a second time: plain SQL and fractions, after the
method alone."""

import csv
import re
import shutil
import sqlite3
import tomllib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from math import floor
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import pytest

from dashboard import create_app
from dashboard.settings import read_settings

DATA = Path(__file__).resolve().parents[3] / "data"
FRAMEWORK = tomllib.loads((DATA / "frameworks/dakar.toml").read_text("utf-8"))
ROUNDS = tomllib.loads((DATA / "rounds.toml").read_text("utf-8"))
OBJECTIVES: dict[str, str] = {code: o["pillar"] for code, o in FRAMEWORK["objectives"].items()}
NODES = {code: (code,) for code in OBJECTIVES} | {
    f"P{p}": tuple(code for code, pillar in OBJECTIVES.items() if pillar == p) for p in "123"
}
LEVELS = {"0": 0, "1": 25, "2": 50, "3": 75, "4": 100}
ANSWERS = (*LEVELS, "NA", "NI", "C", "NR")


def table(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


COUNTRIES = {row["iso3"]: row for row in table("countries.csv")}
ISO3 = {row["name_en"]: iso3 for iso3, row in COUNTRIES.items()}

LATEST = """
    report r WHERE r.round = :round AND r.state = 'published' AND NOT EXISTS (
        SELECT 1 FROM report n WHERE n.round = r.round AND n.country = r.country
        AND n.state = 'published' AND n.version > r.version)
"""
MEASURES = f"""
    SELECT r.country, coalesce(m.objective, '') AS objective, coalesce(m.theme, '') AS theme,
           coalesce(m.roadmap_action, '') AS action, coalesce(m.status_word, '') AS status,
           coalesce(m.objective_2, '') AS second, coalesce(m.objective_3, '') AS third,
           m.answer, m.consent = 'PUB' AS shown,
           CASE WHEN m.update_type = 'DROP' THEN '-' WHEN m.flag = 'ABAN' THEN '0'
                ELSE m.answer END AS counts
    FROM measure m JOIN (SELECT r.id, r.country FROM {LATEST}) r ON r.id = m.report_id
"""  # noqa: S608 - our own text
DECLARED = f"""
    SELECT r.country, o.objective, CASE r.consent WHEN 'PUB' THEN o.answer ELSE 'C' END AS answer
    FROM objective_answer o
    JOIN (SELECT r.id, r.country, r.consent FROM {LATEST}) r ON r.id = o.report_id
"""  # noqa: S608 - our own text
THEMES = f"""
    SELECT r.country, t.theme, CASE r.consent WHEN 'PUB' THEN t.answer ELSE 'C' END AS answer
    FROM theme_answer t
    JOIN (SELECT r.id, r.country, r.consent FROM {LATEST}) r ON r.id = t.report_id
"""  # noqa: S608 - our own text
REPORTED = f"SELECT country FROM {LATEST}"  # noqa: S608 - our own text
AGGREGATED = """
    SELECT report_id, coalesce(objective, ''), coalesce(theme, ''), coalesce(roadmap_action, ''),
           answer, counts_as, coalesce(status_word, ''), consent, count(*) AS n
    FROM measure GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
"""


# The samples, made harder


def clone(db: sqlite3.Connection, source: str, country: str, version: int, state: str) -> None:
    """The report of one country in dakar-2013, again as that of another one."""

    def columns(name: str) -> str:
        found = [row[1] for row in db.execute(f"PRAGMA table_info({name})")]
        return ", ".join(c for c in found if c not in ("id", "report_id"))

    where = f"WHERE country = '{source}' AND round = 'dakar-2013'"
    (old,) = db.execute(f"SELECT id FROM report {where}").fetchone()  # noqa: S608
    (new,) = db.execute("SELECT max(id) + 1 FROM report").fetchone()
    taken = columns("report").replace("country", "?").replace("version", "?").replace("state", "?")
    db.execute(
        f"INSERT INTO report (id, {columns('report')}) SELECT ?, {taken} FROM report WHERE id = ?",  # noqa: S608
        (new, country, version, state, old),
    )
    for name in ("objective_answer", "measure", "theme_answer"):
        db.execute(
            f"INSERT INTO {name} (report_id, {columns(name)}) "  # noqa: S608
            f"SELECT ?, {columns(name)} FROM {name} WHERE report_id = ?",
            (new, old),
        )


def count_again(db: sqlite3.Connection) -> None:
    """Aggregates of the measures as they are now."""
    db.execute("DELETE FROM aggregate")
    db.execute(
        "INSERT INTO aggregate (report_id, objective, theme, roadmap_action, answer, "
        f"counts_as, status_word, consent, n) {AGGREGATED}"
    )


@pytest.fixture(scope="module")
def counted() -> Callable[[sqlite3.Connection], None]:
    return count_again


@pytest.fixture(scope="module")
def database(sample_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The samples with an observer's report, a second version, a draft, and every non-answer."""
    file = tmp_path_factory.mktemp("numbers") / "samples.db"
    shutil.copy(sample_database, file)
    with sqlite3.connect(file) as db:
        clone(db, "ESP", "DZA", 1, "published")
        clone(db, "FRA", "SEN", 2, "published")
        clone(db, "DEU", "ITA", 9, "draft")
        for divisor, answer in ((19, "NR"), (17, "C"), (13, "NA"), (7, "NI")):
            db.execute(
                "UPDATE measure SET answer = ?1, counts_as = ?1 WHERE counts_as <> '-' "
                "AND flag IS NULL AND id % ?2 = 0 AND report_id IN "
                "(SELECT id FROM report WHERE round = 'dakar-2013')",
                (answer, divisor),
            )
        db.execute(
            "UPDATE measure SET objective = NULL WHERE id % 29 = 0 AND report_id IN "
            "(SELECT id FROM report WHERE round = 'public-sources')"
        )
        count_again(db)
    return file


@pytest.fixture(scope="module")
def get(database: Path) -> Callable[..., Any]:
    """The JSON of an exhibit: (code, filters) -> answer, in English."""
    app = create_app(read_settings({}, database_url=f"sqlite:///{database}"))
    client = app.server.test_client()

    def answer(code: str, **filters: str) -> Any:
        query = {"lang": "en"} | {name: value for name, value in filters.items() if value}
        found = client.get(f"/api/v1/exhibits/{code}.json", query_string=query)
        assert found.status_code == 200
        return found.json

    return answer


# The method, a second time


@dataclass(frozen=True)
class Score:
    """A value with its bounds; without a value when nothing may be shown. `na`: not counted."""

    value: Fraction | None
    lower: Fraction
    upper: Fraction
    known: int
    missing: int
    na: bool = False


NOTHING = Score(None, Fraction(0), Fraction(100), 0, 1)


def spread(sums: Fraction, known: int, missing: int) -> Score:
    """Decision 16: S/k, S/(k+m), (S+100m)/(k+m)."""
    return Score(sums / known, sums / (known + missing), (sums + 100 * missing) / (known + missing),
                 known, missing)  # fmt: skip


@dataclass(frozen=True)
class View:
    """What a reader who may see PUB asks for."""

    file: Path
    round: str
    basis: str = "declared"
    region: str = ""
    countries: str = ""

    objectives = tuple(OBJECTIVES)
    nodes = NODES
    levels = tuple(LEVELS)
    answer_codes = ANSWERS
    every_country = COUNTRIES
    pillars = OBJECTIVES
    aggregated = AGGREGATED

    @property
    def query(self) -> dict[str, str]:
        return {name: getattr(self, name) for name in ("round", "basis", "region", "countries")}

    def rows(self, sql: str) -> list[sqlite3.Row]:
        with sqlite3.connect(self.file) as db:
            db.row_factory = sqlite3.Row
            found = db.execute(sql, {"round": self.round}).fetchall()
        return [row for row in found if row["country"] in self.members]

    @cached_property
    def members(self) -> list[str]:
        day = ROUNDS[self.round]["members_on"].isoformat()
        return [
            row["code"]
            for row in table("memberships.csv")
            if (row["kind"], row["role"]) == ("state", "partner")
            and (row["valid_from"] or "0000") <= day <= (row["valid_to"] or "9999")
            and self.region in ("", COUNTRIES[row["code"]]["region"])
            and (not self.countries or row["code"] in self.countries.split(","))
        ]

    @cached_property
    def reported(self) -> set[str]:
        return {row["country"] for row in self.rows(REPORTED)}

    @cached_property
    def declared(self) -> dict[tuple[str, str], str]:
        blank = {(country, code): "NR" for country in self.reported for code in OBJECTIVES}
        return blank | {(r["country"], r["objective"]): r["answer"] for r in self.rows(DECLARED)}

    def themes(self, theme: str) -> dict[str, str]:
        """Country -> its own answer to a priority theme."""
        return {r["country"]: r["answer"] for r in self.rows(THEMES) if r["theme"] == theme}

    @cached_property
    def every_measure(self) -> list[sqlite3.Row]:
        return self.rows(MEASURES)

    @cached_property
    def measures(self) -> list[sqlite3.Row]:
        return [row for row in self.every_measure if row["shown"]]

    def hidden(self, passes: Callable[[sqlite3.Row], bool] = lambda _: True) -> int:
        return sum(passes(row) for row in self.every_measure if not row["shown"])

    def hidden_in_play(self, codes: Iterable[str] = OBJECTIVES) -> int:
        """What the basis keeps back: answers that are C say so themselves."""
        wanted = set(codes)
        return self.hidden(lambda row: self.in_play(row) and row["objective"] in wanted) * (
            self.basis == "measures"
        )

    def answers(self, codes: Iterable[str], countries: Iterable[str]) -> dict[str, int]:
        """How many answers, or live measures, of each kind."""
        if self.basis == "declared":
            found = [self.declared[c, o] for c in countries if c in self.reported for o in codes]
        else:
            inside = set(countries)
            found = [r["counts"] for r in self.measures
                     if r["country"] in inside and r["objective"] in codes]  # fmt: skip
        return {answer: found.count(answer) for answer in ANSWERS}

    @cached_property
    def cells(self) -> dict[tuple[str, str], Score]:
        return {(c, code): self.objective(c, code) for c in self.members for code in OBJECTIVES}

    def objective(self, country: str, code: str) -> Score:
        if self.basis == "declared":
            answer = self.declared.get((country, code), "NR")
            if answer == "NA":
                return Score(None, Fraction(0), Fraction(0), 0, 0, na=True)
            return spread(Fraction(LEVELS[answer]), 1, 0) if answer in LEVELS else NOTHING
        tally = self.answers((code,), (country,))
        known, missing = (sum(tally[a] for a in kind) for kind in (LEVELS, ("NR", "NI", "C")))
        sums = sum((Fraction(p * tally[level]) for level, p in LEVELS.items()), Fraction(0))
        return spread(sums, known, missing) if known else NOTHING

    def score(self, country: str, node: str) -> Score:
        """An objective, a pillar ("P1") or "overall", which is the mean of all ten."""
        if node in OBJECTIVES:
            return self.cells[country, node]
        parts = [self.cells[country, code] for code in NODES.get(node, tuple(OBJECTIVES))]
        counted = [one for one in parts if not one.na]
        if not counted:
            return Score(None, Fraction(0), Fraction(0), 0, 0, na=True)
        known = [one.value for one in counted if one.value is not None]
        enough = len(known) >= 2 if node != "overall" else 2 * len(known) >= len(counted)
        lower, upper = (sum(getattr(one, key) for one in counted) / len(counted)
                        for key in ("lower", "upper"))  # fmt: skip
        value = sum(known, Fraction(0)) / len(known) if enough else None
        return Score(value, lower, upper, len(known), len(counted) - len(known))

    def coverage(self, country: str, node: str) -> Any:
        """The share of what applies that is known, as a cell holds it; None without a report."""
        one = self.score(country, node)
        if node in OBJECTIVES:
            known = one.value is not None
            one = replace(one, known=known, missing=not known and not one.na)
        counted = one.known + one.missing
        has_share = counted and country in self.reported
        return self.near(Fraction(one.known, counted) if has_share else None)

    def blank(self, country: str, code: str) -> str:
        """Which non-answer stands where there is no level."""
        if self.basis == "declared":
            return self.declared.get((country, code), "NR")
        own = [r for r in self.every_measure if (r["country"], r["objective"]) == (country, code)]
        if any(row["shown"] and row["counts"] == "NI" for row in own):
            return "NI"
        kept = [row for row in own if row["counts"] == "C" or not row["shown"]]
        return "C" if any(row["counts"] != "-" for row in kept) else "NR"

    def group(self, node: str) -> dict[str, Any]:
        scores = [self.score(country, node) for country in self.members]
        have = [one.value for one in scores if one.value is not None]
        counted = [one for one in scores if not one.na]
        quarters = quantiles(have, n=4, method="inclusive") if len(have) > 1 else have * 3
        return {
            "value": sum(have, Fraction(0)) / len(have) if have else None,
            "median": median(have) if have else None,
            "q1": quarters[0] if have else None,
            "q3": quarters[2] if have else None,
            "lower": sum(one.lower for one in counted) / len(counted) if counted else None,
            "upper": sum(one.upper for one in counted) / len(counted) if counted else None,
            "n": len(have),
        }

    @staticmethod
    def done(tally: dict[str, int]) -> int:
        return tally["3"] + tally["4"]

    @staticmethod
    def known(tally: dict[str, int]) -> int:
        return sum(tally[level] for level in LEVELS)

    @staticmethod
    def share(tally: dict[str, int]) -> Any:
        """Advanced or completed of the known ones, as a cell holds it; None without any."""
        below = View.known(tally)
        return View.near(Fraction(View.done(tally), below) if below else None)

    @staticmethod
    def in_play(row: sqlite3.Row) -> bool:
        """The measure enters the numbers of an objective."""
        return row["objective"] in OBJECTIVES and row["counts"] != "-"

    @staticmethod
    def band(value: Fraction) -> str:
        return str(sum(value >= Fraction(start, 2) for start in (25, 75, 125, 175)))

    @staticmethod
    def near(value: Any) -> Any:
        """As a cell holds it: a hundredth of a point is not looked at."""
        return pytest.approx(float(value), abs=0.0051) if value is not None else None

    @staticmethod
    def percent(share: Fraction) -> int:
        return floor(100 * share + Fraction(1, 2))

    @staticmethod
    def numbers(text: str) -> list[int]:
        return [int(found) for found in re.findall(r"\d+", text)]

    @staticmethod
    def by_country(rows: Sequence[Any]) -> dict[str, Any]:
        return {ISO3[row["country"]]: row for row in rows}

    @staticmethod
    def kept_back(answer: Any) -> int:
        return sum(View.numbers(answer["not_shown"]))


VIEWS = [
    ("dakar-2013", "declared", "", ""), ("dakar-2013", "measures", "", ""),
    ("rabat-2014", "declared", "west-africa", ""), ("rabat-2014", "measures", "europe", ""),
    ("madrid-2012", "measures", "", "GNQ,ISL,FRA,TCD,SEN,DZA,STP,LBY"),
    ("dakar-2013", "declared", "central-africa", ""), ("rabat-2014", "measures", "", ""),
]  # fmt: skip


@pytest.fixture(params=VIEWS, ids=["-".join(filter(None, one)) for one in VIEWS], scope="module")
def view(request: pytest.FixtureRequest, database: Path) -> View:
    return View(database, *request.param)


@pytest.fixture
def look(database: Path) -> Callable[..., View]:
    """A view of its own: (round, basis, region, countries)."""
    return lambda *asked: View(database, *asked)
