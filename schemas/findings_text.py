"""Turns a finding into its sentence, in the reader's language: where - what - rule - what to do."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from schemas.content import Content
from schemas.findings import Finding
from schemas.template import Column, ColumnType, Entry
from schemas.wording import Words

_CELL = "column"
PARAMS: Mapping[str, tuple[str, ...]] = {
    "not-a-workbook": (),
    "old-format": (),
    "strict-format": (),
    "encrypted": (),
    "macros": (),
    "damaged": ("detail",),
    "too-large": ("limit",),
    "unsafe-archive": ("detail",),
    "already-stored": ("report",),
    "same-content": (),
    "not-this-template": ("expected",),
    "older-template": ("template", "columns"),
    "withdrawn-template": ("expected",),
    "meta-missing": (),
    "date-system-1904": (),
    "unknown-country": (),
    "country-mismatch": ("stated", "found"),
    "country-not-allowed": ("country", "found"),
    "unknown-round": (),
    "round-mismatch": ("stated", "found"),
    "closed-round": ("round",),
    "not-a-member": ("country", "date"),
    "objective-row-missing": ("objective",),
    "objective-row-double": ("objective",),
    "column-missing": (_CELL, "nearest"),
    "sheet-missing": (),
    "ignored-column": ("header",),
    "ignored-sheet": ("title",),
    "ignored-cells": ("cells",),
    "hidden-rows-read": ("rows",),
    "merged-cells-read": ("cells",),
    "foreign-table": ("n", "titles"),
    "column-not-read": ("header", "not_read"),
    "sheet-not-read": ("title",),
    "rows-not-read": ("rows", "not_read"),
    "cells-not-read": ("cells", "not_read"),
    "required-empty": (_CELL,),
    "not-in-list": (_CELL, "list", "entry"),
    "interpreted": (_CELL, "entry", "reading"),
    "reading-refused": (_CELL, "entry", "reading"),
    "not-a-number": (_CELL, "readings"),
    "ambiguous-date": (_CELL, "dates"),
    "not-a-date": (_CELL,),
    "error-value": (_CELL,),
    "formula-in-input": (_CELL, "result"),
    "text-too-long": (_CELL, "limit", "length"),
    "characters-removed": (_CELL, "positions"),
    "unknown-country-name": (_CELL, "name", "reading"),
    "unknown-person": (_CELL,),
    "unknown-link": (_CELL,),
    "email-shape": (_CELL,),
    "support-without-request": (_CELL,),
    "end-before-start": (_CELL, "start", "end"),
    "date-in-future": (_CELL, "date"),
    "date-passed": (_CELL, "date"),
    "implausible-date": (_CELL, "date"),
    "same-objective-twice": (_CELL, "objective"),
    "foreign-measure-id": (_CELL, "country"),
    "unknown-measure-id": (_CELL, "country"),
    "identifier-twice": (_CELL, "other"),
    "reason-missing": (_CELL,),
    "fall-without-reason": (_CELL, "before"),
    "completed-without-evidence": (_CELL,),
    "level-jump": (_CELL, "before", "after"),
    "assistance-too-long": (_CELL, "days"),
    "amount-without-currency": (_CELL,),
    "negative-amount": (_CELL,),
    "no-objective": (_CELL,),
    "objective-placed": (_CELL, "objective"),
    "translation-pending": (_CELL,),
    "count-differs": (_CELL, "declared", "counted"),
    "likely-duplicate": (_CELL, "other"),
    "own-level-differs": (_CELL, "objective", "own", "mean"),
    "measure-not-mentioned": ("measure_id",),
    "too-many-priorities": (_CELL, "n"),
    "no-focal-point": (),
}
"""The params of every code; a loader sets these and no others are put into words."""

_NUMBERS = (ColumnType.INTEGER, ColumnType.NUMBER)
_READ = ("interpreted", "reading-refused")
_LONGEST_VALUE = 80
_LONGEST_LIST = 160
_ABSENT = "…"


@dataclass(frozen=True)
class Sentence:
    """The four parts of a finding's sentence; each of the last three ends with a full stop."""

    where: str
    what: str
    rule: str
    todo: str

    @property
    def text(self) -> str:
        return f"{self.where} – {self.what} {self.rule} {self.todo}"


def message(finding: Finding, words: Words, content: Content) -> Sentence:
    """The sentence of a finding in the language of `words`.

    A param the finding lacks (one stored by an earlier version) is shown as "…"; a param whose
    code the content no longer knows is shown as it is. Raises KeyError for an unknown code.
    """
    shown = shown_params(finding, words, content)

    def part(name: str) -> str:
        return words(f"finding.{finding.code}.{name}", **shown).replace("  ", " ").strip()

    column = shown["column"] if finding.params.get("column") else ""
    return Sentence(_where(finding, column, words), part("what"), part("rule"), part("do"))


def shown_params(finding: Finding, words: Words, content: Content) -> dict[str, str]:
    """Everything a sentence may name, as words: the finding's params, its value, and the parts
    of sentences made from them (proposal, allowed, read, result, rounds)."""
    given = {name: finding.params.get(name) for name in PARAMS[finding.code]}
    shown = {name: _shown(name, value, words, content) for name, value in given.items()}
    column = _column(given.get("column"), content)
    shown.setdefault("column", "")
    shown["value"] = _shortened(finding.value) or words("finding.empty")
    shown["rounds"] = words.listed([words.text(r.name) for r in content.rounds.values()])
    shown["allowed"] = _allowed(column, words, content)
    shown.update(_phrases(finding.code, given, shown, column, words, content))
    return shown


def _where(finding: Finding, column: str, words: Words) -> str:
    if not finding.sheet:
        return words("finding.where.file")
    place = "cell" if finding.cell else "sheet"
    key = f"finding.where.{place}-column" if column else f"finding.where.{place}"
    return words(key, sheet=finding.sheet, cell=finding.cell, column=column)


def _phrases(
    code: str,
    given: Mapping[str, Any],
    shown: Mapping[str, str],
    column: Column | None,
    words: Words,
    content: Content,
) -> dict[str, str]:
    """Params that become a phrase of their own, or nothing when they are empty."""
    phrases: dict[str, str] = {}
    if "nearest" in given:
        phrases["nearest"] = _phrase("finding.proposal-header", words, given, shown, "nearest")
    if "readings" in given:
        phrases["readings"] = _phrase("finding.proposal-readings", words, given, shown, "readings")
    if code == "not-in-list":
        phrases["list"] = _entries(str(given["list"] or ""), words, content)
        phrases["proposal"] = _phrase("finding.proposal-entry", words, given, shown, "entry")
    if code in _READ and given["entry"]:
        phrases["reading"] = shown["entry"]
    elif code in _READ and column is not None and column.type in _NUMBERS:
        phrases["reading"] = words.plain_number(str(given["reading"]))
    if code == "unknown-country-name":
        phrases["read"] = _phrase("finding.countries-read", words, given, shown, "reading")
    if code == "required-empty":
        unread = shown["value"].startswith("=")
        phrases["formula"] = words("finding.formula-unread", **shown) if unread else ""
    if code == "formula-in-input":
        kept = "finding.formula-kept" if given["result"] else "finding.formula-empty"
        phrases["result"] = words(kept, value=shown["value"])
    return phrases


def _phrase(
    key: str, words: Words, given: Mapping[str, Any], shown: Mapping[str, str], name: str
) -> str:
    return words(key, **{name: shown[name]}) if given[name] else ""


def _shown(name: str, value: Any, words: Words, content: Content) -> str:
    """One param as words. Unknown names are shown as they are."""
    if value is None:
        return _ABSENT
    render = _RENDERERS.get(name)
    if render is not None:
        return render(value, words, content)
    if isinstance(value, (list, tuple)):
        return ", ".join(str(item) for item in value)
    return words.number(value) if isinstance(value, int) else _shortened(str(value))


def _column(name: object, content: Content) -> Column | None:
    """The column that "sheetcode.columnkey" names, in the newest template that has it."""
    code, _, key = str(name or "").partition(".")
    for template in sorted(content.templates.values(), key=lambda t: -t.version):
        for column in template.sheets[code].columns if code in template.sheets else ():
            if column.key == key:
                return column
    return None


def _column_label(value: Any, words: Words, content: Content) -> str:
    column = _column(value, content)
    return words.text(column.label) if column else str(value)


def _column_labels(value: Any, words: Words, content: Content) -> str:
    return words.listed([_column_label(item, words, content) for item in value])


def _entries_of(name: str, content: Content) -> Mapping[str, Entry]:
    for template in sorted(content.templates.values(), key=lambda t: -t.version):
        if name in template.lists:
            return template.lists[name]
    return {}


def _entry(value: Any, _words: Words, content: Content) -> str:
    """ "list:code" as the drop-down prints it."""
    name, _, code = str(value).partition(":")
    entry = _entries_of(name, content).get(code)
    return entry.shown if entry else str(value)


def _entries(name: str, words: Words, content: Content) -> str:
    """The entries of a list, with their labels when they are short enough to be read."""
    entries = _entries_of(name, content)
    if not entries:
        key = f"list.{name}"
        return words(key) if key in words.keys else name
    full = ", ".join(f"{e.code} · {words.text(e.label)}" for e in entries.values())
    if len(full) <= _LONGEST_LIST:
        return full
    return words("finding.allowed-codes", codes=", ".join(entries))


def _allowed(column: Column | None, words: Words, content: Content) -> str:
    if column is None or column.list is None:
        return ""
    return words("finding.allowed", list=_entries(column.list, words, content))


def _level(value: Any, words: Words, content: Content) -> str:
    entry = _entries_of("answer", content).get(str(value))
    return f"{entry.code} ({words.text(entry.label)})" if entry else str(value)


def _country(value: Any, words: Words, content: Content) -> str:
    country = content.countries.get(str(value))
    return words.text(country.name) if country else str(value)


def _round(value: Any, words: Words, content: Content) -> str:
    known = content.rounds.get(str(value))
    return words.text(known.name) if known else str(value)


def _named(value: Any, words: Words, content: Content) -> str:
    """A country or a round."""
    known = str(value) in content.rounds
    return (_round if known else _country)(value, words, content)


def _date(value: Any, words: Words, _content: Content) -> str:
    try:
        return words.date(date.fromisoformat(str(value)))
    except ValueError:
        return str(value)


def _dates(value: Any, words: Words, content: Content) -> str:
    return words.listed([_date(item, words, content) for item in value], "or")


def _readings(value: Any, words: Words, _content: Content) -> str:
    return words.listed([words.plain_number(str(item)) for item in value], "or")


def _mean(value: Any, words: Words, _content: Content) -> str:
    return words.plain_number(str(value))


def _reading(value: Any, words: Words, content: Content) -> str:
    """A value that was read: a date, countries (ISO3 codes), or a text."""
    pieces = str(value).split("; ")
    if all(piece in content.countries for piece in pieces):
        return words.listed([_country(piece, words, content) for piece in pieces])
    return _shortened(_date(value, words, content))


def _limit(value: Any, words: Words, _content: Content) -> str:
    """A number, or numbers and their units ("512 MB, 10 s")."""
    return ", ".join(_with_unit(one, words) for one in str(value).split(", "))


def _with_unit(text: str, words: Words) -> str:
    number, _, unit = text.partition(" ")
    shown = words.number(int(number)) if number.isdecimal() else number
    key = f"finding.unit.{unit}"
    return words(key, n=shown) if key in words.keys else f"{shown} {unit}".strip()


def _detail(value: Any, words: Words, _content: Content) -> str:
    key = f"finding.detail.{value}"
    return words(key if key in words.keys else "finding.detail.other")


def _not_read(value: Any, words: Words, _content: Content) -> str:
    """Why a column or row of a country's own table is not read."""
    key = f"finding.not-read.{value}"
    return words(key if key in words.keys else "finding.not-read.chosen")


def _titles(value: Any, words: Words, _content: Content) -> str:
    return words.listed([str(title) for title in value])


def _as_it_is(value: Any, _words: Words, _content: Content) -> str:
    return str(value)


_RENDERERS: Mapping[str, Callable[[Any, Words, Content], str]] = {
    "column": _column_label,
    "columns": _column_labels,
    "entry": _entry,
    "country": _country,
    "stated": _named,
    "found": _named,
    "round": _round,
    "date": _date,
    "start": _date,
    "end": _date,
    "dates": _dates,
    "readings": _readings,
    "reading": _reading,
    "limit": _limit,
    "detail": _detail,
    "not_read": _not_read,
    "titles": _titles,
    "own": _level,
    "mean": _mean,
    "before": _level,
    "after": _level,
    "list": _as_it_is,
    "expected": _as_it_is,
    "objective": _as_it_is,
}


def _shortened(text: str) -> str:
    """One line of at most 80 characters."""
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST_VALUE else line[: _LONGEST_VALUE - 1].rstrip() + "…"
