"""Turns our own Markdown (help, method) into HTML; never a country's text."""

import re

from dash.development.base_component import Component
from markdown_it import MarkdownIt

from dashboard.components.slot import slot


def prose(index: str, markdown: str) -> list[Component]:
    """A slot with the text; raw HTML in it stays text. Headings get an address of their own."""
    html = (
        MarkdownIt("commonmark", {"html": False, "typographer": False})
        .enable("table")
        .render(markdown)
    )
    return slot(index, re.sub(r"<h([23])>(.*?)</h\1>", _with_address, html), "prose")


def _with_address(match: re.Match[str]) -> str:
    level, text = match.groups()
    name = re.sub(r"\W+", "-", re.sub(r"<[^>]+>", "", text).lower()).strip("-")
    return f'<h{level} id="{name}">{text}</h{level}>'
