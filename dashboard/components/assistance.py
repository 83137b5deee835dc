"""What became of needs and offers of assistance, and which of them might fit together."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from urllib.parse import quote

from dash.development.base_component import Component
from markupsafe import Markup

from dashboard.addresses import href
from dashboard.auth import Right
from dashboard.components.form import Field, Form, form_markup
from dashboard.components.slot import slot
from dashboard.components.table import environment
from dashboard.context import Context, View
from dashboard.exhibits import board
from dashboard.exhibits.ask import Ask
from dashboard.pairing import Pair, Wish, pairs, reasons_of
from dashboard.queries import Source
from dashboard.queries.assistance import BoardRow, Followed, Subject, follow_ups
from dashboard.queries.exchange import NEED, OFFER
from loaders import desk
from schemas.country import folded
from schemas.database.exchange import FOLLOW_UPS

SETTLED = ("deployed", "closed", "declined")
"""States after which nothing is looked for any more."""

MOST_PAIRS = 100
"""Pairs shown at once; filters bring the others."""

FREE_FORM = "OTH"
"""The form that says nothing without the country's own words."""


def follow_up_list(view: View, context: Context, today: date) -> list[Component]:
    """The needs and offers of the list's page with what became of each, for who may know it; a
    form each for who says so. As of a snapshot nothing can be said."""
    ask = _ask(view, context)
    rows, _pager = board.page_of(ask, board.rows_of_list(ask))
    known = ask.frames.read(follow_ups)
    may_say = view.person.may(Right.REVIEW) and view.snapshot is None
    day = view.snapshot.made_at.date() if view.snapshot is not None else today
    markup = _render(
        "assistance_follow.html",
        view,
        rows=rows,
        names=ask.names,
        known=known,
        first=FOLLOW_UPS[0],
        may_read_notes=view.person.may(Right.REVIEW),
        forms={one.subject: _form(view, one, known.get(one.subject)) for one in rows}
        if may_say
        else {},
        anchor=_anchor,
        asked_by=board.asked_by,
        day=day,
        days=lambda one: max((day - board.since_of(ask, one).day).days, 0),
    )
    return slot("assistance-follow", markup)


def possible_pairs(view: View, context: Context) -> list[Component]:
    """Needs beside offers that might fit, with the reasons; only what is still looked for."""
    ask = _ask(view, context)
    whole = replace(view.filters, region="", countries=(), direction="", form="", objective="")
    every = board.rows_of_list(replace(ask, filters=replace(whole, round=ask.round.code)))
    known = ask.frames.read(follow_ups)
    open_ = {one.subject: one for one in every if _state(known, one.subject) not in SETTLED}
    found = [one for one in _pairs(ask, open_) if _is_inside(ask, one)]
    markup = _render(
        "assistance_pairs.html",
        view,
        pairs=found[:MOST_PAIRS],
        left=len(found) - MOST_PAIRS,
        row=lambda wish: open_[wish.country, wish.ta_id],
        names=ask.names,
        domain=lambda pair: board.line_name(ask, board.DOMAINS, pair.need.domain),
        reasons=lambda pair: view.words.listed(_reasons(ask, open_, pair)),
    )
    return slot("assistance-pairs", markup)


def _ask(view: View, context: Context) -> Ask:
    """The list of the page, as its exhibit asks for it."""
    assert view.shown is not None  # noqa: S101  the page shows nothing of it without a round
    filters = replace(view.filters, round=view.shown.round.code)
    source = Source(context.reader, view.consents, snapshot=view.snapshot)
    return Ask("assistance-list", source, context.content, view.words, filters)


def _state(known: Mapping[Subject, Followed], subject: Subject) -> str:
    return known[subject].state if subject in known else FOLLOW_UPS[0]


def _pairs(ask: Ask, rows: Mapping[Subject, BoardRow]) -> tuple[Pair, ...]:
    wishes = {direction: [_wish(one) for one in rows.values() if one.direction == direction]
              for direction in (NEED, OFFER)}  # fmt: skip
    domains = [code for code in board.lines(ask, board.DOMAINS, ()) if code]
    return pairs(wishes[NEED], wishes[OFFER], domains, ask.partners)


def _wish(row: BoardRow) -> Wish:
    form = row.form or ""
    if form == FREE_FORM:
        form = folded(row.form_other or "")
    return Wish(
        row.country, row.ta_id, row.domain or "", form, row.lang or "", row.from_date, row.days
    )


def _is_inside(ask: Ask, pair: Pair) -> bool:
    return pair.need.country in ask.members or pair.offer.country in ask.members


def _reasons(ask: Ask, rows: Mapping[Subject, BoardRow], pair: Pair) -> list[str]:
    """Why a pair might fit, in words: its domain, then what else it shares."""
    need = rows[pair.need.country, pair.need.ta_id]
    values = {
        "form": board.form_name(ask, need),
        "language": ask.names.entry("lang", need.lang or ""),
    }
    found = [ask.words("assistance.reason.domain")]
    for reason in reasons_of(pair.need, pair.offer):
        params = {reason: values[reason]} if reason in values else {}
        found.append(ask.words(f"assistance.reason.{reason}", **params))
    return found


def _anchor(row: BoardRow) -> str:
    """Names a row on the page; two countries may have given one identifier."""
    return quote(f"{row.country}-{row.ta_id}")


def _form(view: View, row: BoardRow, said: Followed | None) -> Markup:
    words = view.words
    states = [(code, words(f"assistance.state.{code}")) for code in FOLLOW_UPS]
    note = Field(
        "note",
        words("assistance.note"),
        "area",
        said.note if said else "",
        help=words("assistance.note.help"),
        attributes={"maxlength": str(desk.LONGEST)},
    )
    fields = (
        Field("country", kind="hidden", value=row.country),
        Field("ta_id", kind="hidden", value=row.ta_id),
        Field("state", words("assistance.state"), "choice",
              said.state if said else FOLLOW_UPS[0], states),
        note,
    )  # fmt: skip
    back = f"{href('assistance', view.language, view.filters.query())}#{_anchor(row)}"
    return form_markup(Form("/desk/assistance", words("assistance.keep"), fields, back))


def _render(template: str, view: View, **values: object) -> Markup:
    made = environment().get_template(template).render(words=view.words, view=view, **values)
    return Markup(made)  # noqa: S704  autoescaped
