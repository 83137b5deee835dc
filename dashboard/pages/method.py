"""How every number is made: scale, bases, coverage, bounds, missing answers."""

from collections.abc import Sequence
from dataclasses import replace

from dash.development.base_component import Component

from dashboard.components.annex import overrides_annex
from dashboard.components.prose import prose
from dashboard.components.worked_example import worked_example
from dashboard.context import Context, View
from dashboard.exhibits.ask import Ask
from dashboard.shell.parts import further
from dashboard.shell.view import source_for

FILTERS = ()

SECTIONS = (
    "ours", "scale", "non-answers", "bases", "aggregation", "coverage", "bounds", "example",
    "groups", "change", "rounding", "missing", "audience", "provenance",
)  # fmt: skip


def title(view: View, context: Context) -> str:
    return view.words("method.title")


def lead(view: View, context: Context) -> str:
    return view.words("method.lead")


def body(view: View, context: Context) -> Sequence[Component]:
    words = view.words
    parts = []
    for section in SECTIONS:
        text = _example(view, context) if section == "example" else words(f"method.{section}.body")
        parts.append(f"## {words(f'method.{section}.title')}\n\n{text}")
    sections = prose("method", "\n\n".join(parts), words("shell.contents"))
    ways = further((view.words("method.to-data"), view.link("data")))
    return [*sections, *overrides_annex(view, context), ways]


def _example(view: View, context: Context) -> str:
    if view.shown is None or not view.shown.round.asked:
        return view.words("method.example.none")
    filters = replace(view.filters, round=view.shown.round.code, basis="declared")
    source = source_for(view, context)
    frozen = view.snapshot.code if view.snapshot is not None else ""
    key = ("worked-example", view.language, filters.round, view.consents, frozen, view.data_version)
    ask = Ask("method", source, context.content, view.words, filters)
    return context.memo.answer(key, lambda: worked_example(ask))
