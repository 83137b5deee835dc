"""Puts the app together: settings, content, database, pages, routes."""

from collections.abc import Iterable
from functools import partial

import flask
from dash import ClientsideFunction, Dash, Input, Output, html, page_container
from flask import Flask
from flask.testing import FlaskClient
from flask_compress import Compress
from werkzeug.middleware.proxy_fix import ProxyFix

import loaders
from dashboard import journal, pages
from dashboard.addresses import href
from dashboard.api import register_api
from dashboard.api.answers import error
from dashboard.api.projection import PROJECTOR
from dashboard.auth import SAFE_METHODS, Identity, accounts, check_declared, guard, only_our_names
from dashboard.components import slot
from dashboard.context import Context
from dashboard.desk import register_desk
from dashboard.settings import Settings, read_settings, with_secret_key
from dashboard.shell import index, keeping, moment, packed
from dashboard.shell.assets import ASSETS
from dashboard.shell.callbacks import only_ours
from dashboard.shell.plain import refusal_page
from schemas.content import Content, load_content
from schemas.database.audit import record
from schemas.database.engine import reader_engine, writer_engine


def make_app(settings: Settings | None, content: Content | None) -> Dash:
    settings = with_secret_key(settings or read_settings())
    reader = reader_engine(settings.database_url)
    identity = Identity(settings, reader)
    context = Context(
        content=content or load_content(),
        settings=settings,
        reader=reader,
        writer=writer_engine(settings.database_url),
        identity=identity,
    )
    server = _server(settings, context)
    only_our_names(server, settings, lambda status, code: error(context, code, status))
    accounts.install(server, identity, reader, context.writer)
    guard(server, identity, partial(_refuse, context))
    app = Dash(
        __name__,
        server=server,  # type: ignore[arg-type]  # Dash's own annotation forgets Flask
        use_pages=True,
        pages_folder="",
        assets_folder=str(ASSETS),
        include_assets_files=False,
        suppress_callback_exceptions=True,
        enable_mcp=False,
        health_endpoint=None,
        include_pages_meta=False,
        update_title="",
        title=context.content.words[settings.language]("shell.product"),
        routing_callback_inputs=pages.ROUTING,
    )
    app.layout = html.Div([page_container])
    app.clientside_callback(
        ClientsideFunction("dakar", "ready"),
        Output("page-ready", "storage_type"),
        Input("page-ready", "data"),
        hidden=True,
    )
    slot.callbacks(app)
    pages.register(app, context)
    register_api(server, context)
    register_desk(server, context)
    index.install(
        app,
        context,
        lambda path, query: pages.render(context, path, query),
    )
    packed.install(server)
    keeping.install(server, partial(pages.kept, context))
    moment.install(server, reader)
    only_ours(app)
    check_declared(server)
    warm_up(app, context)
    loaders.warm_up()
    return app


def _refuse(context: Context, status: int, code: str) -> flask.Response:
    """Answers what no right allows: a page for whoever sent a form of the desk. What a person
    with an account tried to change is written down."""
    request, who = flask.request, flask.g.person
    if who.is_known and request.method not in SAFE_METHODS:
        with context.writer.begin() as connection:
            record(connection, who.actor, "refused", request.endpoint or "")
    wants_page = request.accept_mimetypes.best_match(("application/json", "text/html"))
    if _is_for_eyes(request) and wants_page == "text/html":
        return refusal_page(context, status)
    return error(context, code, status)


def _is_for_eyes(request: flask.Request) -> bool:
    """Whether a person stands before what was asked for: a form of the desk, a projector."""
    is_projector = (request.endpoint or "").startswith(f"{PROJECTOR}.")
    return is_projector or request.path.startswith("/desk/")


def _server(settings: Settings, context: Context) -> Flask:
    server = Flask(__name__, static_folder=None)
    server.secret_key = settings.secret_key
    server.config["MAX_CONTENT_LENGTH"] = (settings.max_upload_mb + 1) * 1024 * 1024
    server.debug = False  # whatever the environment asks for: its console runs code
    server.extensions["dakar"] = context
    journal.install(server, settings.proxy)
    if settings.proxy:
        server.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            server.wsgi_app, x_for=settings.proxy, x_proto=settings.proxy, x_host=settings.proxy
        )
    Compress(server)
    return server


def warm_up(app: Dash, context: Context) -> None:
    """Asks for what Dash prepares at its first requests, which race on a threaded server; of the
    pages it takes one that asks the database little."""
    client = app.server.test_client()
    _ask(client, (href("accessibility", language) for language in context.content.languages))
    _ask(client, ("/_dash-layout", "/_dash-dependencies"))


def first_pages(app: Dash) -> None:
    """Has the pages made that most people open first, so that nobody waits for them."""
    languages = app.server.extensions["dakar"].content.languages
    _ask(app.server.test_client(), (href("overview", language) for language in languages))


def _ask(client: FlaskClient, addresses: Iterable[str]) -> None:
    for address in addresses:
        client.get(address)
