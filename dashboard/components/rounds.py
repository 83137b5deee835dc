"""The page of rounds: how each stands, what may be decided, who has reported, what to write."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dash.development.base_component import Component
from markupsafe import Markup

from dashboard.addresses import href
from dashboard.auth import Right
from dashboard.components.form import Field, Form, form_markup
from dashboard.components.reminders import reminder, silent
from dashboard.components.slot import slot
from dashboard.components.table import environment
from dashboard.context import Context, View
from dashboard.figures.names import Names
from dashboard.queries import Source
from dashboard.queries.round_states import Reporting, RoundStatus, round_statuses


@dataclass(frozen=True)
class RoundsShown:
    """Every round, and the one looked at."""

    every: tuple[RoundStatus, ...]
    one: RoundStatus


def rounds_shown(view: View, context: Context, today: date) -> RoundsShown:
    """The round of the address; else the latest that countries are asked to report to."""
    source = Source(context.reader, view.consents)
    every = round_statuses(source, context.content, today)
    wanted = view.query.get("round", "")
    chosen = next((status for status in every if status.round.code == wanted), every[0])
    return RoundsShown(every, chosen)


def is_past(status: RoundStatus, today: date) -> bool:
    return status.due_on is not None and status.due_on < today


def rounds_table(view: View, shown: RoundsShown) -> list[Component]:
    """One row a round."""
    markup = _render(
        "rounds.html",
        view,
        every=shown.every,
        current=shown.one.round.code,
        address=lambda code: href("rounds", view.language, f"round={code}"),
    )
    return slot("rounds", markup)


def decisions(view: View, status: RoundStatus) -> list[Component]:
    """Opening, closing, the due day; templates and reminders to take away."""
    forms = [_due_form(view, status)]
    if status.is_open:
        forms.append(_state_form(view, status, "close"))
    elif view.person.may(Right.REOPEN):
        forms.append(_state_form(view, status, "open"))
    markup = _render(
        "round_decisions.html",
        view,
        status=status,
        forms=[form_markup(form) for form in forms],
        may_reopen=view.person.may(Right.REOPEN),
        silent=len(silent(status)),
    )
    return slot("round-decisions", markup)


def partners_table(view: View, context: Context, status: RoundStatus) -> list[Component]:
    """Who has reported, in the reader's alphabet, never by date."""
    names = Names(context.content, view.words, view.framework)

    def ordered(rows: Sequence[Reporting]) -> list[Reporting]:
        known = {row.country: row for row in rows}
        return [known[iso3] for iso3 in names.alphabetical(known)]

    markup = _render(
        "round_partners.html",
        view,
        status=status,
        rows=ordered(status.members),
        others=ordered(status.others),
        country=names.country,
        report=lambda code: href("report", view.language, report=code),
    )
    return slot("round-partners", markup)


def reminder_texts(
    view: View, context: Context, status: RoundStatus, today: date
) -> list[Component]:
    """For each silent country the text in every language, to be copied."""
    names = Names(context.content, view.words, view.framework)
    every = [context.content.words[language] for language in context.content.languages]
    late = is_past(status, today)
    texts = [
        (
            names.country(iso3),
            [(w.language, reminder(w, context.content, status, iso3, late)) for w in every],
        )
        for iso3 in names.alphabetical(silent(status))
    ]
    return slot("round-reminders", _render("round_reminders.html", view, texts=texts))


def _state_form(view: View, status: RoundStatus, deed: str) -> Form:
    words, code = view.words, status.round.code
    return Form(
        f"/desk/rounds/{code}/{deed}",
        words(f"rounds.{deed}"),
        back=_here(view, code),
        look="inline quiet",
        confirm=words(f"rounds.{deed}.confirm", round=words.text(status.round.name)),
    )


def _due_form(view: View, status: RoundStatus) -> Form:
    words, code = view.words, status.round.code
    value = status.due_on.isoformat() if status.due_on is not None else ""
    day = Field("due", words("rounds.due.field"), "date", value, help=words("rounds.due.help"))
    address = f"/desk/rounds/{code}/due"
    return Form(address, words("rounds.due.set"), (day,), back=_here(view, code), look="inline")


def _here(view: View, code: str) -> str:
    return href("rounds", view.language, f"round={code}")


def _render(template: str, view: View, **values: object) -> Markup:
    made = environment().get_template(template).render(words=view.words, **values)
    return Markup(made)  # noqa: S704  autoescaped
