"""What changed since the round before, in sentences: of all partners, and of one country.

The findings are codes and numbers; their words are neutral: no order among countries, a step back
with its reason, and what is not mentioned or not reported yet is only said to be so.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from statistics import median

from dashboard.comparison import FALL, NO_CHANGE, RISE
from dashboard.exhibits.ask import Ask
from dashboard.exhibits.compared import Comparison, earlier_rounds, previous_round
from dashboard.exhibits.fates import REMAPPED, Fates
from dashboard.exhibits.moves import Move, moves_of, on_declared, place_of, why, written
from dashboard.queries.fates import COMPLETED, NEW, SILENT, WITHDRAWN, who_reported
from dashboard.scores import OVERALL
from schemas.country import Round
from schemas.wording import Words

TOLD = (COMPLETED, NEW, WITHDRAWN)
"""What became of measures, in the order it is told."""


@dataclass(frozen=True)
class Whole:
    """All partners inside the filters. `verdicts`: objective compared -> RISE, FALL or NO_CHANGE.
    `fates`: what became of measures -> how many, of the `followed` countries that reported in
    both rounds. `first` report in no comparable earlier round, `waiting` reported in the earlier
    one and not in this one yet. `hidden`: measures outside the audience."""

    before: Round
    countries: int
    verdicts: Mapping[str, str]
    fates: Mapping[str, int]
    followed: int
    first: tuple[str, ...]
    waiting: tuple[str, ...]
    hidden: int


@dataclass(frozen=True)
class Reason:
    """Why a level fell: the country's words ("" where none are stated) with their place, and how
    many of its measures stand under another objective since."""

    move: Move
    text: str
    place: str
    remapped: int


@dataclass(frozen=True)
class OfCountry:
    """One country: the two published versions compared. `hidden` as in Whole."""

    before: Round
    fates: Mapping[str, int]
    moves: tuple[Move, ...]
    reasons: tuple[Reason, ...]
    hidden: int


def whole(ask: Ask) -> Whole | None:
    """None without an earlier round to compare with, or without anybody to compare."""
    before = previous_round(ask) if ask.round.asked else None
    if before is None:
        return None
    both, fates = Comparison(ask, before), Fates(ask, before)
    if not both.countries and not fates.countries:
        return None
    reported = ask.frames.read(who_reported)
    known = {code: ask.provenance_of(code) for code in ask.content.rounds}
    earlier = [one.code for one in earlier_rounds(ask.content, ask.round, known)]
    partners = ask.content.partners(before.code)
    return Whole(
        before=before,
        countries=both.countries,
        verdicts={code: both.changes[code].verdict for code in both.objectives},
        fates=fates.totals,
        followed=len(fates.countries),
        first=tuple(
            iso3 for iso3 in ask.reported if not any((code, iso3) in reported for code in earlier)
        ),
        waiting=tuple(
            iso3
            for iso3 in ask.members
            if iso3 in partners
            and (before.code, iso3) in reported
            and (ask.round.code, iso3) not in reported
        ),
        hidden=fates.hidden,
    )


def whole_sentences(ask: Ask, found: Whole) -> tuple[str, ...]:
    """Up to five: who is compared, what moved, what became of measures, who came, who is
    awaited."""
    words = ask.words
    before = words.text(found.before.name)
    told = []
    if found.countries:
        of = words.number(len(ask.members))
        told.append(words.count("changed.compared", found.countries, of=of, before=before))
        told.append(verdicts_sentence(words, found))
    else:
        told.append(words("changed.uncompared", before=before))
    if any(found.fates.get(fate, 0) for fate in (*TOLD, REMAPPED, SILENT)):
        told.append(_measures(ask, found))
    if found.first:
        told.append(words.count("changed.first", len(found.first)))
    if found.waiting:
        told.append(words.count("changed.waiting", len(found.waiting), before=before))
    return tuple(told)


def verdicts_sentence(words: Words, found: Whole) -> str:
    """Which objectives' means moved; for the others, no clear change."""
    parts = []
    codes = {
        verdict: [code for code, one in found.verdicts.items() if one == verdict]
        for verdict in (RISE, FALL, NO_CHANGE)
    }
    for verdict in (RISE, FALL):
        if codes[verdict]:
            listed = words.listed(codes[verdict])
            parts.append(words.count(f"changed.{verdict}", len(codes[verdict]), codes=listed))
    if not parts:
        return words("changed.none")
    if codes[NO_CHANGE]:
        parts.append(words.count("changed.others", len(codes[NO_CHANGE])))
    return words("changed.means", parts=_joined(words, "changed.and.mean", parts))


def _joined(words: Words, key: str, parts: Sequence[str]) -> str:
    """Parts with commas of their own, one after the other."""
    return reduce(lambda first, then: words(key, first=first, then=then), parts)


def of_measures(words: Words, fates: Mapping[str, int], kinds: Sequence[str]) -> list[str]:
    """How many of each kind, where there are some; the first says that they are measures."""
    some = [fate for fate in kinds if fates.get(fate, 0)]
    keys = ["changed.of", *["changed.n"] * len(some)]
    return [
        words.count(f"{key}.{fate}", fates[fate]) for key, fate in zip(keys, some, strict=False)
    ]


def _measures(ask: Ask, found: Whole) -> str:
    words = ask.words
    parts = of_measures(words, found.fates, (*TOLD, REMAPPED, SILENT))
    return words.count("changed.measures", found.followed, parts=words.listed(parts))


def of_country(ask: Ask, iso3: str) -> OfCountry | None:
    """Between the report of this round and the country's last one before it that can be compared;
    None where one of them is missing."""
    ask = on_declared(replace(ask, filters=replace(ask.filters, countries=(iso3,), region="")))
    reported = ask.frames.read(who_reported)
    if (ask.round.code, iso3) not in reported or not ask.round.asked:
        return None
    known = {code: ask.provenance_of(code) for code in ask.content.rounds}
    earlier = earlier_rounds(ask.content, ask.round, known)
    before = next((one for one in earlier if (one.code, iso3) in reported), None)
    fates = Fates(ask, before) if before is not None else None
    if before is None or fates is None or iso3 not in fates.countries:
        return None
    moves = moves_of(Comparison(ask, before))
    texts = written(ask, moves)
    reasons = tuple(
        Reason(
            move,
            why(texts.get((iso3, move.objective)), move)[1],
            place_of(ask, move, texts),
            fates.left(iso3, move.objective),
        )
        for move in moves
        if not move.is_rise
    )
    return OfCountry(before, fates.of_country(iso3), tuple(moves), reasons, fates.hidden)


def country_sentence(ask: Ask, found: OfCountry) -> str:
    """All that changed, in one sentence."""
    words = ask.words
    before = words.text(found.before.name)
    measures = of_measures(words, found.fates, TOLD)
    parts = [words.listed(measures)] if measures else []
    parts += [
        words(
            "changed.move",
            code=move.objective,
            before=ask.names.answer(str(move.before)),
            after=ask.names.answer(str(move.after)),
        )
        for move in found.moves
    ]
    if not parts:
        return words("changed.country.none", before=before)
    return words("changed.country", before=before, parts=_joined(words, "changed.and", parts))


def country_notes(ask: Ask, found: OfCountry) -> tuple[str, ...]:
    """For each step back the reason stated; then measures placed anew, and those asked about."""
    words = ask.words
    told = []
    for one in found.reasons:
        code = one.move.objective
        if one.text:
            text = " ".join(one.text.splitlines()).strip().rstrip(".")
            told.append(words("changed.reason", code=code, text=text, place=one.place))
        else:
            told.append(words("changed.reason.none", code=code))
        if one.remapped:
            told.append(words.count("changed.reason.remapped", one.remapped, code=code))
    for fate in (REMAPPED, SILENT):
        if found.fates.get(fate, 0):
            told.append(words.count(f"changed.country.{fate}", found.fates[fate]))
    return tuple(told)


def median_change(ask: Ask) -> tuple[float, int, Round] | None:
    """The median over countries of their change on all objectives together (points of 100), how
    many countries have one, and the earlier round; None where nobody can be compared."""
    before = previous_round(ask) if ask.round.asked else None
    if before is None:
        return None
    moves = Comparison(ask, before).moves
    steps = moves.loc[moves["node"] == OVERALL, "change"]
    return (float(median(steps)), len(steps), before) if len(steps) else None
