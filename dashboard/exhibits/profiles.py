"""Migration profiles and the i-Map: where each country stands, how old its edition is, who is
on the list of target countries."""

from collections import Counter
from collections.abc import Mapping, Sequence

from dashboard.exhibits.ask import Ask
from dashboard.exhibits.assistance import wishes
from dashboard.exhibits.base import Answer
from dashboard.exhibits.parts import answer_cell, count_cell, day_cell, text_cell
from dashboard.exhibits.table import ColumnKind, Row, Table, TableCell, TableColumn
from dashboard.figures.chart import Category, to
from dashboard.figures.names import Texts
from dashboard.figures.status import status_tiles
from dashboard.queries.exchange import hidden_profiles
from dashboard.queries.targets import Listed, ProfileAnswer, profile_answers, targets
from schemas.database.exchange import ACTIVITIES

STATES, INTERESTS = "mp", "interest"
"""Lists of the template."""

UNSAID, KEPT_BACK, NO_REPORT = "NI", "C", "NR"
"""Where a status or a wish would stand: not stated, outside the audience, no report."""

DATED = ("PUB", "REV")
"""States in which there is an edition, and so a year of it."""

HOLLOW = ("NONE", "PREP")
"""States without an edition: a look only, the row says the state."""

WHOLE_AXIS = 15
"""Years an axis shows without a gap; beyond, only those with an edition."""


def status(ask: Ask) -> Answer:
    """A row a state of the template's list, then the non-answers; a tile a country, by alphabet.
    Filters: region, countries."""
    words, answers = ask.words, _answers(ask)
    rows = {code: [c for c in ask.members if _state(ask, answers, c) == code]
            for code in _codes(ask)}  # fmt: skip
    counts = {code: len(found) for code, found in rows.items()}
    title = words.count("exhibit.profiles.title", counts["PUB"] + counts["REV"],
                        old=words.number(counts["REV"]))  # fmt: skip
    shown = [code for code in _codes(ask) if code not in (UNSAID, KEPT_BACK) or counts[code]]
    categories = [
        Category(code, _state_name(ask, code),
                 note=words.count("exhibit.profiles.countries", counts[code]))
        for code in shown
    ]  # fmt: skip
    looks = {**dict.fromkeys(HOLLOW, "hollow"), NO_REPORT: "NR", UNSAID: "NI", KEPT_BACK: "C"}
    texts = Texts(ask.code, title, title)
    return Answer(
        title,
        words("exhibit.of.profiles"),
        _table(ask, answers),
        status_tiles(rows, categories, looks, ask.names, texts) if answers else None,
        note="" if answers else words("exhibit.profiles.none"),
        not_shown=counts[KEPT_BACK],
        not_shown_key="exhibit.not-shown.rows",
        facts=wishes(ask),
        said=_said(ask, answers),
    )


def ages(ask: Ask) -> Answer:
    """A row a year of edition, up to the last day of the round's period; a tile a country.
    Filters: region, countries."""
    words, answers = ask.words, _answers(ask)
    dated = {c: one.mp_year for c, one in answers.items()
             if one.mp_status in DATED and one.mp_year}  # fmt: skip
    rows = {str(year): [c for c in ask.members if dated.get(c) == year]
            for year in _axis(ask, tuple(dated.values()))}  # fmt: skip
    undated = [c for c in ask.members if c in answers and c not in dated
               and answers[c].mp_status in DATED]  # fmt: skip
    if undated:
        rows[UNSAID] = undated
    categories = [
        Category(code, code if code != UNSAID else words("exhibit.profiles.no-year"),
                 note=words.count("exhibit.profiles.countries", len(found)))
        for code, found in rows.items()
    ]  # fmt: skip
    title = _age_title(ask, tuple(dated.values()))
    texts = Texts(ask.code, title, title)
    hidden = sum(c in ask.members for c in ask.frames.read(hidden_profiles, ask.round.code))
    return Answer(
        title,
        words("exhibit.of.profile-ages", date=words.date(ask.round.period_to)),
        _age_table(ask, answers, [*dated, *undated]),
        status_tiles(rows, categories, {UNSAID: "NI"}, ask.names, texts) if dated else None,
        note="" if dated or undated else words("exhibit.profile-ages.none"),
        coverage=words.count("exhibit.profile-ages.coverage", len(dated),
                             of=words.number(len(ask.members))),
        not_shown=hidden,
        not_shown_key="exhibit.not-shown.rows",
        said=(title,) if dated else (),
    )  # fmt: skip


def target_countries(ask: Ask) -> Answer:
    """The countries that analysts put on the list of each activity, by alphabet, with the day.
    Filters: region, countries."""
    words, answers = ask.words, _answers(ask)
    known = {(one.activity, one.country): one for one in ask.frames.read(targets, ask.round.code)}
    found = [known[activity, iso3] for activity in ACTIVITIES for iso3 in ask.members
             if (activity, iso3) in known]  # fmt: skip
    counts = Counter(one.activity for one in found)
    parts = [words.count(f"exhibit.target-countries.{one}", counts[one]) for one in ACTIVITIES]
    title = (
        words("exhibit.target-countries.title", parts=words.listed(parts))
        if found
        else words("exhibit.target-countries.none.title")
    )
    columns = (
        TableColumn("country", words("exhibit.column.country"), ColumnKind.HEADER),
        TableColumn("activity", words("exhibit.profiles.column.activity")),
        TableColumn("wish", words("exhibit.profiles.column.wish")),
        TableColumn("since", words("exhibit.profiles.column.listed"), ColumnKind.DATE),
    )
    body = tuple(_listed_row(ask, answers, one) for one in found)
    return Answer(
        title,
        words("exhibit.of.target-countries"),
        Table(words("exhibit.target-countries.caption"), columns, body),
        note=words("exhibit.target-countries.note" if found else "exhibit.target-countries.none"),
        coverage=words.count("exhibit.target-countries.coverage",
                             len({one.country for one in found}),
                             of=words.number(len(ask.members))),
        said=_listed_said(ask, found),
    )  # fmt: skip


def _answers(ask: Ask) -> dict[str, ProfileAnswer]:
    """Country inside the filters -> what it says, as far as the audience may know."""
    known = ask.frames.read(profile_answers, ask.round.code)
    return {one.country: one for one in known if one.country in ask.members}


def _codes(ask: Ask) -> list[str]:
    states = ask.content.template_of(ask.round.code).lists[STATES]
    return [*states, UNSAID, KEPT_BACK, NO_REPORT]


def _state(ask: Ask, answers: Mapping[str, ProfileAnswer], country: str) -> str:
    return _said_of(ask, answers, country, answers[country].mp_status if country in answers else "")


def _said_of(ask: Ask, answers: Mapping[str, ProfileAnswer], country: str, said: str | None) -> str:
    """What a country says, or which non-answer stands for it."""
    if country in answers:
        return said or UNSAID
    if country in ask.frames.read(hidden_profiles, ask.round.code):
        return KEPT_BACK
    return UNSAID if country in ask.reported else NO_REPORT


def _state_name(ask: Ask, code: str) -> str:
    known = ask.content.template_of(ask.round.code).lists[STATES]
    return ask.names.entry(STATES, code) if code in known else ask.names.answer(code)


def _state_cell(
    ask: Ask, answers: Mapping[str, ProfileAnswer], country: str, list_name: str, said: str | None
) -> TableCell:
    code = _said_of(ask, answers, country, said)
    if country not in answers or not said:
        return answer_cell(ask.names, code)
    return TableCell(code, ask.names.entry(list_name, code))


def _table(ask: Ask, answers: Mapping[str, ProfileAnswer]) -> Table:
    words = ask.words
    columns = (
        TableColumn("country", words("exhibit.column.country"), ColumnKind.HEADER),
        TableColumn("profile", words("exhibit.profiles.column.profile")),
        TableColumn("year", words("exhibit.profiles.column.edition")),
        TableColumn("lead", words("exhibit.profiles.column.lead")),
        TableColumn("wish", words("exhibit.profiles.column.wish.profile")),
        TableColumn("imap", words("exhibit.profiles.column.wish.imap")),
        TableColumn("use", words("exhibit.profiles.column.use")),
        TableColumn("need", words("exhibit.profiles.column.need")),
    )
    body = tuple(_row(ask, answers, iso3) for iso3 in ask.members)
    return Table(words("exhibit.profiles.caption"), columns, body if answers else ())


def _row(ask: Ask, answers: Mapping[str, ProfileAnswer], country: str) -> Row:
    one = answers.get(country)
    target = to("country", country=country) if country in ask.reported else None
    blank = TableCell()
    return (
        text_cell(ask.names.country(country), target),
        _state_cell(ask, answers, country, STATES, one.mp_status if one else None),
        _year_cell(one.mp_year) if one else blank,
        text_cell(one.mp_owner) if one else blank,
        _state_cell(ask, answers, country, INTERESTS, one.mp_interest if one else None),
        _state_cell(ask, answers, country, INTERESTS, one.im_interest if one else None),
        text_cell(one.mp_use) if one else blank,
        text_cell(one.mp_need) if one else blank,
    )


def _year_cell(year: int | None) -> TableCell:
    """A year is a name: no separator of thousands."""
    return TableCell(year, str(year)) if year else TableCell()


def _said(ask: Ask, answers: Mapping[str, ProfileAnswer]) -> tuple[str, ...]:
    words = ask.words
    facts = []
    for activity in ACTIVITIES:
        n = sum(one.wish(activity) == "YES" for one in answers.values())
        if n:
            facts.append(words.count(f"exhibit.targets.said.{activity}", n))
    return tuple(facts)


def _axis(ask: Ask, years: Sequence[int]) -> list[int]:
    """The years of edition and, without a gap as far as there is room, those up to the round."""
    if not years:
        return []
    last = max(*years, ask.round.period_to.year)
    whole = list(range(min(years), last + 1))
    return whole if len(whole) <= WHOLE_AXIS else sorted(set(years))


def _age_title(ask: Ask, years: Sequence[int]) -> str:
    words = ask.words
    if not years:
        return words("exhibit.profile-ages.none.title")
    if min(years) == max(years):
        return words.count("exhibit.profile-ages.title.one", len(years), year=str(min(years)))
    return words.count(
        "exhibit.profile-ages.title", len(years), first=str(min(years)), last=str(max(years))
    )


def _age_table(ask: Ask, answers: Mapping[str, ProfileAnswer], countries: Sequence[str]) -> Table:
    words = ask.words
    columns = (
        TableColumn("country", words("exhibit.column.country"), ColumnKind.HEADER),
        TableColumn("profile", words("exhibit.profiles.column.profile")),
        TableColumn("year", words("exhibit.profiles.column.edition")),
        TableColumn("age", words("exhibit.profiles.column.age"), ColumnKind.NUMBER),
    )
    body = tuple(
        (
            text_cell(ask.names.country(iso3), to("country", country=iso3)),
            _state_cell(ask, answers, iso3, STATES, answers[iso3].mp_status),
            _year_cell(answers[iso3].mp_year),
            _age_cell(ask, answers[iso3].mp_year),
        )
        for iso3 in ask.members
        if iso3 in countries
    )
    return Table(words("exhibit.profile-ages.caption"), columns, body)


def _age_cell(ask: Ask, year: int | None) -> TableCell:
    """Years from the edition to the round; an edition still to come has no age."""
    age = ask.round.period_to.year - year if year else -1
    return count_cell(ask, age) if age >= 0 else TableCell()


def _listed_row(ask: Ask, answers: Mapping[str, ProfileAnswer], one: Listed) -> Row:
    answer = answers.get(one.country)
    wish = answer.wish(one.activity) if answer else None
    target = to("country", country=one.country) if one.country in ask.reported else None
    return (
        text_cell(ask.names.country(one.country), target),
        TableCell(one.activity, ask.words(f"exhibit.activity.{one.activity}")),
        _state_cell(ask, answers, one.country, INTERESTS, wish),
        day_cell(ask, one.at),
    )


def _listed_said(ask: Ask, found: Sequence[Listed]) -> tuple[str, ...]:
    """The list of each activity in one sentence."""
    words, facts = ask.words, []
    for activity in ACTIVITIES:
        names = [ask.names.country(one.country) for one in found if one.activity == activity]
        if names:
            key = f"exhibit.target-countries.said.{activity}"
            facts.append(words.count(key, len(names), names=words.listed(names)))
    return tuple(facts)
