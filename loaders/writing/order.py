"""What one workbook shall hold: the template, whose report, and what is already written in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from schemas.content import Content
from schemas.country import Round
from schemas.framework import Framework
from schemas.template import Column, Shape, Sheet, Template

Rows = Mapping[str, Sequence[Mapping[str, Any]]]
"""Sheet code -> rows as column key -> value (a form has one row): list cells as codes, dates as
date, countries as tuples of ISO3."""

PREVIOUS = "prev_"
"""A locked column `prev_level` shows the last round's value of the column `level`."""


@dataclass(frozen=True)
class Prefill:
    """What a country said before. `rows` as in a report; `answers`: objective code -> answer of
    the last published round; `last_report`: that report's id."""

    rows: Rows = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)
    last_report: str = ""


@dataclass(frozen=True)
class Order:
    """`country` is ISO3, "" when anybody may fill the file. `previous`: form sheet code ->
    column key -> last answer. `prepared`: row checks stand in rows nobody has filled yet."""

    content: Content
    template: Template
    country: str
    round: str
    rows: Rows = field(default_factory=dict)
    previous: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    prepared: bool = True
    last_report: str = ""

    @property
    def framework(self) -> Framework:
        return self.content.frameworks[self.template.framework]

    @property
    def reporting(self) -> Round | None:
        return self.content.rounds.get(self.round)

    def form_values(self, code: str) -> Mapping[str, Any]:
        rows = self.rows.get(code, ())
        return rows[0] if rows else {}


def prefilled_rows(template: Template, prefill: Prefill) -> dict[str, list[Mapping[str, Any]]]:
    """The cells a prefilled workbook opens with: prefilled columns, and the previous values."""
    rows = {code: list(prefill.rows.get(code, ())) for code in template.sheets}
    for code, sheet in template.sheets.items():
        if sheet.fixed_rows == "objectives" and sheet.identity is not None:
            rows[code] = _with_answers(rows[code], sheet.identity, prefill.answers)
    return {
        code: [_opening(sheet, row) for row in rows[code]]
        for code, sheet in template.sheets.items()
    }


def _with_answers(
    rows: Sequence[Mapping[str, Any]], identity: str, answers: Mapping[str, str]
) -> list[Mapping[str, Any]]:
    known = {str(row[identity]): row for row in rows}
    codes = dict.fromkeys([*known, *answers])
    return [
        {identity: code, **known.get(code, {}), "prev_answer": answers.get(code)} for code in codes
    ]


def _opening(sheet: Sheet, row: Mapping[str, Any]) -> dict[str, Any]:
    opening = {c.key: _opening_value(c, row) for c in sheet.columns}
    if sheet.identity is not None:
        opening[sheet.identity] = row.get(sheet.identity)
    return {key: value for key, value in opening.items() if value is not None}


def _opening_value(column: Column, row: Mapping[str, Any]) -> Any:
    if column.key.startswith(PREVIOUS):
        return row.get(column.key, row.get(column.key.removeprefix(PREVIOUS)))
    return row.get(column.key) if column.prefill else None


def previous_answers(template: Template, prefill: Prefill) -> dict[str, Mapping[str, Any]]:
    """What each form sheet shows beside its questions."""
    forms = [code for code, sheet in template.sheets.items() if sheet.shape is Shape.FORM]
    return {code: prefill.rows[code][0] for code in forms if prefill.rows.get(code)}
