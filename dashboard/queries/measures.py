"""Turns filters into one page of measures: filtered, searched, sorted and cut by the database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, case, func, or_, select

from dashboard.filters import Filters
from dashboard.queries.buckets import Buckets, counted_buckets, within
from dashboard.queries.source import Query, Source, columns_of, made, report_code
from schemas.country import folded
from schemas.database.models import Aggregate, Measure, Report

MOST_WORDS = 8
"""Words of a search that are looked for; more of them only slow it down."""


@dataclass(frozen=True)
class MeasureRow:
    """A measure with the place of each value: `cells` maps column keys to A1 addresses."""

    id: int
    country: str
    round: str
    version: int
    period_to: date | None
    measure_id: str
    update_type: str | None
    title_fr: str | None
    title_en: str | None
    title_other: str | None
    lang_other: str | None
    mtype: str | None
    objective: str | None
    objective_2: str | None
    objective_3: str | None
    theme: str | None
    answer: str
    counts_as: str
    status_word: str | None
    year: int | None
    flag: str | None
    pace: str | None
    reason: str | None
    start: date | None
    end_planned: date | None
    end_actual: date | None
    result: str | None
    evidence: str | None
    roadmap_action: str | None
    lead: str | None
    partners: str | None
    countries: str | None
    donor: str | None
    amount: float | None
    currency: str | None
    replaced_by: str | None
    consent: str
    comment: str | None
    sheet: str
    row: int
    cells: Mapping[str, Any]
    extra: Mapping[str, Any]

    @property
    def report(self) -> str:
        return report_code(self.country, self.round, self.version)

    def title(self, language: str) -> str:
        """The title in this language, else in another one: a country writes what it can."""
        own = {"fr": self.title_fr, "en": self.title_en}
        return own.get(language) or self.title_fr or self.title_en or self.title_other or ""

    @property
    def placed_by(self) -> str | None:
        """`secretariat` where the country left the objective blank and a person at the desk
        placed the measure; None where it did not."""
        placed = self.extra.get("placed")
        return str(placed["by"]) if placed else None

    def place(self, column: str) -> str:
        """A1 address of a value, "" when it came from no cell."""
        return str(self.cells.get(column, ""))


@dataclass(frozen=True)
class MeasuresPage:
    """`rows` of page `page` of `pages` (from 1); `total` measures pass the filters and
    `not_shown` more would, if the audience allowed it."""

    rows: tuple[MeasureRow, ...]
    total: int
    page: int
    pages: int
    not_shown: int


def measures_page(
    source: Source,
    filters: Filters,
    page_size: int,
    *,
    region: Sequence[str] = (),
    pillar: Sequence[str] = (),
    order: Sequence[str] = (),
    among: Sequence[str] | None = None,
    also: Sequence[ColumnElement[bool]] = (),
) -> MeasuresPage:
    """The measures that pass the filters; an empty filter lets everything pass.

    `region` and `pillar` are the countries and objectives the two filters stand for, `order`
    the countries in alphabetical order of their names; only countries of `among` are listed,
    whatever the filters say, and only measures that meet the conditions `also`. An objective
    passes as primary and as other objective, a pillar by the primary one. A page after the
    last one is the last one.
    """
    conditions = [*measure_conditions(source, filters, region, pillar, among), *also]
    inside = [*conditions, source.sees(Measure.consent)]
    buckets = None
    if not (filters.objective or filters.q or also):  # else aggregates do not know how many
        counted = _of_reports(source, filters, region, pillar, among, Aggregate)
        buckets = counted_buckets(source, counted, filters.sort, order)
    total = _count(source, inside) if buckets is None else buckets.total
    pages = max(1, -(-total // page_size))
    page = min(max(1, filters.page), pages)
    start = (page - 1) * page_size
    if buckets is None:
        ids = _ids(source, inside, _sorting(filters.sort, order), page_size, start)
        hidden = _count(source, [*conditions, ~source.sees(Measure.consent)])
    else:
        ids = _ids_in(source, buckets, inside, _sorting(filters.sort, order), page_size, start)
        hidden = buckets.hidden
    return MeasuresPage(_by_id(source, ids), total, page, pages, hidden)


def _ids_in(
    source: Source,
    buckets: Buckets,
    conditions: Sequence[ColumnElement[bool]],
    sorting: Sequence[ColumnElement[Any]],
    length: int,
    start: int,
) -> Sequence[int]:
    """As `_ids`, looking into no other buckets than the page's own."""
    around, skipped = buckets.around(start, length)
    if not around:
        return ()
    if len(around) == 1:
        sorting = (Measure.row.expression, Measure.id.expression)
    return _ids(source, [*conditions, within(around, buckets.by)], sorting, length, skipped)


def _ids(
    source: Source,
    conditions: Sequence[ColumnElement[bool]],
    sorting: Sequence[ColumnElement[Any]],
    length: int,
    start: int,
) -> Sequence[int]:
    """Which measures stand on a page: what is sorted is no wider than it must be."""
    statement = (
        select(Measure.id)
        .join(Report, Report.id == Measure.report_id)
        .where(*conditions)
        .order_by(*sorting)
        .limit(length)
        .offset(start)
    )
    return [int(row["id"]) for row in source.rows(statement)]


def _by_id(source: Source, ids: Sequence[int]) -> tuple[MeasureRow, ...]:
    if not ids:
        return ()
    rows = made(MeasureRow, source.rows(_measures().where(Measure.id.in_(ids))))
    known = {row.id: row for row in rows}
    return tuple(known[one] for one in ids)


def measure_conditions(
    source: Source,
    filters: Filters,
    region: Sequence[str] = (),
    pillar: Sequence[str] = (),
    among: Sequence[str] | None = None,
) -> list[ColumnElement[bool]]:
    """The conditions of `measures_page`, for queries that count; whoever may see them."""
    conditions = _of_reports(source, filters, region, pillar, among, Measure)
    if filters.objective:
        conditions.append(_concerns(filters.objective))
    return conditions + _search(filters.q)


def measures_of(
    source: Source, round_code: str, country: str, objective: str | None = None
) -> tuple[MeasureRow, ...]:
    """The measures of one country's report, in the order of its file.

    With an objective: those whose primary objective it is, then those listing it as other.
    """
    statement = (
        _measures()
        .where(Report.round == round_code, Report.country == country, source.published())
        .where(source.sees(Measure.consent))
        .order_by(Measure.row, Measure.id)
    )
    if objective is not None:
        statement = statement.where(_concerns(objective))
    rows = made(MeasureRow, source.rows(statement))
    return tuple(sorted(rows, key=lambda row: objective is not None and row.objective != objective))


def hidden_of(source: Source, report_id: int, objective: str | None = None) -> int:
    """How many of a report's measures are outside the audience; with an objective, of those
    that have it as primary or as other one."""
    conditions = [Measure.report_id == report_id, ~source.sees(Measure.consent)]
    return _count(source, conditions if objective is None else [*conditions, _concerns(objective)])


def _measures() -> Query:
    own = columns_of(MeasureRow, Measure)
    return select(*own, Report.country, Report.round, Report.version, Report.period_to).join(
        Report, Report.id == Measure.report_id
    )


def _count(source: Source, conditions: Sequence[ColumnElement[bool]]) -> int:
    statement = (
        select(func.count().label("n"))
        .select_from(Measure)
        .join(Report, Report.id == Measure.report_id)
        .where(*conditions)
    )
    return int(source.rows(statement)[0]["n"])


def _of_reports(
    source: Source,
    filters: Filters,
    region: Sequence[str],
    pillar: Sequence[str],
    among: Sequence[str] | None,
    table: type[Measure] | type[Aggregate],
) -> list[ColumnElement[bool]]:
    """The conditions on reports and on the codes that measures and aggregates both have."""
    equal = {
        Report.round: filters.round,
        table.theme: filters.theme,
        table.answer: filters.level,
        table.status_word: filters.status,
        table.roadmap_action: filters.action,
    }
    conditions: list[ColumnElement[bool]] = [source.published()]
    conditions += [column == value for column, value in equal.items() if value]
    if among is not None:
        conditions.append(Report.country.in_(among))
    if filters.countries:
        conditions.append(Report.country.in_(filters.countries))
    if filters.region:
        conditions.append(Report.country.in_(region))
    if filters.pillar:
        conditions.append(table.objective.in_(pillar))
    return conditions


def _concerns(objective: str) -> ColumnElement[bool]:
    columns = (Measure.objective, Measure.objective_2, Measure.objective_3)
    return or_(*(column == objective for column in columns))


def _search(text: str) -> list[ColumnElement[bool]]:
    """Every word is somewhere in the measure's folded text, or the text is a measure's id."""
    words = folded(text).split()[:MOST_WORDS]
    if not words:
        return []
    found = [Measure.search_text.contains(word, autoescape=True) for word in words]
    every = found[0]
    for one in found[1:]:
        every = every & one
    return [every | (Measure.measure_id == text.strip().upper())]


def _sorting(sort: str, order: Sequence[str]) -> list[ColumnElement[Any]]:
    """A leading minus turns the order round; an unknown word sorts by country."""
    key, descending = sort.removeprefix("-"), sort.startswith("-")
    by_country: list[ColumnElement[Any]] = [
        case({code: place for place, code in enumerate(order)}, value=Report.country, else_=999)
        if order
        else Report.country.expression,
        Report.round.expression,
        Measure.row.expression,
        Measure.id.expression,
    ]
    latest = func.coalesce(Measure.end_actual, Measure.end_planned, Measure.start)
    known: dict[str, list[ColumnElement[Any]]] = {
        "country": by_country[:1],
        "title": [_folded_title()],
        "objective": [func.length(Measure.objective), Measure.objective.expression],
        "level": [Measure.answer.expression],
        "date": [latest, Measure.year.expression],
    }
    chosen = known.get(key, known["country"])
    turned = [column.desc() if descending else column.asc() for column in chosen]
    return [*(column.nulls_last() for column in turned), *by_country]


def _folded_title() -> ColumnElement[str]:
    """The folded text begins with the measure's id and a space; then comes its title. Sorting
    by it puts É beside E in every database."""
    return func.substr(Measure.search_text, func.length(Measure.measure_id) + 2)
