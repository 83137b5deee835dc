"""Two to six countries side by side: the level of every objective, and where levels differ."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from dashboard import scores
from dashboard.exhibits import said
from dashboard.exhibits.ask import Ask
from dashboard.exhibits.base import Answer
from dashboard.exhibits.change import previous_round
from dashboard.exhibits.parts import text_cell
from dashboard.exhibits.table import ColumnKind, Row, Table, TableCell, TableColumn
from dashboard.figures.chart import to
from dashboard.figures.frames import rows_of
from dashboard.figures.style import LEVELS
from dashboard.queries import declared
from schemas.country import Round

MOST = 6
"""Countries side by side; more columns could not be read."""

PAIR = 2
"""Countries with a known level that make an objective comparable."""


@dataclass(frozen=True)
class Side(Ask):
    """The question on the countries chosen, partner states of the round or not: setting answers
    side by side is no aggregate."""

    @cached_property
    def members(self) -> tuple[str, ...]:
        return tuple(self.names.alphabetical(self.filters.countries))

    @cached_property
    def scored(self) -> Mapping[tuple[str, str], Any]:
        """(country, node) -> its row of scores."""
        return {(row.country, row.node): row for row in rows_of(self.country_scores)}

    @cached_property
    def levels(self) -> Mapping[str, Mapping[str, str]]:
        """Objective -> country -> level, where there is one; countries by alphabet."""
        return {
            code: {c: level for c in self.members if (level := str(self.scored[c, code].level))}
            for code in self.framework.objectives
        }

    @cached_property
    def before(self) -> Round | None:
        """The round whose answers stand below those of this one. What measures say then and now
        is compared over carried measures alone, by another exhibit."""
        return None if self.on_measures else previous_round(self)

    @cached_property
    def earlier(self) -> Mapping[tuple[str, str], str]:
        """(country, objective of this round) -> the level declared in the round before."""
        if self.before is None:
            return {}
        found = {
            (str(row.country), str(row.objective)): str(row.answer)
            for row in rows_of(self.frames.read(declared, self.before.code))
            if row.answer in LEVELS
        }
        continued = self.content.continued(self.round.code, self.before.code)
        return {
            (country, code): found[country, earlier]
            for code, earlier in continued.items()
            for country in self.members
            if (country, earlier) in found
        }


def _side(ask: Ask) -> Side:
    """The first countries chosen, as many as fit, whatever the region."""
    chosen = ask.filters.countries[:MOST]
    filters = replace(ask.filters, region="", against="", countries=chosen)
    return Side(ask.code, ask.source, ask.content, ask.words, filters, ask.frames)


def compare(ask: Ask) -> Answer:
    """Objectives in the framework's order, countries by alphabet."""
    side, words = _side(ask), ask.words
    if not side.members:
        return _nothing(ask)
    title = _title(side)
    columns = (
        TableColumn("objective", words("exhibit.column.objective"), ColumnKind.HEADER),
        *(
            TableColumn(
                iso3,
                ask.names.country(iso3),
                ColumnKind.LEVEL,
                target=to("country", country=iso3),
            )
            for iso3 in side.members
        ),
    )
    rows = tuple(_row(side, code) for code in ask.framework.objectives)
    return Answer(
        title,
        words("exhibit.of.levels"),
        Table(words("exhibit.compare.caption"), columns, rows, foot=(_foot(side),)),
        note=_note(ask, side),
        coverage=_coverage(side),
        by_basis=True,
        not_shown=side.kept_back(ask.framework.objectives),
        said=_said(side, title),
    )


def differences(ask: Ask) -> Answer:
    """The objectives at which levels differ, in words; what nobody knows is no difference."""
    side, words = _side(ask), ask.words
    if not side.members:
        return _nothing(ask)
    apart = [code for code, levels in side.levels.items() if len(set(levels.values())) >= PAIR]
    title = words("exhibit.compare.title.none", countries=_countries(side))
    if comparable := _comparable(side):
        title = words.count(
            "exhibit.differences.title",
            len(apart),
            of=words.number(len(comparable)),
            countries=_countries(side),
        )
    columns = (
        TableColumn("objective", words("exhibit.column.objective"), ColumnKind.HEADER),
        TableColumn("words", words("exhibit.differences.column")),
    )
    rows: tuple[Row, ...] = tuple(
        (
            text_cell(ask.names.objective(code), to("objective", objective=code)),
            text_cell(_in_words(side, code)),
        )
        for code in apart
    )
    note = words("exhibit.differences.note") if rows else words("exhibit.differences.none")
    return Answer(
        title,
        words("exhibit.of.differences"),
        Table(words("exhibit.differences.caption"), columns, rows),
        note=note,
        coverage=_coverage(side),
        by_basis=True,
        not_shown=side.kept_back(ask.framework.objectives),
        said=(said.sentence(ask, title),),
    )


def _nothing(ask: Ask) -> Answer:
    """Nobody is chosen yet: what to do."""
    title = ask.words("exhibit.compare.choose.title")
    note = ask.words("exhibit.compare.choose", most=ask.words.number(MOST))
    return Answer(title, "", Table(title, (), ()), note=note, by_basis=True)


def _countries(side: Side) -> str:
    return side.words.listed([side.names.country(iso3) for iso3 in side.members])


def _comparable(side: Side) -> list[str]:
    """The objectives of which at least two of the countries have a level."""
    return [code for code, levels in side.levels.items() if len(levels) >= PAIR]


def _title(side: Side) -> str:
    words, comparable = side.words, _comparable(side)
    if len(side.members) < PAIR:
        return words("exhibit.compare.title.one", country=_countries(side))
    if not comparable:
        return words("exhibit.compare.title.none", countries=_countries(side))
    same = sum(1 for code in comparable if len(set(side.levels[code].values())) == 1)
    return words.count(
        "exhibit.compare.title",
        same,
        of=words.number(len(comparable)),
        countries=_countries(side),
    )


def _row(side: Side, code: str) -> Row:
    first = text_cell(side.names.objective(code), to("objective", objective=code))
    return (first, *(_cell(side, iso3, code) for iso3 in side.members))


def _cell(side: Side, iso3: str, code: str) -> TableCell:
    """The level in words, or which answer is missing; a dash where there is no report."""
    words = side.words
    if iso3 not in side.reported:
        sentence = words("exhibit.no-report", country=side.names.country(iso3))
        return TableCell(None, "–", sentence=sentence)
    row = side.scored[iso3, code]
    level = str(row.level) or side.blank(iso3, code)
    is_mean = side.on_measures and bool(row.level)
    answer = side.names.answer(level)
    return TableCell(
        round(float(row.value), 2) if is_mean else level,
        answer,
        level,
        words("exhibit.cell", country=side.names.country(iso3), code=code, answer=answer),
        _mean_note(side, row) if is_mean else _earlier_note(side, iso3, code, level),
        hollow=bool(row.few) and bool(row.level),
        target=to("evidence", country=iso3, objective=code),
    )


def _mean_note(side: Side, row: Any) -> str:
    words = side.words
    return words.count(
        "exhibit.compare.mean",
        int(row.n_total),
        value=words.number(row.value),
        known=words.number(row.n_known),
    )


def _earlier_note(side: Side, iso3: str, code: str, level: str) -> str:
    """The answer of the round before, where it was another."""
    earlier = side.earlier.get((iso3, code), level)
    if earlier == level or side.before is None:
        return ""
    name = side.words.text(side.before.name)
    return side.words("exhibit.compare.earlier", round=name, answer=side.names.answer(earlier))


def _foot(side: Side) -> Row:
    """Of how many objectives each country has a level, of those that apply to it."""
    words = side.words
    cells = [TableCell("known", words("exhibit.compare.known"))]
    for iso3 in side.members:
        if iso3 not in side.reported:
            cells.append(TableCell(None, words("exhibit.compare.no-report")))
            continue
        overall = side.scored[iso3, scores.OVERALL]
        known, of = int(overall.known), int(overall.known + overall.missing)
        cells.append(TableCell(known, words("exhibit.n-of", n=known, of=of)))
    return tuple(cells)


def _coverage(side: Side) -> str:
    words = side.words
    return words.count(
        "exhibit.compare.coverage", len(side.reported), of=words.number(len(side.members))
    )


def _note(ask: Ask, side: Side) -> str:
    """How to read a cell, and what of the choice is not as it might be thought."""
    words, names = ask.words, ask.names
    parts = [words(f"exhibit.compare.note.{ask.filters.basis}")]
    others = [names.country(iso3) for iso3 in side.members if iso3 not in ask.partners]
    if others:
        date = words.date(ask.round.members_on)
        listed = words.listed(others)
        parts.append(words.count("exhibit.compare.others", len(others), names=listed, date=date))
    if len(side.members) < PAIR:
        parts.append(words("exhibit.compare.add"))
    if beyond := ask.filters.countries[MOST:]:
        listed = words.listed([names.country(iso3) for iso3 in beyond])
        most = words.number(MOST)
        parts.append(words.count("exhibit.compare.beyond", len(beyond), names=listed, most=most))
    return " ".join(parts)


def _said(side: Side, title: str) -> tuple[str, ...]:
    """The title, and of how many objectives each country that reported has a level."""
    words = side.words
    facts = [said.sentence(side, title)]
    parts = []
    for iso3 in side.reported:
        overall = side.scored[iso3, scores.OVERALL]
        known, of = int(overall.known), int(overall.known + overall.missing)
        number = words("exhibit.n-of", n=known, of=of)
        parts.append(words("said.part", label=side.names.country(iso3), number=number))
    if parts:
        facts.append(words("said.compare.known", parts=words.listed(parts)))
    return tuple(facts)


def _in_words(side: Side, code: str) -> str:
    """ "Ghana and Morocco: Under way; Senegal: Advanced": countries by alphabet, those of one
    answer together; the ones without a level last."""
    words, found = side.words, dict[str, list[str]]()
    for iso3 in sorted(side.reported, key=lambda iso3: iso3 not in side.levels[code]):
        answer = side.levels[code].get(iso3) or side.blank(iso3, code)
        found.setdefault(answer, []).append(side.names.country(iso3))
    text = ""
    for answer, countries in found.items():
        part = words(
            "exhibit.differences.part",
            countries=words.listed(countries),
            answer=side.names.answer(answer),
        )
        text = words("exhibit.differences.join", first=text, then=part) if text else part
    return text
