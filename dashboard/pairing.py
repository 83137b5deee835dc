"""Turns needs and offers of assistance into pairs that may fit, each with its reasons."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

SAME_FORM, SAME_LANGUAGE, SAME_DAYS = "form", "language", "dates"
REASONS = (SAME_FORM, SAME_LANGUAGE, SAME_DAYS)
"""What may speak for a pair besides its domain, in the order it is told."""


@dataclass(frozen=True)
class Wish:
    """A need or an offer. `form` tells kinds of assistance apart; "" where none is stated.
    `days`: how long it lasts from `start` on."""

    country: str
    ta_id: str
    domain: str
    form: str = ""
    language: str = ""
    start: date | None = None
    days: int | None = None


@dataclass(frozen=True)
class Pair:
    """A need and an offer of one domain. `reasons`: what else they share, at least one."""

    need: Wish
    offer: Wish
    reasons: tuple[str, ...]


def pairs(
    needs: Iterable[Wish],
    offers: Iterable[Wish],
    domains: Sequence[str],
    countries: Sequence[str],
) -> tuple[Pair, ...]:
    """Every need with every offer of another country that has the same domain and at least one
    more thing in common. In the order of the domains, then of the countries given: nothing is
    weighed, and how much a pair shares does not move it."""
    places = {iso3: place for place, iso3 in enumerate(countries)}
    of_domain: dict[str, list[Wish]] = {domain: [] for domain in domains}
    for offer in offers:
        if offer.domain in of_domain and offer.country in places:
            of_domain[offer.domain].append(offer)
    found = [
        Pair(need, offer, reasons)
        for need in needs
        if need.country in places
        for offer in of_domain.get(need.domain, ())
        if offer.country != need.country and (reasons := reasons_of(need, offer))
    ]
    order = {domain: place for place, domain in enumerate(domains)}
    return tuple(
        sorted(
            found,
            key=lambda one: (
                order[one.need.domain],
                places[one.need.country],
                one.need.ta_id,
                places[one.offer.country],
                one.offer.ta_id,
            ),
        )
    )


def reasons_of(need: Wish, offer: Wish) -> tuple[str, ...]:
    """What the two share besides a domain, in the order of REASONS."""
    shared = {
        SAME_FORM: bool(need.form) and need.form == offer.form,
        SAME_LANGUAGE: bool(need.language) and need.language == offer.language,
        SAME_DAYS: _meet(need, offer),
    }
    return tuple(reason for reason in REASONS if shared[reason])


def _meet(one: Wish, other: Wish) -> bool:
    """Whether a day belongs to both. Without a duration only the first day is known."""
    if one.start is None or other.start is None:
        return False
    return one.start <= _last(other, other.start) and other.start <= _last(one, one.start)


def _last(wish: Wish, start: date) -> date:
    length = min(max(wish.days or 1, 1), (date.max - start).days + 1)
    return start + timedelta(days=length - 1)
