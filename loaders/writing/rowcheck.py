"""Turns the rules of a template row into the live formula that counts what is left to do."""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from loaders.entries import column_letters
from loaders.writing.printing import code_of
from schemas.layout import FIRST_DATA_ROW
from schemas.template import ANY_VALUE, Column, ColumnType, Condition, Need, Shape, Sheet, Template

DONE = "OK"
LAST_COUNTED_ROW = 2000
"""Formulas of other sheets look no further down."""

Reference = Callable[[str], str]


def list_name(name: str) -> str:
    """The workbook's own name for the cells of a code list."""
    return f"list_{name}"


@lru_cache(maxsize=64)
def check_formula(sheet: Sheet, row: int | str) -> str:
    """OK, or missing answers plus values outside their list; empty for an untouched table row.

    Only functions of Excel 2010: a list cell counts by its code, the text before " ·".
    """
    at = references(sheet, row)
    missing = " + ".join(_missing_terms(sheet, at)) or "0"
    if sheet.exempt_when is not None:
        missing = f"({missing})*(1-{_holds(sheet, sheet.exempt_when, at)})"
    outside = "".join(f"+{outside_list(c, at(c.key))}" for c in _list_columns(sheet))
    answer = f'TEXT({missing}{outside},"0;0;""{DONE}""")'
    if sheet.shape is Shape.FIXED:
        return f"={answer}"
    return f'=IF(COUNTA({_input_ranges(sheet, row)})=0,"",{answer})'


def check_result(sheet: Sheet, template: Template, values: Mapping[str, Any]) -> str:
    """What `check_formula` shows for these cells (column key -> value or code)."""
    filled = {c.key for c in sheet.columns if c.is_input and not _blank(values.get(c.key))}
    if sheet.shape is not Shape.FIXED and not filled:
        return ""
    codes = {
        c.key: code_of(values.get(c.key)) if c.type is ColumnType.LIST else values.get(c.key)
        for c in sheet.columns
    }
    count = 0
    if sheet.exempt_when is None or not sheet.exempt_when.holds(codes):
        count = sum(
            c.key not in filled and c.is_required(codes)
            for c in sheet.columns
            if c.is_input and c.group is None
        )
        count += sum(
            filled.isdisjoint(c.key for c in group) and _is_awaited(group, codes)
            for group in _groups(sheet)
        )
    for column in _list_columns(sheet):
        entries = {code.upper() for code in template.lists[str(column.list)]}
        count += column.key in filled and codes[column.key] not in entries
    return str(count) if count else DONE


@lru_cache(maxsize=512)
def outside_list(column: Column, cell: str) -> str:
    """A formula term that is true when the cell holds something that is not in its list.

    Cut at 99 characters, because COUNTIF fails on a pasted long text.
    """
    code = f'LEFT({cell},FIND(" ·",LEFT({cell},99)&" ·")-1)'
    return f'({cell}<>"")*(COUNTIF({list_name(str(column.list))},{code}&" ·*")=0)'


@lru_cache(maxsize=512)
def required_now(sheet: Sheet, column: Column, at: Reference) -> str | None:
    """A formula term that is true when the empty cell must be filled; None when never."""
    if column.group is not None:
        terms = [_group_term(sheet, [c for c in sheet.columns if c.group == column.group], at)]
    elif column.need is Need.REQUIRED:
        terms = [f'({at(column.key)}="")']
    elif column.required_when:
        terms = [f'({at(column.key)}="")', _any(sheet, column.required_when, at)]
    else:
        return None
    if sheet.exempt_when is not None:
        terms.append(f"(1-{_holds(sheet, sheet.exempt_when, at)})")
    return "*".join(terms)


@lru_cache(maxsize=64)
def references(sheet: Sheet, row: int | str) -> Reference:
    """Where the cells of a table row stand: column key -> address."""
    letters = {c.key: column_letters(i) for i, c in enumerate(sheet.columns, start=1)}
    return lambda key: f"${letters[key]}{row}"


def _missing_terms(sheet: Sheet, at: Reference) -> list[str]:
    terms = []
    for column in sheet.columns:
        if not column.is_input or column.group is not None:
            continue
        if column.need is Need.REQUIRED:
            terms.append(f'({at(column.key)}="")*1')
        elif column.required_when:
            terms.append(f'({at(column.key)}="")*{_any(sheet, column.required_when, at)}')
    terms += [_group_term(sheet, group, at) for group in _groups(sheet)]
    return terms


def _group_term(sheet: Sheet, group: list[Column], at: Reference) -> str:
    """True when every cell of the group is empty and one of them is asked for."""
    term = "*".join(f'({at(column.key)}="")' for column in group)
    conditions: list[Condition] = []
    for condition in (w for column in group for w in column.required_when):
        if condition not in conditions:
            conditions.append(condition)
    return f"{term}*{_any(sheet, conditions, at)}" if conditions else term


def _is_awaited(group: list[Column], codes: Mapping[str, Any]) -> bool:
    return any(c.is_required(codes) for c in group) or not any(c.required_when for c in group)


def _groups(sheet: Sheet) -> list[list[Column]]:
    names = dict.fromkeys(c.group for c in sheet.columns if c.group is not None)
    return [[c for c in sheet.columns if c.group == name] for name in names]


def _any(sheet: Sheet, conditions: Sequence[Condition], at: Reference) -> str:
    terms = [_holds(sheet, condition, at) for condition in conditions]
    return terms[0] if len(terms) == 1 else f"(({'+'.join(terms)})>0)"


def _holds(sheet: Sheet, condition: Condition, at: Reference) -> str:
    return "*".join(
        _is_among(sheet.column(key), allowed, at(key)) for key, allowed in condition.among.items()
    )


def _is_among(column: Column, allowed: tuple[str, ...], cell: str) -> str:
    if allowed == ("",):
        return f'({cell}="")'
    if ANY_VALUE in allowed:
        return f'({cell}<>"")'
    value = f'LEFT({cell},FIND(" ",{cell}&" ")-1)' if column.type is ColumnType.LIST else cell
    codes = "|".join(code.upper() for code in sorted(allowed))
    return f'ISNUMBER(FIND("|"&UPPER({value})&"|","|{codes}|"))'


def _list_columns(sheet: Sheet) -> list[Column]:
    return [c for c in sheet.columns if c.is_input and c.type is ColumnType.LIST]


def _input_ranges(sheet: Sheet, row: int | str) -> str:
    """The row's input cells as few ranges: printed and computed cells do not start a row."""
    ranges: list[list[int]] = []
    for number, column in enumerate(sheet.columns, start=1):
        if not column.is_input:
            continue
        if ranges and ranges[-1][1] == number - 1:
            ranges[-1][1] = number
        else:
            ranges.append([number, number])
    return ",".join(
        f"${column_letters(first)}{row}:${column_letters(last)}{row}" for first, last in ranges
    )


def _blank(value: Any) -> bool:
    return value is None or value == ""


def column_range(sheet: Sheet, key: str) -> str:
    """All data cells of a table column, as another sheet's formula names them."""
    number = [c.key for c in sheet.columns].index(key) + 1
    letters = column_letters(number)
    return f"'{sheet.key}'!${letters}${FIRST_DATA_ROW}:${letters}${LAST_COUNTED_ROW}"
