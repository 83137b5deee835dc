"""Turns stored reports into what the rules need to know of a country's past."""

from collections.abc import Collection

from sqlalchemy import Connection, Row, select

from loaders.entries import History, KnownMeasure
from loaders.storage.continuing import Continuing, continuing
from loaders.storage.rounds import provenance_of, round_states
from schemas.content import Content
from schemas.country import folded
from schemas.database.models import (
    Assistance,
    ExchangeItem,
    Measure,
    ObjectiveAnswer,
    Report,
)


def read_history(
    connection: Connection, country: str, round_code: str, content: Content
) -> History:
    """What is known of the country before this file. Levels, ids and titles come from rounds
    of the same provenance only; numbers of ids are never given twice, in any of them."""
    rounds = comparable_rounds(connection, round_code, content)
    previous = previous_report(connection, country, round_code, rounds, content)
    earlier = _earlier_version(connection, country, round_code)
    own = _own_ids(connection, country)
    own_codes = continuing(content, round_code, round_code)
    carried = continuing(content, round_code, previous.round if previous else round_code)
    return History(
        previous_round=previous.round if previous else None,
        previous_answers=_answers(connection, previous.id, carried) if previous else {},
        previous_measures=_measures(connection, previous.id, carried) if previous else {},
        earlier_measures=_measures(connection, earlier.id, own_codes) if earlier else {},
        highest_number=max((_number(one) for one, _ in own), default=0),
        known_ids=frozenset(one for one, where in own if where in rounds),
        item_ids=_item_ids(connection, country, rounds),
        assistance_ids=_assistance_ids(connection, country, rounds),
        earlier_items=_titles(connection, ExchangeItem, earlier.id) if earlier else {},
        earlier_assistance=_titles(connection, Assistance, earlier.id) if earlier else {},
        last_content_hash=earlier.content_hash if earlier else None,
    )


def comparable_rounds(connection: Connection, round_code: str, content: Content) -> tuple[str, ...]:
    """Rounds of the same provenance and kind as this one, in order of time."""
    states = round_states(connection)
    asked = content.rounds[round_code].asked
    wanted = provenance_of(states, round_code)
    found = [
        one
        for one in content.rounds.values()
        if one.asked == asked and provenance_of(states, one.code) == wanted
    ]
    return tuple(one.code for one in sorted(found, key=lambda one: one.period_to))


def previous_report(
    connection: Connection,
    country: str,
    round_code: str,
    rounds: Collection[str],
    content: Content,
) -> Row[int, str] | None:
    """Id and round of the last published report before this round."""
    begins = content.rounds[round_code].period_to
    before = [code for code in rounds if content.rounds[code].period_to < begins]
    query = select(Report.id, Report.round).where(
        Report.country == country, Report.state == "published", Report.round.in_(before)
    )
    found = connection.execute(query).all()
    return max(found, key=lambda row: before.index(row.round), default=None)


def _earlier_version(connection: Connection, country: str, round_code: str) -> Row[int, str] | None:
    query = (
        select(Report.id, Report.content_hash)
        .where(Report.country == country, Report.round == round_code)
        .order_by(Report.version.desc())
        .limit(1)
    )
    return connection.execute(query).first()


def _answers(connection: Connection, report_id: int, carried: Continuing) -> dict[str, str]:
    table = ObjectiveAnswer
    query = select(table.objective, table.answer).where(table.report_id == report_id)
    known = {row.objective: row.answer for row in connection.execute(query)}
    return {own: known[before] for own, before in carried.answers.items() if before in known}


def _measures(
    connection: Connection, report_id: int, carried: Continuing
) -> dict[str, KnownMeasure]:
    """The measures of a report that a later one may still speak of: not the withdrawn ones."""
    query = (
        select(
            Measure.measure_id,
            Measure.title_fr,
            Measure.title_en,
            Measure.title_other,
            Measure.objective,
            Measure.answer,
            Measure.update_type,
        )
        .where(Measure.report_id == report_id)
        .order_by(Measure.row)
    )
    return {
        row.measure_id: KnownMeasure(
            row.measure_id,
            folded(row.title_fr or row.title_en or row.title_other or ""),
            carried.objective(row.objective),
            row.answer,
        )
        for row in connection.execute(query)
        if row.update_type != "DROP"
    }


def _own_ids(connection: Connection, country: str) -> list[tuple[str, str]]:
    query = (
        select(Measure.measure_id, Report.round)
        .join(Report, Measure.report_id == Report.id)
        .where(Report.country == country)
        .distinct()
    )
    return [(row.measure_id, row.round) for row in connection.execute(query)]


def _number(measure_id: str) -> int:
    digits = measure_id.rpartition("-M")[2]
    return int(digits) if digits.isdecimal() else 0


def _item_ids(connection: Connection, country: str, rounds: Collection[str]) -> frozenset[str]:
    """Ids that a link may name: of published reports, and the country's own drafts."""
    query = (
        select(ExchangeItem.item_id)
        .join(Report, ExchangeItem.report_id == Report.id)
        .where(
            Report.round.in_(rounds),
            (Report.state == "published") | (Report.country == country),
        )
        .distinct()
    )
    return frozenset(connection.execute(query).scalars())


def _assistance_ids(
    connection: Connection, country: str, rounds: Collection[str]
) -> frozenset[str]:
    query = (
        select(Assistance.ta_id)
        .join(Report, Assistance.report_id == Report.id)
        .where(Report.round.in_(rounds), Report.country == country)
        .distinct()
    )
    return frozenset(connection.execute(query).scalars())


def _titles(
    connection: Connection, table: type[ExchangeItem] | type[Assistance], report_id: int
) -> dict[str, str]:
    key = ExchangeItem.item_id if table is ExchangeItem else Assistance.ta_id
    query = select(key.label("one"), table.title).where(table.report_id == report_id)
    return {row.one: folded(row.title or "") for row in connection.execute(query)}
