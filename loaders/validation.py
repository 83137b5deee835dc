"""Turns recognised cells into clean rows, and names every cell that could not be read as typed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any

from loaders.entries import Cell, CleanReport, Meaning, RawRow, Row, SheetRows, Stated
from loaders.identity import identify
from loaders.order import in_order
from loaders.recognition import Recognised
from loaders.values import Vocabulary, is_blank, printed, read_cell, vocabulary_of
from loaders.values.reading import Reading, Remark, not_accepted, refused
from schemas.content import Content
from schemas.findings import Finding
from schemas.framework import Framework
from schemas.template import Column, ColumnType, Condition, Need, Shape, Sheet


@dataclass(frozen=True)
class _Desk:
    """What every cell is read with. `asked`: the round has completeness rules. `refused`:
    places ("sheet title!A1") whose reading out of another writing is not accepted."""

    sheet: Sheet
    title: str
    vocabulary: Vocabulary
    framework: Framework
    asked: bool
    refused: frozenset[str]

    def finding(self, remark: Remark, key: str, place: str, value: str) -> Finding:
        params = {"column": f"{self.sheet.code}.{key}", **remark.params}
        return Finding(remark.code, self.title, place, value, params)


def validate(
    recognised: Recognised,
    content: Content,
    stated: Stated | None = None,
    states: Mapping[str, bool] | None = None,
) -> CleanReport:
    """The file's clean rows by sheet code, in the template's order, with the findings made
    here (not those of recognition), in the order of the file.

    `states`: round -> is it open (a round not named is open). Country and round are "" when
    unknown. A file without a template, which recognition refuses, has neither rows nor
    findings here. A value at a place of `stated.refused` that was interpreted is an error, and
    its cell counts as empty; other such places change nothing. Never raises for what a file
    holds.
    """
    said = stated or Stated()
    identity = identify(recognised.meta, recognised.sheets, content, said, states or {})
    refused_places = frozenset(said.refused)
    sheets: dict[str, tuple[Row, ...]] = {}
    findings: list[Finding] = []
    titles: list[str] = []
    template = recognised.template
    if template is not None:
        findings.extend(identity.findings)
        asked = content.rounds[identity.round].asked if identity.round else True
        vocabulary = vocabulary_of(template, content)
        framework = content.frameworks[template.framework]
        for code, sheet in template.sheets.items():
            rows = recognised.sheets.get(code)
            if rows is None:
                continue
            desk = _Desk(sheet, rows.title, vocabulary, framework, asked, refused_places)
            sheets[code], remarks = _clean_rows(rows, desk)
            findings.extend(remarks)
            titles.append(rows.title)
            titles.extend(dict.fromkeys(raw.title for raw in rows.rows if raw.title))
    return CleanReport(
        country=identity.country,
        round=identity.round,
        meta=recognised.meta,
        sheets=sheets,
        findings=in_order(findings, titles),
    )


def _clean_rows(rows: SheetRows, desk: _Desk) -> tuple[tuple[Row, ...], list[Finding]]:
    clean: list[Row] = []
    findings: list[Finding] = []
    seen: set[str] = set()
    for raw in rows.rows:
        if not _is_started(raw, desk.sheet):
            continue
        here = replace(desk, title=raw.title) if raw.title else desk
        row, remarks = _clean_row(raw, here)
        if desk.sheet.shape is Shape.FIXED:
            code = str(row.get(str(desk.sheet.identity)) or "")
            # A row that names nothing, or the same again, is named by recognition.
            if not code or code in seen:
                continue
            seen.add(code)
        findings.extend(remarks)
        if row.values or desk.sheet.shape is not Shape.FORM:
            clean.append(row)
    return tuple(clean), findings


def _is_started(raw: RawRow, sheet: Sheet) -> bool:
    """Every question of a form and every fixed row is asked; a row of a table is once one of
    its open cells is filled."""
    if sheet.shape is not Shape.TABLE:
        return True
    return any(
        column.is_input and column.key in raw.cells and not is_blank(raw.cells[column.key])
        for column in sheet.columns
    )


def _clean_row(raw: RawRow, desk: _Desk) -> tuple[Row, list[Finding]]:
    values: dict[str, Any] = {}
    faulty: set[str] = set()
    findings: list[Finding] = []
    for column in _read_columns(desk.sheet):
        cell = raw.cells.get(column.key)
        if cell is None:
            continue
        meaning = raw.meanings.get(column.key)
        is_refused = bool(desk.refused) and f"{desk.title}!{_place(raw, cell, column)}" in (
            desk.refused
        )
        if meaning is None:
            reading = _read(cell, column, desk, is_refused)
        else:
            reading = _meant(meaning, column, is_refused)
        if reading.value is not None:
            values[column.key] = reading.value
        if not reading.remarks:
            continue
        if reading.is_faulty:
            faulty.add(column.key)
        place = _place(raw, cell, column)
        findings += [desk.finding(r, column.key, place, printed(cell)) for r in reading.remarks]
    row = Row(
        sheet=desk.sheet.code,
        title=desk.title,
        number=raw.number,
        values=values,
        places=raw.places,
        faulty=frozenset(faulty),
    )
    if desk.asked:
        findings = _completed(row, raw, desk, findings)
    return row, findings


@lru_cache(maxsize=64)
def _read_columns(sheet: Sheet) -> tuple[Column, ...]:
    return tuple(c for c in sheet.columns if c.type is not ColumnType.FORMULA)


def _place(raw: RawRow, cell: Cell, column: Column) -> str:
    return raw.places.get(column.key) or cell.address


def _read(cell: Cell, column: Column, desk: _Desk, is_refused: bool) -> Reading:
    if column.key == desk.sheet.identity and desk.sheet.fixed_rows:
        return Reading(_fixed_code(cell, desk))
    reading = read_cell(cell, column, desk.vocabulary)
    if not column.is_input:
        # Printed by the program: nobody is asked about it, and nothing is stored of it.
        return Reading(reading.value)
    reading = _within_limits(reading, column)
    return not_accepted(reading) if is_refused else reading


def _meant(meaning: Meaning, column: Column, is_refused: bool) -> Reading:
    """A cell whose meaning a person decided, or left open."""
    entry = f"{column.list}:{meaning.code}" if meaning.code else ""
    if not meaning.is_given:
        return refused("not-in-list", list=str(column.list), entry=entry)
    reading = Reading(meaning.code, (Remark("interpreted", {"entry": entry}),))
    return not_accepted(reading) if is_refused else reading


def _fixed_code(cell: Cell, desk: _Desk) -> str | None:
    """The objective or theme a fixed row is about; None when it names none."""
    codes = tuple(desk.framework.objectives)
    if desk.sheet.fixed_rows == "themes":
        codes = tuple(theme.workbook_code for theme in desk.framework.themes.values())
    head = printed(cell).partition("·")[0].strip().casefold()
    return next((code for code in codes if code.casefold() == head), None)


def _within_limits(reading: Reading, column: Column) -> Reading:
    """A number outside the limits of its column: a count is refused; an amount, and a year
    (a whole number with two limits), are kept and named."""
    value = reading.value
    if column.type not in (ColumnType.INTEGER, ColumnType.NUMBER) or value is None:
        return reading
    lowest, highest = column.lowest or 0, column.highest
    if lowest <= value and (highest is None or value <= highest):
        return reading
    if column.type is ColumnType.NUMBER:
        remark = Remark("negative-amount")
    elif highest is None:
        return refused("not-a-number", readings=[])
    else:
        year = min(max(int(value), date.min.year), date.max.year)
        remark = Remark("implausible-date", {"date": date(year, 1, 1).isoformat()})
    return replace(reading, remarks=(*reading.remarks, remark))


def _completed(row: Row, raw: RawRow, desk: _Desk, findings: list[Finding]) -> list[Finding]:
    """The findings with one for each empty cell that must be filled."""
    found = list(findings)
    for key in _missing(row, desk.sheet):
        if key not in row.places:
            continue
        code = desk.sheet.column(key).missing_code
        cell = raw.cells.get(key)
        value = ""
        if cell is not None and cell.formula is not None:
            # One remark a cell: that it is empty says more than that it holds a formula.
            found = [f for f in found if f.cell != row.places[key]]
            value = printed(cell._replace(value=None))
        found.append(desk.finding(Remark(code), key, row.places[key], value))
    return found


def _missing(row: Row, sheet: Sheet) -> Iterator[str]:
    exempt = sheet.exempt_when is not None and _holds(sheet.exempt_when, row)
    if exempt:
        return
    groups: set[str] = set()
    for column in _askable(sheet):
        if not _is_empty(row, column.key) or not _is_required(column, row):
            continue
        if column.group is None:
            yield column.key
        elif column.group not in groups:
            groups.add(column.group)
            members = [other.key for other in sheet.columns if other.group == column.group]
            if all(_is_empty(row, key) for key in members):
                yield column.key


@lru_cache(maxsize=64)
def _askable(sheet: Sheet) -> tuple[Column, ...]:
    """The columns that a row may have to fill."""
    return tuple(
        column
        for column in sheet.columns
        if column.is_input
        and (column.need is Need.REQUIRED or column.group is not None or column.required_when)
    )


def _is_required(column: Column, row: Row) -> bool:
    # Not is_required({}): a condition may ask for the cell when others are empty.
    is_always = column.need is Need.REQUIRED
    if is_always or (column.group is not None and not column.required_when):
        return True
    return any(_holds(condition, row) for condition in column.required_when)


def _holds(condition: Condition, row: Row) -> bool:
    """A cell that could not be read decides nothing."""
    is_read = not row.faulty or row.faulty.isdisjoint(condition.among)
    return is_read and condition.holds(row.values)


def _is_empty(row: Row, key: str) -> bool:
    return row.get(key) is None and key not in row.faulty
