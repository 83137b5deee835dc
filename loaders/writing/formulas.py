"""Turns a computed column into its live formula, and the result shown before it is computed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from loaders.entries import column_letters
from loaders.writing.order import Order
from loaders.writing.printing import code_of
from loaders.writing.rowcheck import check_formula, check_result, column_range
from schemas.template import Sheet

LEVELS = ("0", "1", "2", "3", "4")

ROW = "{row}"

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Formula:
    """`text`: (order, sheet) -> formula with `ROW` for the row's number; `result`: (order, sheet,
    cells) -> value."""

    text: Callable[[Order, Sheet], str]
    result: Callable[[Order, Sheet, Row], str | float]
    style: str = "number_locked"


def _own_code(sheet: Sheet) -> str:
    number = [c.key for c in sheet.columns].index(str(sheet.identity)) + 1
    return f'${column_letters(number)}{ROW}&" ·*"'


def _measures(order: Order) -> Sheet:
    return order.template.sheets["measures"]


def _count_formula(order: Order, sheet: Sheet) -> str:
    objectives = column_range(_measures(order), "objective")
    return f"=COUNTIF({objectives},{_own_code(sheet)})"


def _mean_formula(order: Order, sheet: Sheet) -> str:
    """Mean level of the measures that have one; an unchanged measure keeps its previous level."""
    names = ("objective", "level", "update_type", "prev_level")
    objective, level, update, previous = (column_range(_measures(order), n) for n in names)
    own = f"{objective},{_own_code(sheet)}"
    levels = "{" + ",".join(f'"{code} ·*"' for code in LEVELS) + "}"
    weights = "{" + ",".join(LEVELS) + "}"
    given = f"COUNTIFS({own},{level},{levels})"
    kept = f'COUNTIFS({own},{level},"=",{update},"SAME ·*",{previous},{levels})'
    count = f"SUMPRODUCT({given}+{kept})"
    return f'=IF({count}=0,"",SUMPRODUCT(({given}+{kept})*{weights})/{count})'


def _own_measures(order: Order, sheet: Sheet, row: Row) -> Sequence[Row]:
    own = code_of(row.get(str(sheet.identity)))
    rows = order.rows.get("measures", ())
    return [measure for measure in rows if code_of(measure.get("objective")) == own]


def _mean_result(order: Order, sheet: Sheet, row: Row) -> str | float:
    levels = []
    for measure in _own_measures(order, sheet, row):
        level = code_of(measure.get("level"))
        if level == "" and code_of(measure.get("update_type")) == "SAME":
            level = code_of(measure.get("prev_level"))
        if level in LEVELS:
            levels.append(int(level))
    return sum(levels) / len(levels) if levels else ""


FORMULAS: Mapping[str, Formula] = {
    "row_check": Formula(
        lambda _, sheet: check_formula(sheet, ROW),
        lambda order, sheet, row: check_result(sheet, order.template, row),
    ),
    "n_measures": Formula(
        _count_formula, lambda order, sheet, row: len(_own_measures(order, sheet, row))
    ),
    "mean_measures": Formula(_mean_formula, _mean_result, "mean_locked"),
}
"""Column key -> how its cells are computed; every column of type formula is here."""
