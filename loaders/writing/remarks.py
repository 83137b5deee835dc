"""Turns findings into the first sheet of an annotated file: one remark a row, with its link."""

from collections.abc import Mapping, Sequence
from typing import Literal, cast

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from loaders.writing.look import BAND, FONT, HEADER_REQUIRED, INK, LINE, LINK
from loaders.writing.page import lines
from loaders.writing.printing import safe_text
from schemas.content import Content
from schemas.findings import Finding, Severity
from schemas.findings_text import message
from schemas.layout import REMARKS_SHEET
from schemas.wording import Words


def _solid(colour: str) -> PatternFill:
    return PatternFill("solid", fgColor=colour.removeprefix("#"))


FILLS: Mapping[Severity, PatternFill] = {
    Severity.ERROR: _solid("F9C9BC"),
    Severity.WARNING: _solid("FFE7A8"),
    Severity.INFO: _solid("D6E6F5"),
}
"""Colours of annotated cells. The workbook uses them for nothing else, so that a second check
can take them away again."""

FIRST_COLUMN = 2
"""Column A is a margin: A1 holds the sheet's key."""
WIDTHS = {"severity": 16, "sheet": 26, "cell": 12, "value": 30}
MESSAGE_WIDTH = 62
LONGEST_VALUE = 500
HEADER_ROW = 6

_THIN = Side(style="thin", color=LINE.removeprefix("#"))
_LINES = Border(bottom=_THIN)
_WRAP = Alignment(wrap_text=True, vertical="top", indent=1, horizontal="left")


def write_remarks(
    book: Workbook, findings: Sequence[Finding], content: Content, given_ids: Mapping[int, str]
) -> None:
    """Adds the sheet before all others and opens the file on it."""
    sheet = book.create_sheet(REMARKS_SHEET, 0)
    words = list(content.words.values())
    _title(sheet, words, findings)
    order = list(Severity)
    row = HEADER_ROW + 1
    for finding in sorted(findings, key=lambda one: order.index(one.severity)):
        _remark(book, sheet, row, finding, content)
        row += 1
    if findings:
        last = sheet.cell(row - 1, FIRST_COLUMN + len(WIDTHS) + len(words) - 1).coordinate
        sheet.auto_filter.ref = f"{sheet.cell(HEADER_ROW, FIRST_COLUMN).coordinate}:{last}"
    if given_ids:
        _ids(book, sheet, row + 1, content, given_ids)
    _print_set_up(sheet)
    for other in book.worksheets:
        other.sheet_view.tabSelected = other is sheet
    book.active = 0


def _title(sheet: Worksheet, words: Sequence[Words], findings: Sequence[Finding]) -> None:
    columns = _columns(words)
    sheet.column_dimensions["A"].width = 3
    for number in range(1, FIRST_COLUMN + len(columns)):
        sheet.cell(1, number).fill = _solid(BAND)
    _put(sheet, 1, 1, REMARKS_SHEET, Font(name=FONT, size=8, color=BAND.removeprefix("#")))
    title = " / ".join(language("writer.remarks.title") for language in words)
    _put(sheet, 1, FIRST_COLUMN, title, _font(size=16, bold=True, colour="#FFFFFF"))
    sheet.cell(1, FIRST_COLUMN).alignment = Alignment(vertical="center", indent=1)
    sheet.row_dimensions[1].height = 34
    lead = "writer.remarks.lead" if findings else "writer.remarks.none"
    for row, language in enumerate(words, start=2):
        said = f"{language(lead)} {_counts(findings, language)}".strip()
        _put(sheet, row, FIRST_COLUMN, said, _font())
        sheet.cell(row, FIRST_COLUMN).alignment = Alignment(indent=1, vertical="center")
        sheet.row_dimensions[row].height = 20
    for number, (name, width) in enumerate(columns, start=FIRST_COLUMN):
        heading = " / ".join(dict.fromkeys(w(f"writer.remarks.{name}") for w in words))
        cell = _put(sheet, HEADER_ROW, number, heading, _font(bold=True))
        cell.fill, cell.alignment, cell.border = _solid(HEADER_REQUIRED), _WRAP, _LINES
        sheet.column_dimensions[cell.column_letter].width = width
    sheet.row_dimensions[HEADER_ROW].height = 34
    sheet.freeze_panes = f"A{HEADER_ROW + 1}"


def _columns(words: Sequence[Words]) -> list[tuple[str, int]]:
    """Heading names and widths: severity, sheet, cell, a message in each language, value."""
    messages = [(f"message-{language.language}", MESSAGE_WIDTH) for language in words]
    place = [(name, WIDTHS[name]) for name in ("severity", "sheet", "cell")]
    return [*place, *messages, ("value", WIDTHS["value"])]


def _counts(findings: Sequence[Finding], language: Words) -> str:
    found = [finding.severity for finding in findings]
    said = [
        language.count(f"writer.remarks.{severity.value}s", found.count(severity))
        for severity in Severity
        if severity in found
    ]
    return f"({language.listed(said)})" if said else ""


def _remark(book: Workbook, sheet: Worksheet, row: int, finding: Finding, content: Content) -> None:
    words = list(content.words.values())
    severity = " / ".join(
        dict.fromkeys(w(f"writer.remarks.{finding.severity.value}") for w in words)
    )
    place = finding.sheet or " / ".join(w("writer.remarks.whole-file") for w in words)
    messages = [message(finding, language, content).text for language in words]
    value = finding.value
    if len(value) > LONGEST_VALUE:
        value = value[:LONGEST_VALUE] + "…"
    texts = [severity, place, finding.cell, *messages, value]
    tallest = 1
    for number, text in enumerate(texts):
        cell = _put(sheet, row, FIRST_COLUMN + number, text, _font())
        cell.alignment, cell.border = _WRAP, _LINES
        tallest = max(tallest, lines(text, _columns(words)[number][1] * 1.2 - 2))
    sheet.cell(row, FIRST_COLUMN).fill = FILLS[finding.severity]
    sheet.row_dimensions[row].height = 3 + 15 * tallest
    if finding.sheet in book.sheetnames:
        _link(sheet, row, FIRST_COLUMN + 1, finding.sheet, finding.cell or "A1")
        if finding.cell:
            _link(sheet, row, FIRST_COLUMN + 2, finding.sheet, finding.cell)


def _ids(
    book: Workbook, sheet: Worksheet, row: int, content: Content, given_ids: Mapping[int, str]
) -> None:
    """The ids given to new measures, below the remarks, each with a link to its row."""
    words = list(content.words.values())
    heading = " / ".join(language("writer.remarks.given-ids") for language in words)
    _put(sheet, row, FIRST_COLUMN, heading, _font(size=13, bold=True, colour=BAND))
    measures = _measures_sheet(book, content)
    for offset, (number, measure_id) in enumerate(sorted(given_ids.items()), start=1):
        at = row + offset
        _put(sheet, at, FIRST_COLUMN, measure_id, _font(bold=True)).alignment = _WRAP
        label = " / ".join(
            dict.fromkeys(language("writer.remarks.row", n=number) for language in words)
        )
        _put(sheet, at, FIRST_COLUMN + 1, label, _font()).alignment = _WRAP
        if measures is not None:
            _link(sheet, at, FIRST_COLUMN + 1, measures, f"A{number}")


def _measures_sheet(book: Workbook, content: Content) -> str | None:
    """The title the file gives to the sheet of measures."""
    keys = {t.sheets["measures"].key for t in content.templates.values() if "measures" in t.sheets}
    for sheet in book.worksheets:
        if sheet["A1"].value in keys or sheet.title in keys:
            return str(sheet.title)
    return None


def _put(sheet: Worksheet, row: int, column: int, text: str, font: Font) -> Cell:
    """A text cell; a text that begins with = stays a text."""
    cell = cast(Cell, sheet.cell(row, column))
    cell.value = safe_text(text)
    cell.data_type = "s"
    cell.font = font
    return cell


def _link(sheet: Worksheet, row: int, column: int, target: str, address: str) -> None:
    """An internal link; quotes in a sheet's title are doubled, as a formula would."""
    cell = sheet.cell(row, column)
    quoted = target.replace("'", "''")
    cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{quoted}'!{address}")
    cell.font = _font(colour=LINK, is_underlined=True)


def _font(
    size: int = 11, bold: bool = False, colour: str = INK, is_underlined: bool = False
) -> Font:
    colour = colour.removeprefix("#")
    underline: Literal["single", "none"] = "single" if is_underlined else "none"
    return Font(name=FONT, size=size, bold=bold, color=colour, underline=underline)


def _print_set_up(sheet: Worksheet) -> None:
    sheet.sheet_view.showGridLines = False
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = f"1:{HEADER_ROW}"
