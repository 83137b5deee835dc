"""Turns templates, frameworks and words into the tables of the open data: fields, types, codes.

What a column means is said once, in the template; here is only what the program adds to it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from dashboard.queries.open_data import Value
from loaders import StoredColumn, stored_columns, stored_tables
from schemas.content import Content
from schemas.country import PROVENANCES, REGIONS
from schemas.database.models import CONSENTS, Base
from schemas.reading import Text
from schemas.template import ColumnType, Template

STRING, INTEGER, NUMBER, BOOLEAN = "string", "integer", "number", "boolean"
DATE, MOMENT, OBJECT = "date", "datetime", "object"

TYPES = {
    ColumnType.DATE: DATE,
    ColumnType.INTEGER: INTEGER,
    ColumnType.NUMBER: NUMBER,
}
"""Types of a template's column that are not text, in the words of the standard for tables."""

NAMES = {
    "id": "reports",
    "objectives": "objective_answers",
    "themes": "theme_answers",
    "exchange": "exchange_items",
}
"""Sheet -> the name of its table, where it is not the sheet's."""

UNSAID = frozenset({"validated_by"})
"""Columns that may point at a person without naming him."""

ANSWERS, NOT_REPORTED = "answer", "NR"

ADDED = {
    "reports": ("version", "framework", "template", "published_at", "sha256"),
    "measures": ("counts_as",),
}
"""Table -> columns of the database that no column of the template fills."""

KINDS = ("pillar", "objective", "theme", "action")
ROLES = ("partner", "observer", "steering-committee")
SOURCES = ("seed", "official", "translation")
MEMBERS = ("state", "organisation")

OWN_TYPES = {
    "row": INTEGER,
    "version": INTEGER,
    "measures": INTEGER,
    "members": INTEGER,
    "reports": INTEGER,
    "shown": INTEGER,
    "not_shown": INTEGER,
    "cells": OBJECT,
    "published_at": MOMENT,
    "period_from": DATE,
    "period_to": DATE,
    "deadline": DATE,
    "members_on": DATE,
    "valid_from": DATE,
    "valid_to": DATE,
    "asked": BOOLEAN,
    "is_open": BOOLEAN,
}
"""Fields of ours that are not text -> their type."""


@dataclass(frozen=True)
class Code:
    """A value and its words; `framework` only where the value has other words in another one."""

    value: str
    label: Text
    framework: str = ""


@dataclass(frozen=True)
class Place:
    """A column of a template of a field: `sheet` and `key` as the workbook has them."""

    template: str
    sheet: str
    key: str


@dataclass(frozen=True)
class Field:
    """A column of a table. `codes` are the values it may have, `value` where it is kept."""

    name: str
    type: str
    title: Text
    help: Text
    codes: tuple[Code, ...] = ()
    places: tuple[Place, ...] = ()
    value: Value | None = None


@dataclass(frozen=True)
class OpenTable:
    """A table of the open data. `kept` is the table of the database its rows come from, None
    where they come from the content."""

    name: str
    title: Text
    help: Text
    fields: tuple[Field, ...]
    kept: type[Base] | None = field(default=None, compare=False)


HEAD = ("round", "provenance", "country", "report")
TAIL = ("sheet", "row", "cells")
"""What every row of a report begins and ends with: whose it is, and which cells it stands in."""


def open_tables(content: Content) -> dict[str, OpenTable]:
    """Every table by its name: content first, then the reports, then what is said of them."""
    made = [_own(content, name, names) for name, names in CONTENT.items()]
    made += [_of_sheet(content, sheet, kept) for sheet, kept in stored_tables().items()]
    made += [_own(content, name, names) for name, names in ABOUT.items()]
    return {one.name: one for one in made}


CONTENT = {
    "countries": ("country", "iso2", "name_{}", "region"),
    "memberships": ("member", "member_kind", "role", "valid_from", "valid_to"),
    "frameworks": (
        "framework", "kind", "code", "parent", "label_{}", "label_source_{}", "short_{}",
        "follows_framework", "follows",
    ),
    "rounds": (
        "round", "name_{}", "framework", "template", "period_from", "period_to", "deadline",
        "asked", "members_on", "members", "provenance", "is_open", "reports",
    ),
}  # fmt: skip
"""The tables of what holds whatever countries report -> their fields."""

ABOUT = {
    "not_shown": ("table", "round", "shown", "not_shown"),
    "fields": (
        "table", "field", "type", "title_{}", "description_{}", "codes", "template",
        "template_sheet", "template_column",
    ),
    "codes": ("table", "field", "value", "label_{}", "framework"),
}  # fmt: skip
"""The tables that describe the others -> their fields; `{}` stands for each language."""


def in_languages(content: Content, names: Sequence[str]) -> tuple[str, ...]:
    """The names, each with `{}` once a language."""
    return tuple(
        name.format(language)
        for name in names
        for language in (content.languages if "{}" in name else ("",))
    )


def text(content: Content, key: str, /, **params: str) -> Text:
    """The words of a key in every language."""
    return {code: words(key, **params) for code, words in content.words.items()}


def _own(content: Content, name: str, names: Sequence[str]) -> OpenTable:
    """A table whose fields are all ours. A name with a language takes the words of its stem."""
    made = []
    for pattern in names:
        if "{}" not in pattern:
            made.append(_field(content, pattern))
            continue
        stem = pattern.removesuffix("_{}")
        for language in content.languages:
            one = _field(content, stem)
            title = {code: f"{said} ({language})" for code, said in one.title.items()}
            made.append(Field(pattern.format(language), one.type, title, one.help, one.codes))
    return OpenTable(name, *_said(content, name), tuple(made))


def _said(content: Content, name: str) -> tuple[Text, Text]:
    return text(content, f"data.table.{name}"), text(content, f"data.table.{name}.help")


def _of_sheet(content: Content, sheet: str, kept: type[Base]) -> OpenTable:
    """A table of reports: a field for each column of the sheet in any template."""
    name = NAMES.get(sheet, sheet)
    asked = _asked(content, sheet)
    added = [one for one in ADDED.get(name, ()) if one not in asked]
    if "consent" in kept.__table__.columns and "consent" not in asked:
        added.append("consent")
    made = [_field(content, one) for one in HEAD]
    made += [_field(content, one, Value(one)) for one in added]
    if name == "reports":
        made.append(_field(content, "measures"))
    if name == "measures":
        made.append(_field(content, "placed_by", Value("", "placed")))
    made += asked.values()
    made += [_field(content, one) for one in TAIL if (name, one) != ("reports", "row")]
    return OpenTable(name, *_said(content, name), tuple(made), kept)


def _asked(content: Content, sheet: str) -> dict[str, Field]:
    """Name -> field of each column that any template has in this sheet; what it means is what the
    first of them says, its codes are those of all."""
    found: dict[str, Field] = {}
    for template in content.templates.values():
        for one in stored_columns(template, sheet):
            if one.name in UNSAID:
                continue
            column, before = one.column, found.get(one.name)
            found[one.name] = Field(
                one.name,
                TYPES.get(column.type, STRING),
                before.title if before else column.label,
                before.help if before else column.help,
                (*(before.codes if before else ()), *_listed(content, template, one)),
                (
                    *(before.places if before else ()),
                    Place(template.name, one.sheet.key, column.key),
                ),
                Value(one.name if one.has_column else "", column.key),
            )
    return {name: replace(one, codes=_once(one.codes)) for name, one in found.items()}


def _listed(content: Content, template: Template, one: StoredColumn) -> Iterator[Code]:
    """The codes of a column's list as they are stored."""
    if one.column.list is None:
        return
    for printed, stored in one.codes.items():
        yield Code(stored, template.label_of(one.column.list, printed), template.framework)
    if one.column.list == ANSWERS:
        yield Code(NOT_REPORTED, text(content, f"answer.{NOT_REPORTED}"), template.framework)


def _once(codes: Sequence[Code]) -> tuple[Code, ...]:
    """Each value once; where frameworks give it different words, once for each of them."""
    said: dict[str, dict[tuple[str, ...], Code]] = {}
    for code in codes:
        said.setdefault(code.value, {}).setdefault(tuple(code.label.values()), code)
    return tuple(
        one if len(alike) > 1 else replace(one, framework="")
        for alike in said.values()
        for one in alike.values()
    )


def _field(content: Content, name: str, value: Value | None = None) -> Field:
    """A field of ours, with its words."""
    return Field(
        name,
        OWN_TYPES.get(name, STRING),
        text(content, f"data.field.{name}"),
        text(content, f"data.field.{name}.help"),
        tuple(_codes(content, name)),
        value=value,
    )


def _codes(content: Content, name: str) -> Iterator[Code]:
    """The values that a field of ours may have, with their words."""
    if name in ("round", "framework"):
        known = content.rounds if name == "round" else content.frameworks
        yield from (Code(code, one.name) for code, one in known.items())
    elif name == "country":
        yield from (Code(code, one.name) for code, one in content.countries.items())
    elif name in WORDED:
        yield from (
            Code(code, text(content, f"{WORDED[name][0]}.{code}")) for code in WORDED[name][1]
        )


WORDED: Mapping[str, tuple[str, Sequence[str]]] = {
    "provenance": ("provenance", PROVENANCES),
    "region": ("region", REGIONS),
    "kind": ("data.kind", KINDS),
    "role": ("data.role", ROLES),
    "member_kind": ("data.member", MEMBERS),
    "label_source": ("data.source", SOURCES),
    "consent": ("meeting.audience", CONSENTS),
}
"""Field of ours -> where its codes have their words, and the codes."""
