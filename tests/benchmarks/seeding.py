"""Turns a number into a database of so many measures: `python seeding.py URL --measures N`.

The reports look like those of countries: the columns a file fills, the permitted uses, texts in
two languages, a workbook behind each. What is counted is counted by the product's own code.
"""

import argparse
import hashlib
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from random import Random
from typing import Any

from sqlalchemy import ColumnElement, Connection, String, cast, func, insert, literal, select

from loaders import storage
from loaders.beginning import start_empty
from loaders.entries import Entries
from loaders.mapping.counting import AGGREGATED, aggregates, counting
from loaders.samples.parameters import Parameters, Row, read_parameters
from loaders.writer import filled_workbook
from schemas.content import Content, load_content
from schemas.country import folded
from schemas.database.engine import migrate, writer_engine
from schemas.database.models import Measure, Report
from schemas.findings import Finding

ROUNDS = ("dakar-2013", "rabat-2014", "madrid-2012")
"""The rounds that are filled, in this order: one round is the one of the peers' figures."""

REPORTS = 57
"""Published reports of a round."""

MADE = 4_000
"""Measures of a report that are made one by one; the database copies the rest from them."""

SHEET = "03_MESURES_MEASURES"
FIRST_ROW = 7
LETTERS = {
    "measure_id": "B",
    "update_type": "C",
    "title_fr": "D",
    "title_en": "E",
    "mtype": "F",
    "objective": "G",
    "objective_2": "H",
    "theme": "J",
    "answer": "L",
    "flag": "M",
    "pace": "N",
    "reason": "O",
    "start": "P",
    "end_planned": "Q",
    "end_actual": "R",
    "result": "S",
    "evidence": "T",
    "lead": "U",
    "roadmap_action": "V",
    "partners": "W",
    "countries": "X",
    "donor": "Y",
    "amount": "Z",
    "currency": "AA",
    "comment": "AF",
}
"""Column of table measure -> column of the sheet, for the address of each value."""

SEARCHED = ("title_fr", "title_en", "result", "lead", "partners", "donor", "comment")
EMPTY: Mapping[str, Any] = {
    column.name: None
    for column in Measure.__table__.columns
    if column.name not in ("id", "report_id")
}


@dataclass(frozen=True)
class Country:
    """One report to come: `measures` of them, in the words of `language`."""

    content: Content
    parameters: Parameters
    iso3: str
    round: str
    measures: int
    consent: str

    @property
    def language(self) -> str:
        return self.parameters.language(self.iso3)

    @property
    def ends(self) -> date:
        return self.content.rounds[self.round].period_to


def seed(url: str, measures: int, rounds: int) -> None:
    """Migrates the database and fills it. Raises ValueError when it has reports already."""
    content = load_content()
    parameters = read_parameters(content)
    migrate(url)
    engine = writer_engine(url)
    with engine.begin() as connection:
        if connection.execute(select(Report.id).limit(1)).first():
            raise ValueError(f"{url} has reports already")
        start_empty(connection, content)
    chosen = sorted(ROUNDS[:rounds], key=lambda code: content.rounds[code].period_to)
    for code, iso3, share in _shares(content, chosen, measures):
        one = Country(content, parameters, iso3, code, share, _consent(parameters, iso3))
        with engine.begin() as connection:
            storage.publish(connection, _store(connection, one), None)
    engine.dispose()


def _shares(
    content: Content, rounds: Sequence[str], measures: int
) -> Iterator[tuple[str, str, int]]:
    """Round, country and number of measures of each report, in order of time."""
    each, rest = divmod(measures, REPORTS * len(rounds))
    places = [(code, iso3) for code in rounds for iso3 in content.partners(code)[:REPORTS]]
    for number, (code, iso3) in enumerate(places):
        yield code, iso3, each + (number < rest)


def _consent(parameters: Parameters, iso3: str) -> str:
    """The reports of some countries are for the partners, or for the secretariat, only."""
    narrow = {"PART": "consent_part", "SEC": "consent_sec"}
    found = (code for code, name in narrow.items() if iso3 in parameters.numbers[name])
    return next(found, "PUB")


def _store(connection: Connection, one: Country) -> int:
    """Stores the report: its first measures are made, the others copied from these."""
    source = filled_workbook(one.content, one.iso3, one.round, {})
    sha256 = hashlib.sha256(source).hexdigest()
    made = _measures(one, min(one.measures, MADE))
    copies, rest = divmod(one.measures, len(made)) if made else (0, 0)
    counts: Counter[tuple[str, ...]] = Counter()
    for rows, times in ((made, copies), (made[:rest], 1)):
        for row in aggregates(rows):
            counts[tuple(row[key] for key in AGGREGATED)] += times * row["n"]
    counted = ({**dict(zip(AGGREGATED, key, strict=True)), "n": n} for key, n in counts.items())
    stored = storage.store(
        connection,
        Entries(
            _report(one, sha256),
            {**_small_tables(one), "measure": made, "aggregate": tuple(counted)},
        ),
        storage.Source(f"{one.iso3}-{one.round}.xlsx", source, sha256),
        [
            Finding("translation-pending", SHEET, f"E{FIRST_ROW + row}", "", {"column": "title"})
            for row in range(0, one.measures, 10)
        ],
        actor=None,
    )
    for copy in range(1, copies + bool(rest)):
        _copy(connection, stored.id, one, copy * MADE, rest if copy == copies else MADE)
    return stored.id


def _copy(connection: Connection, report_id: int, one: Country, after: int, most: int) -> None:
    """The first `most` measures again, numbered on after `after`; a title says which it is. The
    addresses of the values stay those of the first."""
    number = Measure.row - (FIRST_ROW - 1) + after
    words = func.substr(Measure.search_text, func.length(Measure.measure_id) + 2)
    mark, text = f" / {after // MADE}", cast(number, String)
    changed: dict[str, ColumnElement[Any]] = {
        "row": Measure.row + after,
        "measure_id": literal(f"{one.iso3}-M").concat(text),
        "title_fr": Measure.title_fr.concat(mark),
        "title_en": Measure.title_en.concat(mark),
        "search_text": literal(f"{one.iso3.lower()} m").concat(text).concat(" ").concat(words),
    }
    names = [column.name for column in Measure.__table__.columns if column.name != "id"]
    taken = [changed.get(name, Measure.__table__.columns[name]) for name in names]
    first = select(*taken).where(Measure.report_id == report_id, Measure.row < FIRST_ROW + most)
    connection.execute(insert(Measure).from_select(names, first.order_by(Measure.id)))


def _report(one: Country, sha256: str) -> dict[str, Any]:
    found = one.content.rounds[one.round]
    return {
        "country": one.iso3,
        "round": one.round,
        "framework": found.framework,
        "template": found.template,
        "content_hash": sha256,
        "consent": one.consent,
        "language": one.language.upper(),
        "period_from": found.period_from,
        "period_to": found.period_to,
        "report_type": "FIRST",
        "institution": _text(one, Random(one.iso3), "institution"),
        "summary": _text(one, Random(one.iso3), "summary").replace("{", "").replace("}", ""),
        "extra": {"n_measures_declared": one.measures},
        "cells": {"sheet": "01_IDENTITE_ID", "institution": "E16", "summary": "E23"},
    }


def _small_tables(one: Country) -> dict[str, tuple[dict[str, Any], ...]]:
    """What a report has beside its measures, however many they are."""
    rng = Random(f"{one.iso3} {one.round}")
    framework = one.content.framework_of(one.round)
    answers = [
        _row("02_OBJECTIFS_OBJECTIVES", FIRST_ROW + place)
        | {"objective": code, "answer": _answer(rng), "pace": _either(rng, "ON", "RISK", "OFF")}
        | {"priority": _either(rng, "1", "2", None), "basis": "DOC", "reason": None}
        | {"progress": _text(one, rng, "progress", code), "obstacle": _text(one, rng, "obstacle")}
        | {"next_step": _text(one, rng, "next_step", code), "next_date": _day(one, rng, 0, 900)}
        | {"evidence": None}
        for place, code in enumerate(framework.objectives)
    ]
    themes = [
        _row("04_THEMES", FIRST_ROW + place)
        | {"theme": code, "answer": _answer(rng), "interest": _either(rng, "YES", "NO", "MAYBE")}
        | {"took_part": _either(rng, "Y", "N"), "done": _text(one, rng, "done", code)}
        | {"need": _text(one, rng, "need", code), "decision": None}
        for place, code in enumerate(framework.themes)
    ]
    items = [
        _row("05_DEFIS_PRATIQUES", FIRST_ROW + place)
        | {"item_id": f"{one.iso3}-K{place + 1:03d}", "kind": kind, "consent": one.consent}
        | {"title": _text(one, rng, kind), "lang": one.language.upper(), "text": None}
        | {"objective": rng.choice(list(framework.objectives)), "theme": None}
        for place, kind in enumerate(("CHAL", "PRAC", "SOLU"))
    ]
    return {"objective_answer": tuple(answers), "theme_answer": tuple(themes)} | {
        "exchange_item": tuple(items)
    }


def _row(sheet: str, number: int) -> dict[str, Any]:
    return {"sheet": sheet, "row": number, "cells": {"answer": f"F{number}"}, "extra": {}}


def _answer(rng: Random) -> str:
    return rng.choices(("0", "1", "2", "3", "4", "NA", "NI", "C", "NR"), (8, 20, 30, 25, *[4] * 5))[
        0
    ]


def _either(rng: Random, *codes: str | None) -> str | None:
    return rng.choice(codes)


def _day(one: Country, rng: Random, first: int, last: int) -> date:
    """A day so many days after the end of the round."""
    return one.ends + timedelta(rng.randint(first, last))


def _text(one: Country, rng: Random, kind: str, about: str = "") -> str:
    """A sentence of that kind in the country's language, "" when there is none."""
    found = one.parameters.texts.get((kind, about)) or one.parameters.texts.get((kind, ""))
    return rng.choice(found)[one.language] if found else ""


def _measures(one: Country, count: int) -> tuple[Mapping[str, Any], ...]:
    """Measures with the same number are the same in every round, their levels are not."""
    lasting, rng = Random(one.iso3), Random(f"{one.round} {one.iso3}")
    return counting([_measure(one, number, lasting, rng) for number in range(count)])


def _measure(one: Country, number: int, lasting: Random, rng: Random) -> dict[str, Any]:
    pattern: Row = lasting.choice(one.parameters.measures)
    chance, again = lasting.random(), rng.random()
    level = str(min(4, int(chance * 5) + (rng.random() < 0.2)))
    row = FIRST_ROW + number
    values: dict[str, Any] = {
        "measure_id": f"{one.iso3}-M{number + 1:04d}",
        **_titles(one, pattern, number, chance),
        "mtype": pattern["mtype"],
        "objective": pattern["objective"] if chance < 0.985 else None,
        "objective_2": "3" if again < 0.15 else None,
        "theme": pattern["theme"] or None,
        "roadmap_action": pattern["roadmap_action"] or None,
        "lead": _text(one, rng, "lead", pattern["objective"]),
        "partners": _text(one, rng, "partner"),
        "start": one.ends - timedelta(int(1_200 * chance) + 200),
        **_state(one, rng, level, again, pattern["mtype"]),
    }
    if again > 0.7:
        paid = {"amount": float(int(chance * 250) * 10_000), "currency": "EUR"}
        values |= {"donor": _text(one, rng, "donor"), **paid}
    given = {key: value for key, value in values.items() if value is not None}
    return {
        **EMPTY,
        **given,
        "sheet": SHEET,
        "row": row,
        "cells": {key: f"{LETTERS[key]}{row}" for key in given},
        "extra": {},
        "consent": _narrower(one.consent, again),
        "search_text": _search_text(given),
    }


def _titles(one: Country, pattern: Row, number: int, chance: float) -> dict[str, str | None]:
    """One in fifty measures has the title of another one; one in ten has one language only."""
    place = one.parameters.texts["place", ""][number % 5]
    which = number // 100 if chance > 0.98 else number
    titles: dict[str, str | None] = {
        f"title_{language}": f"{pattern[language].format(place=place[language])} ({which})"
        for language in ("fr", "en")
    }
    return {f"title_{one.language}": titles[f"title_{one.language}"]} if chance < 0.1 else titles


def _state(one: Country, rng: Random, level: str, again: float, mtype: str) -> dict[str, Any]:
    """The level with what it asks for; some are suspended, abandoned, withdrawn or unknown."""
    planned = one.ends + timedelta(int(again * 1_000) - 250)
    if again < 0.02:
        return {"answer": "NI", "update_type": "NEW", "end_planned": planned}
    if again < 0.05:
        flag = {"flag": "SUSP" if again < 0.035 else "ABAN", "pace": "ND"}
        return {"answer": level, "update_type": "UPD", "end_planned": planned, **flag}
    if again < 0.06:
        return {"answer": level, "update_type": "DROP", "reason": _text(one, rng, "reason.DROP")}
    if level == "4":
        ended = one.ends - timedelta(int(again * 190))
        proof = _text(one, rng, "evidence").format(number=int(again * 900))
        facts = {"end_actual": ended, "evidence": proof, "update_type": "DONE"}
    else:
        pace = "OFF" if again < 0.2 else "RISK" if again < 0.4 else "ON"
        facts = {"end_planned": planned, "pace": pace, "update_type": "NEW"}
    if level >= "3":
        facts["result"] = _text(one, rng, "result", mtype)
    return {"answer": level, **facts}


def _narrower(consent: str, chance: float) -> str:
    if consent != "PUB":
        return consent
    return "SEC" if chance > 0.98 else "PART" if chance > 0.94 else "PUB"


def _search_text(given: Mapping[str, Any]) -> str:
    words = [str(given[key]) for key in ("measure_id", *SEARCHED) if key in given]
    return " ".join(_folded(word) for word in words if word)


@lru_cache(maxsize=4_096)
def _folded(text: str) -> str:
    """Texts come again and again."""
    return folded(text)


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("url", help="an empty or new database, such as sqlite:////tmp/many.db")
    parser.add_argument("--measures", type=int, required=True)
    parser.add_argument("--rounds", type=int, default=1, choices=range(1, len(ROUNDS) + 1))
    chosen = parser.parse_args(arguments)
    try:
        seed(chosen.url, chosen.measures, chosen.rounds)
    except ValueError as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
