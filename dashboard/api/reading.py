"""Turns GET requests into published data: exhibits, frameworks, countries, reports, measures."""

from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

import flask

from dashboard.addresses import Located
from dashboard.api import payloads
from dashboard.api.answers import (
    LANG,
    XLSX,
    download,
    error,
    ignored_names,
    json_answer,
    unchanged_or,
    words_of,
)
from dashboard.api.openapi import openapi
from dashboard.auth import person
from dashboard.components.exhibit import exhibit_html, is_explorable
from dashboard.components.graph import graph
from dashboard.components.links import link_of
from dashboard.context import Context, View
from dashboard.exhibits import EXHIBITS, BuiltExhibit
from dashboard.exhibits.json import exhibit_json, filters_json, stamp_json
from dashboard.exhibits.stamp import stamp_of_snapshot
from dashboard.exhibits.table import joined
from dashboard.exports.csv import csv_of
from dashboard.exports.xlsx import xlsx_of
from dashboard.filters import Filters
from dashboard.queries import measures_page
from dashboard.shell.filter_bar import audience_in_words, filters_in_words
from dashboard.shell.parts import built
from dashboard.shell.view import SNAPSHOT, make_view, source_for

PAGE_SIZE = 100
"""Measures of one answer."""

REPORTS_SIZE = 500
"""Reports of one answer: those of several rounds."""

MOST_PAGES = 200
"""Pages of an exhibit that one file may hold; its last lines say when there are more."""


def add_reading(api: flask.Blueprint, context: Context) -> None:
    """Adds the routes that only read; each answers 304 when nothing has changed."""

    def exhibit(code: str, kind: str) -> flask.Response:
        return _exhibit(context, code, kind)

    content = context.content
    routes: tuple[tuple[str, str, Callable[..., flask.Response]], ...] = (
        ("exhibits", "/exhibits", lambda: _said(payloads.catalogue(api.url_prefix or ""))),
        ("exhibit", "/exhibits/<code>.<any(json, csv, xlsx, graph, box):kind>", exhibit),
        ("frameworks", "/frameworks", lambda: _said(payloads.frameworks(content))),
        ("countries", "/countries", lambda: _said(payloads.countries(content))),
        ("rounds", "/rounds", lambda: _rounds(context)),
        ("reports", "/reports", lambda: _reports(context)),
        ("measures", "/measures", lambda: _measures(context)),
        ("openapi", "/openapi.json", lambda: json_answer(openapi(context, words_of(context)))),
    )
    for name, path, answer in routes:
        api.add_url_rule(path, name, _revalidated(context, answer))


def _revalidated(
    context: Context, answer: Callable[..., flask.Response]
) -> Callable[..., flask.Response]:
    return lambda **values: unchanged_or(context, lambda: answer(**values))


def _view(context: Context) -> View:
    """The view that the query asks for, as the same person sees it on a page; `lang` is no
    filter. Who asks for a snapshot that is not there gets 404, never today's numbers."""
    query = {name: value for name, value in flask.request.args.items() if name != LANG}
    located = Located("overview", words_of(context).language)
    view = make_view(context, located, urlencode(query), person=person())
    if any(one.name == SNAPSHOT for one in view.ignored):
        flask.abort(error(context, "no-snapshot", 404))
    return view


def _shown_filters(view: View) -> Filters:
    shown = view.shown.round.code if view.shown is not None else ""
    return replace(view.filters, round=shown)


def _short(view: View) -> tuple[str, ...]:
    return () if view.snapshot is None else (view.snapshot.short,)


def _ignored(view: View) -> list[dict[str, str]]:
    return [asdict(one) for one in view.ignored]


def _exhibit(context: Context, code: str, kind: str) -> flask.Response:
    if code not in EXHIBITS:
        return error(context, "404", 404)
    view = _view(context)
    filters = _shown_filters(view)
    if kind == "json":
        exhibit = built(view, context, code)
        return json_answer({**exhibit_json(exhibit, filters), "ignored": _ignored(view)})
    if kind == "graph":
        return _graph(context, built(view, context, code), view.language)
    if kind == "box":
        return json_answer(_box(view, context, code))
    exhibit = _whole(view, context, code)
    said = filters_in_words(view, EXHIBITS[code].filters, context)
    said = " ".join(part for part in (said, audience_in_words(view, "file")) if part)
    of = "-".join((code, filters.round or "empty", *_short(view)))
    name = f"{of}.{kind}"
    if kind == "csv":
        return download(csv_of(exhibit, view.words, said), "text/csv; charset=utf-8", name)
    return download(xlsx_of(exhibit, view.words, said), XLSX, name)


def _box(view: View, context: Context, code: str) -> dict[str, str]:
    """The exhibit as a page shows it. A whole room may choose the same country at once, so it is
    written once; of a preview nothing is kept."""

    def write() -> dict[str, str]:
        exhibit = built(view, context, code)
        return {"title": exhibit.title, "html": exhibit_html(exhibit, view.words, link_of(view))}

    if view.preview is not None:
        return write()
    state = (view.language, view.consents, view.data_version, _short(view), date.today())
    return context.memo.answer(("box", flask.request.full_path, state), write)


def _graph(context: Context, exhibit: BuiltExhibit, language: str) -> flask.Response:
    """The chart as the component a page puts in its place; 404 where plotly draws none."""
    if exhibit.chart is None or not is_explorable(exhibit):
        return error(context, "404", 404)
    made: dict[str, Any] = graph(exhibit.chart, exhibit.code, language).to_plotly_json()
    return json_answer(made)


def _whole(view: View, context: Context, code: str) -> BuiltExhibit:
    """The exhibit with the rows of all its pages: a file has no next page."""
    exhibit = built(view, context, code, page=1)
    pager = exhibit.table.pager
    if pager is None or pager.pages == 1:
        return exhibit
    others = range(2, min(pager.pages, MOST_PAGES) + 1)
    table = joined(
        [exhibit.table, *(built(view, context, code, page=page).table for page in others)]
    )
    note, n = exhibit.note, len(table.rows)
    if n < pager.total:
        cut = view.words.count("export.cut", n, total=view.words.number(pager.total))
        note = f"{note} {cut}".strip()
    return replace(exhibit, table=table, note=note)


def _said(payload: dict[str, Any]) -> flask.Response:
    """What no filter changes; whatever an address says is in vain."""
    return json_answer({"ignored": ignored_names(()), **payload})


def _rounds(context: Context) -> flask.Response:
    view = _view(context)
    head = {"snapshot": _snapshot(context, view), "ignored": _ignored(view)}
    return json_answer({**head, **payloads.all_rounds(context, view)})


def _reports(context: Context) -> flask.Response:
    view = _view(context)
    found = payloads.all_reports(context, view)
    pages = max(1, -(-len(found) // REPORTS_SIZE))
    page = min(view.filters.page, pages)
    return json_answer(
        {
            "snapshot": _snapshot(context, view),
            "ignored": _ignored(view),
            **_paged(len(found), page, pages),
            "reports": found[(page - 1) * REPORTS_SIZE : page * REPORTS_SIZE],
        }
    )


def _paged(total: int, page: int, pages: int) -> dict[str, Any]:
    """Where a page stands in its list, and the addresses of those beside it."""

    def address(number: int) -> str | None:
        if not 1 <= number <= pages:
            return None
        query = urlencode({**flask.request.args.to_dict(), "page": number}, errors="replace")
        return f"{flask.request.path}?{query}"

    return {
        "total": total,
        "page": page,
        "pages": pages,
        "next": address(page + 1),
        "previous": address(page - 1),
    }


def _snapshot(context: Context, view: View) -> dict[str, str] | None:
    """Name and hash of the snapshot an answer is of."""
    if view.snapshot is None:
        return None
    return stamp_json(stamp_of_snapshot(view.snapshot, context.content, view.words))


def _measures(context: Context) -> flask.Response:
    view = _view(context)
    filters = _shown_filters(view)
    countries = context.content.countries
    page = measures_page(
        source_for(view, context),
        filters,
        PAGE_SIZE,
        region=[c.iso3 for c in countries.values() if c.region == filters.region],
        pillar=[o.code for o in view.framework.objectives_of(filters.pillar)],
    )
    return json_answer(
        {
            "snapshot": _snapshot(context, view),
            "filters": filters_json(filters),
            "ignored": _ignored(view),
            "provenance": view.shown.provenance if view.shown is not None else None,
            **_paged(page.total, page.page, page.pages),
            "not_shown": page.not_shown,
            "measures": [payloads.measure(row) for row in page.rows],
        }
    )
