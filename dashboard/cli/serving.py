"""Turns a command into a database with the samples, and into a running server."""

import socket
import sys
from functools import partial
from typing import TYPE_CHECKING

import click

from dashboard.cli import options
from dashboard.cli.place import Place, check_whole, database, place, shown_address
from dashboard.cli.progress import show
from dashboard.cli.shape import Command, StopError
from schemas.wording import Words

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from dashboard.auth import Identity
    from dashboard.settings import Settings


def init(words: Words) -> Command:
    unsaved = options.option(words, "--without-backup", is_flag=True)
    params = [_empty(words), unsaved, options.database(words), options.lang(words)]
    return Command(
        "init",
        params=params,
        callback=partial(_init, words),
        help=words("cli.init.help"),
        words=words,
    )


def serve(words: Words) -> Command:
    params = [
        options.option(words, "--host", metavar=words("cli.metavar.host")),
        options.option(words, "--port", metavar=words("cli.metavar.port")),
        options.option(words, "--no-browser", is_flag=True),
        _empty(words),
        options.database(words),
        options.lang(words),
    ]
    return Command(
        "serve",
        params=params,
        callback=partial(_serve, words),
        help=words("cli.serve.help"),
        words=words,
    )


def _empty(words: Words) -> click.Option:
    return options.option(words, "--empty", is_flag=True)


def _init(words: Words, empty: bool, without_backup: bool, database: str | None) -> None:
    at = place(words, database_url=database)
    check_whole(at)
    with _open(at, saves=not without_backup) as engine:
        _fill(at, engine, empty)


_open = database
"""The parameter `database` of the callbacks hides the function of that name."""


def _fill(at: Place, engine: "Engine", empty: bool) -> None:
    """Loads the samples into a new database, unless it shall stay empty."""
    from loaders import load_samples, start_empty, wants_samples

    address = shown_address(at.settings.database_url)
    if not wants_samples(engine, at.content):
        click.echo(at.words("cli.init.ready", address=address))
    elif empty:
        start_empty(engine, at.content)
        click.echo(at.words("cli.init.empty", address=address))
    else:
        click.echo(at.words("cli.init.samples", address=address))
        loaded = load_samples(engine, at.content, lambda code, n, of: show(n, of, code))
        click.echo(at.words.count("cli.init.loaded", sum(loaded.values())))
        click.echo(at.words("cli.init.how-to-start-empty"))


def _serve(
    words: Words,
    host: str | None,
    port: str | None,
    no_browser: bool,
    empty: bool,
    database: str | None,
) -> None:
    at = place(words, host=host, port=port, database_url=database)
    listening = _bind(at)
    try:
        check_whole(at)
        with _open(at) as engine:
            _fill(at, engine, empty)
        _run(at, listening, opens_browser=not no_browser and sys.stdout.isatty())
    finally:
        listening.close()


def _bind(at: Place) -> socket.socket:
    """The address, taken before anything slow is done; or StopError when another program has it."""
    settings = at.settings
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    if sys.platform != "win32":
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((settings.host, settings.port))
    except OSError as error:
        listening.close()
        taken = at.words(
            "cli.stop.port",
            host=settings.host,
            port=settings.port,
            reason=error.strerror or str(error),
        )
        raise StopError(taken) from error
    return listening


def _run(at: Place, listening: socket.socket, opens_browser: bool) -> None:
    import threading
    import webbrowser

    import waitress

    from dashboard import create_app, journal
    from dashboard.application import first_pages

    app = create_app(at.settings, at.content)
    first_pages(app)
    journal.begin(at.settings.log_level)  # from here on: what was made in advance nobody asked for
    server = waitress.create_server(
        app.server,
        sockets=[listening],
        threads=at.settings.threads,
        ident=None,
        # A forwarded request must stay recognisable: it is never a local one.
        clear_untrusted_proxy_headers=False,
        **_patience(at.settings),
    )
    click.echo(at.words("cli.serve.address", address=shown_url(at.settings)))
    link = _local_link(at, app.server.extensions["dakar"].identity)
    click.echo(at.words("cli.serve.stop"))
    if opens_browser:
        threading.Timer(0.5, webbrowser.open, [link or shown_url(at.settings)]).start()
    server.run()


def _patience(settings: "Settings") -> dict[str, int | bool]:
    """How much the server bears before a request is even looked at. Bodies are kept on disk as
    they come; one a little too large is still answered in our words. Who connects and says
    nothing takes no place from the others."""
    import select

    return {
        "max_request_body_size": 2 * (settings.max_upload_mb + 1) * 1024 * 1024,
        "connection_limit": 1000,
        "channel_timeout": 30,
        "asyncore_use_poll": hasattr(select, "poll"),
    }


def _local_link(at: Place, identity: "Identity") -> str:
    """Prints how to sign in where there are no accounts, and gives the address that does it;
    "" where there are accounts, or where nobody sits at this machine."""
    if identity.has_accounts() or at.settings.proxy or not at.settings.is_loopback:
        click.echo(at.words("cli.serve.accounts"))
        return ""
    link = f"{shown_url(at.settings)}/desk/local/{identity.link_key}"
    click.echo(at.words("cli.serve.link", address=link))
    click.echo(at.words("cli.serve.token", token=identity.token))
    return link


def shown_url(settings: "Settings") -> str:
    """The address a person opens: a server for every interface is reached on this machine."""
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(settings.host, settings.host)  # noqa: S104
    return f"http://{host}:{settings.port}"
