"""Migration profiles and the i-Map: where each country stands, and the target countries."""

from collections.abc import Sequence

from dash.development.base_component import Component

from dashboard.auth import Right
from dashboard.components.targets import targets_form
from dashboard.context import Context, View
from dashboard.shell.frame import empty_state
from dashboard.shell.parts import exhibit, section

FILTERS: tuple[str, ...] = ("round", "region", "countries")


def title(view: View, context: Context) -> str:
    return view.words("page.profiles-imap")


def lead(view: View, context: Context) -> str:
    return view.words("profiles-imap.lead")


def body(view: View, context: Context) -> Sequence[Component]:
    words = view.words
    if view.shown is None:
        return [empty_state(words("overview.empty"), words("page.upload"), view.link("upload"))]
    codes = ("profiles", "profile-ages", "target-countries")
    shown = [exhibit(view, context, code, primary=i == 0) for i, code in enumerate(codes)]
    if not view.shown.round.asked:
        return shown[:1]
    if view.person.may(Right.REVIEW) and view.snapshot is None:
        shown.append(section(words("targets.form"), *targets_form(view, context)))
    return shown
