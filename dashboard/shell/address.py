"""Turns a request into the address at which readers reach the server."""

from ipaddress import ip_address
from urllib.parse import urlsplit

import flask

from dashboard.context import Context


def base_address(context: Context) -> str:
    """Where short addresses and QR codes lead (http://host:port, no slash at the end): the
    setting, else the address of this request. Only inside a request."""
    return context.settings.address or flask.request.host_url.rstrip("/")


def is_this_machine(address: str) -> bool:
    """Whether the address names the machine that asks: a telephone in the room finds nothing."""
    host = (urlsplit(address).hostname or "").rstrip(".")
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        found = ip_address(host)
    except ValueError:
        return False
    return found.is_loopback or found.is_unspecified
