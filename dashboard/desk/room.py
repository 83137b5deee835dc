"""What was noted in the room: taken from the projector, a file or a form, changed, removed."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import uuid4

import flask
from markupsafe import Markup
from werkzeug.exceptions import RequestEntityTooLarge

from dashboard.addresses import Located, locate
from dashboard.api.answers import download, error, json_answer, words_of
from dashboard.auth import Right, person
from dashboard.components.form import form_markup
from dashboard.components.room import note_form, room_of
from dashboard.context import PUBLIC, Context
from dashboard.desk.routes import Route, back, own_path
from dashboard.exports.record import DOCX, record_in
from dashboard.meetings.minutes import snapshot_noted
from dashboard.meetings.notes import MOST_BYTES, Refused, UnreadableError, checked, notes_in
from dashboard.queries import Source
from dashboard.queries.meetings import Note, meeting_notes, snapshot_of
from dashboard.shell.plain import form_page
from dashboard.shell.view import make_view, source_of
from loaders import desk
from loaders.desk import RoomNote
from schemas.meeting import Meeting
from schemas.wording import Words

FORMS = ("multipart/form-data", "application/x-www-form-urlencoded")
FIELDS = ("key", "kind", "text", "language", "country", "objective", "result", "item", "snapshot")


def _notes(context: Context, meeting: str) -> flask.Response:
    """A list of notes as JSON, a file of them, or one note of a form."""
    found = context.content.meetings.get(meeting)
    if found is None:
        return error(context, "404", 404)
    if flask.request.mimetype not in FORMS:
        return _from_projector(context, found)
    if "file" in flask.request.files:
        return _from_file(context, found)
    return _from_form(context, found)


def _from_projector(context: Context, meeting: Meeting) -> flask.Response:
    """{"kept", "known", "refused": [{"key", "reason"}]}; nothing is kept of what cannot be read
    as notes at all."""
    words = words_of(context)
    try:
        given, snapshot = notes_in(_body(), meeting.code)
    except UnreadableError as problem:
        said = {"code": problem.reason, "message": _unreadable(problem, words)}
        return json_answer({"error": said}, 413 if problem.reason == "too-large" else 400)
    kept, known, refused = _keep(context, meeting, given, snapshot)
    told = [{"key": one.key, "reason": _reason(one, words)} for one in refused]
    return json_answer({"kept": kept, "known": known, "refused": told})


def _body() -> bytes:
    try:
        return flask.request.get_data()
    except RequestEntityTooLarge:
        raise UnreadableError("too-large") from None


def _from_file(context: Context, meeting: Meeting) -> flask.Response:
    words = _page_words(context)
    file = flask.request.files["file"]
    try:
        data = file.read(MOST_BYTES + 1)
        flask.request.close()  # a large file waits on the disk
        if not data and not file.filename:
            raise UnreadableError("no-file")
        given, snapshot = notes_in(data, meeting.code)
    except UnreadableError as problem:
        return _page(words, words("room.file.file"), _unreadable(problem, words))
    kept, known, refused = _keep(context, meeting, given, snapshot)
    counts = {"kept": words.number(kept), "known": words.number(known)}
    if not refused:
        return back("room.kept", **counts)
    said = words.count("room.file.refused", len(refused))
    told = [
        words("room.refused.place", place=one.place, reason=_reason(one, words)) for one in refused
    ]
    return _page(
        words, words("room.file.title"), f"{words('said.room.kept', **counts)} {said}", told
    )


def _from_form(context: Context, meeting: Meeting) -> flask.Response:
    given = {name: flask.request.form.get(name, "") for name in FIELDS}
    notes, refused = checked([given], meeting, context.content)
    if refused:
        return _again(context, meeting, given, refused[0])
    note = _never_over_another(context, meeting, notes[0])
    kept, _ = desk.keep_notes(context.writer, meeting.code, meeting.round, [note], person().actor)
    return back("room.added" if kept else "room.known")


def _never_over_another(context: Context, meeting: Meeting, note: RoomNote) -> RoomNote:
    """A form left open, or gone back to, carries the key of the note sent from it before."""
    stored = _stored(context, meeting.code, note.key)
    if stored is None or stored.text == note.text:
        return note
    return replace(note, key=str(uuid4()))


def _change(context: Context, meeting: str, key: str) -> flask.Response:
    found = context.content.meetings.get(meeting)
    if found is None:
        return error(context, "404", 404)
    stored = _stored(context, meeting, key)
    if stored is None:
        return back("room.gone")
    given = {name: flask.request.form.get(name, "") for name in FIELDS} | {"key": stored.key}
    notes, refused = checked([given], found, context.content)
    if refused:
        return _again(context, found, given, refused[0], stored)
    changed = desk.change_note(context.writer, meeting, notes[0], person().actor)
    return back("room.changed" if changed else "room.gone")


def _remove(context: Context, meeting: str, key: str) -> flask.Response:
    if meeting not in context.content.meetings:
        return error(context, "404", 404)
    removed = desk.remove_note(context.writer, meeting, key, person().actor)
    return back("room.removed" if removed else "room.gone")


def _record(context: Context, meeting: str) -> flask.Response:
    """The record of conclusions, of the state that `snapshot` names; without it, of what was on
    the screen when notes were taken, or of what is published today."""
    found = context.content.meetings.get(meeting)
    if found is None:
        return error(context, "404", 404)
    source = source_of(context, person().consents)
    notes = meeting_notes(source, meeting)
    named = flask.request.args.get("snapshot", "")
    shown = snapshot_of(source, named) if named else snapshot_noted(source, notes, meeting)
    if named and (shown is None or shown.meeting != meeting):
        return error(context, "404", 404)
    frozen = Source(context.reader, shown.consents if shown else PUBLIC, snapshot=shown)
    data = record_in(frozen, context.content, found, notes, date.today())
    return download(data, DOCX, f"{meeting}-{words_of(context)('record.file-name')}.docx")


def _stored(context: Context, meeting: str, key: str) -> Note | None:
    notes = meeting_notes(source_of(context), meeting)
    return next((note for note in notes if note.key == key), None)


def _keep(
    context: Context, meeting: Meeting, given: Sequence[Any], snapshot: str
) -> tuple[int, int, list[Refused]]:
    notes, refused = checked(given, meeting, context.content, snapshot)
    kept = known = 0
    if notes:
        kept, known = desk.keep_notes(
            context.writer, meeting.code, meeting.round, notes, person().actor
        )
    return kept, known, refused


def _again(
    context: Context,
    meeting: Meeting,
    given: Mapping[str, str],
    problem: Refused,
    stored: Note | None = None,
) -> flask.Response:
    """The form as it was sent, and what is to be changed: nothing that was typed is lost."""
    language = _page_words(context).language
    view = make_view(
        context, Located("meeting", language, {"meeting": meeting.code}), "", person=person()
    )
    room = room_of(view, context, meeting)
    sent: dict[str, Any] = {name: given[name] for name in ("kind", "text", "language", "item")}
    sent |= {name: given[name] or None for name in ("country", "objective")}
    sent["result"] = int(given["result"]) if given["result"].isdecimal() else None
    shown: Note | RoomNote
    if stored is not None:
        shown = replace(stored, **sent)
    else:
        key = str(uuid4()) if problem.reason == "key" else given["key"]
        shown = RoomNote(key, snapshot=given["snapshot"], **sent)
    form = note_form(room, shown)
    title = view.words("room.problem.title")
    said = _sentence(_reason(problem, view.words))
    return form_page(view.words, title, said, form_markup(form), room.back)


def _page(words: Words, title: str, said: str, told: Sequence[str] = ()) -> flask.Response:
    items = Markup("").join(Markup("<li>{}</li>").format(one) for one in told)
    listed = Markup("<ul>{}</ul>").format(items) if told else Markup("")
    return form_page(words, title, said, listed, own_path(flask.request.form.get("back", "")))


def _page_words(context: Context) -> Words:
    """In the language of the page that the form stands on."""
    address = own_path(flask.request.form.get("back", ""))
    located = locate(address.partition("#")[0].partition("?")[0])
    return context.content.words[located.language] if located else words_of(context)


def _reason(refused: Refused, words: Words) -> str:
    of = words.number(desk.LONGEST)
    return words(f"room.refused.{refused.reason}", n=words.number(refused.length), of=of)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _unreadable(problem: UnreadableError, words: Words) -> str:
    return words(f"room.unreadable.{problem.reason}", given=problem.given)


ROUTES: tuple[Route, ...] = (
    Route("room-notes", "/meetings/<meeting>/notes", Right.MEETINGS, _notes),
    Route("room-note-change", "/meetings/<meeting>/notes/<key>", Right.MEETINGS, _change),
    Route("room-record", "/meetings/<meeting>/record.docx", Right.MEETINGS, _record, "GET"),
    Route("room-note-remove", "/meetings/<meeting>/notes/<key>/remove", Right.MEETINGS, _remove),
)
