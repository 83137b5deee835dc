"""Who took part in the meeting on a priority theme, and who wishes to go on with the theme."""

from collections import Counter
from dataclasses import dataclass

import pandas as pd

from dashboard.exhibits.ask import Ask
from dashboard.exhibits.base import Answer, Fact
from dashboard.exhibits.parts import answer_cell, text_cell
from dashboard.exhibits.said import sentence
from dashboard.exhibits.table import ColumnKind, Row, Table, TableColumn
from dashboard.exhibits.theme_parts import is_of, kept_back, theme_of, without_theme
from dashboard.figures.chart import Category, Chart, to
from dashboard.figures.frames import rows_of
from dashboard.figures.names import Texts
from dashboard.figures.stacked import parts_stacked
from dashboard.queries.source import CONFIDENTIAL
from schemas.framework import Theme
from schemas.meeting import Meeting

CODE = "theme-participation"
YES, NO, UNSAID = "Y", "N", ""
WAYS = (YES, NO, UNSAID)
"""What a country says of its part in the meeting; a confidential report says nothing."""

LOOKS = {"YES": "strong", "MAYBE": "count", "NO": "hollow", UNSAID: "waiting"}
"""Interest in the theme, in the order of the template's list; no level, so neutral looks."""


@dataclass(frozen=True)
class _Part:
    country: str
    way: str
    interest: str
    answer: str


def theme_participation(ask: Ask) -> Answer:
    """Countries by what they say of the meeting, then by alphabet; nobody is asked why not."""
    words, theme = ask.words, theme_of(ask)
    if theme is None:
        return without_theme(ask)
    parts, hidden = _parts(ask, theme), kept_back(ask)
    shown = [one for one in parts if one.country not in hidden]
    counts = Counter(one.way for one in shown)
    title = words("exhibit.theme-participation.none")
    if counts[YES] + counts[NO]:
        title = words.count(
            "exhibit.theme-participation.title", counts[YES], of=words.number(len(shown))
        )
    meeting = _meeting(ask, theme)
    facts = [sentence(ask, title)]
    wish = sum(one.interest == "YES" for one in shown)
    if wish:
        facts.append(words.count("said.interest", wish))
    if meeting is not None:
        facts.append(sentence(ask, _held(ask, meeting)))
    return Answer(
        title,
        words("exhibit.of.theme-participation"),
        _table(ask, parts, hidden),
        _chart(ask, shown, title) if shown else None,
        note=_note(ask, meeting),
        not_shown=len(parts) - len(shown),
        not_shown_key="exhibit.not-shown.rows",
        facts=_facts(ask, meeting),
        said=tuple(facts),
    )


def _parts(ask: Ask, theme: Theme) -> list[_Part]:
    """One a country that reported, in the reader's alphabet."""
    found = {row.country: row for row in rows_of(ask.theme_answers) if is_of(theme, row.theme)}
    parts = []
    for iso3 in ask.reported:
        row = found.get(iso3)
        if row is None:
            parts.append(_Part(iso3, UNSAID, UNSAID, "NR"))
        else:
            parts.append(_Part(iso3, str(row.took_part), str(row.interest), str(row.answer)))
    return parts


def _meeting(ask: Ask, theme: Theme) -> Meeting | None:
    """The meeting held on the theme, whichever round it took stock of."""
    content, code = ask.content, ask.framework.code
    return next(
        (
            one
            for one in content.meetings.values()
            if one.theme == theme.code and content.framework_of(one.round).code == code
        ),
        None,
    )


def _held(ask: Ask, meeting: Meeting) -> str:
    words = ask.words
    return words(
        "exhibit.theme-participation.held",
        name=words.text(meeting.name),
        place=words.text(meeting.place),
        days=words.days(meeting.starts, meeting.ends),
    )


def _facts(ask: Ask, meeting: Meeting | None) -> tuple[Fact, ...]:
    words = ask.words
    if meeting is None:
        return ()
    return (
        Fact(words("exhibit.theme-participation.meeting"), _held(ask, meeting)),
        Fact(words("exhibit.theme-participation.planned"), words.text(meeting.planned)),
    )


def _note(ask: Ask, meeting: Meeting | None) -> str:
    """A meeting that came after the period of the round: the answers are shown as they stand."""
    if meeting is None or meeting.starts <= ask.round.period_to:
        return ""
    end = ask.words.date(ask.round.period_to)
    return ask.words("exhibit.theme-participation.later", date=end)


def _chart(ask: Ask, shown: list[_Part], title: str) -> Chart:
    """A bar for each thing said of the meeting, parted by the interest in the theme."""
    words, names = ask.words, ask.names
    totals = Counter(one.way for one in shown)
    categories = [
        Category(way or "unsaid", _way(ask, way), note=words.count("exhibit.n.countries", n))
        for way in WAYS
        if (n := totals[way])
    ]
    frame = pd.DataFrame(
        [
            (way or "unsaid", interest or "unsaid", n)
            for (way, interest), n in Counter((one.way, one.interest) for one in shown).items()
        ],
        columns=["node", "part", "n"],
    )
    parts = [(code or "unsaid", _interest(ask, code), look) for code, look in LOOKS.items()]
    return parts_stacked(frame, categories, parts, names, Texts(CODE, title, title))


def _way(ask: Ask, way: str) -> str:
    known = {YES: "yes", NO: "no", UNSAID: "unsaid"}
    return ask.words(f"exhibit.theme-participation.{known.get(way, 'unsaid')}")


def _interest(ask: Ask, code: str) -> str:
    if code:
        return ask.names.entry("interest", code)
    return ask.words("exhibit.theme-participation.interest-unsaid")


def _table(ask: Ask, parts: list[_Part], hidden: set[str]) -> Table:
    words, names = ask.words, ask.names
    columns = (
        TableColumn("country", words("exhibit.column.country"), ColumnKind.HEADER),
        TableColumn("took_part", words("exhibit.column.took-part")),
        TableColumn("interest", words("exhibit.column.interest")),
        TableColumn("own", words("exhibit.theme.own"), ColumnKind.LEVEL),
    )
    rows: list[Row] = []
    groups = []
    for way in (*WAYS, CONFIDENTIAL):
        inside = [one for one in parts if _group(one, hidden) == way]
        label = names.answer(CONFIDENTIAL) if way == CONFIDENTIAL else _way(ask, way)
        if inside:
            groups.append((label, len(inside)))
        rows += [
            (
                text_cell(names.country(one.country), to("country", country=one.country)),
                text_cell(names.entry("yn", one.way) if one.way else None),
                text_cell(names.entry("interest", one.interest) if one.interest else None),
                answer_cell(names, one.answer),
            )
            for one in inside
        ]
    caption = words("exhibit.theme-participation.caption")
    return Table(caption, columns, tuple(rows), tuple(groups))


def _group(one: _Part, hidden: set[str]) -> str:
    return CONFIDENTIAL if one.country in hidden else one.way
