"""Turns choices and kept layouts into those parts that the template and the framework know."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache

from loaders.foreign.choosing import Choices
from loaders.foreign.known import Known
from loaders.foreign.layout import (
    COLUMN_OF,
    CONSENTS,
    LEFT_OUT,
    LEVELS,
    ROW_REASONS,
    WORD_LISTS,
    ForeignLayout,
    TableLayout,
)
from loaders.foreign.proposing import Proposal, Remembered

MOST_HEADER_ROWS = 3

Words = Mapping[str, Mapping[str, str]]


@lru_cache(maxsize=64)
def word_codes(name: str, known: Known) -> frozenset[str]:
    """The codes that a word of a list may be given: those of its column in the template, for a
    status also those of a flag. None for a list whose words have no code."""
    if name not in WORD_LISTS:
        return frozenset()
    lists, column = known.template.lists, _columns(known).get(name)
    if column is None:
        return frozenset()
    if name != "level":
        return frozenset(lists[column])
    return frozenset(LEVELS) & {*lists[column], *lists["flag"]}


@lru_cache(maxsize=8)
def _columns(known: Known) -> Mapping[str, str]:
    """The columns of the template's sheet of measures, each with its list, "" for none."""
    sheet = known.template.sheets["measures"]
    return {column.key: column.list or "" for column in sheet.columns}


@lru_cache(maxsize=8)
def _roles(known: Known) -> frozenset[str]:
    columns = _columns(known)
    return frozenset({LEFT_OUT, *(role for role, key in COLUMN_OF.items() if key in columns)})


def _objectives(known: Known) -> frozenset[str]:
    return frozenset({"", *known.framework.objectives})


def _consents(known: Known) -> frozenset[str]:
    return frozenset(CONSENTS) & {"", *known.template.lists["consent"]}


def refuse_unknown(choices: Choices, known: Known) -> None:
    """Raises ValueError when a form says a role, an objective, a word's list or code, or a
    permitted use that does not exist: no page offers one."""
    roles = (role for columns in choices.roles.values() for role in columns.values())
    _refuse("role", roles, _roles(known))
    objectives = (*choices.objectives.values(), *choices.sections.values())
    _refuse("objective", objectives, _objectives(known))
    _refuse("list", choices.words, frozenset(WORD_LISTS))
    for name, codes in choices.words.items():
        _refuse(name, codes.values(), word_codes(name, known) | {""})
    _refuse("consent", [choices.consent], _consents(known))


def _refuse(what: str, values: Iterable[str], allowed: frozenset[str]) -> None:
    unknown = sorted(set(values) - allowed)
    if unknown:
        raise ValueError(f"no {what}: {unknown[:3]!r}")


def words_of_file(proposal: Proposal, words: Words) -> dict[str, dict[str, str]]:
    """The words said of those that stand in the file; others a form may hold are left aside."""
    found: dict[str, dict[str, str]] = {}
    for look in proposal.words:
        code = words.get(look.list, {}).get(look.key)
        if code is not None:
            found.setdefault(look.list, {})[look.key] = code
    return found


# What was kept, and may be older than the template and the framework


def known_layout(layout: ForeignLayout, known: Known) -> ForeignLayout:
    """The layout without what is not known: a column is left out and named as not read, an
    objective or a word's code is asked for again."""
    return replace(
        layout,
        tables=tuple(_known_table(t, known) for t in layout.tables if _is_possible(t)),
        words=_known_words(layout.words, known),
        consent=layout.consent if layout.consent in _consents(known) else "",
    )


def known_memory(remembered: Remembered, known: Known) -> Remembered:
    """The same for what the next file is read by; a column is then proposed anew."""
    objectives, roles = _objectives(known), _roles(known)
    return replace(
        remembered,
        columns={text: role for text, role in remembered.columns.items() if role in roles},
        words=_known_words(remembered.words, known),
        objectives={t: code for t, code in remembered.objectives.items() if code in objectives},
    )


def _is_possible(table: TableLayout) -> bool:
    first, last = table.header
    return 1 <= first <= last < first + MOST_HEADER_ROWS


def _known_table(table: TableLayout, known: Known) -> TableLayout:
    objectives, roles = _objectives(known), _roles(known)
    return replace(
        table,
        columns={
            column: role if role in roles else LEFT_OUT
            for column, role in table.columns.items()
            if column >= 1
        },
        objective=table.objective if table.objective in objectives else "",
        sections={row: code if code in objectives else "" for row, code in table.sections.items()},
        left_out={row: reason for row, reason in table.left_out.items() if reason in ROW_REASONS},
    )


def _known_words(words: Words, known: Known) -> dict[str, dict[str, str]]:
    found = {}
    for name, codes in words.items():
        allowed = word_codes(name, known) | {""}
        kept = {word: code for word, code in codes.items() if code in allowed}
        if kept and name in WORD_LISTS:
            found[name] = kept
    return found
