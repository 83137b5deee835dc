"""Turns a meeting into its files, one by one: slides, hand-out, workbook, offline deck, data."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from dashboard.exhibits import Frames
from dashboard.exhibits.json import exhibit_json
from dashboard.exports.annex import annex_of
from dashboard.exports.csv import csv_of
from dashboard.exports.designs import refusal_of
from dashboard.meetings import Deck, Item, Slide, deck_of, whole_of
from dashboard.queries import Source
from dashboard.queries.frames import rounds
from schemas.content import Content
from schemas.country import folded
from schemas.meeting import Meeting

HTML = "html"
KINDS = ("pptx", "pdf", "xlsx", HTML)
"""Endings of the files of a meeting; the last one holds all languages."""

NAMES: Mapping[str, str] = {"pptx": "slides", "pdf": "handout", "xlsx": "annex", HTML: "deck"}
"""Ending -> the key of its name in words (`pack.name.<key>`)."""


@dataclass(frozen=True)
class Kit:
    """What all files of a meeting are made from: a deck in each language and the presentation
    whose look the slides take. `audience` is the widest permitted use it holds; `refused` the key
    of the words why the meeting's own design is left aside, "" where it is not."""

    source: Source
    content: Content
    meeting: Meeting
    decks: Mapping[str, Deck]
    design: bytes | None = None
    refused: str = ""

    @property
    def first(self) -> Deck:
        return next(iter(self.decks.values()))

    @property
    def audience(self) -> str:
        return self.source.consents[-1]

    @property
    def is_empty(self) -> bool:
        """Whether no report of the round is published: its exhibits say why they are empty."""
        found = rounds(self.source)
        return not found.loc[found["round"] == self.first.round, "reports"].sum()


def kit_of(
    source: Source,
    content: Content,
    meeting: Meeting,
    languages: Sequence[str],
    *,
    items: Sequence[Item] | None = None,
    base: str = "",
    with_annex: bool = False,
    with_notes: bool = False,
    design: bytes | None = None,
) -> Kit:
    """The decks of a meeting, of what is published or of the source's snapshot. `with_annex`: a
    pair of slides for each partner of the round; for the rest see `deck_of`. A design that cannot
    be used stops no file: `Kit.refused` says why."""
    round_code = source.snapshot.round if source.snapshot is not None else meeting.round
    annex = content.partners(round_code) if with_annex else ()
    frames = Frames(source)
    decks = {
        language: deck_of(
            source,
            content,
            content.words[language],
            meeting,
            items=items,
            base=base,
            annex=in_order(annex, content, language),
            with_notes=with_notes,
            frames=frames,
        )
        for language in languages
    }
    refused = refusal_of(design)
    return Kit(source, content, meeting, decks, None if refused else design, refused)


def in_order(countries: Sequence[str], content: Content, language: str) -> list[str]:
    """ISO3 codes by the countries' names in one language."""
    words, known = content.words[language], content.countries
    return sorted(countries, key=lambda iso3: folded(words.text(known[iso3].name)))


def file_of(kit: Kit, kind: str, language: str = "") -> bytes:
    """A file of one kind, in one language; the offline deck holds all of them. Raises
    DesignError when the design is no presentation."""
    deck = kit.decks.get(language, kit.first)
    if kind == "pptx":
        from dashboard.exports.pptx import pptx_of

        others = [one for code, one in kit.decks.items() if code != deck.language]
        other = _ordered_as(deck, others[0]) if others else None
        return pptx_of(deck, kit.content, other=other, design=kit.design)
    if kind == "pdf":
        from dashboard.exports.pdf import handout_of

        return handout_of(deck, kit.content)
    if kind == "xlsx":
        return annex_of(deck, whole_of(kit.source, kit.content, deck))
    from dashboard.exports.deck import html_of

    return html_of(list(kit.decks.values()), kit.content)


def _ordered_as(deck: Deck, other: Deck) -> Deck:
    """The other deck with its annex in the order of this one: each follows its own alphabet."""
    places = {slide.item: place for place, slide in enumerate(deck.annex)}
    annex = sorted(other.annex, key=lambda slide: places[slide.item])
    return replace(other, annex=tuple(annex))


def name_of(kit: Kit, kind: str, language: str = "") -> str:
    """The file's name, in its language: session-4-presentation-fr.pptx."""
    words = kit.decks.get(language, kit.first).words
    name = words(f"pack.name.{NAMES[kind]}")
    end = "" if kind == HTML else f"-{words.language}"
    return f"{kit.meeting.code}-{name}{end}.{kind}"


def data_files(deck: Deck, whole: Sequence[Slide]) -> dict[str, bytes]:
    """Name -> CSV or JSON of each exhibit of the agenda, and of the list of measures."""
    files: dict[str, bytes] = {}
    for slide in whole:
        built = slide.built
        if built is not None:
            number = f"{slide.number:02}-" if slide.number else ""
            name = f"{number}{built.code}-{deck.language}"
            said = json.dumps(exhibit_json(built, built.filters), ensure_ascii=False, indent=1)
            files[f"{name}.csv"] = csv_of(built, deck.words)
            files[f"{name}.json"] = said.encode()
    return files
