"""Which objectives countries put first: of all of them, and of one country."""

from collections import Counter
from collections.abc import Sequence

import pandas as pd

from dashboard.exhibits.ask import Ask
from dashboard.exhibits.base import Answer, Fact
from dashboard.exhibits.parts import answer_cell, count_cell, text_cell
from dashboard.exhibits.said import sentence
from dashboard.exhibits.table import ColumnKind, Row, Table, TableColumn
from dashboard.exhibits.theme_parts import kept_back, place
from dashboard.figures.chart import Category, Chart, to
from dashboard.figures.frames import rows_of
from dashboard.figures.names import Texts
from dashboard.figures.stacked import parts_stacked
from dashboard.queries.themes import PriorityRow, priorities
from schemas.framework import CROSS_CUTTING, Objective

CODE = "priorities"
HIGH, UNSAID = "1", ""
LOOKS = {HIGH: "strong", "2": "count", "3": "hollow", "-": "NA", UNSAID: "waiting"}
"""Codes of the list prio in its order -> looks; what comes first is no level."""

KEYS = {HIGH: "high", "2": "medium", "3": "low", "-": "not", UNSAID: "unsaid"}
"""Columns and parts, which are no levels either: "2" would be drawn as one."""


def stated(ask: Ask) -> dict[tuple[str, str], PriorityRow]:
    """(country, objective) -> its row, of every report inside the audience."""
    rows = ask.frames.read(priorities, ask.round.code)
    return {(row.country, row.objective): row for row in rows}


def all_priorities(ask: Ask) -> Answer:
    """How many countries give an objective each priority, in the framework's order; with a
    pillar, its objectives."""
    words, found = ask.words, stated(ask)
    hidden = kept_back(ask)
    shown = [iso3 for iso3 in ask.reported if iso3 not in hidden]
    pillar = ask.filters.pillar
    objectives = (
        list(ask.framework.objectives_of(pillar))
        if pillar
        else list(ask.framework.objectives.values())
    )
    counts = {
        one.code: Counter(_code(found.get((iso3, one.code))) for iso3 in shown)
        for one in objectives
    }
    high = sum(
        any(_code(found.get((iso3, one.code))) == HIGH for one in objectives) for iso3 in shown
    )
    title = words("exhibit.priorities.none")
    if high:
        key = "exhibit.priorities.title" + (".pillar" if pillar else "")
        title = words.count(key, high, of=words.number(len(shown)))
    return Answer(
        title,
        words("exhibit.of.priorities"),
        _table(ask, objectives, counts),
        _chart(ask, objectives, counts, title) if shown else None,
        note=words("exhibit.priorities.note"),
        not_shown=len(hidden),
        not_shown_key="exhibit.not-shown.rows",
        said=(sentence(ask, title),),
    )


def _code(row: PriorityRow | None) -> str:
    return row.priority if row is not None and row.priority in LOOKS else UNSAID


def _label(ask: Ask, code: str) -> str:
    return ask.names.entry("prio", code) if code else ask.words("exhibit.priorities.unsaid")


def _chart(
    ask: Ask, objectives: Sequence[Objective], counts: dict[str, Counter[str]], title: str
) -> Chart:
    names = ask.names
    categories = [
        Category(
            one.code,
            names.objective(one.code),
            group="" if ask.filters.pillar else _group(ask, one),
            target=to("objective", objective=one.code),
        )
        for one in objectives
    ]
    rows = [(node, KEYS[code], n) for node, tally in counts.items() for code, n in tally.items()]
    frame = pd.DataFrame(rows, columns=["node", "part", "n"])
    parts = [(KEYS[code], _label(ask, code), look) for code, look in LOOKS.items()]
    return parts_stacked(frame, categories, parts, names, Texts(CODE, title, title))


def _group(ask: Ask, one: Objective) -> str:
    cross = one.pillar == CROSS_CUTTING
    return ask.words("exhibit.cross-cutting") if cross else ask.names.pillar(one.pillar)


def _table(ask: Ask, objectives: Sequence[Objective], counts: dict[str, Counter[str]]) -> Table:
    words = ask.words
    columns = (
        TableColumn("objective", words("exhibit.column.objective"), ColumnKind.HEADER),
        *(TableColumn(KEYS[code], _label(ask, code), ColumnKind.NUMBER) for code in LOOKS),
        TableColumn("total", words("exhibit.column.total"), ColumnKind.NUMBER),
    )
    rows: list[Row] = [
        (
            text_cell(ask.names.objective(one.code), to("objective", objective=one.code)),
            *(count_cell(ask, counts[one.code][code]) for code in LOOKS),
            count_cell(ask, counts[one.code].total()),
        )
        for one in objectives
    ]
    return Table(words("exhibit.priorities.caption"), columns, tuple(rows))


def country_priorities(ask: Ask) -> Answer:
    """What one country puts first: high, medium, low, each objective in the Strategy's words with
    the level it declares and the cell that says so."""
    words, names = ask.words, ask.names
    iso3 = ask.filters.countries[0] if ask.filters.countries else ask.partners[0]
    name, found = names.country(iso3), stated(ask)
    own = ask.all_declared[ask.all_declared["country"] == iso3]
    answers = {row.objective: str(row.answer) for row in rows_of(own)}
    by_code: dict[str, list[Row]] = {code: [] for code in LOOKS if code}
    for one in ask.framework.objectives.values():
        row = found.get((iso3, one.code))
        code = _code(row)
        if row is None or code == UNSAID:
            continue
        wording = words("exhibit.objective.whole", code=one.code, text=words.text(one.wording.text))
        by_code[code].append(
            (
                text_cell(wording, to("evidence", country=iso3, objective=one.code)),
                text_cell(_label(ask, code)),
                answer_cell(names, answers.get(one.code, "NR")),
                text_cell(place(ask, row, "priority")),
            )
        )
    columns = (
        TableColumn("objective", words("exhibit.column.objective"), ColumnKind.HEADER),
        TableColumn("priority", words("exhibit.column.priority")),
        TableColumn("own", words("exhibit.column.own"), ColumnKind.LEVEL),
        TableColumn("place", words("exhibit.column.place")),
    )
    rows = [row for part in by_code.values() for row in part]
    table = Table(words("exhibit.country-priorities.caption"), columns, tuple(rows))
    title = words("exhibit.country-priorities.none", country=name)
    if rows:
        title = words.count("exhibit.country-priorities.title", len(by_code[HIGH]), country=name)
    is_hidden = iso3 in set(ask.all_reports["country"]) and _is_kept_back(ask, iso3)
    return Answer(
        title,
        words("exhibit.of.country-priorities"),
        table,
        note="" if rows else title,
        coverage=words.count("exhibit.country-priorities.coverage", len(rows),
                             of=words.number(len(ask.framework.objectives))),
        not_shown=1 if is_hidden else 0,
        not_shown_key="exhibit.not-shown.rows",
    )  # fmt: skip


def _is_kept_back(ask: Ask, iso3: str) -> bool:
    own = ask.all_reports[ask.all_reports["country"] == iso3]
    return bool((~own["consent"].isin(ask.source.consents)).any())


def in_short(ask: Ask, iso3: str) -> tuple[Fact, ...]:
    """A country's priorities in one line, for its slides and its printed page: the numbers of the
    objectives it calls high, medium and low. Nothing where it names none."""
    words, found = ask.words, stated(ask)
    parts = []
    for code in (HIGH, "2", "3"):
        named = [
            objective
            for objective in ask.framework.objectives
            if _code(found.get((iso3, objective))) == code
        ]
        if named:
            label, listed = _label(ask, code), ", ".join(named)
            parts.append(words("exhibit.priorities.part", label=label, codes=listed))
    if not parts:
        return ()
    return (Fact(words("exhibit.country-priorities.label"), " · ".join(parts)),)
