"""Workbooks in: a dry run of each, what was found, and the button that loads it."""

import json
from collections.abc import Sequence

import dash_bootstrap_components as dbc
from dash import html
from dash.development.base_component import Component
from markupsafe import Markup

from dashboard.components.attributes import data
from dashboard.components.slot import slot
from dashboard.context import Context, View
from dashboard.filters import ALL

FILTERS = ()

SAID = (
    "sending", "lost", "again", "counts", "checked", "annotated", "load", "publish", "see",
    "findings", "nothing", "severity", "place", "message", "value", "outcome.clean",
    "outcome.draft", "outcome.refused", "stored.draft", "stored.published", "severity.error",
    "severity.warning", "severity.info",
)  # fmt: skip
"""Keys (below `upload.`) of what the browser says while files are sent."""


def title(view: View, context: Context) -> str:
    return view.words("upload.title")


def lead(view: View, context: Context) -> str:
    return view.words("upload.lead")


def body(view: View, context: Context) -> Sequence[Component]:
    words = view.words
    said = {key: words(f"upload.{key}") for key in SAID}
    return [
        html.Div(
            [
                _drop_zone(view, context),
                _stated(view, context),
                html.P("", role="status", className="visually-hidden"),
                _results(view),
            ],
            **data(upload=json.dumps(said, ensure_ascii=False)),
        )
    ]


def _drop_zone(view: View, context: Context) -> Component:
    """As markup: Dash has no component for a chooser of several files that sends none of them
    through a callback."""
    words = view.words
    limit = words.number(context.settings.max_upload_mb)
    zone = Markup(
        '<label class="drop-zone"><strong>{drop}</strong><span class="button">{choose}</span>'
        '<span class="filter">{kinds}</span>'
        '<input type="file" multiple accept=".xlsx" class="visually-hidden"></label>'
    ).format(
        drop=words("upload.drop"),
        choose=words("upload.choose"),
        kinds=words("upload.kinds", limit=limit),
    )
    return html.Div(slot("drop-zone", zone))


def _stated(view: View, context: Context) -> Component:
    words = view.words
    nothing = {"value": ALL, "label": words("upload.from-file")}
    countries = sorted(context.content.countries.values(), key=lambda c: words.text(c.name))
    rounds = context.content.rounds.values()
    return html.Div(
        [
            html.P(words("upload.stated")),
            html.Label(
                [
                    words("filter.countries"),
                    dbc.Select(
                        name="country",
                        value=ALL,
                        options=[
                            nothing,
                            *({"value": c.iso3, "label": words.text(c.name)} for c in countries),
                        ],
                    ),
                ],
                className="filter",
            ),
            html.Label(
                [
                    words("filter.round"),
                    dbc.Select(
                        name="round",
                        value=ALL,
                        options=[
                            nothing,
                            *({"value": r.code, "label": words.text(r.name)} for r in rounds),
                        ],
                    ),
                ],
                className="filter",
            ),
        ],
        className="stated",
    )


def _results(view: View) -> Component:
    words = view.words
    names = ("file", "country", "round", "outcome", "remarks", "actions")
    head = html.Tr([html.Th(words(f"upload.column.{name}"), scope="col") for name in names])
    return html.Div(
        html.Table(
            [
                html.Caption(words("upload.results"), className="visually-hidden"),
                html.Thead(head),
                html.Tbody([]),
            ]
        ),
        className="upload-results",
        hidden=True,
    )
