"""Renders an exhibit as a box: title, chart or table, downloads, coverage and source."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from types import MappingProxyType
from urllib.parse import urlencode

from dash import html
from dash.development.base_component import Component
from markupsafe import Markup

from dashboard.addresses import href
from dashboard.auth import Right
from dashboard.components.attributes import data
from dashboard.components.glyphs import glyph
from dashboard.components.links import link_of
from dashboard.components.slot import slot
from dashboard.components.table import environment, table_html
from dashboard.context import View
from dashboard.drawings import plotly
from dashboard.drawings.svg import svg_of
from dashboard.exhibits import EXHIBITS, BuiltExhibit
from dashboard.exhibits.table import ColumnKind, Table
from dashboard.figures import style
from dashboard.figures.chart import Chart, Kind, Link
from dashboard.filters import Filters
from schemas.wording import Words

ICONS = Path(__file__).resolve().parent.parent.parent / "assets" / "vendor" / "icons"


def exhibit_box(built: BuiltExhibit, view: View, *, primary: bool = False) -> Component:
    """The exhibit as a part of a page. Its HTML stands in slots, so the first view, the page and
    print are the same. A chart that plotly can draw has an empty place for it besides: plotly
    is fetched, and the graph made, only for a reader who asks to explore the chart."""
    name = "exhibit primary" if primary else "exhibit"
    link, code, files = link_of(view), built.code, view.preview is None
    agenda = agenda_address(built, view)
    if built.figures or not is_explorable(built) or not files:
        markup = exhibit_html(built, view.words, link, files=files, agenda=agenda)
        place = slot(code, markup, "figures" if built.figures else name)
        return html.Div(place, className="exhibit-place")
    above = exhibit_parts(built, view.words, link, ("head", "explore", "body"), agenda=agenda)
    below = exhibit_parts(built, view.words, link, ("note", "foot"))
    graph = html.Div(id={"index": code, "type": "graph-place"}, hidden=True, **data(part="explore"))
    return html.Div(
        html.Section(
            [*slot(f"{code}-above", above), graph, *slot(f"{code}-below", below)], className=name
        ),
        className="exhibit-place",
    )


def agenda_address(built: BuiltExhibit, view: View) -> str:
    """Where the exhibit is added to a meeting's agenda with the filters it heeds; "" for who
    prepares no meetings, and for what is not published."""
    if view.preview is not None or not view.person.may(Right.MEETINGS):
        return ""
    if built.code not in EXHIBITS:
        return ""
    heeded = ("round", *EXHIBITS[built.code].filters)
    kept = {name: getattr(built.filters, name) for name in heeded if name != "page"}
    query = urlencode({"add": built.code, "for": replace(Filters(), **kept).query()})
    return href("meetings", view.language, query)


def is_explorable(built: BuiltExhibit) -> bool:
    """Whether plotly has a drawing for the exhibit's chart."""
    return built.chart is not None and built.chart.kind in plotly.DRAWN


def exhibit_html(
    built: BuiltExhibit,
    words: Words,
    link: Link,
    *,
    files: bool = True,
    addresses: Mapping[str, str] | None = None,
    agenda: str = "",
) -> str:
    """What stands inside the box, as one escaped string. Without `files` nothing of it can be
    taken away: of what is not published there is no file. `addresses` of its csv and xlsx, where
    they are not those of the catalogue. `agenda`: where it is added to one, "" for nobody."""
    if built.figures:
        template = environment().get_template("key_figures.html")
        return template.render(built=built, words=words, agenda=agenda, icon=icon)
    parts = ("head", "body", "note", "foot")
    return exhibit_parts(built, words, link, parts, files, addresses or {}, agenda)


def exhibit_parts(
    built: BuiltExhibit,
    words: Words,
    link: Link,
    parts: tuple[str, ...],
    files: bool = True,
    addresses: Mapping[str, str] = MappingProxyType({}),
    agenda: str = "",
) -> str:
    """Some of what stands inside the box: head, body, note, foot; see exhibit_html. With `explore`
    its head has the button that asks for plotly, whose place is beside the slot."""
    has_body = "body" in parts
    return (
        environment()
        .get_template("exhibit.html")
        .render(
            built=built,
            words=words,
            parts=parts,
            icon=icon,
            glyph=glyph,
            chart=_svgs(built.chart, link) if built.chart and has_body else "",
            table=Markup(table_html(built.table, words, link))  # noqa: S704 - escaped by its template
            if built.table.rows and has_body
            else "",
            legend=_legend(built.table, words),
            csv=addresses.get("csv") or download(built, words.language, "csv"),
            xlsx=addresses.get("xlsx") or download(built, words.language, "xlsx"),
            graph=download(built, words.language, "graph")
            if "explore" in parts and files and is_explorable(built)
            else "",
            files=files,
            agenda=agenda,
        )
    )


def download(built: BuiltExhibit, language: str, ending: str) -> str:
    """The address of the exhibit's numbers as a file, with all its filters."""
    query = built.filters.query()
    language_query = urlencode({"lang": language})
    joined = f"{query}&{language_query}" if query else language_query
    return f"/api/v1/exhibits/{built.code}.{ending}?{joined}"


def _svgs(chart: Chart, link: Link) -> Markup:
    """The drawings a page holds; CSS shows the one that fits the box."""
    if chart.kind is Kind.TILE_MAP:
        drawn = svg_of(chart, style.MAP_WIDE, link=link, css_class="chart-wide chart-only")
    else:
        tiles = chart.kind is Kind.TILES
        wide = svg_of(
            chart,
            style.TILES_WIDE if tiles else style.WIDE,
            link=link,
            css_class="chart-wide chart-tiles" if tiles else "chart-wide",
        )
        drawn = wide + svg_of(chart, style.NARROW, link=link, css_class="chart-narrow")
    return Markup(drawn)  # noqa: S704 - every text in it is escaped by the canvas


def _legend(table: Table, words: Words) -> list[tuple[str, str]]:
    """Look and word of every sign a matrix uses; a table names them in its cells."""
    if not table.is_matrix:
        return []
    used = {
        cell.look
        for row in table.rows
        for cell, column in zip(row, table.columns, strict=True)
        if column.kind is ColumnKind.LEVEL
    }
    legend = [("published", words("chart.known"))] if "published" in used else []
    return legend + [
        (code, words(f"chart.answer.{code}"))
        for code in (*style.LEVELS, *style.NON_ANSWERS)
        if code in used
    ]


@cache
def icon(name: str) -> Markup:
    """A vendored icon, inline; it always stands beside its word."""
    svg = (ICONS / f"{name}.svg").read_text("utf-8")
    return Markup(svg.replace("<svg ", '<svg class="icon" ', 1))  # noqa: S704 - our own file
