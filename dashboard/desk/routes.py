"""What the forms of the desk are sent to: a route, the right it needs, and the way back."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import flask
from flask import Flask

from dashboard.auth import Right, declare
from dashboard.context import Context
from dashboard.shell.said import say

Answer = Callable[..., flask.typing.ResponseReturnValue]


@dataclass(frozen=True)
class Route:
    """`answer(context, **values of the rule)` does it. `rule` stands below /desk."""

    name: str
    rule: str
    right: Right
    answer: Answer
    method: str = "POST"


def register(server: Flask, context: Context, routes: Sequence[Route]) -> None:
    for route in routes:
        endpoint = f"desk.{route.name}"
        server.add_url_rule(
            f"/desk{route.rule}",
            endpoint,
            _bound(route.answer, context),
            methods=[route.method],
        )
        declare(server, {endpoint: route.right})


def back(key: str, /, to: str = "", **params: str) -> flask.Response:
    """To the page the form came from (or `to`, an address of ours), which then tells
    `said.<key>`."""
    say(key, **params)
    response = flask.redirect(own_path(to or flask.request.form.get("back", "")), 303)
    assert isinstance(response, flask.Response)  # noqa: S101  werkzeug's annotation is wider
    return response


def own_path(address: str) -> str:
    """The address when it is a path of ours, else "/": nobody is sent elsewhere."""
    is_own = (
        address.startswith("/")
        and not address.startswith("//")
        and address.isprintable()
        and "\\" not in address
    )
    return address if is_own else "/"


def _bound(answer: Answer, context: Context) -> Answer:
    return lambda **values: answer(context, **values)
