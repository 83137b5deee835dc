"""Workbooks in: a dry run of each, what was found, and the button that loads it."""

import json
from collections.abc import Sequence

import dash_bootstrap_components as dbc
from dash import html
from dash.development.base_component import Component

from dashboard.components.attributes import data
from dashboard.context import Context, View

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
    if not view.is_local:
        return [html.P(words("upload.local-only"), className="notice")]
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
    words = view.words
    limit = words.number(context.settings.max_upload_mb)
    chooser = dbc.Input(type="file", id="upload-files", class_name="visually-hidden")
    chooser.multiple = True
    return html.Label(
        [
            html.Strong(words("upload.drop")),
            html.Span(words("upload.choose"), className="button"),
            html.Span(words("upload.kinds", limit=limit), className="filter"),
            chooser,
        ],
        className="drop-zone",
    )


def _stated(view: View, context: Context) -> Component:
    words = view.words
    nothing = {"value": "", "label": words("upload.from-file")}
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
                        value="",
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
                        value="",
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
