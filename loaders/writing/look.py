"""Turns style names into the cell formats of one workbook: every colour and size of a sheet."""

from collections.abc import Mapping
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format

from schemas.template import Need

FONT = "Calibri"
BAND = "#163A5F"
BAND_QUIET = "#9DB4CB"
INK = "#1B2733"
SECOND = "#52606D"
LINK = "#0B5CAD"
HEADER = "#E3EBF3"
HEADER_REQUIRED = "#CFDEEC"
HELP = "#F4F7FA"
LOCKED = "#F0F2F4"
LINE = "#D8DEE6"
TO_FILL = "#FFF6DB"
WRONG = "#FBDDD3"
WRONG_INK = "#8A2A0B"
DONE = "#E2F1E6"
DONE_INK = "#1D5B33"

DATE_FORMAT = "yyyy-mm-dd"
TEXT_FORMAT = "@"

_BASE: Mapping[str, Any] = {"font_name": FONT, "font_size": 11, "font_color": INK, "valign": "top"}
_CELL: Mapping[str, Any] = {
    "text_wrap": True,
    "align": "left",
    "indent": 1,
    "bottom": 1,
    "right": 1,
    "bottom_color": LINE,
    "right_color": LINE,
}
_HEAD: Mapping[str, Any] = {**_CELL, "valign": "vcenter", "bg_color": HEADER}
_GREY: Mapping[str, Any] = {"bg_color": LOCKED, "font_color": SECOND}
_CENTRE: Mapping[str, Any] = {"align": "center", "indent": 0}
_MIDDLE: Mapping[str, Any] = {"valign": "vcenter"}
_LEFT: Mapping[str, Any] = {"align": "left"}

STYLES: Mapping[str, Mapping[str, Any]] = {
    "plain": {},
    "band": {"bg_color": BAND, "font_color": "#FFFFFF", "valign": "vcenter"},
    "band_key": {
        "bg_color": BAND,
        "font_color": BAND_QUIET,
        "font_size": 8,
        "valign": "vcenter",
        "shrink": True,
    },
    "band_hidden": {"bg_color": BAND, "font_color": BAND, "font_size": 8},
    "band_title": {
        "indent": 1,
        "bg_color": BAND,
        "font_color": "#FFFFFF",
        "font_size": 16,
        "bold": True,
        "valign": "vcenter",
    },
    "machine": {"font_size": 8, "font_color": SECOND},
    "head": {**_HEAD, "bold": True},
    "head_required": {**_HEAD, "bold": True, "bg_color": HEADER_REQUIRED},
    "head_locked": {**_HEAD, "bold": True, **_GREY},
    "head_other": {**_HEAD},
    "head_other_required": {**_HEAD, "bg_color": HEADER_REQUIRED},
    "head_other_locked": {**_HEAD, **_GREY},
    "help": {**_CELL, "font_size": 9, "font_color": SECOND, "bg_color": HELP},
    "help_locked": {**_CELL, "font_size": 9, **_GREY},
    "mark": {**_HEAD, **_CENTRE, "font_color": LINK, "bg_color": HELP, "bottom": 2},
    "mark_locked": {**_HEAD, **_CENTRE, **_GREY, "bottom": 2},
    "text": {**_CELL, "num_format": TEXT_FORMAT, "locked": False},
    "date": {**_CELL, **_CENTRE, "num_format": DATE_FORMAT, "locked": False},
    "number": {**_CELL, "num_format": "General", "align": "right", "locked": False},
    "text_locked": {**_CELL, **_GREY, "num_format": TEXT_FORMAT},
    "date_locked": {**_CELL, **_CENTRE, **_GREY, "num_format": DATE_FORMAT},
    "number_locked": {**_CELL, **_CENTRE, **_GREY, "num_format": "General"},
    "mean_locked": {**_CELL, **_CENTRE, **_GREY, "num_format": "0.0"},
    "form_text": {**_CELL, **_MIDDLE, "num_format": TEXT_FORMAT, "locked": False},
    "form_date": {**_CELL, **_MIDDLE, **_LEFT, "num_format": DATE_FORMAT, "locked": False},
    "form_number": {**_CELL, **_MIDDLE, **_LEFT, "num_format": "General", "locked": False},
    "form_text_locked": {**_CELL, **_MIDDLE, **_GREY, "num_format": TEXT_FORMAT},
    "form_date_locked": {**_CELL, **_MIDDLE, **_LEFT, **_GREY, "num_format": DATE_FORMAT},
    "form_number_locked": {**_CELL, **_MIDDLE, **_LEFT, **_GREY, "num_format": "General"},
    "question": {**_CELL, **_MIDDLE, "bold": True},
    "question_other": {**_CELL, **_MIDDLE, "font_color": SECOND},
    "question_mark": {**_CELL, **_MIDDLE, **_CENTRE, "font_color": LINK},
    "question_help": {**_CELL, **_MIDDLE, "font_size": 10, "font_color": SECOND},
    "section": {
        "bold": True,
        "font_size": 13,
        "font_color": BAND,
        "bottom": 2,
        "bottom_color": BAND,
    },
    "body": {"text_wrap": True, "indent": 1, "align": "left", "valign": "vcenter"},
    "body_bold": {"text_wrap": True, "bold": True, "indent": 1, "valign": "vcenter"},
    "step": {
        "valign": "vcenter",
        "bold": True,
        "font_size": 14,
        "font_color": LINK,
        "align": "center",
    },
    "link": {"align": "left", "indent": 1, "font_color": LINK, "underline": 1, "text_wrap": True},
    "quiet": {
        "align": "left",
        "indent": 1,
        "font_color": SECOND,
        "text_wrap": True,
        "font_size": 10,
    },
    "list_key": {**_HEAD, "bg_color": HELP, "font_color": SECOND, "font_size": 9},
    "list_entry": {**_CELL},
    "rich_bold": {"bold": True},
}
"""Style name -> XlsxWriter format properties, over the base font."""

MARKS: Mapping[str, Mapping[str, Any]] = {
    "wrong": {"bg_color": WRONG, "font_color": WRONG_INK},
    "to_fill": {"bg_color": TO_FILL},
    "done": {"bg_color": DONE, "font_color": DONE_INK, "bold": True},
    "to_do": {"bg_color": TO_FILL, "font_color": INK, "bold": True},
}
"""Formats laid over a cell by a live condition: nothing but colour and weight."""


NEED_MARKS: Mapping[Need, str] = {
    Need.REQUIRED: "●",
    Need.CONDITIONAL: "◐",
    Need.OPTIONAL: "○",
    Need.LOCKED: "–",
}


class Look:
    """The formats of one workbook, each made when first asked for."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._made: dict[str, Format] = {}

    def __getitem__(self, name: str) -> Format:
        if name not in self._made:
            properties = MARKS[name] if name in MARKS else {**_BASE, **STYLES[name]}
            self._made[name] = self._book.add_format(dict(properties))
        return self._made[name]
