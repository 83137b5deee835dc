"""Rounds: open or closed, due when, who has reported; templates and reminders."""

from collections.abc import Sequence
from datetime import date

from dash.development.base_component import Component

from dashboard.components.rounds import (
    decisions,
    partners_table,
    reminder_texts,
    rounds_shown,
    rounds_table,
)
from dashboard.context import Context, View
from dashboard.shell.frame import empty_state
from dashboard.shell.parts import section

FILTERS = ()


def title(view: View, context: Context) -> str:
    return view.words("rounds.title")


def lead(view: View, context: Context) -> str:
    words, status = view.words, rounds_shown(view, context, date.today()).one
    if not status.round.asked:
        return words("rounds.lead.public", round=words.text(status.round.name))
    received = status.count("published") + status.count("received")
    return words.count(
        "rounds.lead",
        received,
        round=words.text(status.round.name),
        of=words.number(len(status.members)),
        published=words.number(status.count("published")),
    )


def body(view: View, context: Context) -> Sequence[Component]:
    words, today = view.words, date.today()
    shown = rounds_shown(view, context, today)
    one, name = shown.one, words.text(shown.one.round.name)
    parts = [
        *rounds_table(view, shown),
        section(words("rounds.decide", round=name), *decisions(view, one)),
    ]
    if not one.round.asked:
        return [*parts, empty_state(words("rounds.not-asked"))]
    return [
        *parts,
        section(words("rounds.partners"), *partners_table(view, context, one)),
        section(words("rounds.reminders"), *reminder_texts(view, context, one, today)),
    ]
