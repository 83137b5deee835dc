"""Turns content and query rows into JSON values, under the names the API promises."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from dashboard.context import Context, View
from dashboard.exhibits import EXHIBITS
from dashboard.filters import NAMES
from dashboard.queries import MeasureRow
from dashboard.queries.frames import reports, rounds
from dashboard.shell.view import source_for
from schemas.content import Content
from schemas.framework import Framework, Wording

KINDS = ("json", "csv", "xlsx")

KEPT_BACK = frozenset({"id", "extra", "version"})
"""Fields of a measure that mean nothing outside the database, or stand in another one."""


def catalogue(prefix: str) -> dict[str, Any]:
    """Every exhibit: its code, the filters it heeds, and where to get it."""
    return {
        "exhibits": [
            {
                "code": one.code,
                "needs_scores": one.needs_scores,
                "filters": ["round", "snapshot", *(NAMES.get(name, name) for name in one.filters)],
                "files": {kind: f"{prefix}/exhibits/{one.code}.{kind}" for kind in KINDS},
            }
            for one in EXHIBITS.values()
        ]
    }


def frameworks(content: Content) -> dict[str, Any]:
    return {"frameworks": [_framework(one) for one in content.frameworks.values()]}


def _framework(framework: Framework) -> dict[str, Any]:
    return {
        "code": framework.code,
        "name": dict(framework.name),
        "pillars": [
            {"code": p.code, **_wording(p.wording), "short": dict(p.short)}
            for p in framework.pillars.values()
        ],
        "objectives": [
            {"code": o.code, "pillar": o.pillar, **_wording(o.wording), "short": dict(o.short)}
            for o in framework.objectives.values()
        ],
        "themes": [
            {
                "code": t.code,
                "objective": t.objective,
                **_wording(t.wording),
                "short": dict(t.short),
            }
            for t in framework.themes.values()
        ],
        "actions": [
            {"code": a.code, "objective": a.objective, **_wording(a.wording)}
            for a in framework.actions.values()
        ],
        "follows": asdict(framework.follows) if framework.follows else None,
    }


def _wording(wording: Wording) -> dict[str, Any]:
    """The label, and of each language whether it is official or a working translation."""
    return {"label": dict(wording.text), "label_source": dict(wording.source)}


def countries(content: Content) -> dict[str, Any]:
    """Every state, with what it was to the Process and when (dates inclusive, null: open)."""
    memberships: dict[str, list[dict[str, Any]]] = {}
    for one in content.memberships:
        if one.kind == "state":
            dated = {"role": one.role, "from": one.valid_from, "to": one.valid_to}
            memberships.setdefault(one.code, []).append(dated)
    return {
        "countries": [
            {
                "iso3": one.iso3,
                "iso2": one.iso2,
                "name": dict(one.name),
                "region": one.region,
                "memberships": memberships.get(one.iso3, []),
            }
            for one in sorted(content.countries.values(), key=lambda c: c.iso3)
        ]
    }


def all_rounds(context: Context, view: View) -> dict[str, Any]:
    """Every round of the content, in order of time, with its state and number of reports."""
    content = context.content
    states = {row["round"]: row for row in _records(rounds(source_for(view, context)))}
    listed = sorted(content.rounds.values(), key=lambda one: (one.period_to, one.code))
    return {
        "rounds": [
            {
                "code": one.code,
                "name": dict(one.name),
                "framework": one.framework,
                "template": one.template,
                "period_from": one.period_from,
                "period_to": one.period_to,
                "deadline": one.deadline,
                "asked": one.asked,
                "members_on": one.members_on,
                "members": len(content.partners(one.code)),
                "provenance": states.get(one.code, {}).get("provenance", "reported"),
                "is_open": states.get(one.code, {}).get("is_open", True),
                "reports": states.get(one.code, {}).get("reports", 0),
            }
            for one in listed
        ]
    }


def all_reports(context: Context, view: View) -> list[dict[str, Any]]:
    """The latest published report of each country: of the round asked for, or of every one.

    Filters `countries` and `region` narrow the list.
    """
    source, filters = source_for(view, context), view.filters
    found: list[dict[str, Any]] = []
    for one in view.rounds:
        if filters.round in ("", one.round.code):
            rows = _records(reports(source, one.round.code))
            found += [_report(row, one.round.code, one.provenance) for row in rows]
    return [row for row in found if _passes(row["country"], view, context)]


def _passes(country: str, view: View, context: Context) -> bool:
    filters = view.filters
    known = context.content.countries.get(country)
    in_region = not filters.region or (known is not None and known.region == filters.region)
    return in_region and (not filters.countries or country in filters.countries)


def _report(row: dict[str, Any], round_code: str, provenance: str) -> dict[str, Any]:
    return {
        "report": row["report"],
        "country": row["country"],
        "round": round_code,
        "version": row["version"],
        "provenance": provenance,
        "published_at": moment(row["published_at"]),
        "language": row["language"] or None,
        "institution": row["institution"] or None,
        "file_name": row["file_name"] or None,
        "sha256": row["sha256"] or None,
        "measures": row["measures"],
    }


def measure(row: MeasureRow) -> dict[str, Any]:
    """A measure inside the audience, with the A1 address of each value in its file."""
    fields = {name: value for name, value in asdict(row).items() if name not in KEPT_BACK}
    return {"report": row.report, **fields, "placed_by": row.placed_by}


def moment(value: datetime) -> str:
    """A stored moment, which is UTC without a zone, in ISO form with its zone."""
    return f"{value.isoformat(timespec='seconds')}Z"


def _records(frame: Any) -> Sequence[dict[str, Any]]:
    """Rows with Python's own numbers: those of numpy are no JSON."""
    return [
        {name: value.item() if hasattr(value, "item") else value for name, value in row.items()}
        for row in frame.to_dict("records")
    ]
