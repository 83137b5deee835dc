"""Builds an exhibit for one reader: its own answer, and what all exhibits say of themselves."""

from dataclasses import replace

from dashboard.exhibits.ask import Ask
from dashboard.exhibits.base import Answer, BuiltExhibit, Exhibit
from dashboard.exhibits.catalogue import EXHIBITS
from dashboard.exhibits.frames import Frames
from dashboard.exhibits.parts import countries_of
from dashboard.exhibits.stamp import stamp_of_snapshot
from dashboard.exhibits.table import Table
from dashboard.filters import Filters, fitting
from dashboard.queries import Source
from schemas.content import Content
from schemas.wording import Words


def build(
    code: str,
    source: Source,
    content: Content,
    words: Words,
    filters: Filters,
    frames: Frames | None = None,
) -> BuiltExhibit:
    """The exhibit for the filters' round (without one, the latest with reports and scores).
    `frames` of the same source, given to several builds, are read once for all of them.

    Raises KeyError for a code outside the catalogue. A round without reports, or without
    scores or words where they are needed, gives an exhibit that says so: no chart, no rows, a note.
    """
    exhibit = EXHIBITS[code]
    ask = Ask(code, source, content, words, filters, frames)
    ask = replace(ask, filters=fitting(filters, ask.framework)[0])
    if exhibit.needs_scores and not ask.round.asked:
        answer = _empty(ask, "exhibit.no-scores")
    elif exhibit.needs_scores and not _has_reports(ask, exhibit) and code != "country-strip":
        answer = _empty(ask, "exhibit.no-reports")
    elif exhibit.needs_words and ask.round.asked:
        answer = _empty(ask, "exhibit.no-words" if len(ask.reports) else "exhibit.no-reports")
    else:
        answer = exhibit.answer(ask)
    return finished(ask, answer)


def _has_reports(ask: Ask, exhibit: Exhibit) -> bool:
    """Whether there is a report to speak of: one that does not heed the region speaks of all."""
    return bool(len(ask.reports if "region" in exhibit.filters else ask.all_reports))


def _empty(ask: Ask, key: str) -> Answer:
    round_name = ask.words.text(ask.round.name)
    title = ask.words(f"{key}.title", round=round_name)
    return Answer(title, "", Table(title, (), ()), note=ask.words(key))


def finished(ask: Ask, answer: Answer) -> BuiltExhibit:
    """What an exhibit found, with what all exhibits say of themselves: round, basis, source."""
    words = ask.words
    subtitle = [answer.measure] if answer.measure else []
    if answer.by_basis:
        subtitle.append(words(f"exhibit.basis.{ask.filters.basis}"))
    subtitle.append(words("exhibit.round", round=words.text(ask.round.name)))
    coverage = answer.coverage or countries_of(ask)
    line = " · ".join(subtitle)
    # Sentences of the chart's description end on their own; a title has no full stop.
    alt = ". ".join((answer.title, line, coverage)) + "."
    frozen = ask.source.snapshot
    chart = answer.chart
    if chart is not None:
        chart = None if chart.is_empty else replace(chart, alt=alt)
    return BuiltExhibit(
        code=ask.code,
        title=answer.title,
        subtitle=line,
        coverage=coverage,
        not_shown=words.count(answer.not_shown_key, answer.not_shown) if answer.not_shown else "",
        source_line=_source_line(ask),
        alt=alt,
        provenance=ask.provenance,
        badge=words(f"provenance.{ask.provenance}"),
        chart=chart,
        table=answer.table,
        filters=replace(ask.filters, round=ask.round.code, snapshot=frozen.code if frozen else ""),
        note=answer.note,
        remark=answer.remark,
        figures=answer.figures,
        facts=answer.facts,
        said=answer.said,
        stamp=stamp_of_snapshot(frozen, ask.content, words) if frozen else None,
    )


def _source_line(ask: Ask) -> str:
    """Where the numbers come from, and when the last of them was published."""
    words = ask.words
    line = words(f"exhibit.source.{ask.provenance}", round=words.text(ask.round.name))
    published = ask.reports["published_at"].dropna()
    if not len(published):
        return line
    return f"{line}, {words('exhibit.latest', date=words.date(published.max()))}"
