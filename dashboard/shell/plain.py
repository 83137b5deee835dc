"""A page that needs no data: a failure, or a form that came back to be mended."""

from html import escape
from urllib.parse import urlencode, urlsplit

import flask
from markupsafe import Markup

from dashboard.addresses import href, locate
from dashboard.auth import SAFE_METHODS
from dashboard.context import Context
from dashboard.journal import request_id
from dashboard.shell.assets import asset
from schemas.wording import Words


def failure_page(context: Context) -> flask.Response:
    """What happened and what was kept, with the number of the request in the log."""
    words = words_of(context)
    said = words("failure.text", number=request_id())
    return _page(words, words("failure.title"), said, 500)


def refusal_page(context: Context, status: int) -> flask.Response:
    """What a person without the right gets who sent a form: why, and the way to sign in and back
    to the page it stood on; for what is only read (a projector), back to that."""
    came_from = urlsplit(flask.request.referrer or "").path
    located = locate(came_from)
    language = located.language if located else context.settings.language
    then = came_from if located is not None else ""
    if flask.request.method in SAFE_METHODS:
        begun = flask.request.path.split("/")[1]
        language = begun if begun in context.content.words else language
        then = flask.request.full_path.rstrip("?")
    words = context.content.words[language]
    kind = "refused" if status == 403 else "refused.sign-in"
    way = urlencode({"next": then}) if then else ""
    address = href("sign-in", words.language, way)
    link = Markup('<p><a class="button" href="{}">{}</a></p>').format(
        address, words("page.sign-in" if status == 401 else "shell.account")
    )
    title, said = words(f"{kind}.title"), words(f"{kind}.lead")
    return form_page(words, title, said, link, came_from if located else "/", status)


def words_of(context: Context) -> Words:
    """In the language of the address, else that of the pages read before, else the setting's."""
    located = locate(flask.request.path)
    kept = flask.request.cookies.get("language", "")
    if located is None and kept in context.content.words:
        return context.content.words[kept]
    return context.content.words[located.language if located else context.settings.language]


def form_page(
    words: Words, title: str, said: str, form: Markup, back: str, status: int = 422
) -> flask.Response:
    """A form as it was sent, what is to be changed in it, and the way `back`: nothing that was
    typed is lost."""
    styles = "".join(
        f'<link rel="stylesheet" href="{asset(name)}">'
        for name in (
            "vendor/inter/inter.css",
            "vendor/bootstrap/bootstrap.min.css",
            "tokens.css",
            "shell.css",
            "desk.css",
            "meeting.css",
            "room.css",
        )
    )
    page = (
        f'<!DOCTYPE html><html lang="{words.language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{escape(title)}</title><link rel="icon" type="image/svg+xml" '
        f'href="{asset("icon.svg")}">{styles}</head><body><main>'
        f'<h1>{escape(title)}</h1><p class="notice" role="alert">{escape(said)}</p>{form}'
        f'<p><a href="{escape(back)}">{escape(words("form.back"))}</a></p>'
        f'<script src="{asset("desk.js")}"></script>'
        f'<script src="{asset("meeting.js")}"></script></main></body></html>'
    )
    return flask.Response(page, status=status, mimetype="text/html")


def missing_page(words: Words, title: str, text: str, way: str, address: str) -> flask.Response:
    """404 for an address that is no page's: why, and the way to where it can be found."""
    link = f'<p><a class="button" href="{escape(address)}">{escape(way)}</a></p>'
    return _page(words, title, text, 404, link)


def busy_page(words: Words, seconds: int, address: str) -> flask.Response:
    """503 for a file that others wait for: when to ask for it again, and the link to do so."""
    link = f'<p><a class="button" href="{escape(address)}">{escape(words("busy.again"))}</a></p>'
    said = words("busy.text", n=words.number(seconds))
    return _page(words, words("busy.title"), said, 503, link)


def _page(words: Words, title: str, text: str, status: int, way: str = "") -> flask.Response:
    back = way or (
        f'<p><a class="button" href="/{words.language}/">'
        f"{escape(words('not-found.overview'))}</a></p>"
        if status != 403
        else ""
    )
    page = (
        f'<!DOCTYPE html><html lang="{words.language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{escape(title)}</title><link rel="icon" type="image/svg+xml" '
        f'href="{asset("icon.svg")}">'
        f'<link rel="stylesheet" href="{asset("vendor/inter/inter.css")}">'
        f'<link rel="stylesheet" href="{asset("tokens.css")}">'
        f'<link rel="stylesheet" href="{asset("shell.css")}"></head><body><main><div '
        f'class="page-title"><h1>{escape(title)}</h1><p class="lead">{escape(text)}</p></div>'
        f"{back}</main></body></html>"
    )
    return flask.Response(page, status=status, mimetype="text/html")
