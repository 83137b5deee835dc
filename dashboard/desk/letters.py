"""Turns stored findings into files to send: follow-up letters, and the country's file annotated."""

from datetime import date
from io import BytesIO
from pathlib import PurePath
from urllib.parse import urlsplit
from zipfile import ZIP_STORED, ZipFile

import flask

from dashboard.api.answers import XLSX, download, error, words_of
from dashboard.api.refused import forbidden
from dashboard.auth import Right, person
from dashboard.context import Context
from dashboard.desk.routes import Route, back
from loaders import desk, follow_up_letter, letters_to_write, stored_annotated
from schemas.database.models import REPORT_CODE

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ZIP = "application/zip"


def _letter(context: Context, report: str) -> flask.Response:
    """`?contact=1` names the focal point, and is written into the audit log."""
    if (refusal := _refusal(context, Right.REVIEW, report)) is not None:
        return refusal
    named = flask.request.args.get("contact") == "1"
    try:
        letter = follow_up_letter(context.reader, context.content, report, with_contact=named)
    except KeyError:
        return error(context, "404", 404)
    if named:
        desk.record_letters(context.writer, person().actor, report)
    return download(letter, DOCX, f"{report}-{words_of(context)('letter.file-name')}.docx")


def _letters(context: Context, code: str) -> flask.Response:
    """One letter for each country that has something to answer; `?contact=1` as above."""
    if code not in context.content.rounds:
        return error(context, "404", 404)
    named = flask.request.args.get("contact") == "1"
    reports = letters_to_write(context.reader, context.content, code)
    if not reports:
        return back("letters-none", to=_came_from())
    stream, word = BytesIO(), words_of(context)("letter.file-name")
    today = date.today()
    with ZipFile(stream, "w", ZIP_STORED) as archive:
        for report in reports:
            letter = follow_up_letter(
                context.reader, context.content, report, today=today, with_contact=named
            )
            archive.writestr(f"{report}-{word}.docx", letter)
    if named:
        desk.record_letters(context.writer, person().actor, code, len(reports))
    return download(stream.getvalue(), ZIP, f"{code}-{words_of(context)('letter.files-name')}.zip")


def _annotated(context: Context, report: str) -> flask.Response:
    """The file as received, with the findings of that day."""
    if (refusal := _refusal(context, Right.DESK, report)) is not None:
        return refusal
    try:
        name, book = stored_annotated(context.reader, context.content, report)
    except KeyError:
        return error(context, "404", 404)
    if book is None:
        return back("annotated-none", to=_came_from())
    desk.record_personal_file(context.writer, person().actor, "annotated", report)
    word = words_of(context)("letter.annotated-name")
    return download(book, XLSX, f"{PurePath(name).stem}-{word}.xlsx")


def _came_from() -> str:
    """The page whose link was followed: these are links, not forms."""
    parts = urlsplit(flask.request.referrer or "")
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def _refusal(context: Context, right: Right, report: str) -> flask.Response | None:
    match = REPORT_CODE.fullmatch(report)
    if match is None:
        return error(context, "404", 404)
    return None if person().may(right, match[1]) else forbidden(context, report)


ROUTES: tuple[Route, ...] = (
    Route("letter", "/reports/<report>/letter.docx", Right.REVIEW, _letter, "GET"),
    Route("letters", "/rounds/<code>/letters.zip", Right.REVIEW, _letters, "GET"),
    Route("annotated", "/reports/<report>/annotated.xlsx", Right.DESK, _annotated, "GET"),
)
