"""The presentation whose look a meeting's slides take: sent, checked, kept, taken back."""

import flask
from werkzeug.exceptions import RequestEntityTooLarge

from dashboard.addresses import href
from dashboard.api.uploads import LONGEST_NAME, MEGABYTE
from dashboard.auth import Right, person
from dashboard.context import Context
from dashboard.desk.meetings import language_of_form, of_meeting, page_of
from dashboard.desk.routes import Route, back
from dashboard.exports.pptx import DesignError, check_design
from dashboard.queries.meetings import design_of
from dashboard.shell.view import source_of
from loaders import desk
from schemas.meeting import Meeting


def _design(context: Context, meeting: Meeting) -> flask.Response:
    limit = context.settings.max_upload_mb
    try:
        form, file = flask.request.form, flask.request.files.get("file")
    except RequestEntityTooLarge:
        to = href("meeting", context.settings.language, meeting=meeting.code)
        return back("meeting.design.too-large", to=to, limit=str(limit))
    to = page_of(context, meeting)
    if form.get("do") == "remove":
        if design_of(source_of(context), meeting.code) is not None:
            desk.keep_design(context.writer, meeting.code, "", None, person().actor)
        return back("meeting.design.removed", to=to)
    if file is None or not file.filename:
        return back("meeting.design.no-file", to=to)
    content = file.read(limit * MEGABYTE + 1)
    if len(content) > limit * MEGABYTE:
        return back("meeting.design.too-large", to=to, limit=str(limit))
    try:
        check_design(content)
    except DesignError as refusal:
        reason = context.content.words[language_of_form(context)](refusal.key)
        return back("meeting.design.refused", to=to, reason=reason)
    desk.keep_design(context.writer, meeting.code, _name(file.filename), content, person().actor)
    return back("meeting.design.kept", to=to)


def _name(given: str) -> str:
    """The file's own name, without folders and without what shows nothing."""
    last = given.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(c for c in last if c.isprintable())[:LONGEST_NAME] or "design.pptx"


ROUTES = (
    Route("meeting-design", "/meetings/<meeting>/design", Right.MEETINGS, of_meeting(_design)),
)
