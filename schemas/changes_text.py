"""Turns what differs between two versions into plain sentences, built from codes, not judging.

"Objective 4: Preparation → Under way; two measures completed; one no longer mentioned."
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import reduce

from schemas.changes import CellChange, Difference, Kind, RowChange
from schemas.content import Content
from schemas.template import Template
from schemas.wording import Words

COMPLETED = "4"
NOT_REPORTED = "NR"
_IN_WORDS = 10
"""Up to this number, a number of measures is written as a word."""

_NAMED = 3
"""Up to this number, questions answered differently are named."""

_UNSAID = frozenset({"update_type", "measure_id"})
"""Columns of a measure that say how the form was filled, not what is done."""

_FORMS = ("id", "profiles")
_LISTS = ("exchange", "assistance", "contacts")

Said = tuple[str, Mapping[str, str]]
"""A kind of change (words at `changes.measure.<kind>`), and what its words name."""


def sentences(difference: Difference, words: Words, content: Content) -> tuple[str, ...]:
    """One sentence an objective, theme and other sheet that changed, in the order of the
    framework; none when the two versions hold the same."""
    template = content.templates[difference.template]
    by_sheet: dict[str, list[RowChange]] = {}
    for row in difference.rows:
        by_sheet.setdefault(row.sheet, []).append(row)
    teller = _Teller(words, content, template, difference.round)
    return tuple(
        sentence
        for part in (teller.objectives, teller.themes, teller.forms, teller.lists)
        for sentence in part(by_sheet)
    )


Sheets = Mapping[str, list[RowChange]]


class _Teller:
    """The sentences of one difference, in one language."""

    def __init__(self, words: Words, content: Content, template: Template, round_code: str):
        self._words, self._template = words, template
        self._framework = content.framework_of(round_code)

    def objectives(self, sheets: Sheets) -> Iterator[str]:
        said: dict[str, list[Said]] = {}
        for row in sheets.get("measures", ()):
            for objective, what in _of_measure(row):
                said.setdefault(objective, []).append(what)
        answers = {row.row: row for row in sheets.get("objectives", ())}
        for code in (*self._framework.objectives, ""):
            level, others = self._answer(answers.get(code), "objectives")
            parts = [*level, *self._measures(said.get(code, ())), *others]
            if parts:
                key = "changes.objective" if code else "changes.no-objective"
                yield self._words(key, code=code, parts=self._joined(parts))

    def themes(self, sheets: Sheets) -> Iterator[str]:
        by_code = {row.row.lower(): row for row in sheets.get("themes", ())}
        for code, theme in self._framework.themes.items():
            level, others = self._answer(by_code.get(code), "themes")
            parts = [*level, *others]
            if parts:
                name = self._words.text(theme.short)
                yield self._words("changes.theme", name=name, parts=self._joined(parts))

    def forms(self, sheets: Sheets) -> Iterator[str]:
        for code in _FORMS:
            columns = [cell.column for row in sheets.get(code, ()) for cell in row.cells]
            if columns:
                yield self._about(code, [self._others(code, columns)])

    def lists(self, sheets: Sheets) -> Iterator[str]:
        for code in _LISTS:
            counted = Counter(row.kind for row in sheets.get(code, ()))
            parts = [
                self._words.count(f"changes.rows.{kind}", counted[kind])
                for kind in Kind
                if counted[kind]
            ]
            if parts:
                yield self._about(code, parts)

    def _about(self, code: str, parts: Iterable[str]) -> str:
        title = self._words.text(self._template.sheets[code].title)
        return self._words("changes.sheet", title=title, parts=self._joined(parts))

    def _answer(self, row: RowChange | None, sheet: str) -> tuple[list[str], list[str]]:
        """The level before and after; and which other answers are different."""
        if row is None:
            return [], []
        level = row.changed("answer")
        others = [cell.column for cell in row.cells if cell.column != "answer"]
        first = [self._step("answer", level.before, level.after)] if level else []
        return first, [self._others(sheet, others)] if others else []

    def _others(self, sheet: str, columns: list[str]) -> str:
        """The questions by name, when they are few."""
        keys = list(dict.fromkeys(columns))
        if len(keys) > _NAMED:
            return self._words.count("changes.others-many", len(keys))
        known = {column.key: column for column in self._template.sheets[sheet].columns}
        names = [self._words.text(known[key].label) if key in known else key for key in keys]
        return self._words.count("changes.others", len(names), names=self._words.listed(names))

    def _step(self, list_name: str, before: object, after: object) -> str:
        return self._words(
            "changes.step",
            before=self._label(list_name, before),
            after=self._label(list_name, after),
        )

    def _label(self, list_name: str, code: object) -> str:
        entry = self._template.lists.get(list_name, {}).get(str(code or ""))
        if entry is not None:
            return self._words.text(entry.label)
        return self._words(f"answer.{NOT_REPORTED}") if code is None else str(code)

    def _measures(self, said: Iterable[Said]) -> list[str]:
        """Alike changes counted together, in the order of _KINDS; the noun stands once."""
        counted = Counter((kind, tuple(named.items())) for kind, named in said)
        ordered = sorted(counted, key=lambda one: (_KINDS.index(one[0]), one[1]))
        parts: list[str] = []
        for kind, named in ordered:
            n = counted[kind, named]
            place = "next" if parts else "first"
            params = {name: self._param(name, value) for name, value in named}
            key = f"changes.measure.{kind}.{place}"
            parts.append(self._words.count(key, n, said=self._number(n), **params))
        return parts

    def _param(self, name: str, value: str) -> str:
        list_name, _, code = value.partition(":")
        return self._label(list_name, code or None) if name in ("before", "after") else value

    def _number(self, n: int) -> str:
        return self._words(f"changes.number.{n}") if n <= _IN_WORDS else self._words.number(n)

    def _joined(self, parts: Iterable[str]) -> str:
        return reduce(lambda one, two: self._words("changes.then", one=one, two=two), parts)


_KINDS = (
    "level", "completed", "status", "placed", "moved", "unplaced", "added", "suspended",
    "abandoned", "withdrawn", "details", "gone", "silent",
)  # fmt: skip
"""What may be said of a measure, in the order it is said."""


def _of_measure(row: RowChange) -> Iterator[tuple[str, Said]]:
    """(Objective, what is said of the measure there): mostly one, two when it moved."""
    objective = str(row.known.get("objective") or "")
    if row.kind is not Kind.CHANGED:
        kinds = {Kind.ADDED: "added", Kind.REMOVED: "gone", Kind.SILENT: "silent"}
        yield objective, (kinds[row.kind], {})
        return
    moved = row.changed("objective")
    if moved is not None and moved.before is not None:
        kind = "moved" if objective else "unplaced"
        yield str(moved.before), (kind, {"objective": objective} if objective else {})
    elif moved is not None:
        yield objective, ("placed", {})
    found = next((said for tell in _TELLERS if (said := tell(row)) is not None), None)
    if found is not None:
        yield objective, found


def _ended(row: RowChange) -> Said | None:
    kind, flag = row.changed("update_type"), row.changed("flag")
    if kind is not None and kind.after == "DROP":
        return "withdrawn", {}
    if flag is not None and flag.after in _FLAGS:
        return _FLAGS[flag.after], {}
    return None


_FLAGS = {"ABAN": "abandoned", "SUSP": "suspended"}


def _level(row: RowChange) -> Said | None:
    level = row.changed("level")
    if level is None:
        return None
    if level.after == COMPLETED:
        return "completed", {}
    return "level", _named("answer", level)


def _status(row: RowChange) -> Said | None:
    word = row.changed("status_word")
    if word is None:
        return None
    return "status", _named("status_word", word)


def _named(list_name: str, cell: CellChange) -> Mapping[str, str]:
    """Both values as "list:code"."""
    return {
        "before": f"{list_name}:{cell.before or ''}",
        "after": f"{list_name}:{cell.after or ''}",
    }


def _details(row: RowChange) -> Said | None:
    said = {cell.column for cell in row.cells} - _UNSAID - {"objective"}
    return ("details", {}) if said else None


_TELLERS: tuple[Callable[[RowChange], Said | None], ...] = (_ended, _level, _status, _details)
