"""The right of reply: what a country answers to its profile, before and after publication."""

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from dashboard.auth import Right, Role
from dashboard.components.form import Field, Form, form_part
from dashboard.context import Context, Preview, View
from dashboard.queries import Answered, Source, replies, version_of
from loaders import desk

CLOSED = ("published", "superseded")


def reply_section(view: View, context: Context, report_code: str) -> list[Component]:
    """The box of a version: the answers given so far, and the form to give one while the
    version is not published. Empty for who may not see the version."""
    source = Source(context.reader, view.consents)
    version = version_of(source, report_code)
    if version is None or not view.person.may(Right.DESK, version.country):
        return []
    given = replies(source, version.id)
    words = view.words
    parts: list[Component] = [html.H2(words("reply.title")), *_meaning(view, version)]
    parts += _form(view, version, bool(given))
    if given:
        parts.append(html.H3(words.count("reply.earlier", len(given))))
        parts.append(html.Ol([_entry(view, one, i == 0) for i, one in enumerate(given)]))
    else:
        parts.append(html.P(words("reply.none"), className="small"))
    return [html.Section(parts, className="reply", id="reply")]


def printed_reply(view: View, given: Sequence[Answered]) -> list[Component]:
    """What stands under a profile: the newest answer, without the name of whoever wrote it."""
    if not given:
        return []
    newest, words = given[0], view.words
    return [
        html.Section(
            [
                html.H2(words("reply.printed")),
                html.Blockquote(_lines(newest)),
                html.P(_when(view, newest), className="small"),
            ],
            className="reply-printed",
        )
    ]


def reply_form(
    view: View, version: Preview, text: str = "", language: str = "", back: str = ""
) -> Form:
    """The form with a text in it: a first one, or one to be shortened."""
    words = view.words
    limit = words.number(desk.LONGEST)
    own = view.person.role is Role.FOCAL_POINT
    languages = tuple((code, words(f"reply.language.{code}")) for code in ("fr", "en"))
    return Form(
        f"/desk/reports/{version.code}/reply",
        words("reply.send" if own else "reply.record"),
        (
            Field(
                "text",
                words("reply.text" if own else "reply.text.recorded"),
                "area",
                text,
                help=words("reply.limit", n=limit),
                required=True,
                attributes={
                    "data-limit": str(desk.LONGEST),
                    "data-limit-said": words("reply.counted", n="{n}", of=limit),
                },
            ),
            Field(
                "language", words("reply.language"), "choice", language or view.language, languages
            ),
        ),
        back=back or view.link("report", report=version.code),
    )


def _meaning(view: View, version: Preview) -> list[Component]:
    words = view.words
    if version.state in CLOSED:
        return [html.P(words("reply.closed", n=version.version))]
    meaning = html.P(words("reply.meaning", n=version.version))
    address = view.link("country", keep=False, country=version.country)
    seen = html.A(words("reply.see"), href=f"{address}?report={version.code}")
    return [meaning] if view.preview is not None else [meaning, html.P(seen)]


def _form(view: View, version: Preview, has_earlier: bool) -> list[Component]:
    if version.state in CLOSED or not view.person.may(Right.REPLY, version.country):
        return []
    here = view.link("report", report=version.code)
    if view.preview is not None:
        here = view.link("country", country=version.country)
    form = form_part("reply-form", reply_form(view, version, back=here))
    said = [html.P(view.words("reply.replaces"), className="small")] if has_earlier else []
    return [*said, *(form if isinstance(form, list) else [form])]


def _entry(view: View, given: Answered, is_newest: bool) -> Component:
    mark = view.words("reply.newest" if is_newest else "reply.replaced")
    return html.Li(
        [
            html.P([html.Strong(mark), " · ", _when(view, given)], className="small"),
            html.Blockquote(_lines(given)),
        ]
    )


def _lines(given: Answered) -> list[Component]:
    return [html.P(line, lang=given.language) for line in given.text.split("\n") if line.strip()]


def _when(view: View, given: Answered) -> str:
    key = "reply.recorded" if given.is_recorded else "reply.given"
    return view.words(key, date=view.words.date(given.at.date()))
