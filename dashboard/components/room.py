"""What was noted in the room: conclusions under the expected results, questions by country."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import uuid4

from dash.development.base_component import Component
from markupsafe import Markup

from dashboard.auth import Right
from dashboard.components.form import Field, Form, form_markup
from dashboard.components.meeting import PRESENT
from dashboard.components.slot import slot
from dashboard.components.table import environment
from dashboard.context import Context, Snapshot, View
from dashboard.figures.names import Names
from dashboard.meetings.agenda import Item, agenda_of
from dashboard.meetings.minutes import minutes_of
from dashboard.queries import Source
from dashboard.queries.meetings import Note, meeting_notes
from loaders import desk
from loaders.desk import RoomNote
from schemas.database.meeting import NOTE_KINDS
from schemas.meeting import Meeting


@dataclass(frozen=True)
class Room:
    """What the notes of a meeting are shown with. `agenda`: key of a line -> its number and what
    the agenda calls it, as far as there is such a line today."""

    view: View
    names: Names
    meeting: Meeting
    agenda: Mapping[str, str]

    @property
    def action(self) -> str:
        return f"/desk/meetings/{self.meeting.code}/notes"

    @property
    def back(self) -> str:
        return f"{self.view.link('meeting', meeting=self.meeting.code)}#room"

    @property
    def snapshot(self) -> str:
        """The code of the meeting's own snapshot that the page shows, "" for none."""
        own = own_snapshot(self.view, self.meeting)
        return own.code if own is not None else ""


def own_snapshot(view: View, meeting: Meeting) -> Snapshot | None:
    """What the page shows, unless another meeting froze it: then the agenda is not ours."""
    frozen = view.snapshot
    return frozen if frozen is not None and frozen.meeting == meeting.code else None


def room_of(view: View, context: Context, meeting: Meeting) -> Room:
    source = Source(context.reader, view.consents)
    names = Names(context.content, view.words, context.content.framework_of(meeting.round))
    items = agenda_of(source, meeting, own_snapshot(view, meeting))
    return Room(view, names, meeting, dict(_lines(items, view)))


def room_part(view: View, context: Context, meeting: Meeting) -> list[Component]:
    """The section of the meeting's page; empty for who does not prepare meetings, because what
    is said in the room is not published."""
    if not view.person.may(Right.MEETINGS):
        return []
    room = room_of(view, context, meeting)
    notes = meeting_notes(Source(context.reader, view.consents), meeting.code)
    markup = (
        environment()
        .get_template("room.html")
        .render(
            words=view.words,
            room=room,
            minutes=minutes_of(notes, meeting, room.names),
            results=[view.words.text(result) for result in meeting.results],
            record=_record(room),
            letters=f"/desk/rounds/{meeting.round}/letters.zip?lang={view.language}",
            about=lambda note: _about(room, note),
            edit=lambda note: _edit(room, note),
            add=form_markup(note_form(room)),
            take=form_markup(_file_form(room)),
            present=f"/{view.language}/{PRESENT[view.language]}/{meeting.code}",
        )
    )
    return slot("room", markup, "room")


def note_form(room: Room, note: Note | RoomNote | None = None) -> Form:
    """The form of a new note, or of one as it stands or was sent."""
    words, action = room.view.words, room.action
    is_stored = isinstance(note, Note)
    return Form(
        action=f"{action}/{note.key}" if isinstance(note, Note) else action,
        submit=words("room.change.submit" if is_stored else "room.add.submit"),
        fields=_fields(room, note),
        back=room.back,
        look="contact-form room-form",
    )


def _lines(items: Sequence[Item], view: View) -> list[tuple[str, str]]:
    found = []
    for number, item in enumerate(items, start=1):
        title = item.title.get(view.language) or next(iter(item.title.values()), "")
        found.append((item.key, f"{number}. {title or item.exhibit}"))
    return found


def _record(room: Room) -> str:
    query = f"?lang={room.view.language}"
    if room.snapshot:
        query += f"&snapshot={room.snapshot}"
    return f"/desk/meetings/{room.meeting.code}/record.docx{query}"


def _about(room: Room, note: Note) -> str:
    """The slide, the objective, the country of a conclusion, the day: one quiet line."""
    words = room.view.words
    parts = [slide_of(room, note.item)]
    if note.country in room.names.content.countries and note.kind == "conclusion":
        parts.append(room.names.country(note.country or ""))
    if note.objective in room.names.framework.objectives:
        parts.append(words("room.objective", name=room.names.objective(note.objective or "")))
    if note.language != room.view.language:
        parts.append(words(f"room.in.{note.language}"))
    parts.append(words("room.noted", date=words.date(note.at.date())))
    return " · ".join(part for part in parts if part)


def slide_of(room: Room, item: str) -> str:
    """The line of the agenda, or the country of the annex, that was on the screen."""
    if item in room.agenda:
        return room.view.words("room.slide", name=room.agenda[item])
    country = item.partition("-")[0]
    if country in room.names.content.countries:
        return room.view.words("room.slide.annex", name=room.names.country(country))
    return room.view.words("room.slide.gone") if item else ""


def _edit(room: Room, note: Note) -> Markup:
    words = room.view.words
    remove = Form(
        action=f"{room.action}/{note.key}/remove",
        submit=words("room.remove.submit"),
        back=room.back,
        look="inline quiet",
        confirm=words("room.remove.confirm"),
    )
    return form_markup(note_form(room, note)) + form_markup(remove)


def _file_form(room: Room) -> Form:
    words = room.view.words
    accept = {"accept": ".json,application/json"}
    file = Field("file", words("room.field.file"), "file", required=True, attributes=accept)
    return Form(room.action, words("room.file.submit"), (file,), room.back, "inline")


def _fields(room: Room, note: Note | RoomNote | None) -> tuple[Field, ...]:
    words = room.view.words
    limit = words.number(desk.LONGEST)
    fields = [
        Field(
            "text",
            words("room.field.text"),
            "area",
            note.text if note else "",
            help=words("reply.limit", n=limit),
            required=True,
            attributes={
                "data-limit": str(desk.LONGEST),
                "data-limit-said": words("reply.counted", n="{n}", of=limit),
            },
        ),
        *(
            Field(name, words(f"room.field.{name}"), "choice", _chosen(room, note, name), options)
            for name, options in _options(room, note).items()
            if options
        ),
    ]
    if not isinstance(note, Note):
        # Made here, so that a form sent twice is one note.
        fields.append(Field("key", kind="hidden", value=note.key if note else str(uuid4())))
        fields.append(Field("snapshot", kind="hidden", value=room.snapshot))
    return tuple(fields)


def _chosen(room: Room, note: Note | RoomNote | None, name: str) -> str:
    if note is None:
        return room.view.language if name == "language" else ""
    value = getattr(note, name)
    return "" if value is None else str(value)


def _options(room: Room, note: Note | RoomNote | None) -> dict[str, Sequence[tuple[str, str]]]:
    """Name of a choice -> (value, label). What a note says already stays to be chosen, even
    where the agenda or the partners have changed."""
    words, names, content = room.view.words, room.names, room.names.content
    none = ("", words("room.none"))
    partners = set(content.partners(room.meeting.round))
    if note is not None and note.country in content.countries:
        partners.add(note.country or "")
    lines = dict(room.agenda)
    if note is not None and note.item:
        lines.setdefault(note.item, slide_of(room, note.item))
    results = [
        (str(number), f"{number}. {words.text(result)}")
        for number, result in enumerate(room.meeting.results, start=1)
    ]
    countries = [(iso3, names.country(iso3)) for iso3 in names.alphabetical(partners)]
    objectives = [(code, names.objective(code)) for code in names.framework.objectives]
    return {
        "kind": [(kind, words(f"room.kind.{kind}")) for kind in NOTE_KINDS],
        "language": [(code, words(f"reply.language.{code}")) for code in content.languages],
        "country": [none, *countries],
        "objective": [none, *objectives],
        "result": [none, *results] if results else [],
        "item": [none, *lines.items()],
    }
