"""Turns our own Markdown (help, method) into HTML; never a country's text."""

import re
from collections.abc import Callable, Sequence
from html import escape
from typing import Any

from dash.development.base_component import Component
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

from dashboard.components.slot import slot

HEADING = re.compile(r"<h([23])>(.*?)</h\1>")
TAG = re.compile(r"<[^>]+>")


Picture = Callable[[str], str | None]
"""The address of a picture of our own, by the name the text gives; None when there is none."""

PICTURE_SIZE = 1280, 800
"""Pixels of every picture in a text, so that nothing moves when it arrives."""


def prose(
    index: str, markdown: str, contents: str, picture: Picture = lambda _name: None
) -> list[Component]:
    """A slot with the text, beside it a list of its sections headed by `contents`. Raw HTML in
    the text stays text; headings get an address of their own; a picture that is not one of
    ours is its description alone."""
    reader = MarkdownIt("commonmark", {"html": False, "typographer": False}).enable("table")
    reader.add_render_rule("image", _pictured(picture))
    reader.add_render_rule("table_open", _table_open)
    html = HEADING.sub(_with_address, reader.render(markdown))
    links = "".join(
        f'<li><a href="#{address_of(text)}">{text}</a></li>'
        for level, text in HEADING.findall(reader.render(markdown))
        if level == "2"
    )
    beside = f'<nav class="contents"><h2>{escape(contents)}</h2><ul>{links}</ul></nav>'
    return slot(index, f'<div class="prose-page">{beside}<div class="prose">{html}</div></div>')


def _table_open(*_: Any) -> str:
    """A table that is wider than a telephone is moved by the keyboard as well."""
    return '<table tabindex="0">\n'


def _pictured(picture: Picture) -> Callable[..., str]:
    def image(_renderer: RendererHTML, tokens: Sequence[Token], place: int, *_: Any) -> str:
        """The picture in the width of the text; it leads to itself in full size."""
        alt = escape(tokens[place].content)
        address = picture(str(tokens[place].attrGet("src")))
        if address is None:
            return f"<em>{alt}</em>"
        width, height = PICTURE_SIZE
        return (
            f'<a class="picture" href="{escape(address)}"><img src="{escape(address)}" '
            f'alt="{alt}" width="{width}" height="{height}" loading="lazy"></a>'
        )

    return image


def address_of(heading: str) -> str:
    """ "Lire une <em>cellule</em>" -> "lire-une-cellule"."""
    return re.sub(r"\W+", "-", TAG.sub("", heading).lower()).strip("-")


def _with_address(match: re.Match[str]) -> str:
    level, text = match.groups()
    return f'<h{level} id="{address_of(text)}">{text}</h{level}>'
