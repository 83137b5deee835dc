"""The answer of a country to its profile: given by itself, or recorded for it."""

import flask

from dashboard.addresses import Located, locate
from dashboard.api.answers import error
from dashboard.api.refused import forbidden
from dashboard.auth import Right, person
from dashboard.components.form import form_markup
from dashboard.components.reply import reply_form
from dashboard.context import Context, Preview
from dashboard.desk.routes import Route, back, own_path
from dashboard.queries import version_of
from dashboard.shell.plain import form_page
from dashboard.shell.view import make_view, source_of
from loaders import desk


def _answer(context: Context, report: str) -> flask.Response:
    version = version_of(source_of(context), report)
    if version is None:
        return error(context, "404", 404)
    if not person().may(Right.REPLY, version.country):
        return forbidden(context, version.code)
    form = flask.request.form
    text, language = form.get("text", ""), form.get("language", "")
    if language not in context.content.languages:
        language = context.settings.language
    try:
        desk.answer(context.writer, report, text, language, person().actor)
    except desk.NotAnswerableError as problem:
        return _again(context, version, (text, language), problem)
    return back("reply.kept", report=report)


def _again(
    context: Context, version: Preview, given: tuple[str, str], problem: desk.NotAnswerableError
) -> flask.Response:
    """The text as it was sent, and what is to be changed: nothing that was typed is lost."""
    address = own_path(flask.request.form.get("back", ""))
    located = locate(address.partition("?")[0])
    language = located.language if located else context.settings.language
    view = make_view(context, Located("reports", language), "", person=person())
    limit = view.words.number(desk.LONGEST)
    length = view.words.number(problem.length)
    said = view.words(f"reply.problem.{problem.reason}", n=length, of=limit)
    form = reply_form(view, version, *given, address)
    title = view.words("reply.problem.title")
    return form_page(view.words, title, said, form_markup(form), address)


ROUTES = (Route("reply", "/reports/<report>/reply", Right.REPLY, _answer),)
