"""Turns a country's own file and its findings into the same file with coloured, commented cells.

Nothing else of the file changes: no value, formula, number format or sheet of its own.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from io import BytesIO
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.utils.cell import range_boundaries
from openpyxl.worksheet.dimensions import ColumnDimension, RowDimension
from openpyxl.worksheet.worksheet import Worksheet

from loaders.container import open_container
from loaders.entries import Unreadable
from loaders.markup import MAIN, Attributes, walk
from loaders.writing.printing import safe_text
from loaders.writing.remarks import FILLS, write_remarks
from schemas.content import Content
from schemas.findings import Finding, Severity
from schemas.findings_text import message
from schemas.layout import REMARKS_SHEET
from schemas.wording import Words

MOST_CELLS_OF_RANGES = 200_000
"""The library walks through every cell of a merged or linked range: a small file can name
billions of them."""

COMMENT_WIDTH, COMMENT_LINE, COMMENT_CHARACTERS = 420, 18, 60
"""Pixels of a comment, and characters in one of its lines."""

_ADDRESS = re.compile(r"[A-Z]{1,3}[1-9][0-9]{0,6}", re.ASCII)
_LOADING_ERRORS = (
    BadZipFile,
    ParseError,
    OSError,
    KeyError,
    ValueError,
    TypeError,
    IndexError,
    AttributeError,
)
_ORDER = list(Severity)


def annotated(
    original: bytes, findings: Sequence[Finding], content: Content, given_ids: Mapping[int, str]
) -> bytes | None:
    """The file with its findings, or None when it cannot be opened again. `given_ids`: row
    number of the sheet of measures -> id given to a new measure."""
    book = _opened(original)
    if book is None:
        return None
    author = " / ".join(words("writer.remarks.author") for words in content.words.values())
    _clear(book, author)
    for (sheet, address), group in _by_cell(findings).items():
        if sheet in book.sheetnames and isinstance(book[sheet], Worksheet):
            _mark(book[sheet], address, group, content, author)
    write_remarks(book, findings, content, given_ids)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def _opened(original: bytes) -> Workbook | None:
    try:
        if _cells_of_ranges(original) > MOST_CELLS_OF_RANGES:
            return None
        return load_workbook(BytesIO(original), rich_text=True)
    except (Unreadable, *_LOADING_ERRORS):
        return None


def _cells_of_ranges(original: bytes) -> int:
    """Cells the file's merged and linked ranges stand for; ranges are only counted."""
    total = 0

    def take(tag: str, attributes: Mapping[str, str]) -> None:
        nonlocal total
        if tag in (f"{MAIN} mergeCell", f"{MAIN} hyperlink"):
            left, top, right, bottom = range_boundaries(attributes["ref"])
            if left is None or top is None or right is None or bottom is None:
                raise ValueError("a whole row or column is linked")
            total += (right - left + 1) * (bottom - top + 1)

    for part in open_container(original, "").parts.values():
        walk(part, Attributes(take))
    return total


def _by_cell(findings: Iterable[Finding]) -> dict[tuple[str, str], list[Finding]]:
    """Findings of one cell, worst first."""
    groups: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        if finding.sheet and _ADDRESS.fullmatch(finding.cell):
            groups.setdefault((finding.sheet, finding.cell), []).append(finding)
    for group in groups.values():
        group.sort(key=lambda finding: _ORDER.index(finding.severity))
    return groups


def _mark(
    sheet: Worksheet, address: str, group: Sequence[Finding], content: Content, author: str
) -> None:
    cell = sheet[address]
    if isinstance(cell, MergedCell):
        merged = next(r for r in sheet.merged_cells.ranges if address in r)
        cell = sheet.cell(merged.min_row, merged.min_col)
    if cell.value is None and not cell.has_style:
        _dress(sheet, cell)
    cell.fill = FILLS[group[0].severity]
    said = "\n\n".join(
        "\n".join(_short(finding, words, content) for words in content.words.values())
        for finding in group
    )
    before = f"{cell.comment.text}\n\n" if cell.comment else ""
    text = safe_text(f"{before}{author}\n{said}")
    lines = sum(1 + len(line) // COMMENT_CHARACTERS for line in text.split("\n"))
    cell.comment = Comment(text, author, height=COMMENT_LINE * (lines + 1), width=COMMENT_WIDTH)


def _short(finding: Finding, words: Words, content: Content) -> str:
    """The sentence without its place: the comment already stands there."""
    sentence = message(finding, words, content)
    return " ".join(part for part in (sentence.what, sentence.rule, sentence.todo) if part)


def _dress(sheet: Worksheet, cell: Cell) -> None:
    """A cell that was never written looks, and is locked, as its row or column says; once it
    is coloured it must say so itself."""
    row: RowDimension | None = sheet.row_dimensions.get(cell.row)
    source = row if row is not None and row.has_style else _column_of(sheet, cell)
    for part in ("font", "border", "alignment", "protection", "number_format"):
        if source is not None:
            setattr(cell, part, copy(getattr(source, part)))


def _column_of(sheet: Worksheet, cell: Cell) -> ColumnDimension | None:
    for column in sheet.column_dimensions.values():
        if (column.min or 0) <= cell.column <= (column.max or 0):
            return column
    return None


def _clear(book: Workbook, author: str) -> None:
    """Takes away what an earlier check left: its sheet, its colours, its part of comments."""
    for name in book.sheetnames:
        if name.casefold() == REMARKS_SHEET.casefold():
            del book[name]
            break
    else:
        return
    ours = {fill.fgColor.rgb for fill in FILLS.values()}
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell, Cell):
                    _clear_cell(cell, ours, author)


def _clear_cell(cell: Cell, ours: set[str], author: str) -> None:
    if cell.has_style and cell.fill.fill_type == "solid" and cell.fill.fgColor.rgb in ours:
        cell.fill = PatternFill()
    if cell.comment is not None and author in cell.comment.text:
        kept = cell.comment.text.partition(author)[0].rstrip()
        cell.comment = Comment(kept, cell.comment.author) if kept else None
