"""One cell by the type of its column: a clean value, and remarks on how it was read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from functools import lru_cache

from loaders.entries import Cell, Kind
from loaders.values import countries, currencies, dates, lists, numbers, text
from loaders.values.reading import Reading, Remark, refused
from schemas.content import Content
from schemas.template import Column, ColumnType, Template


@dataclass(frozen=True)
class Vocabulary:
    """The words a file is read with: its code lists, and the countries."""

    lists: Mapping[str, lists.ListIndex]
    countries: countries.CountryIndex


@lru_cache(maxsize=8)
def vocabulary_of(template: Template, content: Content) -> Vocabulary:
    """The words of a template, made once: every file of it is read with the same ones."""
    return Vocabulary(
        {name: lists.index_of(name, entries) for name, entries in template.lists.items()},
        countries.index_of(content.countries, content.country_names),
    )


def printed(cell: Cell) -> str:
    """The text of a cell as a finding shows it."""
    value = cell.value
    if value is None:
        return text.shown(f"={(cell.formula or '').lstrip('=')}")
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, (int, float)):
        return _printed_number(float(value), cell.number_format)
    return text.shown(value)


def _printed_number(value: float, number_format: str) -> str:
    if abs(value) >= 10**numbers.MOST_DIGITS or value != value:
        return str(value)
    if "%" in number_format:
        return numbers.printed_number(round(value * 100, 10)) + "%"
    return numbers.printed_number(value)


def is_blank(cell: Cell) -> bool:
    """True when nothing is seen in the cell: spaces and invisible characters only."""
    return isinstance(cell.value, str) and not text.cleaned(cell.value).text


def read_cell(cell: Cell, column: Column, vocabulary: Vocabulary) -> Reading:
    """The clean value by column type: text, code and link str; DATE date; INTEGER int; NUMBER
    float; COUNTRY ISO3; COUNTRIES tuple of ISO3. Never raises for what a cell holds."""
    if column.list is not None and cell.formula is None and isinstance(cell.value, str):
        chosen = vocabulary.lists[column.list].printed.get(cell.value)
        # Most cells of a list hold an entry as the template prints it.
        if chosen is not None and cell.kind is Kind.TEXT:
            return Reading(chosen)
    before: tuple[Remark, ...] = ()
    if cell.formula is not None:
        before = (Remark("formula-in-input", {"result": "" if cell.value is None else "yes"}),)
    if cell.value is None:
        return Reading(None, before)
    if cell.kind is Kind.ERROR:
        return refused("error-value")
    if isinstance(cell.value, str):
        tidy = text.cleaned(cell.value)
        if tidy.positions:
            params = {"positions": list(tidy.positions)}
            before = (*before, Remark("characters-removed", params))
        if not tidy.text:
            return Reading(None, before)
        reading = _read_text(tidy.text, column, vocabulary)
    else:
        reading = _read_other(cell, column, vocabulary)
    return Reading(reading.value, (*before, *reading.remarks)) if before else reading


def _read_text(typed: str, column: Column, vocabulary: Vocabulary) -> Reading:
    if column.type is ColumnType.LIST:
        return lists.read_entry(typed, vocabulary.lists[str(column.list)])
    return _TEXT_READERS[column.type](typed, column, vocabulary)


_TEXT_READERS: Mapping[ColumnType, Callable[[str, Column, Vocabulary], Reading]] = {
    ColumnType.TEXT: lambda typed, column, _: text.read_text(typed, column),
    ColumnType.LINK: lambda typed, column, _: text.read_text(typed, column),
    ColumnType.FORMULA: lambda typed, column, _: text.read_text(typed, column),
    ColumnType.EMAIL: lambda typed, column, _: text.read_email(typed, column),
    ColumnType.IDENTIFIER: lambda typed, column, _: text.read_identifier(typed, column),
    ColumnType.DATE: lambda typed, _, __: dates.read_date_text(typed),
    ColumnType.INTEGER: lambda typed, _, __: numbers.read_number_text(typed, whole=True),
    ColumnType.NUMBER: lambda typed, _, __: numbers.read_number_text(typed, whole=False),
    ColumnType.CURRENCY: lambda typed, _, __: currencies.read_currency(typed),
    ColumnType.COUNTRY: lambda typed, _, words: countries.read_country(typed, words.countries),
    ColumnType.COUNTRIES: lambda typed, _, words: countries.read_countries(typed, words.countries),
}


def _read_other(cell: Cell, column: Column, vocabulary: Vocabulary) -> Reading:
    """A number, date or boolean cell."""
    value = cell.value
    if column.type is ColumnType.LIST:
        index = vocabulary.lists[str(column.list)]
        if isinstance(value, bool):
            return lists.not_in_list(index, lists.answer_to(value, index))
        if isinstance(value, (int, float)):
            return lists.read_entry_number(float(value), cell.number_format, index)
        return lists.not_in_list(index, "")
    if column.type in (ColumnType.INTEGER, ColumnType.NUMBER):
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            whole = column.type is ColumnType.INTEGER
            return numbers.read_number(float(value), cell.number_format, whole)
        return refused("not-a-number", readings=[])
    if column.type is ColumnType.DATE:
        return _date_of(cell)
    return _as_text(cell, column, vocabulary)


def _date_of(cell: Cell) -> Reading:
    if isinstance(cell.value, datetime):
        return dates.read_date(cell.value)
    if isinstance(cell.value, bool) or not isinstance(cell.value, (int, float)):
        return refused("not-a-date")
    if 19000101 <= cell.value <= 99991231 and float(cell.value).is_integer():
        return dates.read_date_text(str(int(cell.value)))
    return dates.read_date_number(cell.value)


def _as_text(cell: Cell, column: Column, vocabulary: Vocabulary) -> Reading:
    """What Excel made a number or a date of, back as text; a whole number prints as typed,
    anything else is named."""
    seen = printed(cell)
    reading = _read_text(seen, column, vocabulary)
    if (
        cell.kind is Kind.NUMBER
        and seen.isdecimal()
        and cell.number_format in ("General", "@", "0")
    ):
        return reading
    if any(remark.code == "interpreted" for remark in reading.remarks):
        return reading
    return Reading(reading.value, (Remark("interpreted", {"reading": seen}), *reading.remarks))
