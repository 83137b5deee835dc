"""Turns a country's own table, read as a person decided, into the rows of the template's sheet of
measures: each keeps its sheet and addresses, and what is not read is named."""

from collections.abc import Iterable, Sequence

from loaders.entries import (
    NAMED_CELLS,
    Cell,
    Kind,
    Meta,
    RawRow,
    SheetRows,
    Stated,
    Workbook,
    column_letters,
    listed_addresses,
    row_number,
)
from loaders.foreign.areas import Sheet
from loaders.foreign.checked import known_layout
from loaders.foreign.known import known_of
from loaders.foreign.layout import LEFT_OUT, layout_of
from loaders.foreign.measures import Left, Reader, Said, read_row
from loaders.foreign.objectives import named_in
from loaders.foreign.values import is_address
from loaders.headings import text_of
from loaders.recognition import Recognised
from loaders.rows import hidden_rows_read, spans
from loaders.values import printed
from schemas.content import Content
from schemas.findings import Finding
from schemas.template import Template

MEASURES, IDENTITY = "measures", "id"


def recognise_foreign(workbook: Workbook, content: Content, stated: Stated) -> Recognised:
    """The measures of a file read by `stated.layout`, under the titles and addresses of the file.

    Findings: those of the reading, foreign-table, sheet-not-read, column-not-read,
    rows-not-read, cells-not-read, hidden-rows-read, and interpreted for an objective that is
    said of many rows at once. A layout that does not fit the file gives not-this-template.
    """
    template = _template(content, stated)
    known = known_of(content, template)
    layout = known_layout(layout_of(stated.layout or {}), known)
    grids = {grid.title: grid for grid in workbook.grids}
    if not layout.tables or any(table.sheet not in grids for table in layout.tables):
        expected = ", ".join(table.sheet for table in layout.tables)
        refusal = Finding("not-this-template", params={"expected": expected})
        return Recognised(None, Meta(), {}, (refusal,))
    rows: list[RawRow] = []
    findings: list[Finding] = []
    asked = {table.sheet for table in layout.tables}
    titles = [grid.title for grid in workbook.grids if grid.title in asked]
    for grid in workbook.grids:
        tables = sorted((t for t in layout.tables if t.sheet == grid.title), key=lambda t: t.header)
        sheet = Sheet(grid)
        if tables:
            number = titles.index(grid.title) + 1
            readers = [
                Reader(sheet, number, table, layout, known, frozenset(stated.refused))
                for table in tables
            ]
            read, remarks = _read_sheet(readers)
            rows += read
            findings += remarks
        elif sheet.rows:
            findings.append(Finding("sheet-not-read", grid.title, params={"title": grid.title}))
    about = Finding("foreign-table", params={"n": len(rows), "titles": titles})
    columns = {key: 0 for row in rows for key in row.places}
    sheets = {MEASURES: SheetRows(MEASURES, titles[0], columns, tuple(rows))}
    if layout.consent:
        sheets[IDENTITY] = _identity(layout.consent, template)
    return Recognised(template, Meta(), sheets, (*workbook.remarks, about, *findings))


def _template(content: Content, stated: Stated) -> Template:
    """The template of the stated round, else the newest in use."""
    if stated.round in content.rounds:
        return content.template_of(str(stated.round))
    in_use = [one for one in content.templates.values() if not one.withdrawn]
    return max(in_use, key=lambda one: one.version)


def _identity(consent: str, template: Template) -> SheetRows:
    """The one answer of the report's first sheet that a person states for the whole table."""
    cell = Cell(1, 1, Kind.TEXT, template.lists["consent"][consent].shown)
    return SheetRows(IDENTITY, "", {}, (RawRow(1, {"consent": cell}, {}),))


# A sheet


def _read_sheet(readers: Sequence[Reader]) -> tuple[list[RawRow], list[Finding]]:
    sheet, left = readers[0].sheet, Left()
    rows: list[RawRow] = []
    findings: list[Finding] = []
    first = min(reader.table.header[0] for reader in readers)
    above = [row for row in sheet.rows if row < first]
    if above:
        left.rows["above"] = above
    for reader in readers:
        read, remarks = _read_table(reader, left)
        rows += read
        findings += remarks
    spread = [range(reader.table.header[0], reader.table.last + 1) for reader in readers]
    outside = [row for row in sheet.rows if row > first and not any(row in one for one in spread)]
    left.rows.setdefault("note", []).extend(outside)
    numbers = [row.number % row_number(1, 0) for row in rows]
    findings += _not_read(readers, left)
    findings += hidden_rows_read(sheet.grid, numbers)
    return rows, findings


def _read_table(reader: Reader, left: Left) -> tuple[list[RawRow], list[Finding]]:
    table = reader.table
    rows: list[RawRow] = []
    findings: list[Finding] = []
    section, above = _whole_table(reader, findings), None
    for number, cells in reader.sheet.rows.items():
        if not table.header[1] < number <= table.last:
            continue
        if number in table.sections:
            section = _section(reader, number, findings, left)
            above = None
        elif number in table.left_out:
            left.rows.setdefault(table.left_out[number], []).append(number)
        elif any(table.columns.get(column) for column in cells):
            raw, above = read_row(reader, number, section, above, left)
            rows.append(raw)
        else:
            left.add("aside", cells.values())
    return rows, findings


def _whole_table(reader: Reader, findings: list[Finding]) -> Said:
    """The objective of the whole table, as the person decided it."""
    code, title = reader.table.objective, reader.table.sheet
    if not code:
        return Said("")
    findings.append(_interpreted(title, "", title, code))
    return Said(code)


def _section(reader: Reader, row: int, findings: list[Finding], left: Left) -> Said:
    """What a heading of rows says for the rows below it. One that names no objective ends the
    one above, unless the whole table has one; then it is named as not read."""
    code, title = reader.table.sections[row], reader.table.sheet
    cell = _naming(reader, row, code)
    for column, other in reader.sheet.rows[row].items():
        if other is not cell and reader.table.columns.get(column) == LEFT_OUT:
            left.columns.setdefault(column, other)  # the number of its point
        elif other is not cell and code:
            left.add("heading", [other])
    if code and f"{title}!{cell.address}" in reader.refused:
        code = ""
    if not code:
        left.rows.setdefault("section", []).append(row)
        return Said(reader.table.objective)
    shown = reader.known.template.lists["objective"][code].shown
    if text_of(cell) != shown:
        findings.append(_interpreted(title, cell.address, printed(cell), code))
    return Said(code, cell.address)


def _naming(reader: Reader, row: int, code: str) -> Cell:
    """The cell of a heading of rows that names its objective, else its first."""
    cells = list(reader.sheet.rows[row].values())
    naming = (
        one for one in cells if code and named_in(text_of(one), reader.known).objective == code
    )
    return next(naming, cells[0])


def _interpreted(title: str, place: str, value: str, code: str) -> Finding:
    params = {"column": f"{MEASURES}.objective", "entry": f"objective:{code}"}
    return Finding("interpreted", title, place, value, params)


# What was not read


def _not_read(readers: Sequence[Reader], left: Left) -> Iterable[Finding]:
    sheet = readers[0].sheet
    title = sheet.grid.title
    for reason, numbers in left.rows.items():
        if numbers:
            rows = sorted(numbers)
            first = next(iter(sheet.rows[rows[0]].values()))
            params = {"rows": spans(rows), "not_read": reason}
            yield Finding("rows-not-read", title, first.address, _shown(first), params)
    yield from _columns_not_read(readers, left)
    for reason, found in left.cells.items():
        cells = sorted({c.address: c for c in found}.values(), key=lambda c: (c.row, c.column))
        shown = [cell.address for cell in cells[:NAMED_CELLS]]
        named = {"cells": listed_addresses(shown, len(cells)), "not_read": reason}
        yield Finding("cells-not-read", title, cells[0].address, _shown(cells[0]), named)


def _columns_not_read(readers: Sequence[Reader], left: Left) -> Iterable[Finding]:
    for column, cell in sorted(left.columns.items()):
        letters = column_letters(column)
        heading = next(filter(None, (reader.heading(column) for reader in readers)), "")
        header = f"{letters} ({heading})" if heading else letters
        params = {"header": header, "not_read": "chosen"}
        yield Finding("column-not-read", readers[0].table.sheet, cell.address, _shown(cell), params)


def _shown(cell: Cell) -> str:
    """What a cell says, but for what persons are reached by: a finding goes further than it."""
    return "" if is_address(cell) else printed(cell)
