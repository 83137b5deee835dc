"""The thread: each challenge with the practices and solutions that answer it, page by page."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import pandas as pd

from dashboard.exhibits.ask import Ask
from dashboard.exhibits.base import Answer
from dashboard.exhibits.common_challenges import group_objective, in_order
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
from dashboard.queries.threads import Common, subject_of

CODE = "thread"
MOST_THREADS, MOST_ITEMS = 20, 60
"""Of one page; a thread that holds more than that goes on on the next one."""

SHORT = 160
"""Characters of a country's text in a table; a file holds all of it."""


@dataclass(frozen=True)
class Unit:
    """Challenges told as one, then what answers any of them; `items` are those on one page, and
    `is_continued` says that the page before began it. Without a group, one item that answers no
    challenge."""

    group: Common | None
    items: tuple[SharedItem, ...]
    is_answered: bool = True
    is_continued: bool = False

    @property
    def challenges(self) -> list[SharedItem]:
        return [one for one in self.items if one.kind == CHALLENGE]

    @property
    def replies(self) -> list[SharedItem]:
        return [one for one in self.items if one.kind != CHALLENGE]


@dataclass(frozen=True)
class Board:
    """One page (from 1) of what the filters ask for; the counts are of all pages."""

    units: tuple[Unit, ...]
    page: int
    pages: int
    total: int
    threads: tuple[Unit, ...]
    loose: int
    present: int
    countries: int

    @property
    def open(self) -> int:
        return sum(not one.is_answered for one in self.threads)


def board(ask: Ask) -> Board:
    """The threads in which something passes the filters, with all that answers them: a challenge
    of one region may be answered by another. Then, each by itself, what answers none."""
    threads, loose = _threads(ask), _loose(ask)
    pages = list(_pages([*threads, *loose]))
    page = min(max(1, ask.filters.page), max(1, len(pages)))
    items = [item for one in (*threads, *loose) for item in one.items]
    return Board(
        tuple(pages[page - 1]) if pages else (),
        page,
        max(1, len(pages)),
        len(items),
        tuple(threads),
        len(loose),
        sum(one.present == "Y" for one in items),
        len({item.country for item in items} & set(ask.members)),
    )


def _threads(ask: Ask) -> list[Unit]:
    """Of partners' challenges; an observer's enters no count."""
    kept = [found for group in linked(ask).told if (found := _kept(ask, group)).challenges]
    units = []
    for group in in_order(ask, kept):
        replies = _replies(ask, group)
        items = (*ordered(ask, group.challenges), *_answers(ask, replies))
        units.append(Unit(group, items, bool(replies)))
    return units


def _replies(ask: Ask, group: Common) -> tuple[SharedItem, ...]:
    return linked(ask).replies[subject_of(group.challenges[0])]


def _partners_of(ask: Ask, group: Common) -> tuple[SharedItem, ...]:
    return tuple(one for one in group.challenges if one.country in ask.partners)


def _kept(ask: Ask, group: Common) -> Common:
    """Who names the challenge inside the filters; all who do, where only an answer is inside."""
    own, replies = _partners_of(ask, group), _replies(ask, group)
    if ask.filters.tab == OPEN:
        is_asked = not replies and any(_wanted(ask, one) for one in own)
    else:
        is_asked = any(_wanted(ask, one) for one in (*own, *replies))
    inside = tuple(one for one in own if passes(ask, one))
    return Common(group.names, (inside or own) if is_asked else ())


def _loose(ask: Ask) -> list[Unit]:
    if ask.filters.tab == OPEN:
        return []
    told = linked(ask).told
    others = (r for one in told if not _partners_of(ask, one) for r in _replies(ask, one))
    items = (one for one in (*linked(ask).threads.loose, *others) if _wanted(ask, one))
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
    room = MOST_ITEMS
    for unit in (part for one in units for part in _parts(one)):
        size = len(unit.items)
        if page and (size > room or sum(one.group is not None for one in page) >= MOST_THREADS):
            yield page
            page, room = [], MOST_ITEMS
        page.append(unit)
        room -= size
    if page:
        yield page


def _parts(unit: Unit) -> Iterator[Unit]:
    """A unit no page could hold, in parts."""
    for start in range(0, len(unit.items), MOST_ITEMS):
        items = unit.items[start : start + MOST_ITEMS]
        yield replace(unit, items=items, is_continued=start > 0)


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
        note=_note(ask, found),
        coverage=words.count(
            "exhibit.exchange.coverage", found.countries, of=words.number(len(ask.members))
        ),
        not_shown=hidden,
        not_shown_key="exhibit.not-shown.rows",
        said=_said(ask, found, title),
    )


def _note(ask: Ask, found: Board) -> str:
    if not found.total:
        return ask.words("exhibit.exchange.none")
    return ask.words("exhibit.thread.note") if found.threads else ""


def _title(ask: Ask, found: Board) -> str:
    words, n = ask.words, len(found.threads)
    if not found.total:
        return words("exhibit.exchange.none.title")
    if ask.filters.tab == PRESENT:
        return words.count("exhibit.thread.title.present", found.present)
    if not n:
        return words.count("exhibit.thread.title.loose", found.loose)
    if found.open == n:
        return words.count("exhibit.thread.title.open", n)
    return words.count("exhibit.thread.title", n - found.open, of=words.number(n))


def _said(ask: Ask, found: Board, title: str) -> tuple[str, ...]:
    """What is answered, what waits for an answer, what countries wish to present."""
    if not found.total:
        return ()
    words, facts = ask.words, [sentence(ask, title)]
    if 0 < found.open < len(found.threads):
        facts.append(words.count("exhibit.thread.said.open", found.open))
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
    """Who answers a challenge, or one it is told with; which challenge another item answers, if
    it can be shown."""
    words, names = ask.words, ask.names
    if one.kind != CHALLENGE:
        challenge = linked(ask).answers.get(subject_of(one))
        if challenge is None:
            return words("exhibit.thread.elsewhere") if one.answers_to else ""
        of = names.country(challenge.country)
        title = challenge.title or challenge.item_id
        return words("exhibit.thread.answers", challenge=title, country=of)
    replies = linked(ask).replies[subject_of(one)]
    if not replies:
        return words("exhibit.thread.open")
    countries = names.alphabetical({reply.country for reply in replies})
    listed = words.listed([names.country(country) for country in countries])
    return words("exhibit.thread.answered", countries=listed)


def _chart(ask: Ask, found: Board, title: str) -> Chart | None:
    """Of the challenges of each objective, those with an answer and those still without."""
    counted = Counter(
        (group_objective(ask, one.group), "answered" if one.is_answered else OPEN)
        for one in found.threads
        if one.group is not None
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
