"""Primitives of an SVG drawing: escaped text, wrapped labels, fills with texture, glyphs, links."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import escape
from math import inf

from dashboard.figures import style
from dashboard.figures.chart import Link, Target

_NARROW = frozenset("iljtfrI.,:;'’|!() ·\u00a0\u202f")
_BROAD = frozenset("mwMW%—")


def text_width(text: str, size: float, bold: bool = False) -> float:
    """An estimate of the width of a text in Inter, in pixels; a little too wide, never less."""
    units = 0.0
    for letter in text:
        if letter in _NARROW:
            units += 0.33
        elif letter in _BROAD:
            units += 0.9
        elif letter.isupper():
            units += 0.68
        else:
            units += 0.585
    return units * size * (1.06 if bold else 1.0)


def wrapped(text: str, width: float, size: float, most: int = 4) -> list[str]:
    """The text in lines no wider than `width`; a long word stands alone; nothing is cut but
    beyond `most` lines, where an ellipsis says so."""
    lines: list[str] = []
    for word in text.split(" "):
        if lines and text_width(f"{lines[-1]} {word}", size) <= width:
            lines[-1] = f"{lines[-1]} {word}"
        else:
            lines.append(word)
    if len(lines) > most:
        lines = [*lines[: most - 1], lines[most - 1] + "…"]
    return lines


def number(value: float) -> str:
    """A coordinate with at most one decimal."""
    return f"{value:.1f}".removesuffix(".0")


@dataclass(frozen=True)
class Room:
    """How much room a drawing takes: `air` stretches or squeezes what stands between its words
    (1 on a page), `height` is what it may take where it can choose, `least` the size of its
    smallest words, all in its own units."""

    air: float = 1.0
    height: float = inf
    least: float = 0.0

    @property
    def gap(self) -> float:
        """Between two rows; squeezed, it gives way before the rows do."""
        return style.ROW_GAP * self.air**2

    @property
    def labels(self) -> float:
        """Share of the width that labels may take; squeezed rows have no room for two lines."""
        return 0.34 if self.air >= 1 else 0.5 if self.is_tight else 0.42

    @property
    def is_tight(self) -> bool:
        """Groups of rows are then parted by a line, without their headings."""
        return self.air < 0.65

    def mark(self, size: float) -> float:
        """A mark as large as on a page, smaller where rows are squeezed."""
        return size * min(1.0, max(0.7, self.air))


PAGE = Room()

MARK = ' data-bench="mark"'
"""What stands for a number on a page, for who measures when charts are there."""


@dataclass
class Canvas:
    """Collects the parts of one SVG. `themed`: colours are custom properties of the page with
    the light value as fallback; else the light values themselves, for paper and Office."""

    link: Link | None = None
    themed: bool = True
    room: Room = PAGE
    parts: list[str] = field(default_factory=list)

    def colour(self, token: str) -> str:
        value = style.TOKENS[token]
        return f"var(--{token},{value})" if self.themed else value

    def add(self, markup: str) -> None:
        self.parts.append(markup)

    @contextmanager
    def mark(
        self,
        sentence: str = "",
        target: Target | None = None,
        shown: str = "",
        about: str = "",
    ) -> Iterator[None]:
        """A group with a tooltip, and a link around it when it leads somewhere. `shown` is the
        text one sees in it: the link's name holds it too, for those who speak to their browser.
        A group that leads nowhere says which country it is `about` (by itself, or by where it
        would lead), so that a room can look at one."""
        address = self.link(target) if self.link and target else ""
        name = sentence if shown in sentence else f"{shown} – {sentence}"
        datum = MARK if sentence and self.themed else ""
        opened = f'a href="{escape(address)}"' if address else f"g{_country(target, about)}"
        self.add(f"<{opened}{datum}>")
        if sentence:
            # The title names the link as well: an aria-label beside it would hide what is seen.
            self.add(f"<title>{escape(name)}</title>")
        yield
        self.add("</a>" if address else "</g>")

    def text(
        self,
        x: float,
        y: float,
        words: str,
        *,
        size: float = style.TEXT,
        anchor: str = "start",
        paint: str = "ink",
        bold: bool = False,
        halo: bool = False,
    ) -> None:
        """One line of text whose baseline is at y."""
        weight = ' font-weight="600"' if bold else ""
        placed = f' text-anchor="{anchor}"' if anchor != "start" else ""
        edge = (
            f' stroke="{self.colour("paper")}" stroke-width="4" paint-order="stroke"'
            ' stroke-linejoin="round"'
            if halo
            else ""
        )
        self.add(
            f'<text x="{number(x)}" y="{number(y)}" font-size="{number(size)}"'
            f' fill="{self.colour(paint)}"{placed}{weight}{edge}>{escape(words)}</text>'
        )

    def lines(
        self,
        x: float,
        middle: float,
        lines: list[str],
        *,
        size: float = style.TEXT,
        anchor: str = "start",
        paint: str = "ink",
        bold: bool = False,
    ) -> None:
        """Lines of text centred on a height."""
        step = size * 1.25
        first = middle - step * (len(lines) - 1) / 2 + size * 0.35
        for place, line in enumerate(lines):
            y = first + place * step
            self.text(x, y, line, size=size, anchor=anchor, paint=paint, bold=bold)

    def line(
        self, x1: float, y1: float, x2: float, y2: float, paint: str = "line", width: float = 1
    ) -> None:
        self.add(
            f'<path d="M{number(x1)} {number(y1)}L{number(x2)} {number(y2)}"'
            f' stroke="{self.colour(paint)}" stroke-width="{number(width)}" fill="none"/>'
        )

    def stroke(
        self, start: tuple[float, float], end: tuple[float, float], look: str, cut: bool = False
    ) -> None:
        """A line in a look of style.STROKES, with a ring where it starts and its mark where it
        ends; when it is `cut`, only these two."""
        (x1, y1), (x2, y2), stroke = start, end, style.STROKES[look]
        dashed = f' stroke-dasharray="{stroke.dash}"' if stroke.dash else ""
        if not cut:
            self.add(
                f'<path d="M{number(x1)} {number(y1)}L{number(x2)} {number(y2)}" fill="none"'
                f' stroke="{self.colour(stroke.paint)}" stroke-width="{stroke.width}"{dashed}/>'
            )
        self.circle(x1, y1, 3.5, "paper", stroke.paint)
        if stroke.mark == "ring":
            self.circle(x2, y2, 3.5, "paper", stroke.paint)
            return
        base = 4 if stroke.mark == "up" else -4
        corners = f"L{number(x2 + 5.5)} {number(y2 + base)}H{number(x2 - 5.5)}z"
        self.path(f"M{number(x2)} {number(y2 - base * 1.4)}{corners}", stroke.paint, "paper", 1)

    def circle(
        self, x: float, y: float, radius: float, fill: str, stroke: str = "", width: float = 1.5
    ) -> None:
        edge = f' stroke="{self.colour(stroke)}" stroke-width="{number(width)}"' if stroke else ""
        ground = self.colour(fill) if fill else "none"
        self.add(
            f'<circle cx="{number(x)}" cy="{number(y)}" r="{number(radius)}"'
            f' fill="{ground}"{edge}/>'
        )

    def path(self, d: str, fill: str = "", stroke: str = "", width: float = 1.5) -> None:
        edge = f' stroke="{self.colour(stroke)}" stroke-width="{number(width)}"' if stroke else ""
        self.add(f'<path d="{d}" fill="{self.colour(fill) if fill else "none"}"{edge}/>')

    def rect(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        look: str,
        *,
        radius: float = 0,
        bordered: bool = True,
    ) -> None:
        """A rectangle in a look of style.FILLS, with its texture and a border of 3 : 1."""
        fill = style.FILLS[look]
        rounded = f' rx="{number(radius)}"' if radius else ""
        edge = f' stroke="{self.colour("cell-border")}"' if bordered else ""
        self.add(
            f'<rect x="{number(x)}" y="{number(y)}" width="{number(width)}"'
            f' height="{number(height)}"{rounded} fill="{self.colour(fill.ground)}"{edge}/>'
        )
        if fill.texture == "hatch":
            self._strokes(_hatch(x, y, width, height), 1, "butt")
        elif fill.texture == "dots":
            self._strokes(_dots(x, y, width, height), 1.6, "round")

    def _strokes(self, d: str, width: float, cap: str) -> None:
        """Textures are drawn, not referenced: a pattern in a hidden copy would not paint."""
        if d:
            self.add(
                f'<path d="{d}" fill="none" stroke="{self.colour("cell-border")}"'
                f' stroke-width="{number(width)}" stroke-linecap="{cap}"/>'
            )

    def glyph(self, x: float, y: float, code: str, size: float, paint: str) -> None:
        """A glyph centred on a point."""
        glyph = style.GLYPHS[code]
        scale = size / 16
        colour = self.colour(paint)
        left, top = number(x - size / 2), number(y - size / 2)
        self.add(f'<g transform="translate({left} {top}) scale({scale:.3g})">')
        if glyph.line:
            self.add(
                f'<path d="{glyph.line}" fill="none" stroke="{colour}"'
                f' stroke-width="{style.GLYPH_STROKE}"/>'
            )
        if glyph.solid:
            self.add(f'<path d="{glyph.solid}" fill="{colour}"/>')
        self.add("</g>")

    def swatch(self, x: float, middle: float, look: str, hollow: bool = False) -> None:
        """A legend's sample, 20 x 16, with its glyph."""
        if look == "mark":
            diamond(self, x + 10, middle, 6, hollow)
            return
        if look in style.STROKES:
            lean = {"up": 4.0, "down": -4.0}.get(style.STROKES[look].mark, 0.0)
            self.stroke((x + 1, middle + lean), (x + 19, middle - lean), look)
            return
        if hollow:
            self.glyph(x + 10, middle, look, 16, "ink")
            return
        self.rect(x, middle - 8, 20, 16, look, radius=2)
        if look in style.GLYPHS and style.FILLS[look].texture == "plain":
            self.glyph(x + 10, middle, look, 12, style.FILLS[look].ink)


def _country(target: Target | None, about: str) -> str:
    iso3 = about or (dict(target.values).get("country", "") if target else "")
    return f' data-country="{escape(iso3)}"' if iso3 else ""


def diamond(canvas: Canvas, x: float, y: float, radius: float, hollow: bool) -> None:
    """The mark of a mean of measures; hollow when it stands on few."""
    d = (
        f"M{number(x)} {number(y - radius)}L{number(x + radius)} {number(y)}"
        f"L{number(x)} {number(y + radius)}L{number(x - radius)} {number(y)}z"
    )
    canvas.path(d, "paper" if hollow else "ink", "ink", 1.5)


def _hatch(x: float, y: float, width: float, height: float) -> str:
    """Diagonals of a rectangle, sparse, clipped to it."""
    parts = []
    offset = style.HATCH_STEP * 0.7
    while offset < width + height:
        x1, y1 = (x + offset, y) if offset <= width else (x + width, y + offset - width)
        x2, y2 = (x, y + offset) if offset <= height else (x + offset - height, y + height)
        parts.append(f"M{number(x1)} {number(y1)}L{number(x2)} {number(y2)}")
        offset += style.HATCH_STEP
    return "".join(parts)


def _dots(x: float, y: float, width: float, height: float) -> str:
    """Dots in offset rows inside a rectangle, two pixels from its border."""
    parts = []
    down, odd = y + 4.0, False
    while down <= y + height - 3:
        right = x + (4.0 if not odd else 4.0 + style.DOTS_STEP / 2)
        while right <= x + width - 3:
            parts.append(f"M{number(right)} {number(down)}h.01")
            right += style.DOTS_STEP
        down, odd = down + style.DOTS_STEP, not odd
    return "".join(parts)
