"""Turns what partners share into threads, and challenges told in several words into one.

A challenge with the practices and solutions that answer it; what answers no challenge stands
apart. Only rows inside the audience are linked: nothing here tells of the others.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from dashboard.queries.exchange import CHALLENGE, PRACTICE, SOLUTION, SharedItem
from dashboard.queries.source import Source
from schemas.country import folded
from schemas.database.exchange import ChallengeName

ANSWERS = (PRACTICE, SOLUTION)
"""Kinds that can answer a challenge; a challenge that names another one only says so."""

Subject = tuple[str, str]
"""Country and identifier: what names an item in every round."""


@dataclass(frozen=True)
class Thread:
    """A challenge, and what answers it in the order of the items."""

    challenge: SharedItem
    replies: tuple[SharedItem, ...]


@dataclass(frozen=True)
class Threads:
    """Every challenge once, and in `loose` everything else that answers none of them."""

    threads: tuple[Thread, ...]
    loose: tuple[SharedItem, ...]


@dataclass(frozen=True)
class Common:
    """Challenges told as one. `names`: by language, as an analyst gave it; {} where their titles
    agree by themselves."""

    names: Mapping[str, str]
    challenges: tuple[SharedItem, ...]

    @property
    def countries(self) -> tuple[str, ...]:
        """Each once, in the order of the challenges."""
        return tuple(dict.fromkeys(one.country for one in self.challenges))


def subject_of(item: SharedItem) -> Subject:
    return item.country, item.item_id


def threads_of(items: Sequence[SharedItem]) -> Threads:
    """Links each answer to the challenge it names: by identifier, its own country's first, or by
    title among its own country's. A name that leads nowhere leaves the item by itself."""
    posed = [item for item in items if item.kind == CHALLENGE]
    by_id: dict[str, SharedItem] = {}
    own: dict[tuple[str, str], SharedItem] = {}
    for item in posed:
        by_id.setdefault(folded(item.item_id), item)
        if item.title:
            own.setdefault((item.country, wording(item)), item)
    for item in posed:
        own[item.country, folded(item.item_id)] = item
    found: dict[Subject, list[SharedItem]] = {subject_of(item): [] for item in posed}
    loose = []
    for item in items:
        said = _folded(item.answers_to or "")
        challenge = own.get((item.country, said)) or by_id.get(said)
        if item.kind in ANSWERS and said and challenge is not None:
            found[subject_of(challenge)].append(item)
        elif item.kind != CHALLENGE:
            loose.append(item)
    return Threads(
        tuple(Thread(item, tuple(found[subject_of(item)])) for item in posed), tuple(loose)
    )


def wording(item: SharedItem) -> str:
    """The title without case, accents and punctuation; "" for an item without one."""
    return _folded(item.title or "")


def _folded(text: str) -> str:
    """Text of signs alone, which folding empties, stands for itself."""
    return folded(text) or text.strip()


def challenge_names(source: Source) -> dict[Subject, Mapping[str, str]]:
    """The newest name an analyst gave each challenge, by language, the older decision first;
    those taken back are left out. A snapshot has those given before it was frozen."""
    newest = select(func.max(ChallengeName.id)).group_by(
        ChallengeName.country, ChallengeName.item_id
    )
    if source.snapshot is not None:
        newest = newest.where(ChallengeName.at <= source.snapshot.made_at)
    statement = (
        select(ChallengeName.country, ChallengeName.item_id, ChallengeName.names)
        .where(ChallengeName.id.in_(newest))
        .order_by(ChallengeName.id)
    )
    return {
        (row["country"], row["item_id"]): dict(row["names"])
        for row in source.rows(statement)
        if row["names"]
    }


def common_challenges(
    items: Iterable[SharedItem], names: Mapping[Subject, Mapping[str, str]]
) -> tuple[Common, ...]:
    """Every challenge in exactly one group, groups in the order of their first challenge: those
    of one name; else those whose titles agree, to whom a name given to one of them extends."""
    posed = [item for item in items if item.kind == CHALLENGE]
    place = {subject: at for at, subject in enumerate(names)}
    extended: dict[str, Mapping[str, str]] = {}
    for item in sorted(posed, key=lambda one: place.get(subject_of(one), -1)):
        if subject_of(item) in names and wording(item):
            extended[wording(item)] = names[subject_of(item)]
    groups: dict[object, tuple[Mapping[str, str], list[SharedItem]]] = {}
    for item in posed:
        name = names.get(subject_of(item)) or extended.get(wording(item)) or {}
        key: object = wording(item) or subject_of(item)
        if name:
            key = tuple(sorted((language, _folded(text)) for language, text in name.items()))
        groups.setdefault(key, (name, []))[1].append(item)
    return tuple(Common(name, tuple(members)) for name, members in groups.values())
