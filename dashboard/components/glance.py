"""One country at a glance, chosen in place: its answers beside a list of all partners."""

from html import escape
from urllib.parse import parse_qsl

import dash_bootstrap_components as dbc
from dash import html
from dash.development.base_component import Component

from dashboard.components.attributes import data
from dashboard.components.exhibit import exhibit_html
from dashboard.components.links import link_of
from dashboard.components.slot import slot
from dashboard.context import Context, View
from dashboard.exhibits import BuiltExhibit
from dashboard.figures.names import Names
from schemas.wording import Words

NAME = "country"
"""Of the choice in the address."""

PLACE = "glance"


def chosen(view: View, context: Context) -> str:
    """The partner of the round that the address names, by ISO3; "" for none."""
    asked = view.query.get(NAME, "").upper()
    if view.shown is None or asked not in context.content.partners(view.shown.round.code):
        return ""
    return asked


def glance(view: View, context: Context, strip: BuiltExhibit | None) -> Component:
    """A list of the partners, and the exhibit of the one chosen, or what to do. A script puts
    the exhibit of another one in its place; without one the form asks for the page anew.
    `strip` is the exhibit of the chosen country, None while there is none."""
    words = view.words
    inside = exhibit_html(strip, words, link_of(view)) if strip else _invitation(words)
    return html.Section(
        [
            html.H2(words("glance.title"), id=PLACE),
            html.Form(
                [
                    html.Label(
                        [html.Span(words("glance.country")), _select(view, context)],
                        className="filter",
                        **data(bench="control"),
                    ),
                    *_kept(view),
                    html.Button(
                        words("filter.show"), type="submit", className="button filter-submit"
                    ),
                    html.P(
                        strip.title if strip else "",
                        role="status",
                        className="visually-hidden",
                        **data(bench="profile-title"),
                    ),
                ],
                action="",
                method="get",
                className="glance-form",
                **data(glance=PLACE, address=_address(view), failed=words("glance.failed")),
            ),
            html.Div(slot(PLACE, inside, "exhibit"), className="exhibit-place"),
        ],
        className="glance",
        **data(bench="bars"),
    )


def _invitation(words: Words) -> str:
    """In the place of an exhibit; our own words, without markup."""
    return f'<p class="nothing">{escape(words("glance.nothing"))}</p>'


def _select(view: View, context: Context) -> Component:
    assert view.shown is not None  # noqa: S101  a glance is into a round
    names = Names(context.content, view.words, view.framework)
    partners = names.alphabetical(context.content.partners(view.shown.round.code))
    options = [{"value": "", "label": view.words("glance.choose")}]
    options += [{"value": iso3, "label": names.country(iso3)} for iso3 in partners]
    select: Component = dbc.Select(
        id=NAME, name=NAME, value=chosen(view, context), options=options, size="sm"
    )
    return select


def _kept(view: View) -> list[Component]:
    """Without a script a form sends only what is in it."""
    return [
        dbc.Input(id=f"glance-{name}", type="hidden", name=name, value=value)
        for name, value in parse_qsl(view.filters.query())
    ]


def _address(view: View) -> str:
    """Where the script asks for a country's exhibit: the view, without a country."""
    assert view.shown is not None  # noqa: S101  a glance is into a round
    query = view.filters.query(round=view.shown.round.code)
    return f"/api/v1/exhibits/country-strip.box?{query}&lang={view.language}"
