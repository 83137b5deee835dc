"""Exhibits of measures: the explorer, by Roadmap action, by theme, by the source's word."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pandas as pd

from dashboard import scores
from dashboard.exhibits import said
from dashboard.exhibits.ask import Ask
from dashboard.exhibits.base import Answer
from dashboard.exhibits.lists import PAGE_SIZE, listed
from dashboard.exhibits.parts import count_cell, text_cell, total_of
from dashboard.exhibits.table import ColumnKind, Table, TableColumn
from dashboard.exhibits.theme_parts import theme_of, without_theme
from dashboard.figures.bars import count_bars
from dashboard.figures.chart import Category, to
from dashboard.figures.frames import rows_of
from dashboard.figures.names import Texts
from dashboard.figures.stacked import answers_stacked
from dashboard.queries import MeasuresPage, measures_page

NO_ACTION = ("", "-")
UNMAPPED = ""
"""The objective of a measure that nobody has placed yet."""


def page_of(ask: Ask, among: Sequence[str], **changes: object) -> MeasuresPage:
    """One page of these countries' measures, for the filters and `changes` of them."""
    filters = replace(ask.filters, round=ask.round.code, **changes)  # type: ignore[arg-type]
    content = ask.content
    region = [c.iso3 for c in content.countries.values() if c.region == filters.region]
    pillar = [o.code for o in ask.framework.objectives_of(filters.pillar)] if filters.pillar else []
    order = ask.names.alphabetical(content.countries)
    return measures_page(
        ask.source, filters, PAGE_SIZE, region=region, pillar=pillar, order=order, among=among
    )


def explorer(ask: Ask) -> Answer:
    """Every measure of a partner that passes the filters, one page of it; those of an observer
    when he is asked for."""
    page = page_of(ask, (*ask.partners, *ask.filters.countries))
    title = ask.words.count("exhibit.measures.title", page.total)
    table = listed(ask, ask.words("exhibit.measures.caption"), page.rows, sorts=True, page=page)
    note = "" if page.total else ask.words("exhibit.measures.none")
    return Answer(title, ask.words("exhibit.of.list"), table, note=note, not_shown=page.not_shown)


def roadmap(ask: Ask) -> Answer:
    """Measures by Roadmap action of one objective, in the Roadmap's order."""
    words, names, code = ask.words, ask.names, ask.filters.objective
    sums = _sums(_on(ask.coded, code), "roadmap_action")
    hidden = total_of(_on(ask.hidden, code))
    # A country may tie a measure to an action of another objective.
    actions = [
        action
        for action in ask.framework.actions.values()
        if not code or action.objective == code or action.code in sums
    ]
    attached = sum(sums.get(action.code, 0) for action in actions)
    rest = sum(sums.get(none, 0) for none in NO_ACTION)
    columns = (
        TableColumn("action", words("exhibit.column.action"), ColumnKind.HEADER),
        TableColumn("n", words("exhibit.column.measures"), ColumnKind.NUMBER),
    )
    rows = [
        (text_cell(names.action(a.code)), count_cell(ask, sums.get(a.code, 0))) for a in actions
    ]
    rows.append((text_cell(words("exhibit.no-action")), count_cell(ask, rest)))
    table = Table(words("exhibit.objective-roadmap.caption"), columns, tuple(rows))
    of = words("exhibit.of.roadmap")
    if not actions:
        title = words.count("exhibit.objective-roadmap.none", rest, code=code)
        note = words("exhibit.objective-roadmap.note")
        return Answer(title, of, table, note=note, not_shown=hidden)
    title = words.count("exhibit.objective-roadmap.title", attached, rest=words.number(rest))
    categories = [
        Category(a.code, names.action(a.code), target=to("measures", {"action": a.code}))
        for a in actions
    ]
    frame = _frame(sums)
    chart = count_bars(frame, categories, names, Texts("objective-roadmap", title, title))
    facts = said.actions(ask, title, {a.code: sums.get(a.code, 0) for a in actions})
    return Answer(title, of, table, chart if attached else None, not_shown=hidden, said=facts)


def _on(counts: pd.DataFrame, objective: str) -> pd.DataFrame:
    """The counts of one objective; all of them without one."""
    return counts[counts["objective"] == objective] if objective else counts


def theme_measures(ask: Ask) -> Answer:
    """The measures a country tied to a priority theme."""
    words, asked = ask.words, theme_of(ask)
    if asked is None:
        return without_theme(ask)
    theme, workbook_code = asked.code, asked.workbook_code
    counts = ask.coded[ask.coded["theme"].isin((theme, workbook_code))]
    total = total_of(counts)
    title = words.count(
        "exhibit.theme-measures.title",
        total,
        countries=words.count("exhibit.n.countries", counts["country"].nunique()),
    )
    page = page_of(ask, ask.members, theme=_stored(counts, theme), objective="")
    table = listed(ask, words("exhibit.measures.caption"), page.rows, page=page)
    if not total:
        note = words("exhibit.measures.none")
        return Answer(title, words("exhibit.of.list"), table, note=note, not_shown=page.not_shown)
    texts = Texts("theme-measures", title, title)
    if ask.round.asked:
        frame = _levels(counts, ask)
        categories = [
            Category(
                o,
                ask.names.objective(o) if o else words("exhibit.unmapped"),
                note=words.count("exhibit.n.measures", n),
            )
            for o in (*ask.framework.objectives, UNMAPPED)
            if (n := int(frame.loc[frame["node"] == o, "n"].sum()))
        ]
        chart = answers_stacked(frame, categories, ask.names, texts)
    else:
        chart = count_bars(
            _frame(_sums(counts, "objective")), _objectives(ask, counts), ask.names, texts
        )
    return Answer(title, words("exhibit.of.measures"), table, chart, not_shown=page.not_shown)


def _stored(counts: pd.DataFrame, theme: str) -> str:
    """The spelling of the theme in the database."""
    return str(counts["theme"].iloc[0]) if len(counts) else theme


def _levels(counts: pd.DataFrame, ask: Ask) -> pd.DataFrame:
    """[node, answer, n] of measures by the level they count as."""
    frame = scores.measure_distribution(counts, [*ask.framework.objectives, UNMAPPED])
    return frame.rename(columns={"objective": "node"})


def public_status(ask: Ask) -> Answer:
    """Measures by objective and by the word of the page they were read on: no level, no score."""
    words, names, code = ask.words, ask.names, ask.filters.objective
    counts = _on(ask.coded, code)
    total = total_of(counts)
    title = words.count(
        "exhibit.public-status.title",
        total,
        countries=words.count("exhibit.n.countries", counts["country"].nunique()),
    )
    statuses = _statuses(ask, counts)
    texts = Texts("public-status", title, title)
    if code:
        categories = [
            Category(s, names.entry("status_word", s) if s else words("exhibit.no-status"))
            for s in statuses
        ]
        chart = count_bars(_frame(_sums(counts, "status_word")), categories, names, texts)
    else:
        chart = count_bars(
            _frame(_sums(counts, "objective")), _objectives(ask, counts), names, texts
        )
    return Answer(
        title,
        words("exhibit.of.measures"),
        _status_table(ask, counts, statuses),
        chart if total else None,
        note=words("exhibit.public-status.note"),
        not_shown=total_of(_on(ask.hidden, code)),
    )


def _statuses(ask: Ask, counts: pd.DataFrame) -> list[str]:
    """The words in use, in the order of the template's list."""
    used = set(counts["status_word"])
    for template in ask.content.templates.values():
        order = list(template.lists.get("status_word", ()))
        return [s for s in order if s in used] + sorted(used - set(order))
    return sorted(used)


def _status_table(ask: Ask, counts: pd.DataFrame, statuses: Sequence[str]) -> Table:
    words, names = ask.words, ask.names
    found: dict[tuple[str, str], int] = {}
    for row in rows_of(counts):
        key = (row.objective, row.status_word)
        found[key] = found.get(key, 0) + int(row.n)
    present = {objective for objective, _ in found}
    codes = [o for o in ask.framework.objectives if not ask.filters.objective or o in present]
    codes += [UNMAPPED] if UNMAPPED in present else []
    columns = (
        TableColumn("objective", words("exhibit.column.objective"), ColumnKind.HEADER),
        *(
            TableColumn(
                s or "none",
                names.entry("status_word", s) if s else words("exhibit.no-status"),
                ColumnKind.NUMBER,
            )
            for s in statuses
        ),
        TableColumn("total", words("exhibit.column.total"), ColumnKind.NUMBER),
    )
    rows = []
    for code in codes:
        numbers = [found.get((code, status), 0) for status in statuses]
        first = (
            text_cell(names.objective(code), to("objective", objective=code))
            if code
            else text_cell(words("exhibit.unmapped"))
        )
        cells = [count_cell(ask, n) for n in (*numbers, sum(numbers))]
        rows.append((first, *cells))
    return Table(words("exhibit.public-status.caption"), columns, tuple(rows))


def _objectives(ask: Ask, counts: pd.DataFrame) -> list[Category]:
    """A bar for each objective, and one for measures that have none yet."""
    names, framework = ask.names, ask.framework
    unmapped = Category(UNMAPPED, ask.words("exhibit.unmapped"))
    objectives = [
        Category(
            code,
            names.objective(code),
            group=names.pillar(objective.pillar),
            target=to("objective", objective=code),
        )
        for code, objective in framework.objectives.items()
    ]
    return [*objectives, unmapped] if UNMAPPED in set(counts["objective"]) else objectives


def _sums(counts: pd.DataFrame, column: str) -> dict[str, int]:
    sums = counts.groupby(column)["n"].sum()
    return {str(code): int(n) for code, n in sums.items()}


def _frame(sums: Mapping[str, int]) -> pd.DataFrame:
    return pd.DataFrame(list(sums.items()), columns=["code", "n"])
