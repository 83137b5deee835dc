"""Decisions on measures without an objective: kept, taken back, applied; their figures as CSV."""

import csv
import io

import flask

from dashboard.api.answers import download, words_of
from dashboard.api.refused import forbidden
from dashboard.auth import Right, person
from dashboard.context import Context
from dashboard.desk.routes import Route, back
from dashboard.queries.acceptance import Acceptance, acceptance, decided_in
from dashboard.queries.contacts import latest_round
from dashboard.queries.placements import placements
from dashboard.shell.view import source_of
from loaders import desk

CSV = "text/csv; charset=utf-8"
COUNTS = ("shown", "shown_first", "first", "second", "third", "other", "none", "unproposed")


def decide(context: Context) -> flask.Response:
    form = flask.request.form
    here = form.get("here", "")
    key = desk.read_key(form.get("measure", ""))
    if key is None:
        return back("mapping-failed-unknown", to=here)
    if not form.get("objective"):
        return back("mapping-choose", to=here)
    _check(context, key[0])
    seen = form.get("seen", "")
    choice = desk.Choice(
        form["objective"],
        form.get("theme", desk.AS_PROPOSED),
        form.get("roadmap_action", desk.AS_PROPOSED),
        int(seen[:18]) if seen.isdecimal() else 0,
    )
    try:
        made = desk.decide_placement(context.writer, context.content, key, choice, person().actor)
    except desk.PlacingError as error:
        return back(f"mapping-failed-{error.reason}", to=here)
    said = made.objective or desk.NONE
    if made.overtaken is not None:
        other = made.overtaken.objective or desk.NONE
        return back("mapping-overtaken", measure=key[2], objective=said, other=other)
    return back(f"mapping-{made.decision}", measure=key[2], objective=said)


def undo(context: Context) -> flask.Response:
    placement = flask.request.form.get("placement", "")
    try:
        number = int(placement[:18]) if placement.isdecimal() else 0
        key = desk.undo_placement(context.writer, number, person().actor)
    except desk.PlacingError as error:
        return back(f"mapping-failed-{error.reason}")
    return back("mapping-undone", measure=key[2])


def apply(context: Context) -> flask.Response:
    report = flask.request.form.get("report", "")
    _check(context, report[:3])
    try:
        made = desk.apply_placements(context.writer, report, person().actor)
    except desk.PlacingError as error:
        return back(f"mapping-failed-{error.reason}")
    return back("mapping-applied", report=made.report.code, n=str(len(made.measures)))


def acceptance_csv(context: Context) -> flask.Response:
    """One row an objective, then one a band of confidence, then all; rates as fractions."""
    source = source_of(context, person().consents)
    framework = context.content.framework_of(latest_round(context.content))
    held = decided_in(placements(source).held, context.content, framework.code)
    found = acceptance(held, tuple(framework.objectives))
    labels = {code: words_of(context).text(one.short) for code, one in framework.objectives.items()}
    text = "\ufeff" + _table(found, labels)
    return download(text.encode(), CSV, "acceptance.csv")


def _table(found: Acceptance, labels: dict[str, str]) -> str:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    head = ("kind", "code", "label", "n", *COUNTS, "expected", "rate")
    writer.writerow(head)
    for one in found.objectives:
        counts = [getattr(one, name) for name in COUNTS]
        label = labels[one.objective]
        writer.writerow(
            ("objective", one.objective, label, one.shown, *counts, "", _fraction(one.rate))
        )
    for band in found.bands:
        counts = ["", band.n, band.agreed, *[""] * (len(COUNTS) - 3)]
        expected = _fraction(band.expected)
        code = f"{band.low:g}-{band.high:g}"
        writer.writerow(("confidence", code, "", band.n, *counts, expected, _fraction(band.rate)))
    every = [found.n, found.n, found.first, found.second, found.third, found.other, found.none, ""]
    writer.writerow(("all", "", "", found.n, *every, "", _fraction(found.rate)))
    return stream.getvalue()


def _fraction(value: float | None) -> str:
    return "" if value is None else f"{value:.4f}"


def _check(context: Context, country: str) -> None:
    """Refuses the request unless the person may decide for the country."""
    if not person().may(Right.PLACE, country):
        flask.abort(forbidden(context, country[:3]))


ROUTES = (
    Route("mapping-decide", "/mapping/decide", Right.PLACE, decide),
    Route("mapping-undo", "/mapping/undo", Right.PLACE, undo),
    Route("mapping-apply", "/mapping/apply", Right.PLACE, apply),
    Route("mapping-acceptance", "/mapping/acceptance.csv", Right.PLACE, acceptance_csv, "GET"),
)
