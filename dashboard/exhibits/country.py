"""Exhibits of one country: its ten objectives, its measures, the evidence behind one cell."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from dashboard import scores
from dashboard.exhibits import priorities, said
from dashboard.exhibits.ask import Ask
from dashboard.exhibits.base import Answer, Fact
from dashboard.exhibits.lists import listed
from dashboard.exhibits.measures import page_of
from dashboard.exhibits.milestones import arranged, counted_in_words
from dashboard.exhibits.origins import resting_on
from dashboard.exhibits.parts import (
    answer_cell,
    blank_cell,
    count_cell,
    known,
    share_cell,
    text_cell,
    total_of,
)
from dashboard.exhibits.schedule import below, gantt
from dashboard.exhibits.self_assessment import gap_cell, pairs_of, question_of
from dashboard.exhibits.table import ColumnKind, Row, Table, TableColumn
from dashboard.figures.chart import Category, to
from dashboard.figures.frames import rows_of
from dashboard.figures.names import Texts
from dashboard.figures.strip import country_strip
from dashboard.figures.style import LEVELS
from dashboard.filters import Filters
from dashboard.queries import Evidence, evidence, replies
from dashboard.queries.country import ObjectiveRow, report_head
from dashboard.queries.frames import answer_counts
from dashboard.queries.pace import dates_of
from schemas.framework import CROSS_CUTTING


def country(ask: Ask) -> str:
    """The one country asked for; the first partner when none is."""
    return ask.filters.countries[0] if ask.filters.countries else ask.partners[0]


def strip(ask: Ask) -> Answer:
    """Both bases side by side, never blended: what the country declares, what its measures say."""
    words, names, iso3 = ask.words, ask.names, country(ask)
    declared = ask.all_declared
    own = declared[declared["country"] == iso3]
    answers = {r.objective: str(r.answer) for r in rows_of(own)}
    measured = ask.all_measure_values
    means = {r.objective: r for r in rows_of(measured[measured["country"] == iso3])}
    rows = [_strip_row(code, answers, means.get(code)) for code in ask.framework.objectives]
    frame = pd.DataFrame(
        rows,
        columns=[
            "objective",
            "answer",
            "own",
            "mean",
            "lower",
            "upper",
            "n_known",
            "n_total",
        ],
    )
    categories = [
        Category(
            code,
            names.objective(code),
            group=names.pillar(objective.pillar)
            if objective.pillar != CROSS_CUTTING
            else words("exhibit.cross-cutting"),
            note=words.count("exhibit.n.measures", int(frame["n_total"].iloc[place])),
            target=to("evidence", country=iso3, objective=code),
        )
        for place, (code, objective) in enumerate(ask.framework.objectives.items())
    ]
    title = _strip_title(ask, iso3, answers)
    chart = country_strip(frame, categories, names, Texts("country-strip", title, title))
    has_report = iso3 in set(ask.all_reports["country"])
    return Answer(
        title,
        words("exhibit.of.both"),
        _strip_table(ask, frame, iso3),
        chart if has_report else None,
        note=_asked_about(ask, iso3)
        if has_report
        else words("exhibit.no-report", country=names.country(iso3)),
        coverage=_country_coverage(ask, answers)
        if has_report
        else words("exhibit.no-report", country=names.country(iso3)),
        not_shown=_hidden(ask, iso3, list(ask.framework.objectives)),
        facts=priorities.in_short(ask, iso3) if has_report else (),
        remark=_reply(ask, iso3),
        said=said.country(ask, title, rows_of(frame)) if has_report else (),
    )


def _asked_about(ask: Ask, iso3: str) -> str:
    """The objectives whose own level and measures are two levels or more apart, as a question."""
    codes = [pair.objective for pair in pairs_of(ask, (iso3,)) if pair.is_flagged]
    if not codes:
        return ""
    return ask.words.count("self-assessment.strip", len(codes), codes=ask.words.listed(codes))


def _reply(ask: Ask, iso3: str) -> str:
    """What the country answers to its profile, in one line of a file; "" when it did not."""
    head = ask.frames.read(report_head, ask.round.code, iso3)
    given = ask.frames.read(replies, head.id) if head is not None and head.is_shown else ()
    if not given:
        return ""
    text = " ".join(given[0].text.split())
    return ask.words("reply.in-file", date=ask.words.date(given[0].at.date()), text=text)


def _hidden(ask: Ask, iso3: str, objectives: Sequence[str] = ()) -> int:
    """Measures of the country's own report outside the audience: all, or on these objectives."""
    own = ask.all_hidden[ask.all_hidden["country"] == iso3]
    return total_of(own[own["objective"].isin(objectives)] if objectives else own)


def _strip_row(code: str, answers: dict[str, str], mean: Any) -> tuple[Any, ...]:
    answer = answers.get(code, "NR")
    own = scores.POINTS.get(answer)
    if mean is None or pd.isna(mean.value):
        total = 0 if mean is None else int(mean.n_total)
        return (code, answer, own, None, None, None, 0, total)
    return (code, answer, own, mean.value, mean.lower, mean.upper, mean.n_known, mean.n_total)


def _strip_title(ask: Ask, iso3: str, answers: dict[str, str]) -> str:
    words, name = ask.words, ask.names.country(iso3)
    levels = [answer for answer in answers.values() if answer in LEVELS]
    if not levels:
        return words("exhibit.country-strip.none", country=name)
    return words.count(
        "exhibit.country-strip.title",
        sum(level in ("3", "4") for level in levels),
        country=name,
        of=words.number(len(levels)),
    )


def _country_coverage(ask: Ask, answers: dict[str, str]) -> str:
    """Known objectives of those that apply, with the band's word."""
    levels = sum(answer in LEVELS for answer in answers.values())
    applies = len(ask.framework.objectives) - sum(a == "NA" for a in answers.values())
    band = scores.coverage_band(levels / applies) if applies else "insufficient"
    return ask.words(f"exhibit.country.coverage.{band}", n=levels, of=applies)


def _strip_table(ask: Ask, frame: pd.DataFrame, iso3: str) -> Table:
    words, names = ask.words, ask.names
    columns = (
        TableColumn("objective", words("exhibit.column.objective"), ColumnKind.HEADER),
        TableColumn("own", words("exhibit.column.own"), ColumnKind.LEVEL),
        TableColumn("mean", words("exhibit.column.mean"), ColumnKind.NUMBER),
        TableColumn("bounds", words("exhibit.column.bounds")),
        TableColumn("known", words("exhibit.column.known-measures"), ColumnKind.SHARE),
        TableColumn("gap", words("exhibit.column.gap"), ColumnKind.NUMBER),
    )
    rows: list[Row] = []
    for row in rows_of(frame):
        has_mean = pd.notna(row.mean)
        gap = float(row.own) - float(row.mean) if has_mean and pd.notna(row.own) else None
        total = int(row.n_total)
        rows.append(
            (
                text_cell(
                    names.objective(row.objective),
                    to("evidence", country=iso3, objective=row.objective),
                ),
                answer_cell(names, row.answer),
                count_cell(ask, round(float(row.mean), 2)) if has_mean else blank_cell(),
                text_cell(f"{words.number(row.lower)} – {words.number(row.upper)}")
                if has_mean
                else blank_cell(),
                share_cell(
                    ask,
                    int(row.n_known) / total if total else None,
                    words("exhibit.n-of", n=int(row.n_known), of=total),
                ),
                gap_cell(ask, gap),
            )
        )
    return Table(words("exhibit.country-strip.caption"), columns, tuple(rows))


def measures(ask: Ask) -> Answer:
    """A country's measures in the order of its file, a page of them, over time where they are
    dated."""
    words, iso3 = ask.words, country(ask)
    page = page_of(ask, (iso3,), **dict.fromkeys(OTHER_FILTERS, ""), countries=(iso3,))
    own = Filters(round=ask.round.code)
    dates = ask.frames.read(dates_of, own, (), (), (iso3,))
    counts = ask.frames.read(answer_counts, ask.round.code, iso3)
    key = "exhibit.country-measures.title" + ("" if ask.round.asked else ".public")
    done = total_of(counts[counts["answer"] == "4"])
    title = words.count(key, page.total, country=ask.names.country(iso3), done=words.number(done))
    steps = arranged(ask, page.rows)
    caption = words("exhibit.measures.caption")
    table = listed(ask, caption, steps.rows, with_country=False, page=page, under=steps.under)
    chart = gantt(ask, steps.rows, title)
    note = "" if page.total else words("exhibit.no-report", country=ask.names.country(iso3))
    return Answer(
        title,
        words("exhibit.of.list"),
        table,
        chart,
        note or (below(ask, dates, page.rows) if chart is not None else ""),
        coverage=counted_in_words(ask, page.total, steps.groups if page.pages == 1 else ()),
        not_shown=_hidden(ask, iso3),
        remark=_reply(ask, iso3),
        said=said.looks(ask, title, _looks(counts), "measures") if page.total else (),
    )


OTHER_FILTERS = ("region", "pillar", "objective", "theme", "level", "status", "action", "q", "sort")
"""Filters that a list of one country's measures does not heed."""


def _looks(counts: pd.DataFrame) -> list[str]:
    """The answer of each measure, from how many there are of each."""
    return [str(row.answer) for row in rows_of(counts) for _ in range(int(row.n))]


def objective_evidence(ask: Ask) -> Answer:
    """The answer, its reasons and the measures behind it, down to sheet and cell."""
    words, names, iso3 = ask.words, ask.names, country(ask)
    code = ask.filters.objective or next(iter(ask.framework.objectives))
    found = evidence(ask.source, ask.round.code, iso3, code)
    if found is None:
        title = words("exhibit.no-report", country=names.country(iso3))
        empty = listed(ask, words("exhibit.measures.caption"), (), with_country=False)
        return Answer(title, words("exhibit.of.list"), empty, note=title, coverage="–")
    rows = (*found.measures, *found.others)
    key = "exhibit.objective-evidence.title" + ("" if ask.round.asked else ".public")
    answer = found.answer.answer if found.answer else "NR"
    title = words.count(
        key,
        len(found.measures),
        country=names.country(iso3),
        code=code,
        answer=names.answer(answer),
    )
    table = listed(
        ask,
        words("exhibit.measures.caption"),
        rows,
        with_country=False,
        with_objective=bool(found.others),
    )
    return Answer(
        title,
        words("exhibit.of.evidence"),
        table,
        note="" if rows else words("exhibit.objective-evidence.no-measures"),
        facts=_facts(ask, found, iso3, code) if ask.round.asked else (),
        coverage=_evidence_coverage(ask, found),
        not_shown=found.not_shown,
    )


FACTS = {
    "reason": "answer_reason", "progress": "progress", "obstacle": "obstacle",
    "next_step": "next_step", "evidence": "evidence",
}  # fmt: skip
"""What a country writes beside its answer: stored column -> column of the sheet Objectives."""


def _facts(ask: Ask, found: Evidence, iso3: str, code: str) -> tuple[Fact, ...]:
    """The answer and what was written beside it, each with its cell in the file; what it rests
    on, and whether the country's measures say the same."""
    row = found.answer
    if row is None:
        text = ask.words("exhibit.objective-evidence.unanswered")
        return (Fact(ask.words("exhibit.column.own"), text),)
    sheet = ask.content.template_of(ask.round.code).sheets["objectives"]
    answer = Fact(
        ask.words("exhibit.column.own"),
        ask.names.answer(row.answer),
        row.answer,
        _place(ask, row, "answer"),
    )
    written = [
        Fact(ask.words.text(sheet.column(column).label), text, note=_place(ask, row, key))
        for key, column in FACTS.items()
        if (text := getattr(row, key))
    ]
    asked = [
        Fact(ask.words("self-assessment.label"), question_of(ask, pair))
        for pair in pairs_of(ask, (iso3,))
        if pair.objective == code and pair.is_flagged
    ]
    return (answer, *written, *resting_on(ask, found, _place(ask, row, "basis")), *asked)


def _place(ask: Ask, row: ObjectiveRow, key: str) -> str:
    cell = row.cells.get(key)
    if cell is None:
        return ask.words("exhibit.row", sheet=row.sheet, row=row.row)
    return ask.words("exhibit.place", sheet=row.sheet, cell=cell)


def _evidence_coverage(ask: Ask, found: Evidence) -> str:
    tally = {level: sum(m.counts_as == level for m in found.measures) for level in LEVELS}
    line = ask.words.count(
        "exhibit.evidence.coverage", len(found.measures), known=ask.words.number(known(tally))
    )
    return line if ask.round.asked else ask.words.count("exhibit.n.measures", len(found.measures))
