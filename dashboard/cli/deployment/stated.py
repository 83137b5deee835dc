"""Turns the settings of a deployment into what is wrong with them."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from dashboard.cli.deployment.faults import Deployment, Faults, fault

SHORTEST_SECRET = 32
FEWEST_LETTERS = 8
"""How many different ones a secret has: one that was drawn has more."""

DEBUG = ("DASH_DEBUG", "FLASK_DEBUG")
OFF = ("", "0", "false", "no")


def secret(at: Deployment) -> Faults:
    """Every worker and every machine signs sessions with the same key: it must be stated."""
    key = at.environment.get("DAKAR_SECRET_KEY", "")
    if not key:
        yield fault("secret-missing")
    elif len(key) < SHORTEST_SECRET or len(set(key)) < FEWEST_LETTERS:
        yield fault("secret-short", n=SHORTEST_SECRET)


def network(at: Deployment) -> Faults:
    """Who reaches the server, by which name, past which proxy."""
    settings = at.settings
    if "DAKAR_ACCESS" not in at.environment:
        yield fault("access-unstated")
    if not settings.proxy:
        yield fault("proxy-none")
    if not (settings.is_loopback or _is_private(settings.host)):
        yield fault("host-open", host=settings.host)
    yield from _names(at)
    for name in DEBUG:
        if at.environment.get(name, "").lower() not in OFF:
            yield fault("debug", name=name)


def _names(at: Deployment) -> Faults:
    settings = at.settings
    if not settings.hosts:
        yield fault("hosts-none")
    if not settings.address:
        yield fault("address-none")
        return
    name = urlsplit(settings.address).hostname or ""
    if not at.is_https:
        yield fault("address-plain", address=settings.address)
    if settings.hosts and name not in settings.hosts:
        yield fault("address-unnamed", name=name)


def _is_private(host: str) -> bool:
    """An address that only machines beside this one reach; not every address of it."""
    try:
        address = ip_address(host)
    except ValueError:
        return False
    return address.is_private and not address.is_unspecified
