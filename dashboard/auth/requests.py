"""Where a request comes from: this machine, and one of our own pages."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from flask import Request

from dashboard.settings import Settings

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

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


def is_for_us(request: Request, settings: Settings) -> bool:
    """Whether the request names this server as its settings do; any name does where they state
    none and the name cannot be known (a server for others, or behind a proxy). A page of another
    site whose name was turned to this machine is recognised so."""
    name = _host_name(request.headers.get("Host", ""))
    if _is_loopback(name):
        return True
    if settings.hosts:
        return name in (*settings.hosts, settings.host)
    return settings.proxy > 0 or not settings.is_loopback


def is_own_page(request: Request) -> bool:
    """Whether a browser says that the request was made by one of our own pages, or no browser
    says anything (a script). What another site's page sends is refused."""
    origin = request.headers.get("Origin")
    site = request.headers.get("Sec-Fetch-Site")
    if origin is not None and origin != f"{request.scheme}://{request.host}":
        return False
    return site in (None, "same-origin")


def cookie_name(request: Request) -> str:
    """The session's cookie: over https its name keeps any other host from setting it."""
    return "__Host-session" if request.is_secure else "session"


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
