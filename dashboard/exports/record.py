"""Turns what was noted in the room into the record of conclusions, a Word file in every language.

A note stands as it was typed, in its own language; nothing is translated or shortened.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dashboard.figures.names import Names
from dashboard.meetings.deck import Deck, Slide, deck_of
from dashboard.meetings.minutes import CONCLUSION, Minutes, minutes_of
from dashboard.queries import Source
from dashboard.queries.meetings import Note
from loaders import Document, Run, document
from schemas.content import Content
from schemas.meeting import Meeting
from schemas.wording import Words

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
OTHER = "A"
"""Before the number of a conclusion that belongs to no expected result."""


@dataclass(frozen=True)
class _Part:
    """The record in one language."""

    letter: Document
    deck: Deck
    names: Names
    minutes: Minutes

    @property
    def words(self) -> Words:
        return self.deck.words

    def slide(self, item: str) -> Slide | None:
        return next((slide for slide in self.deck.whole if slide.item == item), None)


def record_in(
    source: Source,
    content: Content,
    meeting: Meeting,
    notes: Sequence[Note],
    made_on: date,
    languages: Sequence[str] = (),
) -> bytes:
    """The record of what the source shows, in every language or in those named."""
    asked = languages or list(content.words)
    decks = [deck_of(source, content, content.words[code], meeting) for code in asked]
    return record_of(meeting, notes, decks, content, made_on)


def record_of(
    meeting: Meeting, notes: Sequence[Note], decks: Sequence[Deck], content: Content, made_on: date
) -> bytes:
    """A .docx file: title, place and days, what the numbers shown are of, the conclusions under
    each expected result, the questions by country, and the exhibits they were noted against.
    `decks` are the meeting's, one a language, whose parts follow one another."""
    stamp = decks[0].stamp
    every = [deck.words for deck in decks]
    product = " · ".join(dict.fromkeys(words("shell.product") for words in every))
    title = " / ".join(words("record.title") for words in every)
    draft = " / ".join(dict.fromkeys(words("record.draft") for words in every))
    short = " / ".join(dict.fromkeys(words.text(meeting.short) for words in every))
    footer = " · ".join(one for one in (short, stamp.sha256) if one)
    letter = document(f"{draft} · {product}", title, short, made_on, footer)
    framework = content.framework_of(decks[0].round)
    for number, deck in enumerate(decks):
        if number:
            letter.next_part()
        letter.language = deck.language
        names = Names(content, deck.words, framework)
        part = _Part(letter, deck, names, minutes_of(notes, meeting, names))
        _head(part, notes, made_on)
        _conclusions(part, meeting)
        _questions(part)
        _shown(part, notes)
    return letter.to_bytes()


def _head(part: _Part, notes: Sequence[Note], made_on: date) -> None:
    letter, deck, words = part.letter, part.deck, part.words
    letter.text(words("record.draft.meaning"), "Draft")
    letter.text(words("record.title"), "Cover Title")
    letter.text(deck.title, "Lead")
    facts = [
        words("record.held", place=deck.place, days=deck.when),
        words("record.data", round=deck.round_name, stamp=deck.stamp.line),
    ]
    if deck.stamp.is_frozen:
        facts.append(words("record.hash", hash=deck.stamp.sha256))
    if deck.mark:
        facts.append(deck.mark)
    facts.append(words("record.made", date=words.date(made_on)))
    for fact in facts:
        letter.text(fact, "Fact")
    concluded = sum(note.kind == CONCLUSION for note in notes)
    counts = [
        words.count("record.count.conclusions", concluded),
        words.count("record.count.questions", len(notes) - concluded),
    ]
    letter.text(words("record.lead", counts=words.listed(counts)))


def _conclusions(part: _Part, meeting: Meeting) -> None:
    letter, words, minutes = part.letter, part.words, part.minutes
    letter.text(words("room.conclusions"), "Heading 1")
    for number, notes in minutes.conclusions.items():
        letter.text(f"{number}. {words.text(meeting.results[number - 1])}", "Heading 2")
        _points(part, notes, str(number))
        if not notes:
            letter.text(words("room.no-conclusion"), "Quiet")
    if minutes.others and minutes.conclusions:
        letter.text(words("room.others"), "Heading 2")
    _points(part, minutes.others, OTHER)
    if not minutes.others and not minutes.conclusions:
        letter.text(words("room.no-conclusion"), "Quiet")


def _questions(part: _Part) -> None:
    letter, words, minutes = part.letter, part.words, part.minutes
    letter.text(words("room.questions"), "Heading 1")
    for iso3, notes in minutes.questions.items():
        letter.text(part.names.country(iso3), "Heading 2")
        _points(part, notes)
    if minutes.general and minutes.questions:
        letter.text(words("room.general"), "Heading 2")
    _points(part, minutes.general)
    if not minutes.questions and not minutes.general:
        letter.text(words("room.no-question"), "Quiet")


def _points(part: _Part, notes: Sequence[Note], number: str = "") -> None:
    """Numbered (1.1, 1.2 ...) where `number` is given: the same in every language. Questions
    are not: their order is that of the reader's alphabet."""
    words = part.words
    for place, note in enumerate(notes, start=1):
        sign = f"{number}.{place}\t" if number else "–\t"
        runs = [Run(sign), Run(note.text, note.language)]
        if note.language != words.language:
            runs.append(Run(f" ({words(f'room.in.{note.language}')})", quiet=True))
        part.letter.text(runs, "Point")
        part.letter.text(_about(part, note) or words("record.no-slide"), "Point Source")


def _about(part: _Part, note: Note) -> str:
    """The slide that was on the screen, the country of a conclusion, the objective."""
    words, names, parts = part.words, part.names, [_slide_name(part, note.item)]
    if note.kind == CONCLUSION and note.country in names.content.countries:
        parts.append(names.country(note.country or ""))
    if note.objective in names.framework.objectives:
        parts.append(words("room.objective", name=names.objective(note.objective or "")))
    return " · ".join(one for one in parts if one)


def _slide_name(part: _Part, item: str) -> str:
    slide = part.slide(item)
    if slide is not None:
        return part.words("room.slide", name=f"{slide.number}. {slide.heading}")
    country = item.partition("-")[0]
    if country in part.names.content.countries:
        return part.words("room.slide.annex", name=part.names.country(country))
    return part.words("room.slide.gone") if item else ""


def _shown(part: _Part, notes: Sequence[Note]) -> None:
    """What the exhibits say that notes were taken against, and of how many countries."""
    words, noted = part.words, {note.item for note in notes}
    rows = [
        (str(slide.number), f"{slide.heading}\n{slide.built.title}", slide.built.coverage)
        for slide in part.deck.whole
        if slide.item in noted and slide.built is not None
    ]
    if not rows:
        return
    part.letter.text(words("record.shown"), "Heading 1")
    part.letter.text(words("record.shown.lead"), "Lead")
    heads = [words(f"record.column.{key}") for key in ("number", "exhibit", "coverage")]
    part.letter.table(heads, rows, (1, 8, 6))
