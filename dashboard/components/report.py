"""A country's report beyond its levels: message, exchange, assistance, profile, origin."""

from collections.abc import Mapping, Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard.context import Context, View
from dashboard.queries import CountryReport
from dashboard.queries.country import AssistanceRow, ItemRow, ProfileRow, ReportHead


def message(view: View, report: CountryReport) -> list[Component]:
    """The main message, in the country's own words, with the cell it stands in."""
    if not report.head.summary:
        return []
    return [
        html.Blockquote(
            [
                html.P(report.head.summary, lang=_language(report.head.language)),
                place(view, "01_IDENTITE_ID", report.head.cells.get("summary")),
            ],
            className="message",
        )
    ]


def exchange(view: View, report: CountryReport) -> list[Component]:
    """Challenges, good practices and common solutions, each kind in its own column."""
    if not report.items:
        return []
    words = view.words
    columns = []
    for kind in ("CHAL", "PRAC", "SOLU"):
        items = [item for item in report.items if item.kind == kind]
        if items:
            columns.append(
                html.Div(
                    [
                        html.H3(words(f"country.kind.{kind}")),
                        *(_item(view, item) for item in items),
                    ]
                )
            )
    return [html.H2(words("country.exchange")), html.Div(columns, className="columns thirds")]


def _item(view: View, item: ItemRow) -> Component:
    words = view.words
    parts: list[Component] = [
        html.H4(item.title or item.item_id),
        html.P(item.text or "", lang=_language(item.lang)),
    ]
    if item.conditions:
        parts.append(
            html.P([html.Em(words("country.conditions")), " ", item.conditions], className="small")
        )
    parts.append(html.P(_about(view, item.objective, item.theme), className="small"))
    parts.append(place(view, item.sheet, item.cells.get("title")))
    return html.Article(parts, className="item")


def _about(view: View, objective: str | None, theme: str | None) -> list[Component | str]:
    words = view.words
    parts: list[Component | str] = []
    if objective is not None and objective in view.framework.objectives:
        address = view.link("objective", objective=objective)
        parts.append(html.A(words("objective.short", code=objective), href=address))
    if theme is not None and theme in view.framework.themes:
        label = words.text(view.framework.themes[theme].short)
        parts += [" · " if parts else "", html.A(label, href=view.link("theme", theme=theme))]
    return parts


def assistance(view: View, context: Context, report: CountryReport) -> list[Component]:
    """Needs and offers of technical assistance, in the order of the sheet."""
    if not report.assistance:
        return []
    words = view.words
    columns = []
    for direction in ("NEED", "OFFER"):
        rows = [row for row in report.assistance if row.direction == direction]
        if rows:
            columns.append(
                html.Div(
                    [
                        html.H3(words(f"country.direction.{direction}")),
                        *(_assistance(view, context, row, report.head) for row in rows),
                    ]
                )
            )
    return [html.H2(words("country.assistance")), html.Div(columns, className="columns")]


def _assistance(view: View, context: Context, row: AssistanceRow, head: ReportHead) -> Component:
    said = [
        entry(view, context, head, "tadomain", row.domain),
        row.form_other or entry(view, context, head, "taform", row.form),
        entry(view, context, head, "urgency", row.urgency),
    ]
    return html.Article(
        [
            html.H4(row.title or row.ta_id),
            html.P(row.text or "", lang=_language(row.lang)),
            html.P(" · ".join(text for text in said if text), className="small"),
            html.P(row.institution or "", className="small"),
            place(view, row.sheet, row.cells.get("title")),
        ],
        className="item",
    )


def profile(view: View, context: Context, report: CountryReport) -> list[Component]:
    """Migration profile and i-Map, as the country answers."""
    row = report.profile
    if row is None:
        return []
    head = report.head
    facts = {
        "mp_status": entry(view, context, head, "mp", row.mp_status),
        "mp_year": str(row.mp_year) if row.mp_year else "",
        "mp_owner": row.mp_owner or "",
        "mp_use": row.mp_use or "",
        "mp_interest": entry(view, context, head, "interest", row.mp_interest),
        "im_interest": entry(view, context, head, "interest", row.im_interest),
    }
    if not any(facts.values()):
        return []
    columns = context.content.templates[head.template].sheets["profiles"]
    pairs = [
        (view.words.text(columns.column(key).label), text) for key, text in facts.items() if text
    ]
    return [html.H2(view.words("country.profile")), facts_list(pairs), _profile_place(view, row)]


def _profile_place(view: View, row: ProfileRow) -> Component:
    cells = [str(cell) for cell in row.cells.values()]
    return place(view, row.sheet, cells[0] if cells else None)


def origin(view: View, report: CountryReport) -> list[Component]:
    """Which file and version the numbers come from."""
    words, head = view.words, report.head
    pairs: list[tuple[str, Any]] = [
        (words("country.file"), head.file_name or words("country.file.not-shown")),
        (words("country.version"), f"{head.version} ({head.code})"),
        (words("country.institution"), head.institution or "–"),
    ]
    if head.published_at is not None:
        pairs.append((words("country.published"), words.date(head.published_at.date())))
    if head.period_from and head.period_to:
        span = words(
            "country.span", start=words.date(head.period_from), end=words.date(head.period_to)
        )
        pairs.append((words("country.period"), span))
    if head.sha256:
        pairs.append((words("country.fingerprint"), html.Code(head.sha256[:16])))
    parts = [html.H2(words("country.origin")), facts_list(pairs)]
    if report.not_shown:
        parts.append(html.P(words.count("country.not-shown", report.not_shown)))
    return parts


def facts_list(pairs: Sequence[tuple[str, Any]]) -> Component:
    children: list[Component] = []
    for name, value in pairs:
        children += [html.Dt(name), html.Dd(value)]
    return html.Dl(children, className="facts")


def place(view: View, sheet: str, cell: object) -> Component:
    """Where a text or number stands in the country's file."""
    if not cell:
        return html.P(sheet, className="place")
    return html.P(view.words("country.place", sheet=sheet, cell=str(cell)), className="place")


def entry(view: View, context: Context, head: ReportHead, name: str, code: str | None) -> str:
    """The label of a list's code in the reader's language; "" for an empty cell."""
    entries: Mapping[str, Any] = context.content.templates[head.template].lists[name]
    return view.words.text(entries[code].label) if code is not None and code in entries else ""


def _language(code: str | None) -> str | None:
    return code.lower() if code else None
