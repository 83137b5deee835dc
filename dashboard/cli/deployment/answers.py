"""Turns answers of the server, made in this process and with its settings, into what is wrong with
them: headers, cookies, names."""

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from dashboard.cli.deployment.faults import Deployment, Faults, fault

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient

POLICY = ("default-src 'self'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'")
UNSAFE = ("'unsafe-inline'", "'unsafe-eval'", "*", "http:", "https:", "data:")
"""What the sources of scripts must not hold."""

REFERRERS = ("no-referrer", "same-origin")
ELSEWHERE = "203.0.113.7"
"""Who asks: an address that belongs to nobody, so that the answer is one for strangers."""

FOREIGN_NAME = "doctor.invalid"


def answers(at: Deployment) -> Faults:
    """Asks the server as its proxy does: as somebody signed in, as a stranger, by another name."""
    from sqlalchemy.exc import SQLAlchemyError

    from dashboard import create_app

    try:
        server = create_app(at.settings).server
    except SQLAlchemyError as error:
        yield fault("database-unreachable", reason=type(error).__name__)
        return
    yield from of_server(server, at)


def of_server(server: "Flask", at: Deployment) -> Faults:
    """The faults of a server that is made."""
    if server.debug or server.testing:
        yield fault("debugger")
    client = _client(server, at)
    yield from _stranger(client, at)
    yield from _cookie(client, at)
    yield from _known(server, client)


def _client(server: "Flask", at: Deployment) -> "FlaskClient":
    scheme = "https" if at.is_https else "http"
    name = urlsplit(at.settings.address).netloc or "localhost"
    client = server.test_client()
    passed = {"FOR": ELSEWHERE, "PROTO": scheme, "HOST": name}
    if at.settings.proxy:
        forwarded = {
            f"HTTP_X_FORWARDED_{kind}": ", ".join([value] * at.settings.proxy)
            for kind, value in passed.items()
        }
        client.environ_base |= {"REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": name, **forwarded}
    else:
        client.environ_base |= {
            "REMOTE_ADDR": ELSEWHERE,
            "HTTP_HOST": name,
            "wsgi.url_scheme": scheme,
        }
    return client


def _stranger(client: "FlaskClient", at: Deployment) -> Faults:
    asked = client.get("/api/v1/rounds").status_code
    if at.settings.access == "members" and asked != 401:
        yield fault("read-by-all", status=asked)
    forged = client.get("/healthz" if asked >= 500 else "/fr/", headers=_named(at, FOREIGN_NAME))
    if forged.status_code != 400:
        yield fault("name-believed", name=FOREIGN_NAME)


def _named(at: Deployment, name: str) -> dict[str, str]:
    headers = {"Host": name}
    if at.settings.proxy:
        headers["X-Forwarded-Host"] = ", ".join([name] * at.settings.proxy)
    return headers


def _cookie(client: "FlaskClient", at: Deployment) -> Faults:
    """The session's cookie, as an answer sets it that tells a stranger something."""
    set_cookies = client.get("/desk/local/none").headers.getlist("Set-Cookie")
    found = next((text for text in set_cookies if "session=" in text.split(";")[0]), "")
    name, _, flags = found.partition("=")
    given = {part.strip().lower() for part in flags.split(";")[1:]}
    wanted = {"httponly": "HttpOnly", "samesite=lax": "SameSite=Lax", "path=/": "Path=/"}
    if at.is_https:
        wanted["secure"] = "Secure"
        if not name.startswith("__Host-"):
            yield fault("cookie-name", name=name or "?")
    for flag, shown in wanted.items():
        if flag not in given:
            yield fault("cookie-flag", flag=shown)


def _known(server: "Flask", client: "FlaskClient") -> Faults:
    """A page, asked for by somebody with an account."""
    from dashboard.auth import Person, Role

    identity: Any = server.extensions["dakar"].identity
    before = identity.account_of_session
    identity.account_of_session = lambda _engine: Person("", Role.READER)
    try:
        headers = client.get("/fr/").headers
    finally:
        identity.account_of_session = before
    if not is_strict(headers.get("Content-Security-Policy", "")):
        yield fault("policy-loose")
    if headers.get("X-Content-Type-Options") != "nosniff":
        yield fault("header-missing", name="X-Content-Type-Options")
    if headers.get("Referrer-Policy") not in REFERRERS:
        yield fault("header-missing", name="Referrer-Policy")
    if "no-store" not in headers.get("Cache-Control", ""):
        yield fault("page-kept")


def is_strict(policy: str) -> bool:
    """Whether a Content-Security-Policy lets nothing of others run, and nobody frame the page."""
    parts = [part.strip() for part in policy.split(";")]
    scripts = [part.split()[1:] for part in parts if part.startswith("script-src")]
    allowed = {source for sources in scripts for source in sources}
    return set(POLICY) <= set(parts) and bool(allowed) and not allowed & set(UNSAFE)
