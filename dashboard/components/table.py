"""Renders a table to one escaped string of HTML; never one component a cell."""

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from dashboard.components.glyphs import glyph
from dashboard.exhibits.table import ColumnKind, Table, TableCell
from dashboard.figures import style
from dashboard.figures.chart import Link, Target
from schemas.wording import Words

TEMPLATES = Path(__file__).resolve().parent / "templates"

STACKS_ABOVE = 3
"""A table with more columns than this becomes one card a row on a telephone."""


@cache
def environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def table_html(table: Table, words: Words, link: Link) -> str:
    """The table as HTML. A matrix is a grid whose cells a keyboard walks (assets/exhibits.js);
    every cell holds its words, seen or not."""
    template = environment().get_template("matrix.html" if table.is_matrix else "table.html")
    return template.render(
        table=table,
        words=words,
        link=link,
        glyph=glyph,
        kinds=ColumnKind,
        look=css_look,
        page_target=page_target,
        stacks=len(table.columns) > STACKS_ABOVE,
    )


def css_look(cell: TableCell) -> str:
    """The CSS classes of a cell with a look."""
    if cell.look not in style.FILLS:
        return ""
    return f"look look-{cell.look}" + (" hollow" if cell.hollow else "")


def page_target(page: int) -> Target:
    """The same page of the product, with another page of the table."""
    return Target("", query=(("page", str(page)),))
