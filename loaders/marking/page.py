"""Turns the list of remarks into a sheet of the workbook, before all others."""

from collections.abc import Mapping, Sequence
from typing import Any

from loaders.entries import column_letters
from loaders.marking.splice import text_markup, unread
from loaders.marking.styles import MAIN, Styles
from loaders.markup import escape, quoteattr

LONGEST = 32_767


def sheet_markup(page: Mapping[str, Any], styles: Styles, titles: Sequence[str]) -> bytes:
    """The sheet's part. `page`: widths (of the columns from A), rows (height and cells), frozen
    (rows that stay), filter (a range, or ""); a cell is column, look, text, link ("" or sheet
    titles to try and an address). Links to sheets that are not in `titles` are left out."""
    looks = {name: styles.made(look) for name, look in page["looks"].items()}
    rows, links = [], []
    for number, row in enumerate(page["rows"], start=1):
        cells = []
        for column, look, text, link in row["cells"]:
            place = f"{column_letters(column)}{number}"
            target = _target(link, titles)
            style = looks["plain" if link and not target and look == "link" else look]
            cells.append(_cell(place, style, text))
            if target:
                links.append(f"<hyperlink ref={quoteattr(place)} location={quoteattr(target)}/>")
        height = row.get("height")
        size = f' ht="{height}" customHeight="1"' if height else ""
        rows.append(f'<row r="{number}"{size}>{"".join(cells)}</row>')
    return _whole(page, "".join(rows), "".join(links)).encode("utf-8")


def _cell(place: str, style: int, text: str) -> str:
    if not text:
        return f'<c r="{place}" s="{style}"/>'
    said = f'<is><t xml:space="preserve">{text_markup(unread(text[:LONGEST]))}</t></is>'
    return f'<c r="{place}" s="{style}" t="inlineStr">{said}</c>'


def _target(link: Any, titles: Sequence[str]) -> str:
    """Where a link leads, as a formula would say it; "" when that sheet is not there."""
    if not link:
        return ""
    candidates, address = link
    known = {title.casefold(): title for title in titles}
    found = next((known[c.casefold()] for c in candidates if c.casefold() in known), None)
    if found is None:
        return ""
    quoted = found.replace("'", "''")
    return f"'{quoted}'!{address}"


def _whole(page: Mapping[str, Any], rows: str, links: str) -> str:
    columns = "".join(
        f'<col min="{n}" max="{n}" width="{width}" customWidth="1"/>'
        for n, width in enumerate(page["widths"], start=1)
    )
    frozen = page["frozen"]
    wanted = page["filter"]
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="{MAIN}">'
        '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
        '<sheetViews><sheetView showGridLines="0" tabSelected="1" workbookViewId="0">'
        f'<pane ySplit="{frozen}" topLeftCell="A{frozen + 1}" activePane="bottomLeft" '
        'state="frozen"/><selection pane="bottomLeft"/></sheetView></sheetViews>'
        '<sheetFormatPr defaultRowHeight="15"/>'
        f"<cols>{columns}</cols><sheetData>{rows}</sheetData>"
        + (f"<autoFilter ref={quoteattr(wanted)}/>" if wanted else "")
        + (f"<hyperlinks>{links}</hyperlinks>" if links else "")
        + '<pageMargins left="0.5" right="0.5" top="0.6" bottom="0.6" header="0.3" footer="0.3"/>'
        '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/></worksheet>'
    )


def names_markup(page: Mapping[str, Any], title: str) -> str:
    """The names that repeat the head on each printed page, and that belong to the filter."""
    quoted = escape("'" + title.replace("'", "''") + "'")
    names = (
        f'<definedName name="_xlnm.Print_Titles" localSheetId="0">{quoted}!$1:${page["frozen"]}'
        "</definedName>"
    )
    if page["filter"]:
        first, _, last = page["filter"].partition(":")
        area = f"{quoted}!{_absolute(first)}:{_absolute(last)}"
        names = (
            '<definedName name="_xlnm._FilterDatabase" localSheetId="0" hidden="1">'
            f"{area}</definedName>{names}"
        )
    return names


def _absolute(address: str) -> str:
    letters = address.rstrip("0123456789")
    return f"${letters}${address[len(letters) :]}"
