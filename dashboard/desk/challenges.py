"""Challenges told as one: named by an analyst, or in their own words again."""

from urllib.parse import parse_qsl, urlencode, urlsplit

import flask

from dashboard.addresses import Located, locate
from dashboard.api.answers import error
from dashboard.auth import Right, person
from dashboard.components.challenges import (
    TOLD,
    group_named,
    groups_of,
    name_field,
    naming_form,
)
from dashboard.components.form import form_markup
from dashboard.components.thread import asked_of
from dashboard.context import Context, View
from dashboard.desk.routes import Route, own_path
from dashboard.exhibits.ask import Ask
from dashboard.queries.threads import Common
from dashboard.shell.plain import form_page
from dashboard.shell.view import make_view, source_of
from loaders import desk


def _name(context: Context, code: str) -> flask.typing.ResponseReturnValue:
    """Names the chosen challenges, and those they are said to be like, for all who read."""
    if code not in context.content.rounds:
        return error(context, "404", 404)
    form = flask.request.form
    view, ask = _asked(context, code)
    groups = groups_of(ask)
    chosen = [group_named(groups, form.get(field, "")) for field in ("challenge", "like")]
    known = [group for group in chosen if group is not None]
    challenges = [(one.country, one.item_id) for group in known for one in group.challenges]
    names = dict.fromkeys(context.content.languages, "")
    if not form.get("undo"):
        names = _names(context, known)
    try:
        if chosen[0] is None:
            raise desk.ChallengeNameError("nothing")
        if not form.get("undo") and not any(names.values()):
            raise desk.ChallengeNameError("languages")
        desk.name_challenges(context.writer, challenges, names, person().actor)
    except desk.ChallengeNameError as problem:
        return _again(view, ask, groups, problem)
    return flask.redirect(_back(), 303)


def _asked(context: Context, code: str) -> tuple[View, Ask]:
    """The round as the person sees it, in the language of the page the form came from."""
    located = locate(own_path(flask.request.form.get("back", "")).partition("?")[0])
    language = located.language if located else context.settings.language
    at = Located("practices", language)
    view = make_view(context, at, f"?round={code}", person=person())
    return view, asked_of(view, context, source_of(context, person().consents))


def _names(context: Context, groups: list[Common]) -> dict[str, str]:
    """What was typed; else the name that one of the groups has; else a title in that language."""
    names = {}
    for language in context.content.languages:
        typed = flask.request.form.get(name_field(language), "").strip()
        named = (group.names.get(language, "") for group in groups)
        titles = (
            one.title or ""
            for group in groups
            for one in group.challenges
            if (one.lang or "").lower() == language
        )
        names[language] = typed or next((text for text in (*named, *titles) if text), "")
    return names


def _again(
    view: View, ask: Ask, groups: tuple[Common, ...], problem: desk.ChallengeNameError
) -> flask.Response:
    """The form as it was sent, and what is to be changed in it."""
    words = view.words
    back = own_path(flask.request.form.get("back", ""))
    form = naming_form(view, ask, groups, flask.request.form, back)
    limit = words.number(desk.NAME_LENGTH)
    said = words(f"practices.naming.problem.{problem.reason}", n=limit)
    return form_page(words, words("practices.naming"), said, form_markup(form), back)


def _back() -> str:
    """The page the form came from, told that it has been done."""
    parts = urlsplit(own_path(flask.request.form.get("back", "")))
    query = urlencode({**dict(parse_qsl(parts.query)), TOLD: "1"})
    return f"{parts.path}?{query}#naming"


ROUTES = (Route("challenge-name", "/challenges/<code>", Right.PLACE, _name),)
