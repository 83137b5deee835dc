"""Technical assistance, by domain and form; who wishes for a migration profile or the i-Map."""

from collections import Counter
from collections.abc import Iterable, Sequence

from dashboard.exhibits.ask import Ask
from dashboard.exhibits.base import Answer, Fact
from dashboard.exhibits.parts import count_cell, text_cell
from dashboard.exhibits.table import ColumnKind, Row, Table, TableColumn
from dashboard.queries.exchange import (
    DIRECTIONS,
    HiddenRow,
    SharedAssistance,
    assistance_rows,
    hidden_assistance,
    hidden_profiles,
    profiles,
)

YES, MAYBE = "YES", "MAYBE"
UNSAID = ""
"""The domain or form of a row that does not state one."""


def assistance(ask: Ask) -> Answer:
    """Needs, then offers: a line a domain, a column a form, in the order of the template's lists,
    with the countries by alphabet. Filters: direction (NEED, OFFER), region, countries."""
    words = ask.words
    rows = [one for one in ask.frames.read(assistance_rows, ask.round.code) if _passes(ask, one)]
    hidden = ask.frames.read(hidden_assistance, ask.round.code)
    targets = _Targets(ask)
    title = _title(ask, rows)
    return Answer(
        title,
        words("exhibit.of.assistance"),
        _table(ask, rows),
        note="" if rows else words("exhibit.assistance.none"),
        coverage=words.count(
            "exhibit.assistance.coverage",
            len({one.country for one in rows}),
            of=words.number(len(ask.members)),
        ),
        not_shown=sum(one.n for one in hidden if _passes(ask, one)) + targets.hidden,
        not_shown_key="exhibit.not-shown.rows",
        facts=targets.facts(),
        said=(*_said(ask, rows), *targets.said()),
    )


def wishes(ask: Ask) -> tuple[Fact, ...]:
    """Who wishes to be a target country, by activity, as far as the audience may know."""
    return _Targets(ask).facts()


def _passes(ask: Ask, one: SharedAssistance | HiddenRow) -> bool:
    direction = one.direction if isinstance(one, SharedAssistance) else one.kind
    asked = ask.filters.direction
    return one.country in ask.members and (asked not in DIRECTIONS or direction == asked)


def _shown(ask: Ask) -> tuple[str, ...]:
    asked = ask.filters.direction
    return (asked,) if asked in DIRECTIONS else DIRECTIONS


def _title(ask: Ask, rows: Sequence[SharedAssistance]) -> str:
    words = ask.words
    counts = Counter(one.direction for one in rows)
    parts = [words.count(f"exhibit.assistance.{one}", counts[one]) for one in _shown(ask)]
    return words("exhibit.assistance.title", parts=words.listed(parts))


def _table(ask: Ask, rows: Sequence[SharedAssistance]) -> Table:
    words, names = ask.words, ask.names
    forms = _used(ask, "taform", (one.form for one in rows))
    columns = (
        TableColumn("domain", words("exhibit.column.domain"), ColumnKind.HEADER),
        *(
            TableColumn(
                code or "none",
                names.entry("taform", code) if code else words("exhibit.assistance.unsaid"),
                ColumnKind.NUMBER,
            )
            for code in forms
        ),
        TableColumn("total", words("exhibit.column.total"), ColumnKind.NUMBER),
        TableColumn("countries", words("exhibit.column.who")),
    )
    body: list[Row] = []
    groups = []
    for direction in _shown(ask):
        part = [one for one in rows if one.direction == direction]
        if part:
            lines = _lines(ask, part, forms)
            body += lines
            groups.append((words(f"exhibit.assistance.group.{direction}"), len(lines)))
    return Table(words("exhibit.assistance.caption"), columns, tuple(body), tuple(groups))


def _lines(ask: Ask, rows: Sequence[SharedAssistance], forms: Sequence[str]) -> list[Row]:
    """One line a domain in use, and their sum."""
    words, names = ask.words, ask.names
    lines = []
    for domain in _used(ask, "tadomain", (one.domain for one in rows)):
        inside = [one for one in rows if (one.domain or UNSAID) == domain]
        label = names.entry("tadomain", domain) if domain else words("exhibit.assistance.unsaid")
        lines.append(_line(ask, label, inside, forms))
    return [*lines, _line(ask, words("exhibit.column.total"), rows, forms)]


def _line(ask: Ask, label: str, rows: Sequence[SharedAssistance], forms: Sequence[str]) -> Row:
    counts = Counter(one.form or UNSAID for one in rows)
    return (
        text_cell(label),
        *(count_cell(ask, counts[form]) for form in forms),
        count_cell(ask, len(rows)),
        text_cell(_names(ask, (one.country for one in rows))),
    )


def _used(ask: Ask, list_name: str, codes: Iterable[str | None]) -> list[str]:
    """The codes in use, in the order of the template's list; without a code last."""
    used = {code or UNSAID for code in codes}
    order = list(ask.content.template_of(ask.round.code).lists[list_name])
    return (
        [c for c in order if c in used] + sorted(used - {*order, UNSAID}) + sorted(used & {UNSAID})
    )


def _names(ask: Ask, countries: Iterable[str]) -> str:
    return ask.words.listed([ask.names.country(c) for c in ask.names.alphabetical(set(countries))])


def _said(ask: Ask, rows: Sequence[SharedAssistance]) -> tuple[str, ...]:
    if not rows:
        return ()
    words = ask.words
    parts = []
    for direction in _shown(ask):
        inside = [one for one in rows if one.direction == direction]
        parts.append(words.count(f"exhibit.assistance.{direction}", len(inside)))
    return (words("exhibit.assistance.said", parts=words.listed(parts)),)


class _Targets:
    """Who wishes to be a target country of the two activities, of the reports one may see."""

    def __init__(self, ask: Ask) -> None:
        self.ask = ask
        known = ask.frames.read(profiles, ask.round.code)
        inside = [one for one in known if one.country in ask.members]
        self.wishes = {
            "profile": {one.country: one.mp_interest for one in inside},
            "imap": {one.country: one.im_interest for one in inside},
        }

    @property
    def hidden(self) -> int:
        """Reports whose wishes the permitted use keeps back."""
        countries = self.ask.frames.read(hidden_profiles, self.ask.round.code)
        return sum(iso3 in self.ask.members for iso3 in countries)

    def _who(self, about: str, interest: str) -> list[str]:
        return [iso3 for iso3, wish in self.wishes[about].items() if wish == interest]

    def facts(self) -> tuple[Fact, ...]:
        words, found = self.ask.words, []
        for about in self.wishes:
            who, perhaps = self._who(about, YES), self._who(about, MAYBE)
            if who or perhaps:
                label = words.count(f"exhibit.targets.{about}", len(who))
                text = _names(self.ask, who) or words("exhibit.targets.nobody")
                note = words.count("exhibit.targets.maybe", len(perhaps)) if perhaps else ""
                found.append(Fact(label, text, note=note))
        return tuple(found)

    def said(self) -> tuple[str, ...]:
        words = self.ask.words
        return tuple(
            words.count(f"exhibit.targets.said.{about}", len(who))
            for about in self.wishes
            if (who := self._who(about, YES))
        )
