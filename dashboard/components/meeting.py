"""Renders what a meeting's page holds beside its agenda: facts, files, snapshots, design."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time
from types import MappingProxyType
from urllib.parse import urlsplit

from markupsafe import Markup

from dashboard.addresses import href
from dashboard.auth import Right
from dashboard.components.form import Field, Form, form_markup
from dashboard.components.table import environment
from dashboard.context import PUBLIC, Context, Snapshot, View
from dashboard.meetings import stamp_of
from dashboard.queries import Source
from dashboard.queries.meetings import (
    frozen_versions,
    newer_reports,
    published_versions,
    snapshots,
)
from schemas.meeting import Meeting

FILES = ("pack.zip", "slides.pptx", "handout.pdf", "annex.xlsx", "deck.html")
"""What can be taken along; `/api/v1/meetings/<meeting>/<file>` gives it."""

PRESENT: Mapping[str, str] = MappingProxyType({"fr": "projection", "en": "present"})

DESIGNS = ".pptx,.potx"


def facts_part(view: View, context: Context, meeting: Meeting) -> Markup:
    """When, where, what was planned, of which round, by what source."""
    words = view.words
    return _render(
        "meeting_facts.html",
        view,
        meeting=meeting,
        when=words.days(meeting.starts, meeting.ends),
        round_name=words.text(context.content.rounds[meeting.round].name),
        site=site_of(meeting.source),
        calendar=href("meetings", view.language),
    )


def response_part(view: View, meeting: Meeting) -> Markup:
    """What a public page says of the answers of the time, apart from our numbers."""
    if meeting.response is None:
        return Markup()
    response = meeting.response
    return _render("meeting_response.html", view, response=response, site=site_of(response.source))


def site_of(address: str) -> str:
    """The name of the site an address leads to."""
    return (urlsplit(address).hostname or address).removeprefix("www.")


def kept_snapshots(view: View, source: Source, meeting: Meeting) -> tuple[Snapshot, ...]:
    """Those of the meeting that this person may see, whatever the page shows now."""
    return snapshots(Source(source.engine, view.person.consents), meeting.code)


def chosen_snapshot(view: View, kept: Sequence[Snapshot], meeting: Meeting) -> str:
    """What is presented unless somebody chooses: what the page shows, else what was last
    frozen, else what is published."""
    if view.snapshot is not None and view.snapshot.meeting == meeting.code:
        return view.snapshot.code
    return kept[0].code if kept else ""


def take_part(view: View, context: Context, meeting: Meeting, kept: Sequence[Snapshot]) -> Markup:
    """One form: which state, which languages, and what becomes of them."""
    words, languages = view.words, context.content.languages
    own = [one for one in languages if one == view.language]
    others = [one for one in languages if one != view.language]
    return _render(
        "meeting_take.html",
        view,
        states=[
            ("", words("meeting.state.live")),
            *((one.code, _named(view, meeting, one)) for one in kept),
        ],
        chosen=chosen_snapshot(view, kept, meeting),
        languages=[
            *((one, words(f"meeting.language.{one}")) for one in (*own, *others)),
            (",".join((*own, *others)), words("meeting.language.both")),
        ],
        present=f"/{view.language}/{PRESENT[view.language]}/{meeting.code}",
        makes=view.person.may(Right.MEETINGS),
        files=[(words(f"meeting.file.{name}"), _file(meeting, name)) for name in FILES],
    )


def _named(view: View, meeting: Meeting, one: Snapshot) -> str:
    """As pages call a snapshot where it is chosen."""
    stamp = stamp_of(meeting, one, view.words, one.made_at.date())
    return view.words("snapshot.choice.frozen", name=stamp.name, short=stamp.short)


def _file(meeting: Meeting, name: str) -> str:
    return f"/api/v1/meetings/{meeting.code}/{name}"


def snapshots_part(
    view: View, source: Source, meeting: Meeting, kept: Sequence[Snapshot]
) -> Markup:
    """What was frozen for the meeting, and the form to freeze what is published now."""
    words, person = view.words, view.person
    live = Source(source.engine, person.consents)
    rows = [
        {
            "one": one,
            "name": stamp_of(meeting, one, words, one.made_at.date()).name,
            "versions": len(frozen_versions(live, one)),
            "newer": newer_reports(live, one),
            "audience": words(f"meeting.audience.{one.consents[-1]}"),
            "links": [
                (words(f"page.{page}"), href(page, view.language, f"snapshot={one.code}"))
                for page in ("overview", "scorecard")
            ],
            "agenda": href("meeting", view.language, f"snapshot={one.code}", meeting=meeting.code),
        }
        for one in kept
    ]
    is_live = view.snapshot is None
    form = freeze_form(view, meeting) if is_live and person.may(Right.MEETINGS) else None
    return _render(
        "meeting_snapshots.html",
        view,
        rows=rows,
        current=view.filters.snapshot,
        form=form_markup(form) if form else "",
    )


def freeze_form(view: View, meeting: Meeting) -> Form:
    words, person = view.words, view.person
    moment = meeting.session or datetime.combine(meeting.starts, time(9))
    return Form(
        f"/desk/meetings/{meeting.code}/freeze",
        words("meeting.freeze.submit"),
        (
            Field(
                "shown_at",
                words("meeting.freeze.shown-at"),
                "datetime-local",
                moment.isoformat(timespec="minutes"),
                help=words("meeting.freeze.shown-at.help"),
                required=True,
            ),
            Field(
                "audience",
                words("meeting.freeze.audience"),
                "choice",
                PUBLIC[0],
                tuple((one, words(f"meeting.audience.{one}")) for one in person.consents),
                help=words("meeting.freeze.audience.help"),
            ),
        ),
        back=_here(view, meeting),
        look="freeze-form",
    )


def design_part(
    view: View, meeting: Meeting, kept: tuple[str, bytes] | None, refused: str
) -> Markup:
    """The presentation whose look the slides take: to be sent, and to be taken back. `refused`:
    the key of the words why it cannot be used (any more), "" when it can."""
    words = view.words
    action = f"/desk/meetings/{meeting.code}/design"
    upload = Form(
        action,
        words("meeting.design.submit"),
        (
            Field(
                "file",
                words("meeting.design.file"),
                "file",
                help=words("meeting.design.help"),
                required=True,
                attributes={"accept": DESIGNS},
            ),
        ),
        back=_here(view, meeting),
    )
    remove = Form(
        action,
        words("meeting.design.remove"),
        (Field("do", kind="hidden", value="remove"),),
        back=_here(view, meeting),
        look="inline quiet",
        confirm=words("meeting.design.confirm"),
    )
    return _render(
        "meeting_design.html",
        view,
        name=kept[0] if kept else "",
        problem=words("pack.design", reason=words(refused)) if refused else "",
        upload=form_markup(upload),
        remove=form_markup(remove) if kept else "",
    )


def reports_in(source: Source, round_code: str) -> int:
    """How many reports of the round the source shows."""
    return sum(f"-{round_code}-v" in one.report for one in published_versions(source))


def public_note(view: View) -> Markup:
    """To who sees more than what is public: that the agenda does not show it."""
    if view.consents == PUBLIC:
        return Markup()
    return Markup('<p class="small">{}</p>').format(view.words("meeting.public-only"))


def other_note(view: View, context: Context, meeting: Meeting) -> Markup:
    """That the page shows what was frozen for another meeting; its own files do not."""
    shown = view.snapshot
    if shown is None or shown.meeting == meeting.code:
        return Markup()
    other = context.content.meetings.get(shown.meeting)
    name = view.words.text(other.short) if other is not None else shown.meeting
    return Markup('<p class="notice">{}</p>').format(view.words("meeting.other", meeting=name))


def default_form(view: View, meeting: Meeting, seen: int) -> Markup:
    """The way back to the agenda that the content has."""
    form = Form(
        f"/desk/meetings/{meeting.code}/agenda",
        view.words("meeting.default.submit"),
        (
            Field("do", kind="hidden", value="default"),
            Field("seen", kind="hidden", value=str(seen)),
        ),
        back=_here(view, meeting),
        look="inline quiet",
        confirm=view.words("meeting.default.confirm"),
    )
    return _render("meeting_default.html", view, form=form_markup(form))


def address_part(view: View, base: str, is_local: bool) -> Markup:
    """Where QR codes and short addresses lead, and whether anybody else gets there."""
    return _render("meeting_address.html", view, base=base, is_local=is_local)


def _here(view: View, meeting: Meeting) -> str:
    return href("meeting", view.language, meeting=meeting.code)


def _render(template: str, view: View, **values: object) -> Markup:
    html = environment().get_template(template).render(words=view.words, **values)
    return Markup(html)  # noqa: S704  autoescaped
