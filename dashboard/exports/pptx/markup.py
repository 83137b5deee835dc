"""Turns words, colours and places into the markup of a presentation; lengths are in points."""

import re
from contextvars import ContextVar
from dataclasses import dataclass
from html import escape

from dashboard.drawings.canvas import text_width
from dashboard.figures import style

NAMESPACES = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
EMU = 12_700
"""In one point."""

BODY = 14.0
NOTE = 12.0
"""Sizes of text: what is read, and the quiet lines; nothing is smaller than NOTE."""
LINE = 1.2

STRETCH: ContextVar[float] = ContextVar("stretch", default=1.0)
"""Width of the letters of the design's font, to Arial's."""

QUIET = "ink-2"
_SCHEME = {
    "ink": '<a:schemeClr val="tx1"/>',
    "paper": '<a:schemeClr val="bg1"/>',
    # The theme's ink made lighter, so that it is quiet on a dark design as well.
    QUIET: '<a:schemeClr val="tx1"><a:lumMod val="75000"/><a:lumOff val="25000"/></a:schemeClr>',
    # Between ink and paper: LibreOffice draws no edge around a mark, so paper would not be seen.
    "half": '<a:schemeClr val="tx1"><a:lumMod val="45000"/><a:lumOff val="55000"/></a:schemeClr>',
}
_PATTERNS = {"hatch": "ltUpDiag", "dots": "pct10"}
_UNPRINTABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Box:
    """A place on a slide, in points from its top left corner."""

    x: float
    y: float
    w: float
    h: float

    @property
    def right(self) -> float:
        return self.x + self.w

    @property
    def bottom(self) -> float:
        return self.y + self.h

    def below(self, height: float) -> "Box":
        """What is left under the first `height` points."""
        return Box(self.x, self.y + height, self.w, max(self.h - height, 0))


@dataclass(frozen=True)
class Run:
    """A stretch of text in one look and one language ("fr-FR")."""

    text: str
    lang: str
    size: float = BODY
    bold: bool = False
    paint: str = "ink"


def plain(text: str) -> str:
    """The text as it may stand in markup: without what XML cannot hold, escaped."""
    return escape(_UNPRINTABLE.sub("", text))


def colour(paint: str) -> str:
    """A colour of the theme (ink, ink-2, paper), or one of our tokens as it is."""
    if paint in _SCHEME:
        return _SCHEME[paint]
    value = style.TOKENS.get(paint, paint)
    return f'<a:srgbClr val="{value.removeprefix("#")}"/>'


def solid(paint: str) -> str:
    return f"<a:solidFill>{colour(paint)}</a:solidFill>"


def fill_of(look: str) -> str:
    """The ground of a look of style.FILLS: a colour, or a pattern for what is no answer."""
    fill = style.FILLS[look]
    if look == "C":
        # Pale lines: codes and numbers are read across them.
        return _pattern("ltHorz", fill.ground, "line")
    if fill.texture in _PATTERNS:
        return _pattern(_PATTERNS[fill.texture], fill.ground)
    return solid(fill.ground)


def _pattern(preset: str, ground: str, ink: str = "cell-border") -> str:
    lines, paper = colour(ink), colour(ground)
    return (
        f'<a:pattFill prst="{preset}"><a:fgClr>{lines}</a:fgClr>'
        f"<a:bgClr>{paper}</a:bgClr></a:pattFill>"
    )


def is_textured(look: str) -> bool:
    return look == "C" or style.FILLS[look].texture != "plain"


def ink_on(look: str) -> str:
    return style.FILLS[look].ink


def edge(paint: str = "", width: float = 0.75) -> str:
    """The line around a shape; without a colour, none."""
    if not paint:
        return "<a:ln><a:noFill/></a:ln>"
    return f'<a:ln w="{round(width * EMU)}">{solid(paint)}</a:ln>'


def properties(run: Run, tag: str = "a:rPr") -> str:
    bold = ' b="1"' if run.bold else ' b="0"'
    return (
        f'<{tag} lang="{run.lang}" sz="{round(run.size * 100)}"{bold} dirty="0">'
        f"{solid(run.paint)}</{tag}>"
    )


def paragraph(*runs: Run, align: str = "l", before: float = 0) -> str:
    """`align`: l, ctr or r; `before`: points of space above."""
    space = f'<a:spcBef><a:spcPts val="{round(before * 100)}"/></a:spcBef>'
    said = "".join(
        f"<a:r>{properties(run)}<a:t>{plain(run.text)}</a:t></a:r>" for run in runs if run.text
    )
    end = properties(runs[-1], "a:endParaRPr") if runs else ""
    shape = f'<a:pPr marL="0" indent="0" algn="{align}">{space}<a:buNone/></a:pPr>'
    return f"<a:p>{shape}{said}{end}</a:p>"


def place(box: Box, tag: str = "a") -> str:
    """Where a shape stands."""
    x, y, w, h = (round(value * EMU) for value in (box.x, box.y, box.w, box.h))
    return (
        f'<{tag}:xfrm><a:off x="{x}" y="{y}"/>'
        f'<a:ext cx="{max(w, 0)}" cy="{max(h, 0)}"/></{tag}:xfrm>'
    )


def wide_of(text: str, size: float, bold: bool = False) -> float:
    """The estimated width of a line in the design's font."""
    return text_width(text, size, bold) * STRETCH.get()


def lines_of(text: str, width: float, size: float, bold: bool = False) -> int:
    """How many lines a text takes in a width, estimated a little too high."""
    lines, used = 1, 0.0
    space = wide_of(" ", size, bold)
    for word in text.split():
        wide = wide_of(word, size, bold)
        if used and used + space + wide > width:
            lines, used = lines + 1, wide
        else:
            used += wide + (space if used else 0)
        if wide > width > 0:
            lines += int(wide // width)
    return lines


def fitting(
    text: str, box: Box, sizes: tuple[float, ...], bold: bool = False
) -> tuple[float, float]:
    """The largest of the sizes at which a text fits a box, and the height it then takes."""
    for size in sizes:
        height = lines_of(text, box.w, size, bold) * size * LINE
        if height <= box.h:
            return size, height
    return sizes[-1], height


def shortened(text: str, width: float, size: float, most: int) -> str:
    """The text in at most so many lines, cut between words with an ellipsis."""
    if lines_of(text, width, size) <= most:
        return text
    words = text.split()
    while len(words) > 1 and lines_of(" ".join(words) + " …", width, size) > most:
        words.pop()
    return " ".join(words) + " …"


def sentences(text: str, width: float, size: float, most: int) -> str:
    """As many whole sentences from the beginning as fit so many lines; "" when none does."""
    said = ""
    for sentence in re.split(r"(?<=[.?])\s+", text):
        longer = f"{said} {sentence}".strip()
        if lines_of(longer, width, size) > most:
            break
        said = longer
    return said
