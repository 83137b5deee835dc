"""Names the places of a workbook: what the writer prints and the reader looks for."""

README_SHEET = "00_LISEZMOI_README"
REMARKS_SHEET = "00_REMARQUES_REMARKS"
LISTS_SHEET = "99_LISTES_LISTS"
META_SHEET = "_meta"

PROGRAM_SHEETS = frozenset({README_SHEET, REMARKS_SHEET, LISTS_SHEET, META_SHEET})
"""Sheets without answers: never a question, never "ignored". The sheet's name is also its A1."""

TITLE_ROW = 1
KEY_ROW = 2
FIRST_HEADER_ROW = 3
OTHER_HEADER_ROW = 4
HELP_ROW = 5
MARK_ROW = 6
FIRST_DATA_ROW = 7

FORM_COLUMNS = ("key", "label_fr", "label_en", "previous", "answer", "need", "help")
"""Machine keys (row 2) of a form sheet; each question's own key stands in column `key`."""

META_FIELDS = (
    "template",
    "version",
    "framework",
    "method",
    "country",
    "round",
    "language",
    "schema",
    "made_at",
    "last_report",
)
"""Names in column A of `_meta`, values in column B. `template` is the template's id, `version`
its number; `country` is ISO3; "" stands for what is not known."""

PROPERTY_PREFIX = "dakar_"
"""Custom document properties repeat `_meta`: `dakar_template`, `dakar_version`, ..."""
