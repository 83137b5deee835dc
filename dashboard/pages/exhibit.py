"""One exhibit by itself, with its own filters: where short addresses and QR codes lead."""

from collections.abc import Sequence

from dash.development.base_component import Component

from dashboard.context import Context, View
from dashboard.exhibits import EXHIBITS
from dashboard.shell import parts
from dashboard.shell.refusals import MissingError


def title(view: View, context: Context) -> str:
    if _code(view) not in EXHIBITS:
        raise MissingError
    return view.words(f"exhibit-page.{_code(view)}")


def lead(view: View, context: Context) -> str:
    return parts.built(view, context, _code(view)).title


def body(view: View, context: Context) -> Sequence[Component]:
    return [parts.exhibit(view, context, _code(view), primary=True)]


FILTERS = ("round",)


def _code(view: View) -> str:
    return view.located.values["exhibit"]
