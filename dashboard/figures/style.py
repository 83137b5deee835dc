"""Every colour, size and glyph of the product's charts; assets/tokens.css holds the same tokens."""

from collections.abc import Mapping
from dataclasses import dataclass

INK = "#1b2733"
INK_2 = "#52606d"
PAPER = "#ffffff"
LINE = "#d8dee6"
ROW_LINE = "#e6ebf0"
BORDER = "#6b7280"
LINK = "#0b5cad"
ACCENT = "#b5481d"
NEUTRAL = "#5b7083"
"""Bars of counts, which have no level."""

BAND = "#dfe6ee"
"""Between the quartiles."""

LEVELS: Mapping[str, str] = {
    "0": "#fffde6",
    "1": "#9ad7a4",
    "2": "#34a9bd",
    "3": "#2a6fb0",
    "4": "#232a7c",
}
"""Light is little done, dark is much; told apart with every kind of colour vision."""

ON_LEVELS: Mapping[str, str] = {
    "0": "#000000",
    "1": "#000000",
    "2": "#000000",
    "3": "#ffffff",
    "4": "#ffffff",
}

NON_ANSWERS = ("NA", "NI", "C", "NR")
ANSWER_ORDER = ("4", "3", "2", "1", "0", *NON_ANSWERS)
"""Bars begin with what is done, so that it is compared from a common line."""

TOKENS: Mapping[str, str] = {
    "paper": PAPER,
    "line": LINE,
    "row-line": ROW_LINE,
    "ink": INK,
    "ink-2": INK_2,
    "link": LINK,
    "accent": ACCENT,
    "cell-border": BORDER,
    **{f"level-{code}": colour for code, colour in LEVELS.items()},
    **{f"on-level-{code}": colour for code, colour in ON_LEVELS.items()},
    "neutral": NEUTRAL,
    "band": BAND,
}
"""Name of a custom property -> its value in the light theme and on paper."""


@dataclass(frozen=True)
class Fill:
    """A look: tokens of its ground and of what stands on it, and its texture
    (plain, hatch, dots)."""

    ground: str
    ink: str
    texture: str = "plain"


FILLS: Mapping[str, Fill] = {
    **{code: Fill(f"level-{code}", f"on-level-{code}") for code in LEVELS},
    "NA": Fill("paper", "ink", "hatch"),
    "NR": Fill("paper", "ink", "dots"),
    "NI": Fill("paper", "ink"),
    "C": Fill("paper", "ink"),
    "count": Fill("neutral", "paper"),
    "strong": Fill("ink", "paper"),
    "mark": Fill("ink", "paper"),
    "published": Fill("neutral", "paper"),
    "waiting": Fill("paper", "ink", "dots"),
    "hollow": Fill("paper", "ink"),
    "band": Fill("band", "ink"),
    "rise": Fill("ink", "paper"),
    "fall": Fill("ink", "paper"),
    "steady": Fill("cell-border", "paper"),
}


@dataclass(frozen=True)
class Stroke:
    """How a line looks, from its beginning to its end: colour and width, its dashes in the way
    of SVG, and the mark at its end (up, down or ring)."""

    paint: str
    width: float
    dash: str
    mark: str


STROKES: Mapping[str, Stroke] = {
    "rise": Stroke("ink", 2.5, "", "up"),
    "fall": Stroke("ink", 2.5, "6 4", "down"),
    "steady": Stroke("cell-border", 1.25, "", "ring"),
}
"""Looks that are lines: a verdict is told by width, dashes and mark, never by colour alone."""


@dataclass(frozen=True)
class Glyph:
    """Paths on a 16 x 16 square: `line` is stroked, `solid` is filled, both in the text colour."""

    line: str = ""
    solid: str = ""


RING = "M8 1.75a6.25 6.25 0 1 1 0 12.5a6.25 6.25 0 1 1 0-12.5z"

GLYPHS: Mapping[str, Glyph] = {
    "0": Glyph(RING),
    "1": Glyph(RING, "M8 8V1.75A6.25 6.25 0 0 1 14.25 8z"),
    "2": Glyph(RING, "M8 1.75a6.25 6.25 0 0 1 0 12.5z"),
    "3": Glyph(RING, "M8 8V1.75a6.25 6.25 0 1 1-6.25 6.25z"),
    "4": Glyph(RING, RING),
    "NA": Glyph("M4 12L12 4"),
    "NR": Glyph(solid="M3 6.9h2.2v2.2H3zM6.9 6.9h2.2v2.2H6.9zM10.8 6.9H13v2.2h-2.2z"),
    "NI": Glyph(
        "M5.4 6a2.6 2.6 0 1 1 3.9 2.3c-.9.5-1.3 1-1.3 2",
        "M7.1 12.1h1.8v1.8H7.1z",
    ),
    "C": Glyph("M5.6 7.2V5.4a2.4 2.4 0 0 1 4.8 0v1.8", "M4 7.2h8v6.3H4z"),
    "SUSP": Glyph(solid="M4.5 3.5h2.5v9H4.5zM9 3.5h2.5v9H9z"),
    "ON": Glyph(solid="M8 3l5.5 10h-11z"),
    "RISK": Glyph(solid="M8 2.2L13.8 8 8 13.8 2.2 8z"),
    "OFF": Glyph(solid="M8 13L2.5 3h11z"),
    "ND": Glyph("M4 8h8"),
    "SELF": Glyph("M3 3.5h10v6.5H8.2L5.5 12.8V10H3z"),
    "DOC": Glyph("M4.2 2.2h5l2.6 2.6v9H4.2zM6.2 7.2h3.6M6.2 10h3.6"),
    "PAGE": Glyph(
        "M8 2.2a5.8 5.8 0 1 1 0 11.6a5.8 5.8 0 1 1 0-11.6zM2.2 8h11.6M8 2.2c3.2 3.4 3.2 8.2 0 11.6c-3.2-3.4-3.2-8.2 0-11.6"  # noqa: E501
    ),
    "SEC": Glyph("M3 8.4l3.4 3.4L13 4.4"),
}
GLYPH_STROKE = 1.5

FONT = "Inter, Arial, sans-serif"
TEXT = 14
SMALL = 13
SPACE = 8

BAR_HEIGHT = 28
ROW_GAP = 12
TILE = 36
TILE_GAP = 4
DOT = 9
MARK = 18
CELL_HEIGHT = 32

HATCH_STEP = 7
DOTS_STEP = 6

WIDE = 960
NARROW = 350
"""Widths in pixels of the two drawings a page holds: for its column, and for a telephone."""

TILES_WIDE = 500
MAP_WIDE = 480
"""Tiles do not grow with the page."""
