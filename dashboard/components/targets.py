"""The form by which analysts put countries on the lists of target countries, or take them off."""

from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace as changed

from dash.development.base_component import Component
from markupsafe import Markup

from dashboard.addresses import href
from dashboard.components.slot import slot
from dashboard.components.table import environment
from dashboard.context import Context, View
from dashboard.exhibits.ask import Ask
from dashboard.queries import Source
from dashboard.queries.targets import ProfileAnswer, profile_answers, targets
from schemas.database.exchange import ACTIVITIES

WISHES = ("YES", "MAYBE")
"""Answers that are proposed for a list."""

LISTED = "listed"
"""Countries that stand on a list without such an answer."""


@dataclass(frozen=True)
class Choice:
    """A country that may stand on a list. `is_reserved`: its report is not for everybody, while
    the list is."""

    country: str
    is_listed: bool
    is_reserved: bool


Groups = Sequence[tuple[str, Sequence[Choice]]]
"""Why countries are proposed -> they, by alphabet."""


def targets_form(view: View, context: Context) -> list[Component]:
    """One form for both activities, over all partners of the round."""
    assert view.shown is not None  # noqa: S101  the page shows nothing of it without a round
    round_code = view.shown.round.code
    filters = changed(view.filters, round=round_code, region="", countries=())
    source = Source(context.reader, view.consents, snapshot=view.snapshot)
    ask = Ask("target-countries", source, context.content, view.words, filters)
    activities = [(activity, _groups(ask, activity)) for activity in ACTIVITIES]
    template = environment().get_template("targets_form.html")
    markup = template.render(
        words=view.words,
        names=ask.names,
        activities=[(activity, groups) for activity, groups in activities if groups],
        action=f"/desk/rounds/{round_code}/targets",
        back=href("profiles-imap", view.language, view.filters.query()),
    )
    return slot("targets-form", Markup(markup))  # noqa: S704  autoescaped


def _groups(ask: Ask, activity: str) -> Groups:
    """Those that wish it, those to be talked to, then others on the list; none empty."""
    answers = {one.country: one for one in ask.frames.read(profile_answers, ask.round.code)}
    listed = {
        one.country for one in ask.frames.read(targets, ask.round.code) if one.activity == activity
    }
    found: dict[str, list[Choice]] = {name: [] for name in (*WISHES, LISTED)}
    for iso3 in ask.partners:
        answer = answers.get(iso3)
        wish = answer.wish(activity) if answer is not None else None
        group = wish if wish in WISHES else LISTED if iso3 in listed else ""
        if group:
            found[group].append(Choice(iso3, iso3 in listed, _is_reserved(answer)))
    return [(name, choices) for name, choices in found.items() if choices]


def _is_reserved(answer: ProfileAnswer | None) -> bool:
    return answer is not None and answer.consent != "PUB"
