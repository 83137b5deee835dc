"""The first view: the HTML of a page of components, before any script has run."""

import dash_bootstrap_components as dbc
from dash import dcc, html

from dashboard.components.slot import slot
from dashboard.shell.static import static_html


def test_text_and_attributes_are_escaped():
    page = html.P('<script>"&', title='"<b>', className="a b", **{"aria-label": "é"})
    assert static_html(page) == (
        '<p class="a b" title="&quot;&lt;b&gt;" aria-label="é">&lt;script&gt;&quot;&amp;</p>'
    )


def test_slots_are_filled_from_their_stores():
    page = html.Div(slot("one", "<table>1</table>", "wide"))
    assert (
        static_html(page) == '<div><div class="wide" data-slot="one"><table>1</table></div></div>'
    )


def test_a_select_shows_its_options_and_the_chosen_one():
    page = dbc.Select(
        name="round",
        value="b",
        options=[{"value": "a", "label": "A"}, {"value": "b", "label": "<B>"}],
    )
    assert static_html(page) == (
        '<select class="form-select" name="round"><option value="a">A</option>'
        '<option value="b" selected>&lt;B&gt;</option></select>'
    )


def test_ids_are_left_to_the_page_that_follows():
    assert 'id="x"' not in static_html(html.Div("a", id="x")).replace("data-first-id", "")


def test_void_elements_have_no_end_and_stores_are_not_seen():
    assert static_html(html.Div([html.Br(), dcc.Store(id="s", data="secret")])) == (
        "<div><br></div>"
    )


def test_open_details_and_boolean_attributes():
    page = html.Details([html.Summary("s")], open=True, hidden=True)
    assert static_html(page) == "<details hidden open><summary>s</summary></details>"
