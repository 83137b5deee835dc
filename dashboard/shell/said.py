"""Carries what became of a form to the page shown next.

A page is asked for twice, as a document and by Dash, so the message is kept in the session for a
few seconds and not taken out by the first who reads it.
"""

import time

import flask

from dashboard.context import Said

SECONDS = 10
KEY = "said"


def say(key: str, **params: str) -> None:
    """The next page tells `said.<key>` with these params; codes and names, never data of a
    person: the session travels to the browser."""
    flask.session[KEY] = {"key": key, "params": params, "at": time.time()}


def said() -> Said | None:
    kept = flask.session.get(KEY)
    if not isinstance(kept, dict) or time.time() - float(kept["at"]) > SECONDS:
        return None
    return Said(str(kept["key"]), dict(kept["params"]))
