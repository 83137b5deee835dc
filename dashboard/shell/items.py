"""Turns the filters of a line of an agenda into words."""

from dataclasses import replace

from dashboard.context import Context, RoundView, View
from dashboard.exhibits import EXHIBITS
from dashboard.filters import Filters
from dashboard.shell.filter_bar import filters_in_words


def filters_said(view: View, context: Context, exhibit: str, filters: Filters) -> str:
    """The filters that narrow the exhibit, as one sentence; "" for none and for an exhibit that
    no longer exists. `filters` name their round."""
    if exhibit not in EXHIBITS:
        return ""
    shown = RoundView(context.content.rounds[filters.round], "reported", 0)
    names = EXHIBITS[exhibit].filters
    return filters_in_words(replace(view, filters=filters, shown=shown), names, context)
