"""A digest of what was published over a period, to read and to copy."""

from collections.abc import Sequence
from dataclasses import replace

from dash.development.base_component import Component

from dashboard.components.bulletin import bulletin_part
from dashboard.context import PUBLIC, Context, View
from dashboard.exhibits.bulletin import facts_of, period_of
from dashboard.shell.frame import empty_state
from dashboard.shell.view import source_for

FILTERS: tuple[str, ...] = ()


def title(view: View, context: Context) -> str:
    return view.words("page.bulletin")


def lead(view: View, context: Context) -> str:
    return view.words("bulletin.lead")


def body(view: View, context: Context) -> Sequence[Component]:
    """For a newsletter: never more than what everybody may see, whoever reads the page."""
    words = view.words
    source = source_for(replace(view, consents=PUBLIC), context)
    period = period_of(source, view.filters)
    if period is None:
        return [empty_state(words("overview.empty"), words("page.upload"), view.link("upload"))]
    frozen = view.snapshot.code if view.snapshot is not None else ""
    key = ("bulletin", period, frozen, view.data_version)
    facts = context.memo.answer(key, lambda: facts_of(source, context.content, period))
    if facts.is_empty:
        start, end = words.date(period.start), words.date(period.end)
        said = words("bulletin.empty", start=start, end=end)
        way = empty_state(said, words("bulletin.latest"), view.link("bulletin"))
        return [*bulletin_part(view, context, period, None), way]
    return bulletin_part(view, context, period, facts)
