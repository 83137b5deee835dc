"""Renders the calendar of meetings, and the choice of a meeting for an exhibit."""

from urllib.parse import parse_qsl

from markupsafe import Markup

from dashboard.addresses import href
from dashboard.auth import Right
from dashboard.components.form import Field, Form, form_markup
from dashboard.components.meeting import site_of
from dashboard.components.meeting_agenda import FilterWords
from dashboard.components.table import environment
from dashboard.context import PUBLIC, Context, View
from dashboard.exhibits import EXHIBITS, build
from dashboard.filters import parse_query
from dashboard.meetings import agenda_of, stamp_of
from dashboard.meetings.changing import new_item
from dashboard.queries import Source
from dashboard.queries.meetings import snapshots
from schemas.meeting import Meeting

ADD, FOR = "add", "for"
"""Names in the address: the exhibit to be added to an agenda, and its filters as a query."""


def in_order(context: Context) -> list[Meeting]:
    """The meetings by the day they began."""
    return sorted(context.content.meetings.values(), key=lambda one: one.starts)


def calendar(view: View, context: Context) -> Markup:
    """One row a meeting: as held, as planned, its round, its agenda, what is frozen for it."""
    words = view.words
    source = Source(context.reader, view.person.consents)
    rows = [
        {
            "meeting": meeting,
            "when": words.days(meeting.starts, meeting.ends),
            "address": href("meeting", view.language, meeting=meeting.code),
            "round": words.text(context.content.rounds[meeting.round].name),
            "items": len(agenda_of(source, meeting)),
            "frozen": [
                (
                    stamp_of(meeting, one, words, one.made_at.date()).name,
                    one.short,
                    href("meeting", view.language, f"snapshot={one.code}", meeting=meeting.code),
                )
                for one in snapshots(source, meeting.code)
            ],
            "site": site_of(meeting.source),
        }
        for meeting in in_order(context)
    ]
    html = environment().get_template("meetings.html").render(words=words, rows=rows)
    return Markup(html)  # noqa: S704  autoescaped


def chooser(view: View, context: Context, said: FilterWords) -> Markup:
    """What is to be added to an agenda, and a button for each meeting; nothing for who prepares
    no meetings, and without an exhibit in the address."""
    code = view.query.get(ADD, "")
    if not code or not view.person.may(Right.MEETINGS):
        return Markup()
    if code not in EXHIBITS:
        return Markup('<p class="notice" role="status">{}</p>').format(
            view.words("meeting.add.unknown", code=code[:80])
        )
    return _chooser(view, context, code, said)


def _chooser(view: View, context: Context, code: str, said: FilterWords) -> Markup:
    words, content = view.words, context.content
    filters, ignored = parse_query(dict(parse_qsl(view.query.get(FOR, ""))), content)
    source = Source(context.reader, PUBLIC)  # what a meeting shows
    built = build(code, source, content, words, filters)
    shown = built.filters
    lines = [
        (meeting, words.days(meeting.starts, meeting.ends), _add_form(view, meeting, item.query))
        for meeting in in_order(context)
        for item in (new_item("", code, shown, meeting),)
    ]
    html = (
        environment()
        .get_template("meeting_add.html")
        .render(
            words=words,
            name=words(f"exhibit-page.{code}"),
            built=built,
            filters=said(code, shown),
            ignored=words.listed([f"{one.name}={one.value}" for one in ignored]),
            lines=lines,
            round=shown.round,
            round_name=lambda code: words.text(content.rounds[code].name),
        )
    )
    return Markup(html)  # noqa: S704  autoescaped


def _add_form(view: View, meeting: Meeting, query: str) -> Markup:
    words = view.words
    form = Form(
        f"/desk/meetings/{meeting.code}/items",
        words("meeting.add.submit", meeting=words.text(meeting.short)),
        (
            Field("exhibit", kind="hidden", value=view.query[ADD]),
            Field("query", kind="hidden", value=query),
        ),
        back=href("meetings", view.language),
        look="inline quiet",
    )
    return form_markup(form)
