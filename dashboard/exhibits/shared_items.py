"""Turns filters into the shared items a view asks for: linked, searched, in order."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dashboard.exhibits.ask import Ask
from dashboard.queries.exchange import ITEM_KINDS, HiddenRow, SharedItem, exchange_items
from dashboard.queries.threads import (
    Common,
    Subject,
    Threads,
    challenge_names,
    common_challenges,
    subject_of,
    threads_of,
)
from schemas.country import folded

NO_OBJECTIVE = ""
MOST_WORDS = 8
"""Words of a search that are looked for; more of them only slow it down."""

OPEN, PRESENT = "open", "present"
"""Values of the filter `tab`: challenges without an answer; what wishes to be presented."""

TABS = (OPEN, PRESENT)


@dataclass(frozen=True)
class Linked:
    """What is shared in a round, as far as the audience may see it. `told`: every challenge in
    one group. `common`: challenge -> its group. `answers`: item -> the challenge it answers.
    `replies`: challenge -> what answers it, or one it is told with."""

    items: tuple[SharedItem, ...]
    threads: Threads
    told: tuple[Common, ...]
    common: Mapping[Subject, Common]
    answers: Mapping[Subject, SharedItem]
    replies: Mapping[Subject, tuple[SharedItem, ...]]


def linked(ask: Ask) -> Linked:
    """Read and linked once for all exhibits that share the ask's frames."""
    return ask.frames.keep(("linked items", ask.round.code), lambda: _linked(ask))


def _linked(ask: Ask) -> Linked:
    items = ask.frames.read(exchange_items, ask.round.code)
    threads = threads_of(items)
    told = common_challenges(items, ask.frames.read(challenge_names))
    own = {subject_of(one.challenge): one.replies for one in threads.threads}
    common, replies = {}, {}
    for group in told:
        subjects = dict.fromkeys(map(subject_of, group.challenges))
        common.update(dict.fromkeys(subjects, group))
        found = tuple(reply for subject in subjects for reply in own[subject])
        replies.update(dict.fromkeys(subjects, found))
    answers = {subject_of(r): one.challenge for one in threads.threads for r in one.replies}
    return Linked(items, threads, told, common, answers, replies)


def passes(ask: Ask, one: SharedItem | HiddenRow) -> bool:
    """Region, countries, objective, theme, kind; what is searched for is not looked at."""
    filters = ask.filters
    theme = ask.framework.themes.get(filters.theme)
    return (
        one.country in ask.members
        and (filters.kind not in ITEM_KINDS or one.kind == filters.kind)
        and (not filters.objective or one.objective == filters.objective)
        and (theme is None or one.theme in (theme.code, theme.workbook_code))
    )


def is_found(ask: Ask, one: SharedItem) -> bool:
    """Whether every word searched for stands in the item's texts, or in a name it is told by in
    any language: of its country, objective, theme, or of the challenges it is told with."""
    wanted = folded(ask.filters.q).split()[:MOST_WORDS]
    if not wanted:
        return True
    common = linked(ask).common.get(subject_of(one))
    texts = [one.item_id, one.title, one.text, one.conditions, one.countries]
    texts += ask.content.countries[one.country].name.values()
    if one.objective in ask.framework.objectives:
        texts += ask.framework.objectives[one.objective or ""].short.values()
    if theme := theme_of(ask, one):
        texts += ask.framework.themes[theme].short.values()
    if common is not None:
        texts += common.names.values()
    known = " ".join(folded(text) for text in texts if text)
    return all(word in known for word in wanted)


def objective_of(ask: Ask, one: SharedItem) -> str:
    """The framework's code; NO_OBJECTIVE for none, or one it does not know."""
    known = one.objective in ask.framework.objectives
    return one.objective or NO_OBJECTIVE if known else NO_OBJECTIVE


def theme_of(ask: Ask, one: SharedItem) -> str:
    """The framework's code of its theme, "" without one; a workbook has codes of its own."""
    themes = ask.framework.themes.values()
    return next((t.code for t in themes if one.theme in (t.code, t.workbook_code)), "")


def ordered(ask: Ask, items: Iterable[SharedItem]) -> list[SharedItem]:
    """By objective as the framework has them, then challenges, practices, solutions, then
    countries by the reader's alphabet, then as their files have them."""
    objectives = [*ask.framework.objectives, NO_OBJECTIVE]
    return sorted(
        items,
        key=lambda one: (
            objectives.index(objective_of(ask, one)),
            ITEM_KINDS.index(one.kind) if one.kind in ITEM_KINDS else len(ITEM_KINDS),
            folded(ask.names.country(one.country)),
            one.row,
        ),
    )


def language_note(ask: Ask, one: SharedItem) -> str:
    """The language of the item's text where it is not the reader's; "" where it is."""
    key = f"exhibit.in-language.{one.lang}"
    if not one.lang or one.lang.lower() == ask.words.language or key not in ask.words.keys:
        return ""
    return ask.words(key)


def place_of(ask: Ask, one: SharedItem) -> str:
    """Sheet and cell of the country's file."""
    cell = one.cells.get("title") or one.cells.get("text") or ""
    key = "exhibit.place" if cell else "exhibit.row"
    return ask.words(key, sheet=one.sheet, cell=cell, row=one.row)


def label_of(ask: Ask, common: Common) -> str:
    """The name challenges are told by: the analysts' in the reader's language; else a title as
    its country wrote it, in the reader's language where one did."""
    language = ask.words.language
    if common.names:
        return common.names.get(language) or next(iter(common.names.values()))
    own = [one for one in common.challenges if (one.lang or "").lower() == language]
    first = (own or list(common.challenges))[0]
    return first.title or first.text or first.item_id
