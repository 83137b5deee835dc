"""A meeting: its agenda, what was frozen for it, what to take along."""

from collections.abc import Sequence
from functools import partial

from dash import html
from dash.development.base_component import Component
from markupsafe import Markup

from dashboard.auth import Right
from dashboard.components.meeting import (
    address_part,
    default_form,
    design_part,
    facts_part,
    kept_snapshots,
    other_note,
    public_note,
    reports_in,
    response_part,
    snapshots_part,
    take_part,
)
from dashboard.components.meeting_agenda import Edited, agenda_form, agenda_list, lines_of
from dashboard.components.room import room_part
from dashboard.components.slot import slot
from dashboard.context import Context, RoundView, View
from dashboard.exports.designs import refusal_of
from dashboard.meetings import Item, agenda_of
from dashboard.queries import Source
from dashboard.queries.meetings import design_of
from dashboard.shell.address import base_address, is_this_machine
from dashboard.shell.items import filters_said
from dashboard.shell.refusals import MissingError
from dashboard.shell.view import source_for, source_of
from loaders import desk
from schemas.meeting import Meeting

FILTERS = ()


def title(view: View, context: Context) -> str:
    return view.words.text(_meeting(view, context).name)


def lead(view: View, context: Context) -> str:
    words, meeting = view.words, _meeting(view, context)
    code = _round_code(view, meeting)
    name, key = words.text(context.content.rounds[code].name), "meeting.lead.reports"
    n = reports_in(_source(view, context), code)
    return words(
        "meeting.lead.frozen" if view.snapshot is not None else "meeting.lead.live",
        items=words.count("meeting.lead.items", len(_items(view, context, meeting))),
        reports=words.count(key, n, round=name) if n else words(f"{key}.none", round=name),
    )


def body(view: View, context: Context) -> Sequence[Component]:
    meeting, source = _meeting(view, context), _source(view, context)
    kept = kept_snapshots(view, source, meeting)
    parts: list[Component] = [
        *_provenance(view, meeting),
        *slot("meeting-facts", facts_part(view, context, meeting)),
        *_part(view, "take", take_part(view, context, meeting, kept)),
        *_part(view, "agenda", _agenda(view, context, meeting)),
        *slot("meeting-response", response_part(view, meeting)),
        *_part(view, "frozen", snapshots_part(view, source, meeting, kept)),
    ]
    if view.snapshot is None and view.person.may(Right.MEETINGS):
        base = base_address(context)
        address = address_part(view, base, is_this_machine(base))
        kept_design = design_of(source, meeting.code)
        refused = refusal_of(kept_design[1] if kept_design else None)
        parts += _part(view, "design", design_part(view, meeting, kept_design, refused))
        parts += _part(view, "address", address)
    return [*parts, *room_part(view, context, meeting)]


def _agenda(view: View, context: Context, meeting: Meeting) -> Markup:
    """To read; for who prepares meetings, to change: but never what is frozen."""
    source = _source(view, context)
    said = partial(filters_said, view, context)
    seen = desk.agenda_seen(context.reader, meeting.code)
    lines = lines_of(view, context, source, meeting, _items(view, context, meeting), said)
    if view.snapshot is not None or not view.person.may(Right.MEETINGS):
        return other_note(view, context, meeting) + agenda_list(view, lines)
    form = agenda_form(view, context, meeting, lines, Edited(seen))
    return public_note(view) + form + default_form(view, meeting, seen)


def _part(view: View, key: str, markup: Markup) -> list[Component]:
    heading = html.H2(view.words(f"meeting.part.{key}"))
    return [html.Section([heading, *slot(f"meeting-{key}", markup)], className=f"meeting-{key}")]


def _meeting(view: View, context: Context) -> Meeting:
    meeting = context.content.meetings.get(view.located.values["meeting"])
    if meeting is None:
        raise MissingError
    return meeting


def _source(view: View, context: Context) -> Source:
    """What the room is shown: the snapshot, else what is public, whoever prepares it."""
    return source_for(view, context) if view.snapshot is not None else source_of(context)


def _items(view: View, context: Context, meeting: Meeting) -> Sequence[Item]:
    frozen = view.snapshot
    own = frozen if frozen is not None and frozen.meeting == meeting.code else None
    return agenda_of(_source(view, context), meeting, own)


def _round_code(view: View, meeting: Meeting) -> str:
    return view.snapshot.round if view.snapshot is not None else meeting.round


def _round(view: View, meeting: Meeting) -> RoundView | None:
    code = _round_code(view, meeting)
    return next((one for one in view.rounds if one.round.code == code), None)


def _provenance(view: View, meeting: Meeting) -> list[Component]:
    """That the numbers of the agenda are not what countries reported."""
    shown = _round(view, meeting)
    if shown is None or shown.provenance == "reported":
        return []
    name, words = shown.provenance, view.words
    text = [
        html.Strong(words(f"provenance.{name}")),
        html.Span(words(f"provenance.{name}.meaning")),
    ]
    return [html.P(text, className=f"provenance {name}")]
