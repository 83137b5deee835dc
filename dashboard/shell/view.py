"""Turns an address into the view of one request."""

from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import parse_qsl

import pandas as pd

from dashboard.addresses import BY_KEY, Located
from dashboard.auth import Person, Right
from dashboard.auth.person import STRANGER
from dashboard.context import PREVIEWED, PUBLIC, Context, Preview, RoundView, Said, Snapshot, View
from dashboard.filters import ALL, RENAMED, Filters, Ignored, fitting, parse_query
from dashboard.queries import Source, data_version, version_of
from dashboard.queries.frames import rounds
from dashboard.queries.meetings import snapshot_of
from dashboard.shell.refusals import MissingError, RefusedError
from schemas.content import Content
from schemas.framework import Framework


def source_of(context: Context, consents: tuple[str, ...] = PUBLIC) -> Source:
    return Source(context.reader, consents)


def source_for(view: View, context: Context) -> Source:
    """Where the numbers of this view come from: its audience, and the version it previews or
    the snapshot it shows."""
    shown = view.preview.id if view.preview is not None else None
    return Source(context.reader, view.consents, shown, view.snapshot)


def asks_preview(located: Located, search: str) -> bool:
    """Whether the address asks for a version as it will be shown, published or not."""
    return located.key in PREVIEWED and bool(dict(parse_qsl(search.lstrip("?"))).get("report"))


def asked_snapshot(search: str) -> str:
    """What the address names as the snapshot to show; "" for what is published now."""
    query = dict(parse_qsl(search.lstrip("?")))
    return next((query[name] for name in SNAPSHOT_NAMES if query.get(name, ALL) != ALL), "")


SNAPSHOT_NAMES = ("snapshot", *(old for old, name in RENAMED.items() if name == "snapshot"))


def can_be_frozen(located: Located) -> bool:
    """Whether the page shows what is published, and so can show it as it was. Pages of the desk
    are about what is to be done now."""
    return Right(BY_KEY[located.key].right) is Right.READ


def make_view(
    context: Context,
    located: Located,
    search: str,
    *,
    person: Person | None = None,
    said: Said | None = None,
) -> View:
    """The view an address asks for. Without a round in it: the latest round with published
    reports and scores, else any with reports.

    An address that names a version to preview raises MissingError when there is none such, and
    RefusedError for who may not see it. One that names a snapshot shows it, as far as the page
    can; a snapshot that is not there, or holds more than the person may see, is ignored.
    """
    query: Mapping[str, str] = dict(parse_qsl(search.lstrip("?")))
    filters, ignored = parse_query(query, context.content)
    person = person or STRANGER
    preview = None
    if filters.report and located.key in PREVIEWED:
        preview = _preview(context, located, filters.report, person)
        filters = replace(filters, report=preview.code, round=preview.round)
    elif filters.report:
        ignored = (*ignored, Ignored("report", filters.report[:80]))
        filters = replace(filters, report="")
    snapshot = None
    if preview is not None:
        filters = replace(filters, snapshot="")
    elif filters.snapshot and can_be_frozen(located):
        snapshot, filters, missing = _asked_snapshot(context, filters, person)
        ignored = (*ignored, *missing)
    consents = snapshot.consents if snapshot is not None else person.consents
    source = Source(context.reader, consents, snapshot=snapshot)
    version = data_version(source)
    known = context.memo.answer(
        ("rounds", consents, snapshot.code if snapshot is not None else "", version),
        lambda: _round_views(rounds(source), context.content),
    )
    shown = _shown(filters.round, known)
    framework = _framework(shown, context.content)
    filters, foreign = fitting(filters, framework)
    return View(
        located=located,
        words=context.content.words[located.language],
        filters=filters,
        framework=framework,
        shown=shown,
        rounds=tuple(one for one in known if one.reports),
        data_version=version,
        ignored=(*ignored, *foreign),
        consents=consents,
        person=person,
        query=query,
        said=said,
        preview=preview,
        snapshot=snapshot,
    )


def _asked_snapshot(
    context: Context, filters: Filters, person: Person
) -> tuple[Snapshot | None, Filters, tuple[Ignored, ...]]:
    """The snapshot that the filters name, the filters with its code and round, and its name as
    ignored when there is none such."""
    snapshot = named_snapshot(context, filters.snapshot, person)
    if snapshot is None:
        return None, replace(filters, snapshot=""), (Ignored(SNAPSHOT, filters.snapshot[:80]),)
    kept = filters.round or snapshot.round
    return snapshot, replace(filters, snapshot=snapshot.code, round=kept), ()


SNAPSHOT = "snapshot"
"""What an ignored name in an address is called when it is a snapshot's: the page then has a
sentence of its own."""


def named_snapshot(context: Context, code: str, person: Person) -> Snapshot | None:
    """The snapshot of a code or of the start of a hash; None when there is none, or when it holds
    more than the person may see."""
    return snapshot_of(source_of(context, person.consents), code) if code else None


def _preview(context: Context, located: Located, code: str, person: Person) -> Preview:
    country = located.values["country"]
    if not person.may(Right.DESK, country):
        raise RefusedError
    found = version_of(source_of(context), code)
    if found is None or found.country != country:
        raise MissingError
    return found


def _round_views(frame: pd.DataFrame, content: Content) -> tuple[RoundView, ...]:
    known = {
        str(row.round): (str(row.provenance), int(str(row.reports))) for row in frame.itertuples()
    }
    views = []
    for code, one in content.rounds.items():
        if code in known:
            provenance, reports = known[code]
            views.append(RoundView(one, provenance, reports))
        else:
            views.append(RoundView(one, "reported", 0))
    return tuple(sorted(views, key=lambda view: (view.round.asked, view.round.period_to)))


def _framework(shown: RoundView | None, content: Content) -> Framework:
    """That of the round shown; without one, of the latest round there will be."""
    latest = max(content.rounds.values(), key=lambda one: (one.asked, one.period_to))
    return content.framework_of(shown.round.code if shown is not None else latest.code)


def _shown(asked_for: str, known: tuple[RoundView, ...]) -> RoundView | None:
    for view in known:
        if view.round.code == asked_for:
            return view
    with_reports = [view for view in known if view.reports]
    with_scores = [view for view in with_reports if view.round.asked]
    shown = with_scores or with_reports
    return shown[-1] if shown else None
