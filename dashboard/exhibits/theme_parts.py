"""What the exhibits of priority themes share: the theme asked for, and texts with their cells."""

from collections.abc import Mapping
from typing import Any, Protocol

from dashboard.exhibits.ask import Ask
from dashboard.exhibits.base import Answer
from dashboard.exhibits.table import Table
from dashboard.queries.themes import ThemeText, theme_texts
from schemas.framework import Theme


class Placed(Protocol):
    """A row of a country's file."""

    @property
    def sheet(self) -> str: ...
    @property
    def row(self) -> int: ...
    @property
    def cells(self) -> Mapping[str, Any]: ...


def theme_of(ask: Ask) -> Theme | None:
    """The theme asked for, or the framework's first; None where it has no themes."""
    themes = ask.framework.themes
    return themes.get(ask.filters.theme) or next(iter(themes.values()), None)


def without_theme(ask: Ask) -> Answer:
    """What there is to say where the framework has no themes."""
    title = ask.words("exhibit.no-theme")
    return Answer(title, "", Table(title, (), ()), note=title)


def is_of(theme: Theme, code: str | None) -> bool:
    """Workbooks write a theme's code in capitals."""
    return code in (theme.code, theme.workbook_code)


def texts_of(ask: Ask, theme: Theme) -> dict[str, ThemeText]:
    """Country (a member) -> what it wrote on the theme, inside the audience."""
    rows = ask.frames.read(theme_texts, ask.round.code)
    return {
        row.country: row for row in rows if is_of(theme, row.theme) and row.country in ask.members
    }


def kept_back(ask: Ask) -> set[str]:
    """Members whose report is outside the audience: what they wrote is not shown."""
    outside = ~ask.reports["consent"].isin(ask.source.consents)
    return set(ask.reports.loc[outside, "country"])


def place(ask: Ask, one: Placed, key: str) -> str:
    """The cell of a column in the country's file; its row where the cell is not known."""
    cell = one.cells.get(key)
    if cell:
        return ask.words("exhibit.place", sheet=one.sheet, cell=cell)
    return ask.words("exhibit.row", sheet=one.sheet, row=one.row)


def said_in(ask: Ask, language: str | None) -> str:
    """That a text is in another language than the reader's; "" when it is not, or unknown."""
    key = f"exhibit.in-language.{(language or '').upper()}"
    if not language or language.lower() == ask.words.language or key not in ask.words.keys:
        return ""
    return ask.words(key)


def joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)
