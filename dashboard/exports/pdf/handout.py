"""Turns a meeting's deck into its hand-out: what a delegation carries, A4 upright."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

from dashboard.exhibits.base import BuiltExhibit
from dashboard.exports.pdf.country_pieces import measures_piece, strip_piece
from dashboard.exports.pdf.pieces import (
    Album,
    all_looks,
    answers_in,
    common,
    facts_piece,
    figures_piece,
    foot_lines,
    legend,
    table_piece,
)
from dashboard.exports.pdf.typesetting import typeset
from dashboard.figures.chart import Chart
from dashboard.figures.names import Names
from dashboard.meetings import Deck, Slide
from schemas.content import Content
from schemas.country import folded
from schemas.wording import Words

MOST_NUMBERS = 12
"""Rows of a table that stands under its chart; a longer one is in the annex workbook."""


def handout_of(deck: Deck, content: Content) -> bytes:
    """The PDF of a deck, in its language: one section a line of the agenda, whole tables, then
    the countries of the annex. Lines that cannot be shown say why. The same bytes for the same
    deck."""
    words, album = deck.words, Album()
    framework = content.frameworks[content.rounds[deck.round].framework]
    named = Names(content, words, framework)
    names = {code: words.text(one.name) for code, one in content.countries.items()}
    sections = [
        _section(list(slides), words, album, names)
        for _, slides in groupby(deck.slides, key=lambda slide: slide.number)
    ]
    annex = [
        _country(list(slides), named, album)
        for _, slides in groupby(
            sorted(deck.annex, key=lambda slide: (folded(slide.heading), slide.part)),
            key=lambda slide: slide.country,
        )
    ]
    data = {
        **common(words),
        "title": deck.title,
        "short": words.text(deck.meeting.short),
        "place": deck.place,
        "when": deck.when,
        "round": deck.round_name,
        "stamp": deck.stamp.line,
        "sha256": deck.stamp.sha256,
        "mark": deck.mark,
        "badge": _badge(deck),
        "scale": {**all_looks(words, album), "ours": words("shell.scale_is_ours")},
        "partners": words.count(
            "pdf.partners",
            len(content.partners(deck.round)),
            date=words.date(content.rounds[deck.round].members_on),
        ),
        "sections": sections,
        "annex": annex,
        "address": deck.address,
        "qr": album.qr(deck.address),
    }
    return typeset("handout", data, album.drawings)


def _badge(deck: Deck) -> str:
    """The mark in a word or two, for the head of every page; "" where countries reported."""
    slides = (*deck.slides, *deck.annex)
    codes = {slide.built.provenance for slide in slides if slide.built is not None}
    return " · ".join(deck.words(f"provenance.{code}") for code in sorted(codes - {"reported"}))


def _section(
    slides: Sequence[Slide], words: Words, album: Album, names: Mapping[str, str]
) -> dict[str, Any]:
    first = slides[0]
    head = {
        "number": words.number(first.number),
        "heading": first.heading,
        "problem": first.problem,
        "address": first.address,
        "qr": album.qr(first.address),
    }
    if first.built is None:
        return {**head, "finding": first.heading, "body": None}
    return {**head, "finding": first.built.title, "body": _body(slides, words, album, names)}


def _body(
    slides: Sequence[Slide], words: Words, album: Album, names: Mapping[str, str]
) -> dict[str, Any]:
    built = _whole([slide.built for slide in slides if slide.built is not None], slides)
    charts = [one.chart for slide in slides if (one := slide.built) and one.chart is not None]
    shown = bool(built.table.rows) and (not charts or len(built.table.rows) <= MOST_NUMBERS)
    left_out = slides[-1].left_out
    said = [fact for fact in slides[0].notes.facts if fact.rstrip(".") != built.title.rstrip(".")]
    return {
        "subtitle": built.subtitle,
        "charts": [album.chart(chart) for chart in charts],
        "codes": [one for chart in charts[:1] for one in album.codes(chart, names)],
        "table": table_piece(built.table, album, signs=bool(charts)) if shown else None,
        "short": len(built.table.rows) <= MOST_NUMBERS and len(charts) < 2,
        "legend": legend(answers_in(built.table), words, album) if shown else [],
        "figures": figures_piece(built),
        "facts": facts_piece(built, album),
        "said": said,
        "note": built.note,
        "more": _more(built, charts, shown, left_out, words),
        **foot_lines(built, words),
    }


def _more(
    built: BuiltExhibit, charts: Sequence[Chart], shown: bool, left_out: int, words: Words
) -> str:
    """Where the rest of the numbers is."""
    if left_out:
        return words.count("pdf.left-out", left_out)
    if charts and not shown and built.table.rows:
        return words.count("pdf.in-annex", len(built.table.rows))
    return ""


def _whole(parts: Sequence[BuiltExhibit], slides: Sequence[Slide]) -> BuiltExhibit:
    """The parts of one line of the agenda as one exhibit again: its table is whole."""
    first, last = parts[0], parts[-1]
    if len(parts) == 1 or first.chart is not None:
        return first
    rows = tuple(row for part in parts for row in part.table.rows)
    groups: list[tuple[str, int]] = []
    for slide, part in zip(slides, parts, strict=True):
        count = len(part.table.rows)
        if groups and groups[-1][0] == slide.label:
            groups[-1] = (slide.label, groups[-1][1] + count)
        else:
            groups.append((slide.label, count))
    labelled = tuple(groups) if any(label for label, _ in groups) else ()
    table = replace(first.table, rows=rows, groups=labelled, foot=last.table.foot)
    return replace(first, table=table)


def _country(slides: Sequence[Slide], names: Names, album: Album) -> dict[str, Any]:
    """A country of the annex: what it says of the objectives, and its first measures."""
    found = {slide.built.code: slide for slide in slides if slide.built is not None}
    strip, measures = found.get("country-strip"), found.get("country-measures")
    silent = strip is None or strip.built is None or strip.built.chart is None
    return {
        "name": slides[0].heading,
        "address": slides[0].address,
        "qr": album.qr(slides[0].address),
        "note": strip.built.note if silent and strip and strip.built else "",
        "strip": None
        if silent or strip is None or strip.built is None
        else strip_piece(strip.built, names, album, prefix=slides[0].country),
        "measures": None
        if measures is None or measures.built is None or not measures.built.table.rows
        else measures_piece(measures.built, names.words, album),
        "left_out": _left_out(measures, names.words),
    }


def _left_out(slide: Slide | None, words: Words) -> str:
    return words.count("pdf.left-out", slide.left_out) if slide and slide.left_out else ""
