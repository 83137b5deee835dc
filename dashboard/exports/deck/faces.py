"""Turns the slides of a deck into what the template prints of them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from dashboard.drawings.fitted import fitted
from dashboard.drawings.svg import svg_of
from dashboard.exhibits import BuiltExhibit
from dashboard.exhibits.table import ColumnKind, Row, Table
from dashboard.exports.deck.layout import (
    INNER,
    LEAST,
    Rows,
    Spoken,
    body_height,
    facts_height,
    lines,
    rows_of_matrix,
    rows_of_text,
)
from dashboard.exports.qr import qr_svg
from dashboard.figures import style
from dashboard.figures.chart import Chart
from dashboard.meetings import Deck, Notes, Slide
from schemas.wording import Words

NUMBERS = (ColumnKind.NUMBER, ColumnKind.SHARE)

CHIP = "MMM"
"""As wide as the sample of a legend and the gap behind its word."""


@dataclass(frozen=True)
class Face:
    """A slide as it is printed. `at` names it in the address ("3", "3.2", "SEN", "SEN.2"), the
    same in every language; `where` is its number as it is read. `other` is the title in the
    second language. `rows` says how the table uses its room."""

    at: str
    slide: Slide
    where: str
    heading: str
    title: str
    other: str
    built: BuiltExhibit | None
    coverage: str
    rows: Rows
    chart: Markup
    narrow: Markup
    legend: tuple[tuple[str, str], ...]
    qr: Markup
    shown: str

    @property
    def table(self) -> Table | None:
        built = self.built
        if built is None or built.chart is not None or built.figures or not built.table.rows:
            return None
        return built.table

    @property
    def notes(self) -> Notes:
        return self.slide.notes


def faces_of(deck: Deck, other: Deck | None) -> tuple[tuple[Face, ...], tuple[Face, ...]]:
    """The slides of the agenda and those of the annex; `other` holds the second titles."""
    pairs = (
        (deck.slides, _by_line(other.slides if other else ())),
        # An annex follows the alphabet of its language.
        (deck.annex, _by_line(other.annex if other else ())),
    )
    agenda, annex = (
        tuple(_face(deck, slide, others.get((slide.item, slide.part))) for slide in slides)
        for slides, others in pairs
    )
    return agenda, annex


def _by_line(slides: Sequence[Slide]) -> Mapping[tuple[str, int], Slide]:
    return {(slide.item, slide.part): slide for slide in slides}


def _face(deck: Deck, slide: Slide, other: Slide | None) -> Face:
    words, built = deck.words, slide.built
    title = built.title if built is not None else slide.problem
    coverage = _coverage(words, slide)
    spoken = Spoken(
        title,
        _title(other),
        built.subtitle if built is not None else "",
        (coverage, built.source_line if built is not None else ""),
        deck.stamp.line,
        shown_address(slide.address),
    )
    facts = built.facts if built is not None else ()
    height = body_height(spoken) - facts_height((f.label, f"{f.text} {f.note}") for f in facts)
    chart = built.chart if built is not None else None
    table = built.table if built is not None and chart is None else None
    legend = _legend(table, words) if table is not None else ()
    return Face(
        at=_at(slide),
        slide=slide,
        where=_where(words, slide),
        heading=_heading(slide, title),
        title=title,
        other=spoken.other,
        built=built,
        coverage=coverage,
        rows=_rows(table, height, legend) if table is not None else Rows(),
        chart=_chart(chart, height),
        narrow=_narrow(chart),
        legend=legend,
        qr=_qr(slide.address, words),
        shown=shown_address(slide.address),
    )


def _title(slide: Slide | None) -> str:
    if slide is None:
        return ""
    return slide.built.title if slide.built is not None else slide.problem


def _at(slide: Slide) -> str:
    name = slide.country or str(slide.number)
    return name if slide.part == 1 else f"{name}.{slide.part}"


def _where(words: Words, slide: Slide) -> str:
    """The number of the line, and of how many parts this is which."""
    name = words("deck.annex") if slide.country else words.number(slide.number)
    if slide.parts == 1:
        return name
    return words("deck.part", name=name, part=slide.part, parts=slide.parts)


def _heading(slide: Slide, title: str) -> str:
    heading = "" if slide.heading == title else slide.heading
    return " · ".join(part for part in (heading, slide.label) if part)


def _coverage(words: Words, slide: Slide) -> str:
    if slide.built is None:
        return ""
    left_out = words.count("deck.left-out", slide.left_out) if slide.left_out else ""
    parts = (slide.built.coverage, slide.built.not_shown, left_out)
    return " · ".join(part for part in parts if part)


def _rows(table: Table, height: int, legend: tuple[tuple[str, str], ...]) -> Rows:
    count = len(table.rows) + len(table.foot)
    if not table.is_matrix:
        headings = [(column.label, column.kind in NUMBERS) for column in table.columns]
        return rows_of_text(height, count, headings, 2 if table.bands else 0)
    signs = " ".join(CHIP + word for _, word in legend)
    return rows_of_matrix(height, count, lines(signs, LEAST))


def _chart(chart: Chart | None, height: int) -> Markup:
    if chart is None:
        return Markup()
    return _drawn(fitted(chart, INNER, height, LEAST))


def _narrow(chart: Chart | None) -> Markup:
    if chart is None:
        return Markup()
    return _drawn(svg_of(chart, style.NARROW))


_FALLBACK = re.compile(r"var\((--[a-z0-9-]+),#[0-9a-f]{6}\)")


def _drawn(svg: str) -> Markup:
    """Without the colours for pages that have no tokens: this one has, and they take room."""
    return Markup(_FALLBACK.sub(r"var(\1)", svg))  # noqa: S704 - escaped by the canvas


def _qr(address: str, words: Words) -> Markup:
    if not address:
        return Markup()
    return Markup(qr_svg(address, words("deck.qr")))  # noqa: S704 - escaped by qr_svg


def shown_address(address: str) -> str:
    """An address as people type it."""
    return address.split("://", 1)[-1]


def _legend(table: Table, words: Words) -> tuple[tuple[str, str], ...]:
    """Look and word of every sign of a matrix; other tables name them in their cells."""
    if not table.is_matrix:
        return ()
    used = {
        cell.look
        for row in (*table.rows, *table.foot)
        for cell, column in zip(row, table.columns, strict=True)
        if column.kind is ColumnKind.LEVEL
    }
    known = (("published", words("chart.known")),) if "published" in used else ()
    answers = (*style.LEVELS, *style.NON_ANSWERS)
    return known + tuple((code, words(f"chart.answer.{code}")) for code in answers if code in used)


def country_of(row: Row) -> str:
    """The country a row is about (ISO3), "" when about none or about many."""
    for cell in row:
        if cell.target is not None and (iso3 := dict(cell.target.values).get("country")):
            return iso3
    return ""
