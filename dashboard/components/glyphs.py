"""Draws the sign of a level or of a missing answer as inline SVG."""

from functools import cache

from markupsafe import Markup

from dashboard.figures import style


@cache
def glyph(code: str, size: int = 16) -> Markup:
    """The sign in the colour of the text round it; empty for a code without a sign. It carries
    no words: they stand beside it."""
    shape = style.GLYPHS.get(code)
    if shape is None:
        return Markup("")
    line = f'<path class="glyph-line" d="{shape.line}"/>' if shape.line else ""
    solid = f'<path d="{shape.solid}"/>' if shape.solid else ""
    return Markup(  # noqa: S704 - paths of our own
        f'<svg class="glyph" viewBox="0 0 16 16" width="{size}" height="{size}"'
        f' aria-hidden="true" focusable="false">{line}{solid}</svg>'
    )
