"""Has everything that one request reads be of one moment: no page mixes two data versions."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import flask
from sqlalchemy import Engine

from dashboard.auth import SAFE_METHODS
from dashboard.auth.guard import CALLBACKS
from dashboard.queries import one_moment


def install(server: flask.Flask, reader: Engine) -> None:
    """Wraps every view there is. What a form changes is read again after it was written, so a
    request that may change something reads as it goes; Dash's callbacks only read."""
    for endpoint, view in server.view_functions.items():
        server.view_functions[endpoint] = _at_one_moment(view, endpoint, reader)


def _at_one_moment(view: Callable[..., Any], endpoint: str, reader: Engine) -> Callable[..., Any]:
    @wraps(view)
    def answer(*values: Any, **named: Any) -> Any:
        if endpoint != CALLBACKS and flask.request.method not in SAFE_METHODS:
            return view(*values, **named)
        with one_moment(reader):
            return view(*values, **named)

    return answer
