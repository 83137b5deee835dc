"""What a page says of snapshots: the one it shows, those to choose from, what is newer."""

from collections.abc import Sequence
from dataclasses import dataclass

from dash import html
from dash.development.base_component import Component

from dashboard.addresses import href
from dashboard.context import Context, Snapshot, View
from dashboard.exhibits.stamp import Stamp, meeting_of, stamp_of_snapshot
from dashboard.filters import ALL
from dashboard.queries import Source
from dashboard.queries.meetings import (
    frozen_versions,
    newer_reports,
    published_versions,
    snapshots,
)
from dashboard.shell.view import SNAPSHOT, can_be_frozen


@dataclass(frozen=True)
class Held:
    """What a snapshot names and what of it is still stored; `in_round` counts the named versions
    of its own round, `newer` reports of that round published since."""

    named: int
    stored: int
    in_round: int
    newer: int


def held(view: View, context: Context, snapshot: Snapshot) -> Held:
    """Kept until the data change."""
    source = Source(context.reader, view.person.consents)
    key = ("held", snapshot.code, snapshot.sha256, source.consents, view.data_version)
    return context.memo.answer(key, lambda: _held(source, snapshot))


def _held(source: Source, snapshot: Snapshot) -> Held:
    named = frozen_versions(source, snapshot)
    stored = published_versions(Source(source.engine, snapshot.consents, snapshot=snapshot))
    of_round = sum(f"-{snapshot.round}-v" in one.report for one in named)
    return Held(len(named), len(stored), of_round, newer_reports(source, snapshot))


def of_round(view: View, context: Context) -> tuple[Snapshot, ...]:
    """The snapshots of the round shown that the reader may see, the newest first."""
    if view.shown is None:
        return ()
    source = Source(context.reader, view.person.consents)
    key = ("snapshots", source.consents, view.data_version)
    every: tuple[Snapshot, ...] = context.memo.answer(key, lambda: snapshots(source))
    return tuple(one for one in every if one.round == view.shown.round.code)


def choices(view: View, context: Context) -> list[dict[str, str]]:
    """What the reader may choose between: what is published now, and each snapshot of the round;
    nothing while there is none."""
    if not can_be_frozen(view.located) or view.preview is not None:
        return []
    found = of_round(view, context)
    if view.snapshot is not None and view.snapshot.code not in [one.code for one in found]:
        found = (view.snapshot, *found)
    if not found:
        return []
    words = view.words
    stamps = {one.code: stamp_of_snapshot(one, context.content, words) for one in found}
    names = [stamp.name for stamp in stamps.values()]
    return [
        {"value": ALL, "label": words("snapshot.choice.live")},
        *({"value": code, "label": _label(view, stamp, names)} for code, stamp in stamps.items()),
    ]


def _label(view: View, stamp: Stamp, names: Sequence[str]) -> str:
    """Its name; where another has the same, with its hash."""
    if names.count(stamp.name) == 1:
        return stamp.name
    return view.words("snapshot.choice.frozen", name=stamp.name, short=stamp.short)


def snapshot_strip(view: View, context: Context) -> list[Component]:
    """Below the header of a page that shows a snapshot: which, whether all of it is still there,
    what is newer, and the way to what is published now. A page of the desk says that it shows
    the present."""
    words = view.words
    if view.snapshot is None:
        if not view.filters.snapshot or can_be_frozen(view.located):
            return []
        return [_strip([html.P(words("snapshot.desk"))], "present")]
    stamp = stamp_of_snapshot(view.snapshot, context.content, words)
    found = held(view, context, view.snapshot)
    frozen_on = words.date(view.snapshot.made_at.date())
    name = html.Strong(words("snapshot.strip", name=stamp.name))
    mark = html.Span(words("snapshot.strip.hash", date=frozen_on, short=stamp.short))
    state = [*_gone(view, found), _newer(view, found)]
    live = html.A(words("snapshot.strip.live"), href=_here(view, ""))
    return [_strip([html.P([name, " ", mark]), html.P([" ".join(state), " ", live])], "frozen")]


def _gone(view: View, found: Held) -> list[str]:
    words, gone = view.words, found.named - found.stored
    if not found.in_round:
        return [words("snapshot.strip.empty")]
    if gone <= 0:
        return []
    return [words.count("snapshot.strip.gone", gone, of=words.number(found.named))]


def _newer(view: View, found: Held) -> str:
    words = view.words
    return (
        words.count("snapshot.strip.newer", found.newer)
        if found.newer
        else words("snapshot.strip.nothing-newer")
    )


def newer_banner(view: View, context: Context, filters: Sequence[str]) -> list[Component]:
    """One line on a page of present numbers, where a meeting was shown older ones."""
    is_live = view.snapshot is None and view.preview is None and can_be_frozen(view.located)
    if not is_live or "round" not in filters:
        return []
    latest = next(iter(of_round(view, context)), None)
    newer = held(view, context, latest).newer if latest is not None else 0
    if latest is None or not newer:
        return []
    words = view.words
    meeting = meeting_of(latest, context.content, words)
    said = words.count("snapshot.newer", newer, meeting=meeting, short=latest.short)
    link = html.A(words("snapshot.newer.link"), href=_here(view, latest.code))
    return [html.P([said, " ", link], className="newer-than-shown")]


def missing_notice(view: View) -> list[Component]:
    """That the snapshot asked for is not there; it was made for others, or somebody deleted it."""
    missing = [one.value for one in view.ignored if one.name == SNAPSHOT]
    return [
        html.P(view.words("snapshot.missing", code=code), className="notice", role="status")
        for code in missing
    ]


def _strip(parts: Sequence[Component], kind: str) -> Component:
    inner = html.Div(parts, className="inner")
    return html.Div(inner, className=f"snapshot-strip {kind}", role="note")


def _here(view: View, snapshot: str) -> str:
    """This page with another snapshot, or "" for what is published now."""
    query = view.filters.query(snapshot=snapshot)
    return href(view.located.key, view.language, query, **view.located.values)
