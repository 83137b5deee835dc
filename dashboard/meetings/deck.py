"""Turns an agenda into slides in one language: what page, projector and every file print."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from dashboard.addresses import href
from dashboard.context import Snapshot
from dashboard.exhibits import EXHIBITS, BuiltExhibit, Frames, build
from dashboard.exhibits.stamp import Stamp, stamp_of
from dashboard.filters import Filters
from dashboard.meetings.agenda import Item, agenda_of
from dashboard.meetings.paging import MOST_TEXTS, Part, first_rows, parts_of
from dashboard.queries import Source
from schemas.content import Content
from schemas.meeting import Meeting
from schemas.wording import Words

MOST_FACTS = 3

ANNEX = ("country-strip", "country-measures")
"""The pair of slides of a country."""


@dataclass(frozen=True)
class Notes:
    """What the presenter may say: up to three facts made from the data, the coverage sentence,
    the caveat ("" without one); `written` by whoever prepared the agenda."""

    facts: tuple[str, ...]
    coverage: str
    caveat: str
    written: str = ""


@dataclass(frozen=True)
class Slide:
    """`number` is the line of the agenda (from 1; 0 in the annex), `part` of `parts` when it
    takes several slides. `item` is the line's key. `heading` is what the agenda calls it,
    `label` the group of rows of this part. `built` holds only what stands on this slide, None
    where there is nothing to show: `problem` then says why. `path` leads to the exact view,
    `address` is the short one, complete, "" when nobody knows where the server is reached.
    `country` is set in the annex. `left_out` rows stand on no slide."""

    number: int
    item: str
    heading: str
    built: BuiltExhibit | None
    notes: Notes
    path: str = ""
    address: str = ""
    part: int = 1
    parts: int = 1
    label: str = ""
    country: str = ""
    left_out: int = 0
    problem: str = ""


@dataclass(frozen=True)
class Deck:
    """`mark` says that the numbers are not what countries reported, "" where they are.
    `problems` are sentences on lines of the agenda that cannot be shown as they stand. `whole`
    has each line once, its exhibit not cut to slides (of several pages, the first)."""

    meeting: Meeting
    words: Words
    title: str
    place: str
    when: str
    stamp: Stamp
    round: str
    round_name: str
    slides: tuple[Slide, ...]
    annex: tuple[Slide, ...]
    whole: tuple[Slide, ...] = ()
    mark: str = ""
    address: str = ""
    problems: tuple[str, ...] = ()

    @property
    def language(self) -> str:
        return self.words.language


@dataclass(frozen=True)
class _Maker:
    source: Source
    content: Content
    words: Words
    meeting: Meeting
    snapshot: Snapshot | None
    base: str
    with_notes: bool
    frames: Frames

    def built(self, code: str, filters: Filters) -> BuiltExhibit:
        return build(code, self.source, self.content, self.words, filters, self.frames)

    @property
    def round(self) -> str:
        return self.snapshot.round if self.snapshot is not None else self.meeting.round

    def short(self, key: str) -> str:
        name = self.snapshot.short if self.snapshot is not None else self.meeting.code
        return f"{self.base}/s/{name}/{key}" if self.base else ""

    def path(self, code: str, filters: Filters) -> str:
        frozen = self.snapshot.code if self.snapshot is not None else ""
        query = replace(filters, snapshot=frozen).query()
        return href("exhibit", self.words.language, query, exhibit=code)


def deck_of(
    source: Source,
    content: Content,
    words: Words,
    meeting: Meeting,
    *,
    items: Sequence[Item] | None = None,
    base: str = "",
    annex: Sequence[str] = (),
    with_notes: bool = False,
    frames: Frames | None = None,
) -> Deck:
    """The meeting's deck, of what is published or of the source's snapshot. `items`: another
    agenda than the one stored. `base`: where the server is reached (http://host:port), for short
    addresses. `annex`: countries (ISO3) that each get a pair of slides, in the reader's alphabet.
    `with_notes`: with the speaker notes that somebody wrote. `frames` of the same source, given
    to the decks of several languages, are read once for all of them."""
    snapshot = source.snapshot
    maker = _Maker(
        source,
        content,
        words,
        meeting,
        snapshot,
        base.rstrip("/"),
        with_notes,
        frames or Frames(source),
    )
    lines = agenda_of(source, meeting, snapshot) if items is None else items
    whole = tuple(_whole(maker, number, item) for number, item in enumerate(lines, start=1))
    slides = [slide for one in whole for slide in _cut(one)]
    pairs = tuple(slide for iso3 in annex for slide in _pair(maker, iso3))
    round_ = content.rounds[maker.round]
    return Deck(
        meeting=meeting,
        words=words,
        title=words.text(meeting.name),
        place=words.text(meeting.place),
        when=words.days(meeting.starts, meeting.ends),
        stamp=stamp_of(meeting, snapshot, words, datetime.now().date()),
        round=round_.code,
        round_name=words.text(round_.name),
        slides=tuple(slides),
        annex=pairs,
        whole=whole,
        mark=_mark((*slides, *pairs), words),
        address=maker.short(""),
        problems=tuple(dict.fromkeys(slide.problem for slide in slides if slide.problem)),
    )


def _whole(maker: _Maker, number: int, item: Item) -> Slide:
    """A line of the agenda as one slide that holds all of its exhibit."""
    words, language = maker.words, maker.words.language
    heading = item.title.get(language, "").strip()
    written = item.notes.get(language, "") if maker.with_notes else ""
    if item.exhibit not in EXHIBITS:
        problem = words("meeting.problem.no-exhibit", number=number, code=item.exhibit)
        nothing = Notes((), "", "", written)
        return Slide(number, item.key, heading or item.exhibit, None, nothing, problem=problem)
    filters, ignored = item.filters(maker.round, maker.content)
    built = maker.built(item.exhibit, filters)
    problem = ""
    if ignored:
        listed = words.listed([f"{one.name}={one.value}" for one in ignored])
        problem = words("meeting.problem.ignored", number=number, parts=listed)
    return Slide(
        number,
        item.key,
        heading or built.title,
        built,
        notes_of(built, written),
        maker.path(item.exhibit, filters),
        maker.short(item.key),
        problem=problem,
    )


def _cut(whole: Slide) -> list[Slide]:
    if whole.built is None:
        return [whole]
    parts = parts_of(whole.built)
    several = replace(whole, parts=len(parts))
    return [_with(several, part, place) for place, part in enumerate(parts, start=1)]


def _with(slide: Slide, part: Part, place: int) -> Slide:
    return replace(slide, built=part.built, part=place, label=part.label, left_out=part.left_out)


def _pair(maker: _Maker, iso3: str) -> list[Slide]:
    """What a country said of the ten objectives, and its first measures."""
    name = maker.words.text(maker.content.countries[iso3].name)
    filters = Filters(round=maker.round, countries=(iso3,))
    slides = []
    for place, code in enumerate(ANNEX, start=1):
        built = maker.built(code, filters)
        part = first_rows(built, MOST_TEXTS) if code == "country-measures" else Part(built)
        slide = Slide(
            0,
            f"{iso3}-{place}",
            name,
            built,
            notes_of(built),
            maker.path(code, filters),
            maker.short(iso3),
            parts=len(ANNEX),
            country=iso3,
        )
        slides.append(_with(slide, part, place))
    return slides


def notes_of(built: BuiltExhibit, written: str = "") -> Notes:
    """Three facts, the coverage sentence and the caveat. An exhibit without facts of its own has
    its title, which is a finding."""
    facts = built.said or (built.title,)
    caveat = " ".join(part for part in (built.not_shown, built.note) if part)
    return Notes(facts[:MOST_FACTS], built.coverage, caveat, written)


def _mark(slides: Sequence[Slide], words: Words) -> str:
    codes = {slide.built.provenance for slide in slides if slide.built is not None}
    marked = sorted(codes - {"reported"})
    return " ".join(words(f"provenance.{code}.meaning") for code in marked)
