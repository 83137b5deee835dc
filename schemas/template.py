"""The Excel template as data: sheets, columns, code lists and the rules a cell must keep."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from schemas.country import folded
from schemas.framework import Framework
from schemas.reading import Problems, Text, read_toml, text_of

NONE_CODE = "-"
"""The list entry that says "none"."""

ANY_VALUE = "*"
"""In a condition: any filled cell."""


class ColumnType(StrEnum):
    """What a cell may hold; loaders/validation.py has one function for each."""

    TEXT = "text"
    LIST = "list"
    DATE = "date"
    INTEGER = "integer"
    NUMBER = "number"
    COUNTRY = "country"
    COUNTRIES = "countries"
    EMAIL = "email"
    LINK = "link"
    CURRENCY = "currency"
    IDENTIFIER = "identifier"
    FORMULA = "formula"


class Need(StrEnum):
    """Who fills a cell: `locked` cells are printed by the program and not asked for."""

    REQUIRED = "required"
    CONDITIONAL = "conditional"
    OPTIONAL = "optional"
    LOCKED = "locked"


class Shape(StrEnum):
    """`form`: one question a row. `fixed`: rows given by the framework. `table`: free rows."""

    FORM = "form"
    FIXED = "fixed"
    TABLE = "table"


@dataclass(frozen=True)
class Condition:
    """Holds when every named column has one of its values ("" is an empty cell, "*" any
    filled one)."""

    among: Mapping[str, tuple[str, ...]]

    def holds(self, values: Mapping[str, Any]) -> bool:
        """`values`: column key -> clean value; a list cell's value is its code."""
        for key, allowed in self.among.items():
            found = "" if values.get(key) is None else str(values[key])
            if found not in allowed and not (found and ANY_VALUE in allowed):
                return False
        return True


@dataclass(frozen=True)
class Entry:
    code: str
    label: Text

    @property
    def shown(self) -> str:
        """As a drop-down prints it: `code · FR / EN`."""
        return f"{self.code} · " + " / ".join(self.label.values())


@dataclass(frozen=True, eq=False)  # as Content: what is made of one is kept by it
class Column:
    """A column of a table sheet, or a question of a form sheet.

    `required_when` holds alternatives: one that holds makes the cell required.
    `missing_code` is the finding an empty required cell gives.
    `group` names columns of which one is enough: always, or, when they have `required_when`,
    whenever that holds.
    """

    key: str
    label: Text
    help: Text
    type: ColumnType
    need: Need
    list: str | None = None
    max_length: int = 250
    width: int = 18
    prefill: bool = False
    folded: bool = False
    required_when: tuple[Condition, ...] = ()
    missing_code: str = "required-empty"
    group: str | None = None
    lowest: float | None = None
    highest: float | None = None
    aliases: tuple[str, ...] = ()

    @property
    def is_input(self) -> bool:
        return self.need is not Need.LOCKED

    def is_required(self, values: Mapping[str, Any]) -> bool:
        if self.need is Need.REQUIRED:
            return True
        return any(condition.holds(values) for condition in self.required_when)


@dataclass(frozen=True, eq=False)
class Sheet:
    """`key` is the sheet's name and stands in its cell A1; `code` is its name in the program.

    `identity` is the column that names a row; `exempt_when` a condition under which no
    other cell of the row is asked for.
    """

    code: str
    key: str
    title: Text
    intro: Text
    shape: Shape
    columns: tuple[Column, ...]
    prepared_rows: int = 0
    identity: str | None = None
    fixed_rows: str | None = None
    exempt_when: Condition | None = None
    aliases: tuple[str, ...] = ()

    def column(self, key: str) -> Column:
        """Raises KeyError for an unknown key."""
        for column in self.columns:
            if column.key == key:
                return column
        raise KeyError(key)


@dataclass(frozen=True, eq=False)
class Template:
    """`lists`: list name -> its entries by code, in the order they are printed."""

    id: str
    version: int
    framework: str
    sheets: Mapping[str, Sheet]
    lists: Mapping[str, Mapping[str, Entry]]
    withdrawn: bool = False

    @property
    def name(self) -> str:
        return f"{self.id}-{self.version}"

    def label_of(self, list_name: str, code: str) -> Text:
        return self.lists[list_name][code].label


def read_template(
    file: Path,
    frameworks: Mapping[str, Framework],
    languages: Sequence[str],
    problems: Problems,
) -> Template | None:
    """The template a TOML file defines; None and problems when it is incomplete."""
    before = len(problems.found)
    table = read_toml(file, problems)
    framework = frameworks.get(table.get("framework", ""))
    if framework is None:
        problems.add(file, "framework", f"no framework {table.get('framework')!r}")
        return None
    lists: dict[str, dict[str, Entry]] = {}
    for name, block in table.get("lists", {}).items():
        with problems.reading(file, f"lists.{name}"):
            lists[name] = _entries(block, framework, languages)
    sheets: dict[str, Sheet] = {}
    for block in table.get("sheets", []):
        with problems.reading(file, f"sheets.{block.get('code')}"):
            sheet = _sheet(block, languages, file, problems)
            sheets[sheet.code] = sheet
            _check_sheet(file, sheet, lists, problems)
    if len(problems.found) > before:
        return None
    with problems.reading(file, "template"):
        return Template(
            id=table["id"],
            version=int(table["version"]),
            framework=framework.code,
            sheets=sheets,
            lists=lists,
            withdrawn=bool(table.get("withdrawn", False)),
        )
    return None


def _entries(
    block: Mapping[str, Any], framework: Framework, languages: Sequence[str]
) -> dict[str, Entry]:
    """Entries written out, or taken from the framework (`from = "objectives"`)."""
    entries: dict[str, Entry] = {}
    source = block.get("from")
    if source == "objectives":
        entries = {o.code: Entry(o.code, o.short) for o in framework.objectives.values()}
    elif source == "themes":
        entries = {
            t.workbook_code: Entry(t.workbook_code, t.short) for t in framework.themes.values()
        }
    elif source == "actions":
        entries = {a.code: Entry(a.code, a.wording.text) for a in framework.actions.values()}
    elif source is not None:
        raise ValueError(f"from must be objectives, themes or actions, not {source!r}")
    for item in block.get("entries", []):
        if item["code"] in entries:
            raise ValueError(f"code {item['code']!r} listed twice")
        entries[item["code"]] = Entry(item["code"], text_of(item, languages))
    if not entries:
        raise ValueError("a list needs entries")
    return entries


def _sheet(
    block: Mapping[str, Any], languages: Sequence[str], file: Path, problems: Problems
) -> Sheet:
    columns = []
    for item in block["columns"]:
        with problems.reading(file, f"sheets.{block['code']}.{item.get('key')}"):
            columns.append(_column(item, languages))
    return Sheet(
        code=block["code"],
        key=block["key"],
        title=text_of(block["title"], languages),
        intro=text_of(block["intro"], languages),
        shape=Shape(block["shape"]),
        columns=tuple(columns),
        prepared_rows=int(block.get("prepared_rows", 0)),
        identity=block.get("identity"),
        fixed_rows=block.get("fixed_rows"),
        exempt_when=_condition(block["exempt_when"]) if "exempt_when" in block else None,
        aliases=tuple(block.get("aliases", ())),
    )


def _column(item: Mapping[str, Any], languages: Sequence[str]) -> Column:
    plain = (
        "list",
        "max_length",
        "width",
        "prefill",
        "folded",
        "missing_code",
        "group",
        "lowest",
        "highest",
    )
    known = {"key", "type", "need", "help", "required_when", "aliases", *plain, *languages}
    unknown = set(item) - known
    if unknown:
        raise ValueError(f"unknown key {sorted(unknown)}")
    return Column(
        key=item["key"],
        label=text_of(item, languages),
        help=text_of(item["help"], languages),
        type=ColumnType(item["type"]),
        need=Need(item["need"]),
        required_when=tuple(_condition(c) for c in item.get("required_when", ())),
        aliases=tuple(item.get("aliases", ())),
        **{key: item[key] for key in plain if key in item},
    )


def _condition(table: Mapping[str, Sequence[str]]) -> Condition:
    return Condition({key: tuple(str(v) for v in values) for key, values in table.items()})


def _check_sheet(
    file: Path, sheet: Sheet, lists: Mapping[str, Mapping[str, Entry]], problems: Problems
) -> None:
    _check_shape(file, sheet, problems)
    keys = [column.key for column in sheet.columns]
    for column in sheet.columns:
        where = f"sheets.{sheet.code}.{column.key}"
        if (column.type is ColumnType.LIST) != (column.list is not None):
            problems.add(file, where, "a list column, and only it, names its list")
        if column.list is not None and column.list not in lists:
            problems.add(file, where, f"no list {column.list!r}")
        if column.need is Need.CONDITIONAL and not (column.required_when or column.group):
            problems.add(file, where, "a conditional column says when (required_when or group)")
        for condition in column.required_when:
            for key in set(condition.among) - set(keys):
                problems.add(file, where, f"required_when names no column {key!r}")
        _check_headers(file, where, column, sheet, problems)


def _check_shape(file: Path, sheet: Sheet, problems: Problems) -> None:
    keys = [column.key for column in sheet.columns]
    where = f"sheets.{sheet.code}"
    for key in {key for key in keys if keys.count(key) > 1}:
        problems.add(file, f"{where}.{key}", "column listed twice")
    for key in set(sheet.exempt_when.among if sheet.exempt_when else ()) - set(keys):
        problems.add(file, where, f"exempt_when names no column {key!r}")
    if sheet.identity is None and sheet.shape is Shape.FIXED:
        problems.add(file, where, "a fixed sheet has an identity column")
    if sheet.identity is not None and sheet.identity not in keys:
        problems.add(file, where, f"identity names no column {sheet.identity!r}")
    if len(sheet.key) > 31:
        problems.add(file, where, "a sheet name has at most 31 characters")


def _check_headers(
    file: Path, where: str, column: Column, sheet: Sheet, problems: Problems
) -> None:
    """No two columns of a sheet may answer to the same header."""
    own = {folded(name) for name in (*column.label.values(), *column.aliases)}
    for other in sheet.columns:
        if other is column:
            return
        for name in own & {folded(n) for n in (*other.label.values(), *other.aliases)}:
            problems.add(file, where, f"header {name!r} also belongs to {other.key}")
