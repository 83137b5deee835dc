"""Each answer that moved since the round before, with the reason its country states."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from dashboard.comparison import LEVEL_STEP
from dashboard.exhibits.ask import Ask
from dashboard.exhibits.base import Answer
from dashboard.exhibits.change import coverage_of, on_few, two_rounds
from dashboard.exhibits.compared import Comparison
from dashboard.exhibits.fates import Fates
from dashboard.exhibits.parts import answer_cell, text_cell
from dashboard.exhibits.table import ColumnKind, Pager, Row, Table, TableCell, TableColumn
from dashboard.figures.chart import to
from dashboard.figures.frames import rows_of
from dashboard.queries.fates import Stated, stated

CODE = "moves"
PAGE_SIZE = 15

FAR = 2
"""Levels from which a move is among the larger ones."""

COLUMNS = {"reason": "answer_reason", "progress": "progress", "obstacle": "obstacle"}
"""What a country writes beside its answer: stored column -> column of the sheet Objectives."""

WHY = {True: ("progress", "reason"), False: ("reason", "obstacle")}
"""Where the reason of a rise (True) and of a fall stands, the first that is filled."""


@dataclass(frozen=True)
class Move:
    """An answer with a level in both rounds, and not the same one."""

    country: str
    objective: str
    before: int
    after: int

    @property
    def size(self) -> int:
        return abs(self.after - self.before)

    @property
    def is_rise(self) -> bool:
        return self.after > self.before


def on_declared(ask: Ask) -> Ask:
    """The same question to what countries declare: levels are theirs, means have none."""
    return replace(ask, filters=replace(ask.filters, basis="declared"), shared=ask.frames)


def moves_of(both: Comparison) -> list[Move]:
    """Basis declared: by objective in the framework's order, then by country in the alphabet."""
    ask = both.ask
    objectives = {code: place for place, code in enumerate(ask.framework.objectives)}
    countries = {iso3: place for place, iso3 in enumerate(ask.members)}
    found = [
        Move(row.country, row.objective, _level(row.before), _level(row.after))
        for row in rows_of(both.pairs)
        if row.before != row.after
    ]
    return sorted(found, key=lambda one: (objectives[one.objective], countries[one.country]))


def _level(points: float) -> int:
    return round(points / LEVEL_STEP)


def moves(ask: Ask) -> Answer:
    """Those of two levels or more, then those of one; no order by size or direction."""
    ask = on_declared(ask)
    both, words = two_rounds(ask), ask.words
    if isinstance(both, Answer):
        return both
    found = [one for one in moves_of(both) if ask.filters.objective in ("", one.objective)]
    far = [one for one in found if one.size >= FAR]
    near = [one for one in found if one.size < FAR]
    title = _title(both, len(far), len(near))
    return Answer(
        title,
        words("exhibit.of.moves", before=words.text(both.before.name)),
        _table(both, far, near),
        note=words("exhibit.moves.note" if found else "exhibit.moves.nothing"),
        coverage=coverage_of(both),
        said=_said(both, title, found),
    )


def _title(both: Comparison, far: int, near: int) -> str:
    words = both.ask.words
    before = words.text(both.before.name)
    if not far + near:
        title = words("exhibit.moves.title.none", before=before)
    else:
        counts = (("far", far), ("near", near))
        parts = [words.count(f"exhibit.moves.n.{key}", n) for key, n in counts]
        title = words("exhibit.moves.title", before=before, parts=words.listed(parts))
    return on_few(both, title)


def _said(both: Comparison, title: str, found: Sequence[Move]) -> tuple[str, ...]:
    words = both.ask.words
    facts = [words("said.sentence", title=title)]
    if found:
        rose = sum(one.is_rise for one in found)
        fell = words.number(len(found) - rose)
        facts.append(words.count("exhibit.moves.said", rose, fell=fell))
    return tuple(facts)


def _table(both: Comparison, far: Sequence[Move], near: Sequence[Move]) -> Table:
    ask, words = both.ask, both.ask.words
    columns = (
        TableColumn("country", words("exhibit.column.country"), ColumnKind.HEADER),
        TableColumn("objective", words("exhibit.column.objective")),
        TableColumn("before", words.text(both.before.name), ColumnKind.LEVEL),
        TableColumn("after", words.text(ask.round.name), ColumnKind.LEVEL),
        TableColumn("reason", words("exhibit.moves.column.reason")),
        TableColumn("place", words("exhibit.column.place")),
    )
    total = len(far) + len(near)
    pages = max(1, -(-total // PAGE_SIZE))
    page = min(max(1, ask.filters.page), pages)
    shown = [*far, *near][(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    texts = written(ask, shown)
    fates = Fates(ask, both.before)
    n_far = sum(one.size >= FAR for one in shown)
    groups = [("far", n_far), ("near", len(shown) - n_far)]
    return Table(
        words("exhibit.moves.caption"),
        columns,
        tuple(_row(ask, one, texts, fates) for one in shown),
        tuple((words(f"exhibit.moves.group.{key}"), n) for key, n in groups if n),
        pager=Pager(page, pages, total) if pages > 1 else None,
    )


Texts = Mapping[tuple[str, str], Stated]


def written(ask: Ask, shown: Sequence[Move]) -> Texts:
    """(country, objective) -> what the country wrote beside the answer that moved."""
    countries = tuple(sorted({one.country for one in shown}))
    rows = ask.frames.read(stated, ask.round.code, countries) if countries else ()
    return {(row.country, row.objective): row for row in rows}


def why(row: Stated | None, move: Move) -> tuple[str, str]:
    """Column and text of the reason stated; ("", "") when none is."""
    columns = WHY[move.is_rise] if row is not None else ()
    return next(((key, text) for key in columns if (text := getattr(row, key))), ("", ""))


def _row(ask: Ask, move: Move, texts: Texts, fates: Fates) -> Row:
    names = ask.names
    evidence = to("evidence", country=move.country, objective=move.objective)
    return (
        text_cell(names.country(move.country), to("country", country=move.country)),
        text_cell(names.objective(move.objective), evidence),
        answer_cell(names, str(move.before)),
        answer_cell(names, str(move.after)),
        _reason(ask, move, texts, fates),
        text_cell(place_of(ask, move, texts)),
    )


def _reason(ask: Ask, move: Move, texts: Texts, fates: Fates) -> TableCell:
    """The country's own words, under the heading it wrote them; for a fall, besides, how many
    of its measures have left the objective meanwhile."""
    words = ask.words
    row = texts.get((move.country, move.objective))
    column, text = why(row, move)
    notes = []
    if row is not None and column:
        sheet = ask.content.template_of(ask.round.code).sheets["objectives"]
        notes.append(words.text(sheet.column(COLUMNS[column]).label))
        key = f"exhibit.in-language.{row.language}"
        if (row.language or "").lower() != words.language and key in words.keys:
            notes.append(words(key))
    left = 0 if move.is_rise else fates.left(move.country, move.objective)
    if left:
        notes.append(words.count("exhibit.moves.remapped", left))
    return TableCell(text or None, text or words("exhibit.moves.no-reason"), note=" · ".join(notes))


def place_of(ask: Ask, move: Move, texts: Texts) -> str:
    """Sheet and cell of the reason, or of the answer itself."""
    row = texts.get((move.country, move.objective))
    if row is None:
        return ""
    cell = row.cells.get(why(row, move)[0] or "answer")
    key = "exhibit.place" if cell else "exhibit.row"
    return ask.words(key, sheet=row.sheet, cell=cell, row=row.row)
