"""Turns an address and a person into a page: the one asked for, or one that says why not."""

from collections.abc import Container, Mapping
from dataclasses import replace
from datetime import date

import flask

from dashboard.addresses import BY_KEY, Located, locate
from dashboard.auth import Right, person
from dashboard.context import Context, View
from dashboard.exhibits import EXHIBITS
from dashboard.filters import OF_FRAMEWORK
from dashboard.pages.catalogue import MODULES
from dashboard.pages.instead import language_of, not_found, of_another_framework, refused
from dashboard.queries import data_version
from dashboard.shell.filter_bar import Asked
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
from schemas.framework import Framework


def exists(located: Located, context: Context) -> bool:
    """False when the address has a page's form but names nothing there is. What is stored, such
    as a report, is looked up by its page, which raises MissingError."""
    known: Mapping[str, Container[str]] = {
        "country": context.content.countries,
        "exhibit": EXHIBITS,
    }
    return all(
        value in known[name] for name, value in located.values.items() if name in known
    ) and any(_has(one, located) for one in context.content.frameworks.values())


def _has(framework: Framework, located: Located) -> bool:
    """Whether the pillar, objective or theme that the address names is one of the framework's."""
    return all(
        value in getattr(framework, OF_FRAMEWORK[name])
        for name, value in located.values.items()
        if name in OF_FRAMEWORK
    )


def render(context: Context, path: str, query: str) -> Rendered:
    """The page an address asks for, or a friendly one that says why there is none.

    Pages of the desk and previews are made each time, for what they show is not published; so is
    the one that tells what became of a form. The others are kept.
    """
    rendered = kept(context, path, query) or _new(context, path, query.removeprefix("?"))
    flask.g.page_title, flask.g.page_status = rendered.title, rendered.status
    return rendered


def kept(context: Context, path: str, query: str) -> Rendered | None:
    """A published page, until the data change or the day does, for the dates of an open round are
    held against today; one for each kind of reader. None for a page that is never kept."""
    located, reader, query = locate(path), person(), query.removeprefix("?")
    if located is None or not exists(located, context) or not reader.may(right_of(located)):
        return None
    if not is_kept(located, query) or (reader.is_known and said()):
        return None
    frozen = named_snapshot(context, asked_snapshot(query), reader)
    shown = frozen.sha256 if frozen is not None else ""
    key = (located.key, located.language, tuple(located.values.items()), query, shown)
    version = data_version(source_of(context))
    rendered = context.pages.answer(
        (version, date.today(), reader.role, reader.country, reader.extra, *key),
        lambda: _made(make_view(context, located, query, person=reader), context),
    )
    flask.g.page_title, flask.g.page_status = rendered.title, rendered.status
    return rendered


def _new(context: Context, path: str, query: str) -> Rendered:
    located, reader = locate(path), person()
    if located is None or not exists(located, context):
        language = located.language if located else language_of(path, context)
        return not_found(
            make_view(context, Located("overview", language), "", person=reader), context
        )
    if not reader.may(right_of(located)):
        return refused(make_view(context, located, "", person=reader), context, query)
    return _at_desk(context, located, query)


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
        return not_found(plain, context)
    except RefusedError:
        return refused(plain, context, query)


def _made(view: View, context: Context) -> Rendered:
    """The page. What its module names in QUERY is the page's own, no filter that was ignored;
    one whose filters depend on its address says in `asked` which they are."""
    if not _has(view.framework, view.located):
        return of_another_framework(view, context)
    module = MODULES[view.located.key]
    own = getattr(module, "QUERY", ())
    view = replace(view, ignored=tuple(one for one in view.ignored if one.name not in own))
    asked = module.asked(view) if hasattr(module, "asked") else Asked(view, module.FILTERS)
    view = asked.view
    title, lead = module.title(view, context), module.lead(view, context)
    body = module.body(view, context)
    page = frame(
        view, context, body, title=title, lead=lead, filters=asked.filters, needed=asked.needed
    )
    return Rendered(page, f"{title} – {view.words('shell.product')}")
