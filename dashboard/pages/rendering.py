"""Turns an address and a person into a page: the one asked for, or one that says why not."""

from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlencode

import flask
from dash import html
from dash.development.base_component import Component

from dashboard.addresses import BY_KEY, Located, href, locate
from dashboard.auth import Right, person
from dashboard.context import Context, View
from dashboard.exhibits import EXHIBITS
from dashboard.pages.catalogue import MODULES
from dashboard.queries import data_version
from dashboard.shell.frame import frame
from dashboard.shell.refusals import MissingError, RefusedError
from dashboard.shell.rendered import Rendered
from dashboard.shell.said import said
from dashboard.shell.view import (
    asked_snapshot,
    asks_preview,
    make_view,
    named_snapshot,
    source_of,
)


def exists(located: Located, context: Context) -> bool:
    """False when the address has a page's form but names nothing there is. What is stored, such
    as a report, is looked up by its page, which raises MissingError."""
    framework = context.content.frameworks["dakar"]
    known = {
        "country": context.content.countries,
        "objective": framework.objectives,
        "pillar": framework.pillars,
        "theme": framework.themes,
        "exhibit": EXHIBITS,
    }
    values = located.values.items()
    return all(value in known[name] for name, value in values if name in known)


def render(context: Context, path: str, query: str) -> Rendered:
    """The page an address asks for, or a friendly one that says why there is none.

    Published pages are kept until the data change, one for each kind of reader; a page of the
    desk and a preview are made each time, for what they show is not published.
    """
    located = locate(path)
    reader = person()
    if located is None or not exists(located, context):
        language = located.language if located else _language(path, context)
        view = make_view(context, Located("overview", language), "", person=reader)
        rendered = _not_found(view, context)
    elif not reader.may(right_of(located)):
        rendered = _refused(make_view(context, located, "", person=reader), context, query)
    elif is_kept(located, query):
        frozen = named_snapshot(context, asked_snapshot(query), reader)
        shown = frozen.sha256 if frozen is not None else ""
        key = (located.key, located.language, tuple(located.values.items()), query, shown)
        version = data_version(source_of(context))
        rendered = context.pages.answer(
            (version, reader.role, reader.country, reader.extra, *key),
            lambda: _made(make_view(context, located, query, person=reader), context),
        )
    else:
        rendered = _at_desk(context, located, query)
    flask.g.page_title, flask.g.page_status = rendered.title, rendered.status
    return rendered


UNKEPT = ("meeting", "meetings")
"""Pages anybody may read that change with more than what is published."""


def is_kept(located: Located, query: str) -> bool:
    """Whether the page stays as it is until the data change."""
    is_public = right_of(located) is Right.READ and located.key not in UNKEPT
    return is_public and not asks_preview(located, query)


def right_of(located: Located) -> Right:
    return Right(BY_KEY[located.key].right)


def _at_desk(context: Context, located: Located, query: str) -> Rendered:
    reader = person()
    plain = make_view(context, located, "", person=reader)
    try:
        view = make_view(context, located, query, person=reader, said=said())
        return _made(view, context)
    except MissingError:
        return _not_found(plain, context)
    except RefusedError:
        return _refused(plain, context, query)


def _made(view: View, context: Context) -> Rendered:
    """The page. What its module names in QUERY is the page's own, no filter that was ignored."""
    module = MODULES[view.located.key]
    own = getattr(module, "QUERY", ())
    view = replace(view, ignored=tuple(one for one in view.ignored if one.name not in own))
    title, lead = module.title(view, context), module.lead(view, context)
    body = module.body(view, context)
    page = frame(view, context, body, title=title, lead=lead, filters=module.FILTERS)
    return Rendered(page, f"{title} – {view.words('shell.product')}")


def _refused(view: View, context: Context, query: str) -> Rendered:
    """What the page needs, and the way to it: signing in, or asking who gives rights."""
    words, known = view.words, view.person.is_known
    title = words("refused.title" if known else "refused.sign-in.title")
    text = words("refused.lead" if known else _how_to_enter(context))
    action = words("not-found.overview" if known else "page.sign-in")
    here = href(view.located.key, view.language, query.lstrip("?"), **view.located.values)
    following = "" if known else urlencode({"next": here})
    address = href("overview" if known else "sign-in", view.language, following)
    body = [html.P(html.A(action, href=address, className="button"))]
    page = frame(view, context, body, title=title, lead=text)
    return Rendered(page, f"{title} – {words('shell.product')}", 403 if known else 401)


def _how_to_enter(context: Context) -> str:
    """Where there are accounts, the link that the start prints opens nothing."""
    has_accounts = context.identity is None or context.identity.has_accounts()
    return "refused.accounts.lead" if has_accounts else "refused.sign-in.lead"


def _language(path: str, context: Context) -> str:
    first = path.strip("/").split("/")[0]
    return first if first in context.content.languages else context.settings.language


def _not_found(view: View, context: Context) -> Rendered:
    words = view.words
    title = words("not-found.title")
    body: Sequence[Component] = [
        html.P(
            [
                html.A(words("not-found.countries"), href=view.link("countries")),
                " · ",
                html.A(words("not-found.overview"), href=view.link("overview")),
            ]
        )
    ]
    page = frame(view, context, body, title=title, lead=words("not-found.lead"))
    return Rendered(page, f"{title} – {words('shell.product')}", 404)
