"""The thread: each challenge with the practices and solutions that answer it, page by page."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from dashboard.exhibits.ask import Ask
from dashboard.exhibits.base import Answer
from dashboard.exhibits.parts import text_cell
from dashboard.exhibits.said import sentence
from dashboard.exhibits.shared_items import (
    NO_OBJECTIVE,
    OPEN,
    PRESENT,
    is_found,
    language_note,
    linked,
    objective_of,
    ordered,
    passes,
    place_of,
    theme_of,
)
from dashboard.exhibits.table import ColumnKind, Pager, Row, Table, TableCell, TableColumn
from dashboard.figures.chart import Category, Chart, to
from dashboard.figures.names import Texts
from dashboard.figures.stacked import parts_stacked
from dashboard.queries.exchange import CHALLENGE, SharedItem, hidden_items
from dashboard.queries.threads import Thread, subject_of

CODE = "thread"
MOST_THREADS, MOST_ITEMS = 20, 60
"""Of one page; a challenge with more answers than that goes on on the next one."""

SHORT = 160
"""Characters of a country's text in a table; a file holds all of it."""


@dataclass(frozen=True)
class Unit:
    """A challenge with what answers it; `is_continued` when the page before began it. Without a
    challenge, one item that answers none."""

    challenge: SharedItem | None
    replies: tuple[SharedItem, ...]
    is_continued: bool = False

    @property
    def items(self) -> tuple[SharedItem, ...]:
        """What the unit adds to a list: the challenge only once."""
        begins = self.challenge is not None and not self.is_continued
        return ((self.challenge,) if begins and self.challenge else ()) + self.replies


@dataclass(frozen=True)
class Board:
    """One page (from 1) of what the filters ask for; the counts are of all pages."""

    units: tuple[Unit, ...]
    page: int
    pages: int
    total: int
    challenges: tuple[SharedItem, ...]
    open: tuple[SharedItem, ...]
    loose: int
    present: int
    countries: int


def board(ask: Ask) -> Board:
    """The threads in which something passes the filters, each whole: a challenge of one region
    may be answered by another. Then, each by itself, what answers none."""
    units = [*_threads(ask), *_loose(ask)]
    pages = list(_pages(units))
    page = min(max(1, ask.filters.page), max(1, len(pages)))
    challenges = tuple(one.challenge for one in units if one.challenge)
    items = [item for one in units for item in one.items]
    return Board(
        tuple(pages[page - 1]) if pages else (),
        page,
        max(1, len(pages)),
        len(items),
        challenges,
        tuple(one.challenge for one in units if one.challenge and not one.replies),
        sum(one.challenge is None for one in units),
        sum(one.present == "Y" for one in items),
        len({item.country for item in items} & set(ask.members)),
    )


def _threads(ask: Ask) -> list[Unit]:
    """Of partners' challenges; an observer's enters no count."""
    known = {subject_of(one.challenge): one for one in _of_partners(ask, True)}
    kept = (one for one in known.values() if _is_asked(ask, one))
    units = []
    for challenge in ordered(ask, (one.challenge for one in kept)):
        replies = known[subject_of(challenge)].replies
        units.append(Unit(challenge, tuple(_answers(ask, replies))))
    return units


def _of_partners(ask: Ask, are_partners: bool) -> list[Thread]:
    threads = linked(ask).threads.threads
    return [one for one in threads if (one.challenge.country in ask.partners) is are_partners]


def _is_asked(ask: Ask, thread: Thread) -> bool:
    if ask.filters.tab == OPEN:
        return not thread.replies and _wanted(ask, thread.challenge)
    return any(_wanted(ask, one) for one in (thread.challenge, *thread.replies))


def _loose(ask: Ask) -> list[Unit]:
    if ask.filters.tab == OPEN:
        return []
    loose = linked(ask).threads.loose
    others = (reply for one in _of_partners(ask, False) for reply in one.replies)
    items = (one for one in (*loose, *others) if _wanted(ask, one))
    return [Unit(None, (one,)) for one in ordered(ask, items)]


def _wanted(ask: Ask, one: SharedItem) -> bool:
    if ask.filters.tab == PRESENT and one.present != "Y":
        return False
    return passes(ask, one) and is_found(ask, one)


def _answers(ask: Ask, replies: Iterable[SharedItem]) -> list[SharedItem]:
    """Practices, then solutions; countries by alphabet."""
    return sorted(ordered(ask, replies), key=lambda one: one.kind or "")


def _pages(units: Iterable[Unit]) -> Iterator[list[Unit]]:
    page: list[Unit] = []
    room, size = MOST_ITEMS, 0
    for unit in (part for one in units for part in _parts(one)):
        size = len(unit.items)
        if page and (size > room or _threads_on(page) >= MOST_THREADS):
            yield page
            page, room = [], MOST_ITEMS
        page.append(unit)
        room -= size
    if page:
        yield page


def _threads_on(page: Sequence[Unit]) -> int:
    return sum(one.challenge is not None for one in page)


def _parts(unit: Unit) -> Iterator[Unit]:
    """A unit no page could hold, in parts."""
    most = MOST_ITEMS - 1
    yield replace(unit, replies=unit.replies[:most])
    for start in range(most, len(unit.replies), most):
        yield Unit(unit.challenge, unit.replies[start : start + most], is_continued=True)


def thread(ask: Ask) -> Answer:
    """Filters: objective, theme, kind, tab (open, present), q, region, countries."""
    words, found = ask.words, board(ask)
    title = _title(ask, found)
    rows = tuple(_row(ask, item) for unit in found.units for item in unit.items)
    hidden = sum(one.n for one in ask.frames.read(hidden_items, ask.round.code) if passes(ask, one))
    pager = Pager(found.page, found.pages, found.total) if found.pages > 1 else None
    return Answer(
        title,
        words("exhibit.of.thread"),
        Table(words("exhibit.thread.caption"), _columns(ask), rows, pager=pager),
        _chart(ask, found, title),
        note="" if rows else words("exhibit.exchange.none"),
        coverage=words.count(
            "exhibit.exchange.coverage", found.countries, of=words.number(len(ask.members))
        ),
        not_shown=hidden,
        not_shown_key="exhibit.not-shown.rows",
        said=_said(ask, found, title),
    )


def _title(ask: Ask, found: Board) -> str:
    words, n = ask.words, len(found.challenges)
    if not found.total:
        return words("exhibit.exchange.none.title")
    if ask.filters.tab == PRESENT:
        return words.count("exhibit.thread.title.present", found.present)
    if not n:
        return words.count("exhibit.thread.title.loose", found.loose)
    if len(found.open) == n:
        return words.count("exhibit.thread.title.open", n)
    return words.count("exhibit.thread.title", n - len(found.open), of=words.number(n))


def _said(ask: Ask, found: Board, title: str) -> tuple[str, ...]:
    """What is answered, what waits for an answer, what countries wish to present."""
    if not found.total:
        return ()
    words, facts = ask.words, [sentence(ask, title)]
    if found.open and len(found.open) < len(found.challenges):
        facts.append(words.count("exhibit.thread.said.open", len(found.open)))
    if found.present and ask.filters.tab != PRESENT:
        facts.append(words.count("exhibit.thread.said.present", found.present))
    return tuple(facts)


def _columns(ask: Ask) -> tuple[TableColumn, ...]:
    words = ask.words
    keys = ("kind", "item", "text", "objective", "theme", "answered", "conditions", "present")
    return (
        TableColumn("country", words("exhibit.column.country"), ColumnKind.HEADER),
        *(TableColumn(key, words(f"exhibit.column.{key}")) for key in keys),
        TableColumn("place", words("exhibit.column.place")),
    )


def _row(ask: Ask, one: SharedItem) -> Row:
    names = ask.names
    objective, theme = objective_of(ask, one), theme_of(ask, one)
    note = " · ".join(part for part in (one.item_id, language_note(ask, one)) if part)
    wish = ask.words("exhibit.thread.present") if one.present == "Y" else None
    return (
        text_cell(names.country(one.country), to("country", country=one.country)),
        text_cell(names.entry("kind", one.kind) if one.kind else None),
        text_cell(one.title or one.item_id, note=note),
        _long(one.text),
        text_cell(names.objective(objective), to("objective", objective=objective))
        if objective
        else text_cell(None),
        text_cell(names.theme(theme), to("theme", theme=theme)) if theme else text_cell(None),
        text_cell(link_said(ask, one)),
        _long(one.conditions),
        text_cell(wish),
        text_cell(place_of(ask, one)),
    )


def _long(text: str | None) -> TableCell:
    if not text or len(text) <= SHORT:
        return text_cell(text)
    return TableCell(text, f"{text[:SHORT].rsplit(maxsplit=1)[0]}…")


def link_said(ask: Ask, one: SharedItem) -> str:
    """Who answers a challenge; which challenge another item answers, if it can be shown."""
    words, names = ask.words, ask.names
    if one.kind != CHALLENGE:
        challenge = linked(ask).answers.get(subject_of(one))
        if challenge is None:
            return words("exhibit.thread.elsewhere") if one.answers_to else ""
        of = names.country(challenge.country)
        title = challenge.title or challenge.item_id
        return words("exhibit.thread.answers", challenge=title, country=of)
    threads = linked(ask).threads.threads
    replies = next(t.replies for t in threads if t.challenge is one)
    if not replies:
        return words("exhibit.thread.open")
    countries = names.alphabetical({reply.country for reply in replies})
    listed = words.listed([names.country(country) for country in countries])
    return words("exhibit.thread.answered", countries=listed)


def _chart(ask: Ask, found: Board, title: str) -> Chart | None:
    """Of the challenges of each objective, those with an answer and those still without."""
    waiting = {subject_of(one) for one in found.open}
    counted = Counter(
        (objective_of(ask, one), OPEN if subject_of(one) in waiting else "answered")
        for one in found.challenges
    )
    if not counted:
        return None
    words, names = ask.words, ask.names
    codes = [c for c in (*ask.framework.objectives, NO_OBJECTIVE) if _of(counted, c)]
    categories = [
        Category(
            code,
            names.objective(code) if code else words("exhibit.exchange.no-objective"),
            note=words.count("exhibit.thread.n", _of(counted, code)),
            target=to("objective", objective=code) if code else None,
        )
        for code in codes
    ]
    frame = pd.DataFrame(
        [(node, part, n) for (node, part), n in counted.items()], columns=["node", "part", "n"]
    )
    parts = [
        ("answered", words("exhibit.thread.part.answered"), "strong"),
        (OPEN, words("exhibit.thread.part.open"), "hollow"),
    ]
    return parts_stacked(frame, categories, parts, names, Texts(CODE, title, title))


def _of(counted: Counter[tuple[str, str]], code: str) -> int:
    return sum(n for (node, _), n in counted.items() if node == code)
