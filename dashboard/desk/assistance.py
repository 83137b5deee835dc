"""What became of a need or offer of assistance; who is on the lists of target countries."""

import flask

from dashboard.api.answers import error
from dashboard.api.refused import forbidden
from dashboard.auth import Right, person
from dashboard.context import Context
from dashboard.desk.routes import Route, back
from loaders import desk


def _follow_up(context: Context) -> flask.Response:
    form = flask.request.form
    country, ta_id = form.get("country", ""), form.get("ta_id", "")
    if not person().may(Right.REVIEW, country):
        return forbidden(context, ta_id[:40])
    state, note = form.get("state", ""), form.get("note", "")
    try:
        kept = desk.follow_up(context.writer, country, ta_id, state, note, person().actor)
    except desk.FollowUpError as problem:
        return back(f"assistance.{problem.reason}", id=ta_id[:40])
    return back("assistance.kept" if kept else "assistance.same", id=ta_id)


def _targets(context: Context, code: str) -> flask.Response:
    """Countries shown in the form stand on a list when they are ticked; others stay."""
    if code not in context.content.rounds:
        return error(context, "404", 404)
    shown, listed = (
        [_place(value) for value in flask.request.form.getlist(name)]
        for name in ("shown", "listed")
    )
    try:
        on, off = desk.set_targets(
            context.writer, context.content, code, shown, listed, person().actor
        )
    except KeyError:
        return back("targets.unknown")
    return back("targets.kept", on=str(on), off=str(off)) if on or off else back("targets.same")


def _place(value: str) -> tuple[str, str]:
    """Activity and country of "profile-SEN"."""
    activity, _, country = value.partition("-")
    return activity, country


ROUTES = (
    Route("follow-up", "/assistance", Right.REVIEW, _follow_up),
    Route("targets", "/rounds/<code>/targets", Right.REVIEW, _targets),
)
