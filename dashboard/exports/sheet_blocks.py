"""Turns numbers into a block of cells beside a chart, and looks into fills of its marks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import xlsxwriter

from dashboard.exports.sheets import LONGEST, Sheet
from dashboard.figures.style import BORDER, FILLS, INK, INK_2, LINE, TOKENS

PATTERNS: Mapping[str, str] = {"hatch": "wide_upward_diagonal", "dots": "percent_10"}

FONT = {"name": "Arial", "size": 9, "color": INK_2}


@dataclass(frozen=True)
class Place:
    """Where a chart is being put: `column` is the first one right of the table, `data` the first
    one right of the chart, where its numbers stand when they are not in the table."""

    book: xlsxwriter.Workbook
    sheet: Sheet
    top: int
    column: int
    data: int


@dataclass(frozen=True)
class Cells:
    """Rows `first` to `last`, the column of the names, and one column for each series."""

    first: int
    last: int
    names: int
    columns: Sequence[int]


@dataclass(frozen=True)
class Made:
    native: Any
    rows: Sequence[str]
    has_legend: bool = True
    legend: Mapping[str, Any] = field(default_factory=dict)


def write_block(
    place: Place,
    labels: Sequence[str],
    heads: Sequence[str],
    columns: Sequence[Sequence[float | None]],
    num_format: str = "General",
) -> Cells:
    """Writes names and numbers right of the chart, each series a column."""
    page, styles = place.sheet.page, place.sheet.styles
    page.set_column(place.data, place.data, 44)
    page.write_string(
        place.top, place.data, place.sheet.words("annex.chart-data"), styles(font_color=INK_2)
    )
    for offset, label in enumerate(labels, start=1):
        page.write_string(place.top + offset, place.data, label[:LONGEST], styles())
    for column, (head, numbers) in enumerate(zip(heads, columns, strict=True), start=1):
        at = place.data + column
        page.write_string(place.top, at, head[:LONGEST], styles(bold=True, text_wrap=True))
        for offset, number in enumerate(numbers, start=1):
            if number is not None:
                style = styles(num_format=num_format)
                page.write_number(place.top + offset, at, number, style)
    first = place.top + 1
    used = [place.data + number for number in range(1, len(heads) + 1)]
    return Cells(first, first + max(len(labels), 1) - 1, place.data, used)


def cells_range(place: Place, first: int, last: int, column: int) -> list[Any]:
    return [place.sheet.page.get_name(), first, column, last, column]


def filled(look: str) -> dict[str, Any]:
    """Fill or pattern of a look, with a thin line that tells neighbours apart."""
    fill = FILLS.get(look, FILLS["count"])
    ground, border = TOKENS[fill.ground], {"color": BORDER, "width": 0.75}
    if fill.texture == "plain":
        return {"fill": {"color": ground}, "border": border}
    pattern = {"pattern": PATTERNS[fill.texture], "fg_color": INK_2, "bg_color": ground}
    return {"pattern": pattern, "border": border}


def numbers_in(look: str) -> dict[str, Any]:
    """A bar's number in it; a nought is not written."""
    fill = FILLS.get(look, FILLS["count"])
    font = {**FONT, "color": TOKENS[fill.ink]}
    if fill.texture != "plain":
        return {"value": True, "num_format": "0;;;", "font": font, "fill": {"color": "#ffffff"}}
    return {"value": True, "num_format": "0;;;", "font": font}


def quiet() -> dict[str, Any]:
    return {
        "num_font": FONT,
        "line": {"none": True},
        # Rows run downwards: the other side of the axis of names is the foot.
        "label_position": "high",
        "major_gridlines": {"visible": True, "line": {"color": LINE, "width": 0.75}},
    }


def name_rows(native: Any) -> None:
    """The first category stands at the top."""
    native.set_y_axis(
        {"reverse": True, "num_font": {**FONT, "color": INK}, "line": {"color": LINE}}
    )
    native.show_blanks_as("gap")
