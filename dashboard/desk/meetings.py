"""Agendas saved, put in order, added to."""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from urllib.parse import parse_qsl

import flask
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import RequestEntityTooLarge

from dashboard.addresses import Located, href, locate
from dashboard.api.answers import error
from dashboard.auth import Right, person
from dashboard.components.meeting_agenda import TITLE_LENGTH, Edited, agenda_form, lines_of
from dashboard.context import Context, View
from dashboard.desk.routes import Route, back
from dashboard.exhibits import EXHIBITS
from dashboard.filters import parse_query
from dashboard.meetings import Item, agenda_json, agenda_of, default_agenda, read_items
from dashboard.meetings.changing import added_by_others, moved, new_item, next_key, without
from dashboard.queries import Source
from dashboard.queries.agendas import agenda_at, keys_used
from dashboard.shell.items import filters_said
from dashboard.shell.plain import form_page
from dashboard.shell.view import make_view, source_of
from loaders import desk
from schemas.meeting import Meeting

KEY = re.compile(r"[A-Za-z0-9-]{1,40}")
LONGEST_QUERY = 500
TRIES = 5
"""To add a line while others save."""

Doing = Callable[[Context, Meeting], flask.Response]


def of_meeting(doing: Doing) -> Callable[[Context, str], flask.Response]:
    """`doing`, with the meeting of the address; 404 when there is none."""

    def answer(context: Context, meeting: str) -> flask.Response:
        found = context.content.meetings.get(meeting)
        return error(context, "404", 404) if found is None else doing(context, found)

    return answer


def page_of(context: Context, meeting: Meeting, anchor: str = "") -> str:
    """The meeting's page in the language of the page the form stood on."""
    return href("meeting", language_of_form(context), meeting=meeting.code) + anchor


def language_of_form(context: Context) -> str:
    """Of the page the form stood on."""
    located = locate(flask.request.form.get("back", "").partition("?")[0])
    return located.language if located else context.settings.language


# The agenda


def _agenda(context: Context, meeting: Meeting) -> flask.Response:
    """Keeps what the form says, after one move or removal that it may ask for."""
    try:
        form = flask.request.form
    except RequestEntityTooLarge:
        to = href("meeting", context.settings.language, meeting=meeting.code)
        return back("meeting.too-much", to=to)
    seen, (do, _, key) = _number(form.get("seen", "")), form.get("do", "save").partition(":")
    if seen is None:
        return back("meeting.not-understood", to=page_of(context, meeting))
    if do == "default":
        return _to_default(context, meeting, seen)
    items = _changed(items_in(form, context.content.languages), do, key)
    if _is_too_long(items):
        return _again(context, meeting, items, "meeting.again.too-long", 422)
    source = source_of(context)
    is_now = desk.agenda_seen(context.writer, meeting.code) == seen
    if is_now and agenda_json(items) == agenda_json(agenda_of(source, meeting)):
        return back("meeting.unchanged", to=page_of(context, meeting))
    try:
        desk.save_agenda(
            context.writer, meeting.code, agenda_json(items), person().actor, seen=seen
        )
    except desk.AgendaMovedError:
        return _conflict(context, meeting, items, seen)
    except ValueError:
        return _again(context, meeting, items, "meeting.again.too-many", 422)
    done = do if do in ("up", "down", "remove") else "saved"
    anchor = f"#line-{key}" if do in ("up", "down") and KEY.fullmatch(key) else ""
    return back(f"meeting.{done}", to=page_of(context, meeting, anchor))


def items_in(form: MultiDict[str, str], languages: Sequence[str]) -> tuple[Item, ...]:
    """The lines of the form in their order; a line whose key cannot be one is left aside. Texts
    are not cut: whoever keeps them asks whether they are too long."""
    return tuple(
        Item(
            key,
            _one_line(form.get(f"exhibit.{key}", ""))[:80],
            _one_line(form.get(f"query.{key}", ""))[:LONGEST_QUERY],
            _texts(form, "title", key, languages, _one_line),
            _texts(form, "notes", key, languages, desk.plain_lines),
        )
        for key in dict.fromkeys(form.getlist("key"))
        if KEY.fullmatch(key)
    )


def _texts(
    form: Mapping[str, str],
    kind: str,
    key: str,
    languages: Sequence[str],
    clean: Callable[[str], str],
) -> dict[str, str]:
    texts = {one: clean(form.get(f"{kind}.{one}.{key}", "")) for one in languages}
    return {language: text for language, text in texts.items() if text}


def _one_line(text: str) -> str:
    return re.sub(r"[\n\t]+", " ", desk.plain_lines(text))


def _changed(items: Sequence[Item], do: str, key: str) -> tuple[Item, ...]:
    if do in ("up", "down"):
        return moved(items, key, -1 if do == "up" else 1)
    return without(items, key) if do == "remove" else tuple(items)


def _is_too_long(items: Sequence[Item]) -> bool:
    return any(
        len(text) > most
        for item in items
        for texts, most in ((item.title, TITLE_LENGTH), (item.notes, desk.LONGEST))
        for text in texts.values()
    )


def _number(text: str) -> int | None:
    is_one = text.isascii() and text.isdecimal() and len(text) <= 9
    return int(text) if is_one else None


def _to_default(context: Context, meeting: Meeting, seen: int) -> flask.Response:
    items = agenda_json(default_agenda(meeting))
    to = page_of(context, meeting)
    try:
        desk.save_agenda(context.writer, meeting.code, items, person().actor, seen=seen)
    except desk.AgendaMovedError:
        return back("meeting.default.moved", to=to)
    return back("meeting.default", to=to)


def _conflict(
    context: Context, meeting: Meeting, mine: tuple[Item, ...], seen: int
) -> flask.Response:
    """The form with everything that was typed, and beside it what somebody else saved."""
    source = source_of(context)
    now = desk.agenda_seen(context.writer, meeting.code)
    theirs = agenda_of(source, meeting)
    stored = agenda_at(source, meeting.code, seen)
    before = default_agenda(meeting) if stored is None else read_items(stored)
    added = added_by_others(mine, before, theirs)
    edited = Edited(
        now,
        True,
        {item.key: item for item in theirs if _was_changed(item, before)},
        frozenset(item.key for item in added),
    )
    return _form_again(context, meeting, (*mine, *added), edited, "meeting.again.moved", 409)


def _was_changed(item: Item, before: Sequence[Item]) -> bool:
    """Whether somebody else gave the line other texts than it had."""
    old = next((one for one in before if one.key == item.key), None)
    return old is not None and (old.title, old.notes) != (item.title, item.notes)


def _again(
    context: Context, meeting: Meeting, items: Sequence[Item], said: str, status: int
) -> flask.Response:
    seen = _number(flask.request.form.get("seen", "")) or 0
    return _form_again(context, meeting, items, Edited(seen, unsaved=True), said, status)


def _form_again(
    context: Context,
    meeting: Meeting,
    items: Sequence[Item],
    edited: Edited,
    said: str,
    status: int,
) -> flask.Response:
    view = _view(context, meeting)
    words, filters = view.words, partial(filters_said, view, context)
    lines = lines_of(view, context, source_of(context), meeting, items, filters)
    form = agenda_form(view, context, meeting, lines, edited)
    params = {
        "title": words.number(TITLE_LENGTH),
        "notes": words.number(desk.LONGEST),
        "most": words.number(desk.MOST_ITEMS),
    }
    title = words("meeting.again.title")
    to = page_of(context, meeting)
    return form_page(words, title, words(said, **params), form, to, status)


def _view(context: Context, meeting: Meeting) -> View:
    located = Located("meeting", language_of_form(context), {"meeting": meeting.code})
    return make_view(context, located, "", person=person())


# A line more


def _add(context: Context, meeting: Meeting) -> flask.Response:
    """Puts an exhibit with its filters at the end of the agenda."""
    form, to = flask.request.form, page_of(context, meeting)
    code = form.get("exhibit", "")
    if code not in EXHIBITS:
        return back("meeting.add.unknown", to=to, code=code[:80])
    query = dict(parse_qsl(form.get("query", "")[:LONGEST_QUERY]))
    filters, ignored = parse_query(query, context.content)
    if ignored:
        return back("meeting.add.ignored", to=to)
    source = source_of(context)
    for _ in range(TRIES):
        seen = desk.agenda_seen(context.writer, meeting.code)
        items = agenda_of(source, meeting)
        item = _named(context, source, meeting, new_item("", code, filters, meeting))
        stored = agenda_json([*items, item])
        try:
            desk.save_agenda(context.writer, meeting.code, stored, person().actor, seen=seen)
        except desk.AgendaMovedError:
            continue
        except ValueError:
            return back("meeting.add.full", to=to, most=str(desk.MOST_ITEMS))
        return back("meeting.added", to=page_of(context, meeting, f"#line-{item.key}"))
    return back("meeting.add.busy", to=to)


def _named(context: Context, source: Source, meeting: Meeting, item: Item) -> Item:
    """With a key no line has ever had, and the exhibit's name in every language."""
    used = {one.key for one in default_agenda(meeting)} | keys_used(source, meeting.code)
    names = {
        language: words(f"exhibit-page.{item.exhibit}")
        for language, words in context.content.words.items()
    }
    return Item(next_key(used), item.exhibit, item.query, names)


ROUTES: tuple[Route, ...] = (
    Route("meeting-agenda", "/meetings/<meeting>/agenda", Right.MEETINGS, of_meeting(_agenda)),
    Route("meeting-item", "/meetings/<meeting>/items", Right.MEETINGS, of_meeting(_add)),
)
