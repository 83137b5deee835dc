"""Turns a request into what it may do: until accounts exist, only local requests may write."""

from collections.abc import Callable
from ipaddress import ip_address
from urllib.parse import urlsplit

import flask
from flask import Flask, Request

from dashboard.settings import Settings

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

CALLBACKS = "/_dash-update-component"
"""Dash's callbacks are POST requests that only read; each answers what its reader may see."""

FORWARDED = ("forwarded", "via", "x-forwarded-", "x-real-ip")
"""Headers that a proxy adds: such a request comes from somewhere else."""


def is_local(request: Request, settings: Settings) -> bool:
    """Whether the request comes from this machine, from a person or program at it.

    Server address, peer and Host are loopback, and no proxy had it in hand (decision 6).
    """
    names = [name.lower() for name, _ in request.headers]
    return (
        settings.proxy == 0
        and settings.is_loopback
        and _is_loopback(request.remote_addr or "")
        and _is_loopback(_host_name(request.headers.get("Host", "")))
        and not any(name.startswith(FORWARDED) for name in names)
    )


def is_own_page(request: Request) -> bool:
    """Whether a browser says that the request was made by one of our own pages, or no browser
    says anything (a script). What another site's page sends is refused."""
    origin = request.headers.get("Origin")
    site = request.headers.get("Sec-Fetch-Site")
    if origin is not None and origin != f"{request.scheme}://{request.host}":
        return False
    return site in (None, "same-origin")


def may_change(request: Request, settings: Settings) -> bool:
    """Whether the request may change anything."""
    return is_local(request, settings) and is_own_page(request)


def needs_permission(request: Request) -> bool:
    """Whether the request could change anything: every method that is not safe, whatever its
    address, so that a route added later is closed until somebody opens it."""
    return request.method not in SAFE_METHODS and request.path != CALLBACKS


def guard(server: Flask, settings: Settings, refuse: Callable[[], flask.Response]) -> None:
    """Refuses, before any route is asked, what may not be done; `refuse()` answers."""

    @server.before_request
    def deny_by_default() -> flask.Response | None:
        if needs_permission(flask.request) and not may_change(flask.request, settings):
            return refuse()
        return None


def _host_name(host: str) -> str:
    """The name of a Host header, without port and brackets; "" when it makes no sense."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def _is_loopback(address: str) -> bool:
    if address == "localhost":
        return True
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
