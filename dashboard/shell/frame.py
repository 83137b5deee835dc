"""The whole page round a page's body, and the page shown when there is no such page."""

from collections.abc import Sequence

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.components.attributes import data
from dashboard.context import Context, View
from dashboard.shell.filter_bar import active_filters, audience_mark, filter_bar
from dashboard.shell.frozen import missing_notice, newer_banner, snapshot_strip
from dashboard.shell.header import footer, header
from dashboard.shell.view import SNAPSHOT


def frame(
    view: View,
    context: Context,
    body: Sequence[Component],
    *,
    title: str,
    lead: str = "",
    filters: Sequence[str] = (),
    needed: Sequence[str] = (),
) -> Component:
    """Header, snapshot, title, lead sentence, filters, provenance, what was ignored, body, footer.

    `needed` are filters that the page cannot do without: "all" is no choice of theirs. The store
    at the end tells the browser that the page is in place.
    """
    words = view.words
    return html.Div(
        [
            html.A(words("shell.skip"), href="#main", className="skip"),
            header(view, context),
            *snapshot_strip(view, context),
            html.Main(
                [
                    *preview_mark(view),
                    *provenance_mark(view, filters),
                    html.Div(
                        [
                            html.H1(title),
                            html.P(lead, className="lead") if lead else None,
                            active_filters(
                                view, [one for one in filters if one not in needed], context
                            ),
                            audience_mark(view, filters),
                        ],
                        className="page-title",
                    ),
                    *newer_banner(view, context, filters),
                    filter_bar(view, context, filters, needed) if view.preview is None else None,
                    *missing_notice(view),
                    *ignored_notice(view),
                    *said_notice(view, context),
                    *body,
                ],
                id="main",
                tabIndex="-1",
            ),
            footer(view),
            dcc.Store(id="page-ready", data=title),
        ],
        className="page",
        lang=view.language,
        **data(page=view.located.key),
    )


def provenance_mark(view: View, filters: Sequence[str]) -> list[Component]:
    """The mark of a round that is not what countries reported; on every page with numbers."""
    if view.shown is None or "round" not in filters or view.shown.provenance == "reported":
        return []
    provenance = view.shown.provenance
    return [
        html.P(
            [
                html.Strong(view.words(f"provenance.{provenance}")),
                html.Span(view.words(f"provenance.{provenance}.meaning")),
            ],
            className=f"provenance {provenance}",
        )
    ]


def preview_mark(view: View) -> list[Component]:
    """That this is not what readers see, and the way to the version's own page."""
    shown, words = view.preview, view.words
    if shown is None:
        return []
    kind = "published" if shown.state == "published" else "unpublished"
    state = words(f"reply.state.{shown.state}")
    address = view.link("report", report=shown.code)
    return [
        html.Div(
            [
                html.P(
                    html.Strong(words(f"reply.preview.{kind}", n=shown.version, state=state)),
                ),
                html.P(
                    [
                        words(f"reply.preview.{kind}.meaning"),
                        " ",
                        html.A(words("reply.preview.report"), href=address),
                    ]
                ),
            ],
            className="preview-mark",
            role="note",
        )
    ]


def ignored_notice(view: View) -> list[Component]:
    """What was not understood in the address; a missing snapshot has a sentence of its own."""
    parts = [f"{one.name}={one.value}" for one in view.ignored if one.name != SNAPSHOT]
    if not parts:
        return []
    text = view.words.count("notice.ignored", len(parts), parts=view.words.listed(parts))
    return [html.P(text, className="notice", role="status")]


def said_notice(view: View, context: Context) -> list[Component]:
    """What became of the form just sent; a round is called by its name."""
    if view.said is None:
        return []
    params = dict(view.said.params)
    one = context.content.rounds.get(params.get("round", ""))
    if one is not None:
        params["round"] = view.words.text(one.name)
    text = view.words(f"said.{view.said.key}", **params)
    return [html.P(text, className="notice said", role="status")]


def empty_state(text: str, action: str = "", address: str = "") -> Component:
    """Why there is nothing to see, and the next step as a button."""
    parts: list[Component] = [html.P(text)]
    if action:
        parts.append(html.A(action, href=address, className="button"))
    return html.Section(parts, className="empty")
