"""Renders the queue of measures without objective: one in focus, the list, what was decided."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from markupsafe import Markup, escape

from dashboard.addresses import href
from dashboard.components.marks import marked
from dashboard.components.table import environment
from dashboard.context import Context, View
from dashboard.figures.names import Names
from dashboard.queries.acceptance import Acceptance
from dashboard.queries.placements import (
    BANDS,
    UNCERTAIN,
    Place,
    Placements,
    Waiting,
    WaitingPage,
)
from loaders import desk
from schemas.database.audit import now

TABS = ("", "list", "decided", "figures")
"""One measure at a time, the list, what was decided, how often proposals are taken."""

TAKEN_BACK_WITHIN = timedelta(minutes=15)
"""How long the person's last decision stands beside the next measure, to be taken back."""

MOST_DECIDED = 200
"""Decisions listed, the newest first."""

TOLD_FOR = timedelta(hours=24)
"""How long a person is told that another one has decided otherwise since."""

HERE = "#measure"
"""The measure's heading: where the focus goes after a decision."""


@dataclass(frozen=True)
class Desk:
    """What every part of the page needs."""

    view: View
    context: Context
    found: Placements

    @property
    def names(self) -> Names:
        return Names(self.context.content, self.view.words, self.view.framework)

    def about(self, round_code: str) -> "Desk":
        """The same in the words of a round's framework: measures of several wait together."""
        content = self.context.content
        if round_code not in content.rounds:
            return self
        return replace(self, view=replace(self.view, framework=content.framework_of(round_code)))

    def address(self, **changes: Any) -> str:
        """This page in another state; a measure or page is kept only when it is named."""
        changed = {"measure": "", "page": 1, **changes}
        query = self.view.filters.query(**changed)
        return href("mapping", self.view.language, query)


def tabs(at: Desk, waiting: int) -> Markup:
    words = at.view.words
    counts = {"": waiting, "list": waiting, "decided": len(at.found.held), "figures": None}
    links = [
        {
            "label": words(f"mapping.tab.{tab or 'focus'}"),
            "n": "" if counts[tab] is None or not tab else words.number(counts[tab] or 0),
            "address": at.address(tab=tab),
            "is_current": tab == tab_of(at.view),
        }
        for tab in TABS
    ]
    return _render("mapping_tabs.html", at, tabs=links)


def tab_of(view: View) -> str:
    return view.filters.tab if view.filters.tab in TABS else ""


def filters(at: Desk) -> Markup:
    """Country, round and confidence as one form; the countries are those that have a measure."""
    filters = at.view.filters
    present = at.names.alphabetical({one.country for one in at.found.waiting})
    rounds = {one.round for one in at.found.waiting}
    content = at.context.content
    named = [(code, at.view.words.text(one.name)) for code, one in content.rounds.items()]
    return _render(
        "mapping_filters.html",
        at,
        tab=filters.tab,
        controls=(
            (
                "countries",
                next(iter(filters.countries), ""),
                [(c, at.names.country(c)) for c in present],
            ),
            ("round", filters.round, [pair for pair in named if pair[0] in rounds]),
            ("kind", filters.kind, [(b, at.view.words(f"mapping.band.{b}")) for b in BANDS]),
        ),
    )


def focus(at: Desk, one: Waiting, place: Place) -> Markup:
    """One measure, what is proposed for it, and the form of the decision."""
    measure, before = one.measure, at.found.before(one.measure)
    at = at.about(measure.round)
    held = at.found.decision_on(measure)
    earlier = held or before
    chosen = _chosen(one, earlier)
    reasons = [proposal.reason for proposal in one.proposals]
    proposed = [proposal.objective for proposal in one.proposals]
    others = [code for code in at.view.framework.objectives if code not in proposed]
    return _render(
        "mapping_focus.html",
        at,
        titles=_titles(at, measure, reasons),
        result=marked(measure.result or "", reasons),
        measure=measure,
        facts=_facts(at, measure),
        proposals=_proposals(at, one),
        others=[(code, at.names.objective(code)) for code in others],
        chosen=chosen,
        is_other=chosen in others,
        held=held is not None,
        before=_before(at, earlier),
        place=place,
        previous=at.address(measure=place.previous) + HERE if place.previous else "",
        next=at.address(measure=place.next) + HERE if place.next else "",
        key=one.key,
        seen=at.found.seen(measure),
        # After the last one: what is left in the queue, from its beginning.
        back=at.address(measure=place.next) + HERE,
        here=at.address(measure=one.key) + HERE,
        codes=_codes(at, measure),
        nothing=desk.NONE,
        as_proposed=desk.AS_PROPOSED,
        last=last_decision(at),
    )


def told(at: Desk, pairs: Sequence[tuple[desk.Decision, desk.Decision]]) -> Markup:
    """Which of the person's own decisions another one has replaced: the newest counts."""
    rows = [
        {
            "measure": mine.measure_id,
            "round": _round(at, mine.round),
            "mine": _said(at, mine),
            "now": _said(at, newest) if newest.holds else at.view.words("mapping.taken-back"),
            "address": at.address(measure=desk.key_text(mine.key)) + HERE,
        }
        for mine, newest in pairs
    ]
    return _render("mapping_told.html", at, rows=rows) if rows else Markup("")


def empty(at: Desk, is_filtered: bool) -> Markup:
    return _render(
        "mapping_empty.html",
        at,
        is_filtered=is_filtered,
        all=href("mapping", at.view.language),
        decided=at.address(tab="decided"),
        last=last_decision(at),
    )


def listed(at: Desk, page: WaitingPage) -> Markup:
    """The queue as a table, each measure with its first proposal."""
    rows = [
        {
            **_title(at, row.measure),
            "id": row.measure.measure_id,
            "address": at.address(tab="", measure=row.key) + HERE,
            "country": at.names.country(row.measure.country),
            "round": _round(at, row.measure.round),
            "state": row.measure.state,
            "first": _proposals(at, row)[:1],
            "before": _before(at, at.found.before(row.measure)),
        }
        for row in page.rows
    ]
    return _render(
        "mapping_list.html",
        at,
        rows=rows,
        page=page,
        previous=at.address(page=page.page - 1) if page.page > 1 else "",
        next=at.address(page=page.page + 1) if page.page < page.pages else "",
    )


def decided(at: Desk) -> Markup:
    """Reports that wait for their decisions to be applied, and the decisions, newest first."""
    measures = {one.key: one for one in at.found.measures}
    due = sorted(at.found.due.items(), key=lambda pair: (_country_order(at, pair[0]), pair[0]))
    rows = [_decision_row(at, one, measures.get(one.key)) for one in at.found.held[:MOST_DECIDED]]
    return _render(
        "mapping_decided.html",
        at,
        due=[
            (
                report,
                at.names.country(report[:3]),
                n,
                href("report", at.view.language, report=report),
            )
            for report, n in due
        ],
        rows=rows,
        total=len(at.found.held),
        back=at.address(tab="decided"),
    )


def figures(at: Desk, found: Acceptance) -> Markup:
    return _render(
        "mapping_figures.html",
        at,
        found=found,
        csv=f"/desk/mapping/acceptance.csv?lang={at.view.language}",
    )


def last_decision(at: Desk) -> dict[str, Any] | None:
    """The person's own newest decision while it is fresh, to be taken back."""
    since = now() - TAKEN_BACK_WITHIN
    own = (one for one in at.found.held if one.actor == at.view.person.name and one.at >= since)
    one = next(own, None)
    if one is None:
        return None
    return {
        "id": one.id,
        "measure": one.measure_id,
        "said": _said(at, one),
        "back": at.address(measure=desk.key_text(one.key)) + HERE,
    }


def _render(name: str, at: Desk, **values: Any) -> Markup:
    template = environment().get_template(name)
    shared = {"words": at.view.words, "names": at.names, "view": at.view}
    return Markup(template.render(**shared, **values))  # noqa: S704  autoescaped


def _chosen(one: Waiting, earlier: desk.Decision | None) -> str:
    """What stands chosen at first: what was decided before, else the first proposal unless it
    is uncertain. Nothing is kept before the person confirms it."""
    if earlier is not None:
        return earlier.objective or desk.NONE
    return one.proposals[0].objective if one.confidence >= UNCERTAIN else ""


def _titles(
    at: Desk, measure: desk.OpenMeasure, reasons: Sequence[Sequence[str]]
) -> list[tuple[str, Markup]]:
    """(language, marked title), the reader's language first; "" for one that is not stated."""
    written = {"fr": measure.title_fr, "en": measure.title_en}
    written[(measure.lang_other or "").lower()] = measure.title_other
    ordered = sorted(written.items(), key=lambda pair: pair[0] != at.view.language)
    return [(code, marked(title, reasons)) for code, title in ordered if title]


def _proposals(at: Desk, one: Waiting) -> list[dict[str, Any]]:
    own_theme, own_action = one.measure.own
    at = at.about(one.measure.round)
    names = at.names
    return [
        {
            "objective": proposal.objective,
            "label": names.objective(proposal.objective),
            "confidence": proposal.confidence,
            "is_uncertain": proposal.confidence < UNCERTAIN,
            "reason": proposal.reason,
            # What the country gave itself stands among the facts, and is not proposed.
            "theme": "" if own_theme else _theme(at, proposal.theme),
            "action": "" if own_action else _action(at, proposal.action),
            "action_code": "" if own_action else proposal.action or "",
        }
        for proposal in one.proposals
    ]


def _facts(at: Desk, measure: desk.OpenMeasure) -> list[tuple[str, str, str]]:
    """(word, text, address or "") of what the country says besides the title."""
    words = at.view.words
    cells = (measure.cells.get(f"title_{code}") for code in ("fr", "en", "other"))
    cell = next((cell for cell in cells if cell), "")
    key = "exhibit.place" if cell else "exhibit.row"
    theme, action = measure.own
    facts = [
        ("country", at.names.country(measure.country), ""),
        ("round", _round(at, measure.round), ""),
        (
            "report",
            words(
                "mapping.version", n=measure.version, state=words(f"mapping.state.{measure.state}")
            ),
            href("report", at.view.language, report=measure.report),
        ),
        ("type", at.names.entry("mtype", measure.mtype) if measure.mtype else "", ""),
        ("lead", measure.lead or "", ""),
        ("theme", _theme(at, theme), ""),
        ("action", _action(at, action), ""),
        ("source", words(key, sheet=measure.sheet, cell=cell, row=measure.row), ""),
    ]
    return [(words(f"mapping.fact.{name}"), text, link) for name, text, link in facts if text]


def _codes(at: Desk, measure: desk.OpenMeasure) -> list[dict[str, Any]]:
    """The choices of theme and Roadmap action; the first one is what stands already."""
    framework, own = at.view.framework, measure.own
    return [
        {
            "name": "theme",
            "own": _theme(at, own[0]),
            "options": [(code, at.names.theme(code)) for code in framework.themes],
        },
        {
            "name": "roadmap_action",
            "own": _action(at, own[1]),
            "options": [(code, at.names.action(code)) for code in framework.actions],
        },
    ]


def _before(at: Desk, one: desk.Decision | None) -> dict[str, str] | None:
    if one is None:
        return None
    words = at.view.words
    return {
        "said": _said(at, one),
        "round": _round(at, one.round),
        "date": words.date(one.at.date()),
    }


def _decision_row(at: Desk, one: desk.Decision, measure: desk.OpenMeasure | None) -> dict[str, Any]:
    is_current = measure is not None and one.is_about(measure)
    stands = is_current and measure is not None and not desk.due([measure], {one.key: one})
    state = ("applied" if one.objective else "left") if stands else "due" if is_current else "gone"
    return {
        "id": one.id,
        "measure": one.measure_id,
        "title": one.title,
        "country": at.names.country(one.country),
        "round": _round(at, one.round),
        "said": _said(at, one),
        "kind": one.decision,
        "rank": desk.rank_of(one.suggested, one.objective),
        "theme": _theme(at.about(one.round), one.theme),
        "action": one.roadmap_action or "",
        "date": at.view.words.time(one.at),
        "state": state,
        "address": at.address(tab="", measure=desk.key_text(one.key)) + HERE if is_current else "",
    }


def _said(at: Desk, one: desk.Decision) -> str:
    if one.objective is None:
        return at.view.words("mapping.no-objective")
    at = at.about(one.round)
    known = one.objective in at.view.framework.objectives
    return at.names.objective(one.objective) if known else one.objective


def _theme(at: Desk, code: str | None) -> str:
    return at.names.theme(code) if code in at.view.framework.themes and code else code or ""


def _action(at: Desk, code: str | None) -> str:
    return at.names.action(code) if code in at.view.framework.actions and code else code or ""


def _round(at: Desk, code: str) -> str:
    known = at.context.content.rounds.get(code)
    return at.view.words.text(known.name) if known else code


def _title(at: Desk, measure: desk.OpenMeasure) -> dict[str, str]:
    """The title in the reader's language, else in another one, and which."""
    found = _titles(at, measure, ())
    language, title = found[0] if found else ("", escape(measure.measure_id))
    return {"title": title, "lang": language}


def _country_order(at: Desk, report: str) -> str:
    from schemas.country import folded

    return folded(at.names.country(report[:3]))
