"""Renders what differs between two versions: plain sentences, then every field."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from markupsafe import Markup

from dashboard.addresses import href
from dashboard.components.table import environment
from dashboard.context import Context, View
from dashboard.figures.names import Names
from dashboard.preview import shown_value
from dashboard.queries import Source
from dashboard.queries.report_lists import ReportFacts, measure_titles
from loaders import desk
from schemas.changes import CellChange, Difference, Kind, RowChange
from schemas.changes_text import sentences
from schemas.template import Template
from schemas.wording import Words

OPEN_UP_TO = 12
"""A sheet with more changed rows than this stays folded."""

NOT_MENTIONED = "measure-not-mentioned"


@dataclass(frozen=True)
class Cell:
    """A question with both answers, as words; `is_private` ones are not shown."""

    question: str
    before: str
    after: str
    is_private: bool


@dataclass(frozen=True)
class ChangedRow:
    name: str
    kind: Kind
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class ChangedSheet:
    title: str
    rows: tuple[ChangedRow, ...]
    is_open: bool


def changes_html(view: View, context: Context, facts: ReportFacts) -> Markup:
    """The difference to another version: the one asked for, else the most telling one."""
    choices = desk.compared_with(context.reader, context.content, facts.code)
    found = difference_to(context, facts.code, view.filters.against)
    against = found.before if found else ""
    html = (
        environment()
        .get_template("desk_changes.html")
        .render(
            words=view.words,
            facts=facts,
            here=href("report", view.language, report=facts.code),
            against=against,
            file=_file_address(view, facts, against),
            choices=[(code, _choice(view, context, facts, code)) for code in choices],
            sentences=sentences(found, view.words, context.content) if found else (),
            sheets=changed_sheets(view, context, found) if found else (),
            asked=_asked(view, context, facts),
        )
    )
    return Markup(html)  # noqa: S704  autoescaped


def _file_address(view: View, facts: ReportFacts, against: str) -> str:
    query = urlencode({"against": against, "lang": view.language})
    return f"/desk/reports/{facts.code}/changes.xlsx?{query}"


def difference_to(context: Context, report: str, against: str) -> Difference | None:
    """The difference to `against`, or to the most telling version when it is not one that the
    report can be compared with; None for the first version of a country."""
    choices = desk.compared_with(context.reader, context.content, report)
    if not choices:
        return None
    before = against if against in choices else choices[0]
    return desk.differences(context.reader, context.content, before, report)


def changed_sheets(view: View, context: Context, difference: Difference) -> list[ChangedSheet]:
    """Every change as words, sheet by sheet; what is personal only told to have changed."""
    return _Sheets(view, context).of(difference)


def _choice(view: View, context: Context, facts: ReportFacts, code: str) -> str:
    """A version to compare with: of this round by its state, of an earlier one by its round."""
    words = view.words
    line = next((one for one in facts.versions if one.code == code), None)
    if line is not None:
        state = words(f"reports.state.{line.state}")
        return words("reports.changes.version", n=line.version, state=state)
    round_code = code[4:].rpartition("-v")[0]
    name = words.text(context.content.rounds[round_code].name)
    return words("reports.changes.earlier", round=name)


def _asked(view: View, context: Context, facts: ReportFacts) -> list[tuple[str, str]]:
    """Id and title of the measures of the round before that the file says nothing of."""
    missing = [
        str(one.finding.params.get("measure_id") or "")
        for one in facts.found
        if one.finding.code == NOT_MENTIONED
    ]
    if not missing:
        return []
    source = Source(context.reader, view.consents)
    titles = measure_titles(source, facts.line.country, missing)
    return [(one, _title(titles.get(one, {}), view.language)) for one in missing]


def _title(known: Mapping[str, Any], language: str) -> str:
    keys = (f"title_{language}", "title_fr", "title_en", "title_other", "title")
    return next((str(known[key]) for key in keys if known.get(key)), "")


@dataclass(frozen=True)
class _Sheets:
    """The tables of one difference, in one language."""

    view: View
    context: Context

    def of(self, difference: Difference) -> list[ChangedSheet]:
        template = self.context.content.templates[difference.template]
        by_sheet: dict[str, list[RowChange]] = {}
        for row in difference.rows:
            by_sheet.setdefault(row.sheet, []).append(row)
        return [
            ChangedSheet(
                self._words.text(template.sheets[code].title),
                tuple(self._row(row, template) for row in rows),
                len(rows) <= OPEN_UP_TO,
            )
            for code, rows in by_sheet.items()
        ]

    @property
    def _words(self) -> Words:
        return self.view.words

    def _row(self, row: RowChange, template: Template) -> ChangedRow:
        """Of a row that came or went, its name says enough."""
        cells: Sequence[CellChange] = row.cells if row.kind is Kind.CHANGED else ()
        shown = tuple(self._cell(row.sheet, cell, template) for cell in cells)
        return ChangedRow(self._name(row), row.kind, shown)

    def _name(self, row: RowChange) -> str:
        framework = self.view.framework
        names = Names(self.context.content, self._words, framework)
        if row.sheet == "objectives" and row.row in framework.objectives:
            return names.objective(row.row)
        if row.sheet == "themes" and row.row.lower() in framework.themes:
            return names.theme(row.row.lower())
        if row.sheet == "contacts":
            role = row.known.get("role")
            return (
                names.entry("role", str(role)) if role else self._words("reports.changes.contact")
            )
        title = _title(row.known, self.view.language)
        return f"{row.row} · {title}" if title and row.row else row.row or title

    def _cell(self, sheet: str, cell: CellChange, template: Template) -> Cell:
        column = next((c for c in template.sheets[sheet].columns if c.key == cell.column), None)
        if column is None:
            return Cell(cell.column, str(cell.before or ""), str(cell.after or ""), False)
        before, after = (
            shown_value(value, column, template, self._words, self.context.content)
            for value in (cell.before, cell.after)
        )
        is_private = desk.is_private(sheet, cell.column)
        question = self._words.text(column.label)
        return Cell(question, *(("", "") if is_private else (before, after)), is_private)
