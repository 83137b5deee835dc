"""Turns one country into its files: a profile to print, two slides, a workbook."""

from dataclasses import replace

from dashboard.exports.annex import annex_of
from dashboard.meetings import Deck, Item, deck_of, whole_of
from dashboard.meetings.deck import ANNEX
from dashboard.queries import Source
from schemas.content import Content
from schemas.meeting import Meeting
from schemas.wording import Words

KINDS = ("pdf", "pptx", "xlsx")


def country_file(
    source: Source,
    content: Content,
    words: Words,
    iso3: str,
    round_code: str,
    kind: str,
    base: str = "",
) -> bytes:
    """A file of a country in a round, for the source's audience and snapshot. `kind` is one of
    KINDS; `base`: where the server is reached."""
    if kind == "pdf":
        from dashboard.exports.pdf import profile_of

        return profile_of(source, content, words, iso3, round_code, base)
    deck = country_deck(source, content, words, iso3, round_code, base)
    if kind == "pptx":
        from dashboard.exports.pptx import pptx_of

        return pptx_of(deck, content)
    whole = whole_of(_of_round(source, round_code), content, deck, with_measures=False)
    return annex_of(deck, whole)


def country_deck(
    source: Source, content: Content, words: Words, iso3: str, round_code: str, base: str = ""
) -> Deck:
    """A deck with what the country said of the objectives and its measures. It bears the stamp
    of the snapshot, or of today."""
    snapshot = source.snapshot
    meeting, leads_here = _meeting(content, round_code, snapshot.meeting if snapshot else "")
    items = [
        Item(f"{iso3}-{number}", code, f"countries={iso3}")
        for number, code in enumerate(ANNEX, start=1)
    ]
    found = _of_round(source, round_code)
    deck = deck_of(found, content, words, meeting, items=items, base=base)
    address = f"{deck.address}{iso3}" if deck.address and leads_here else ""
    return replace(
        deck,
        title=words.text(content.countries[iso3].name),
        place="",
        when=deck.round_name,
        address=address,
        slides=tuple(replace(slide, address=address) for slide in deck.slides),
        whole=tuple(replace(slide, address=address) for slide in deck.whole),
    )


def _of_round(source: Source, round_code: str) -> Source:
    """The source, its snapshot looked at in this round: a snapshot holds every round."""
    if source.snapshot is None:
        return source
    return replace(source, snapshot=replace(source.snapshot, round=round_code))


def _meeting(content: Content, round_code: str, code: str) -> tuple[Meeting, bool]:
    """The meeting whose short addresses lead to the country in this round, and whether there is
    one."""
    meetings = content.meetings
    of_round = [one for one in meetings.values() if one.round == round_code]
    if code in meetings:
        meeting = meetings[code]
    else:
        meeting = of_round[0] if of_round else next(iter(meetings.values()))
    return replace(meeting, round=round_code), meeting.round == round_code
