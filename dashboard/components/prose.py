"""Turns our own Markdown (help, method) into HTML; never a country's text."""

import re
from html import escape

from dash.development.base_component import Component
from markdown_it import MarkdownIt

from dashboard.components.slot import slot

HEADING = re.compile(r"<h([23])>(.*?)</h\1>")
TAG = re.compile(r"<[^>]+>")


def prose(index: str, markdown: str, contents: str) -> list[Component]:
    """A slot with the text, beside it a list of its sections headed by `contents`. Raw HTML in
    the text stays text; headings get an address of their own."""
    reader = MarkdownIt("commonmark", {"html": False, "typographer": False}).enable("table")
    html = HEADING.sub(_with_address, reader.render(markdown))
    links = "".join(
        f'<li><a href="#{address_of(text)}">{text}</a></li>'
        for level, text in HEADING.findall(reader.render(markdown))
        if level == "2"
    )
    beside = f'<nav class="contents"><h2>{escape(contents)}</h2><ul>{links}</ul></nav>'
    return slot(index, f'<div class="prose-page">{beside}<div class="prose">{html}</div></div>')


def address_of(heading: str) -> str:
    """ "Lire une <em>cellule</em>" -> "lire-une-cellule"."""
    return re.sub(r"\W+", "-", TAG.sub("", heading).lower()).strip("-")


def _with_address(match: re.Match[str]) -> str:
    level, text = match.groups()
    return f'<h{level} id="{address_of(text)}">{text}</h{level}>'
