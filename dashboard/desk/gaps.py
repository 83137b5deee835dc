"""The list of gaps as a file."""

from datetime import date
from urllib.parse import urlencode

import flask

from dashboard.addresses import Located
from dashboard.api.answers import LANG, XLSX, download, words_of
from dashboard.auth import Right, person
from dashboard.components.gaps import gaps_for, round_of
from dashboard.context import Context
from dashboard.desk.routes import Route
from dashboard.exports.csv import csv_of
from dashboard.exports.xlsx import xlsx_of
from dashboard.shell.filter_bar import filters_in_words
from dashboard.shell.view import make_view


def _gaps(context: Context, ending: str) -> flask.Response:
    """All rows of the list that the page shows, with its filters."""
    query = {name: value for name, value in flask.request.args.items() if name != LANG}
    located = Located("gaps", words_of(context).language)
    view = make_view(context, located, urlencode(query), person=person())
    built = gaps_for(view, context, date.today(), whole=True).built
    said = filters_in_words(view, ("region", "countries"), context)
    name = f"{view.words('gaps.file')}-{round_of(view, context).code}.{ending}"
    if ending == "csv":
        return download(csv_of(built, view.words, said), "text/csv; charset=utf-8", name)
    return download(xlsx_of(built, view.words, said), XLSX, name)


ROUTES = (Route("gaps", "/gaps.<any(csv, xlsx):ending>", Right.GAPS, _gaps, "GET"),)
"""What the list holds depends on the person: the same rights as on its page."""
