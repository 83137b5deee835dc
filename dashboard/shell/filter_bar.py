"""The filter bar: one form, the same on all pages; the active filters also stand in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl

import dash_bootstrap_components as dbc
from dash import html
from dash.development.base_component import Component

from dashboard.components.attributes import aria, data
from dashboard.context import PUBLIC, Context, View
from dashboard.exhibits.compared import earlier_rounds
from dashboard.filters import ALL, BASES, LEVELS, VIEWS, Filters
from dashboard.shell.frozen import choices
from schemas.country import REGIONS, Round
from schemas.framework import CROSS_CUTTING

Option = dict[str, str]


@dataclass(frozen=True)
class Asked:
    """What a page that chooses its filters itself asks for: the view with what it cannot do
    without, the filters it heeds, and which of them are needed."""

    view: View
    filters: tuple[str, ...]
    needed: tuple[str, ...] = ()


CONTROLS = (
    "round", "against", "basis", "view", "region", "pillar", "objective", "theme", "kind",
    "direction", "domain", "form", "level", "status", "action", "countries", "q",
)  # fmt: skip
"""Filters that have a control; others stand in the address only."""


def filter_bar(
    view: View, context: Context, names: Sequence[str], needed: Sequence[str] = ()
) -> Component | None:
    """A control for each filter the page answers to; None for a page without filters. Where
    there are snapshots of the round, one more chooses between them and what is published."""
    if not names or view.shown is None:
        return None
    words = view.words
    controls = [
        _control(name, view, context, needed) for name in names if _applies(name, view, context)
    ]
    if "round" in names:
        controls += _snapshot_control(view, context)
    return html.Form(
        [
            *controls,
            *_carried(view, names),
            html.Button(words("filter.show"), type="submit", className="button filter-submit"),
        ],
        action="",
        method="get",
        className="filter-bar",
        role="search",
        **aria(label=words("filter.bar")),
        **data(filters="true"),
    )


def _carried(view: View, names: Sequence[str]) -> list[Component]:
    """Filters in force that have no control here, unseen: without a script a form sends only what
    is in it. A choice of countries, say, outlives another round."""
    frozen = ("snapshot",) if "round" in names else ()
    left_out = {*names, *frozen, "page", "report"}
    return [
        dbc.Input(id=f"kept-{name}", type="hidden", name=name, value=value)
        for name, value in parse_qsl(view.filters.query())
        if name not in left_out
    ]


FORMS = {"region": "she", "action": "she", "kind": "she", "form": "she"}
"""Filters whose name is feminine in languages that tell; the others are masculine."""

LISTS = {"kind": "kind", "direction": "dir", "domain": "tadomain", "form": "taform"}
"""Filters whose values are entries of a list of the template; any other value says nothing."""

UNSAID = ("round", "against", "basis", "view", "sort", "page")
"""Filters that narrow nothing, or that the title says already."""


def filters_in_words(view: View, names: Sequence[str], context: Context) -> str:
    """The filters that narrow the view, as one sentence; "" when there is none."""
    said = []
    for name in names:
        value = getattr(view.filters, name)
        if name not in UNSAID and value and value != getattr(Filters(), name):
            said.append(_in_words(name, value, view, context))
    said = [one for one in said if one]
    return view.words("filter.active", filters=view.words.listed(said)) if said else ""


def audience_in_words(view: View, where: str = "page") -> str:
    """What the reader sees beyond what is public, on a page or in a file; "" for others."""
    beyond = [consent for consent in view.consents if consent not in PUBLIC]
    return view.words(f"audience.{where}.{beyond[-1]}") if beyond else ""


def audience_mark(view: View, filters: Sequence[str]) -> Component | None:
    """The same on a page with numbers."""
    said = audience_in_words(view) if "round" in filters else ""
    return html.P(said, className="audience small") if said else None


def active_filters(view: View, names: Sequence[str], context: Context) -> Component | None:
    """The same on a page, with one link that clears them."""
    words, filters = view.words, view.filters
    said = filters_in_words(view, names, context)
    if not said:
        return None
    clear = Filters(
        round=filters.round,
        against=filters.against,
        basis=filters.basis,
        view=filters.view,
        snapshot=filters.snapshot,
    ).query()
    return html.P(
        [
            said,
            " ",
            html.A(words("filter.clear"), href=f"?{clear}"),
        ],
        className="active-filters",
    )


def _applies(name: str, view: View, context: Context) -> bool:
    """Levels and bases mean nothing in a round nobody was asked to report to; status words
    mean nothing in the others; nor is there a choice without a round to compare with."""
    asked = view.shown is not None and view.shown.round.asked
    if name == "against":
        return asked and bool(_earlier(view, context))
    if name in ("basis", "view", "level"):
        return asked
    return not asked if name == "status" else True


def _snapshot_control(view: View, context: Context) -> list[Component]:
    options = choices(view, context)
    if not options:
        return []
    shown = view.snapshot.code if view.snapshot is not None else ALL
    label = html.Span(view.words("filter.snapshot"))
    select = _select("snapshot", shown, options)
    return [html.Label([label, select], className="filter filter-snapshot")]


def _select(name: str, value: str, options: list[Option]) -> Component:
    select: Component = dbc.Select(
        id={"type": "filter", "index": name}, name=name, value=value, options=options, size="sm"
    )
    return select


def _earlier(view: View, context: Context) -> tuple[Round, ...]:
    """The rounds with reports that the one shown can be compared with, the latest first."""
    assert view.shown is not None  # noqa: S101  filters exist only for a shown round
    known = {one.round.code: one.provenance for one in (*view.rounds, view.shown)}
    return earlier_rounds(context.content, view.shown.round, known)


def _control(name: str, view: View, context: Context, needed: Sequence[str]) -> Component:
    label = html.Span(view.words(f"filter.{name}"))
    if name in ("q", "countries"):
        return _text_control(name, label, view, context)
    value = getattr(view.filters, name) or ALL
    if name == "round" and view.shown is not None:
        value = view.shown.round.code
    options = [
        one for one in _options(name, view, context) if name not in needed or one["value"] != ALL
    ]
    if value not in [one["value"] for one in options]:
        value = options[0]["value"]
    return html.Label([label, _select(name, value, options)], className=f"filter filter-{name}")


def _text_control(name: str, label: Component, view: View, context: Context) -> Component:
    value = view.filters.q if name == "q" else ",".join(view.filters.countries)
    field = dbc.Input(
        id={"type": "filter", "index": name},
        name=name,
        value=value,
        type="search",
        size="sm",
        debounce=True,
        placeholder=view.words(f"filter.{name}.placeholder"),
        list="country-names" if name == "countries" else None,
    )
    parts = [label, field]
    if name == "countries":
        parts.append(
            html.Datalist(
                [
                    html.Option(view.words.text(c.name), value=c.iso3)
                    for c in context.content.countries.values()
                ],
                id="country-names",
            )
        )
    return html.Label(parts, className=f"filter filter-{name}")


def _options(name: str, view: View, context: Context) -> list[Option]:
    words = view.words
    everything = {"value": ALL, "label": words(f"filter.all.{FORMS.get(name, 'he')}")}
    if name == "round":
        empty = [one for one in (view.shown,) if one is not None and one not in view.rounds]
        return [
            {"value": one.round.code, "label": words.text(one.round.name)}
            for one in (*view.rounds, *empty)
        ]
    if name == "against":
        return [
            {"value": one.code, "label": words.text(one.name)} for one in _earlier(view, context)
        ]
    if name == "basis":
        return [{"value": code, "label": words(f"basis.{code}")} for code in BASES]
    if name == "view":
        return [{"value": code, "label": words(f"view.{code}")} for code in VIEWS]
    codes = {
        "region": REGIONS,
        "objective": tuple(view.framework.objectives),
        "pillar": tuple(view.framework.pillars),
        "theme": tuple(view.framework.themes),
        "action": tuple(view.framework.actions),
        "level": LEVELS,
        "status": tuple(_template_list(view, context, "status_word")),
        **{name: tuple(_template_list(view, context, of)) for name, of in LISTS.items()},
    }[name]
    return [
        everything,
        *({"value": code, "label": _entry(name, code, view, context)} for code in codes),
    ]


def _template_list(view: View, context: Context, name: str) -> dict[str, str]:
    assert view.shown is not None  # noqa: S101  filters exist only for a shown round
    template = context.content.templates[view.shown.round.template]
    return {code: view.words.text(e.label) for code, e in template.lists[name].items()}


def _entry(name: str, code: str, view: View, context: Context) -> str:
    words, framework = view.words, view.framework
    if name == "region":
        return words(f"region.{code}")
    if name == "objective":
        return f"{code}. {words.text(framework.objectives[code].short)}"
    if name == "pillar":
        short = words.text(framework.pillars[code].short)
        return short if code == CROSS_CUTTING else f"{code}. {short}"
    if name == "theme":
        return words.text(framework.themes[code].short)
    if name == "action":
        return f"{code} {words.text(framework.actions[code].wording.text)}"
    if name in LISTS:
        return _template_list(view, context, LISTS[name]).get(code, "")
    if name == "level":
        return words("answer.NR") if code == "NR" else _template_list(view, context, "answer")[code]
    return _template_list(view, context, "status_word")[code]


def _in_words(name: str, value: str | tuple[str, ...], view: View, context: Context) -> str:
    words = view.words
    if isinstance(value, tuple):
        names = [words.text(context.content.countries[code].name) for code in value]
        return words.listed(names)
    if name == "q":
        return words("filter.search_for", text=value)
    if name == "tab":
        return words(f"filter.tab.{value}") if f"filter.tab.{value}" in words.keys else ""
    return _entry(name, value, view, context)
