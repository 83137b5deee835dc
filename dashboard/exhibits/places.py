"""Exhibits of one tile or row a country: who reported, where countries stand, the list."""

from typing import Any

import pandas as pd

from dashboard import scores
from dashboard.exhibits import said
from dashboard.exhibits.ask import Ask
from dashboard.exhibits.base import Answer
from dashboard.exhibits.parts import (
    answer_cell,
    blank_cell,
    count_cell,
    day_cell,
    done,
    no_report_cell,
    share_cell,
    text_cell,
    total_of,
)
from dashboard.exhibits.table import ColumnKind, Row, Table, TableCell, TableColumn
from dashboard.figures.chart import Category, to
from dashboard.figures.frames import rows_of
from dashboard.figures.names import Texts
from dashboard.figures.tiles import reporting_tiles, tile_map
from schemas.country import REGIONS, members_on


def reporting_status(ask: Ask) -> Answer:
    """One tile a partner: published or not yet, by region."""
    words, names = ask.words, ask.names
    published = {row.country: row for row in rows_of(ask.reports)}
    rows = [
        (
            iso3,
            ask.content.countries[iso3].region,
            "published" if iso3 in published else "waiting",
            words.date(published[iso3].published_at) if iso3 in published else "",
        )
        for iso3 in ask.members
    ]
    frame = pd.DataFrame(rows, columns=["country", "region", "look", "date"])
    categories = []
    for region in REGIONS:
        inside = frame[frame["region"] == region]
        if len(inside):
            n = int((inside["look"] == "published").sum())
            note = words("exhibit.n-of", n=words.number(n), of=words.number(len(inside)))
            categories.append(Category(region, names.region(region), note=note))
    suffix = "" if ask.round.asked else ".public"
    title = words.count(
        f"exhibit.reporting-status.title{suffix}",
        len(ask.reported),
        of=words.number(len(ask.members)),
    )
    chart = reporting_tiles(
        frame,
        categories,
        names,
        Texts("reporting-status", title, title),
        is_asked=ask.round.asked,
    )
    columns = (
        TableColumn("country", words("exhibit.column.country"), ColumnKind.HEADER),
        TableColumn("region", words("exhibit.column.region")),
        TableColumn("state", words("exhibit.column.report")),
        TableColumn("published", words("exhibit.column.published"), ColumnKind.DATE),
    )
    table = Table(
        words("exhibit.reporting-status.caption"),
        columns,
        tuple(_status_row(ask, iso3, published.get(iso3)) for iso3 in ask.members),
    )
    return Answer(
        title,
        words(f"exhibit.of.partners{suffix}"),
        table,
        chart,
        said=said.regions(ask, title, categories),
    )


def _status_row(ask: Ask, iso3: str, report: Any) -> Row:
    words, names = ask.words, ask.names
    look = "published" if report is not None else "waiting"
    suffix = "" if ask.round.asked else ".public"
    return (
        text_cell(names.country(iso3), to("country", country=iso3)),
        text_cell(names.region(ask.content.countries[iso3].region)),
        TableCell(look, words(f"chart.{look}{suffix}"), look),
        day_cell(ask, report.published_at if report is not None else None),
    )


def overall_tiles(ask: Ask) -> Answer:
    """Where each country stands over all objectives, when it gave enough answers."""
    return _map(ask, "", "tile-map")


def objective_tiles(ask: Ask) -> Answer:
    """Where each country stands on one objective."""
    code = ask.filters.objective or next(iter(ask.framework.objectives))
    return _map(ask, code, "objective-tiles")


def _map(ask: Ask, objective: str, code: str) -> Answer:
    words, names = ask.words, ask.names
    node = objective or scores.OVERALL
    found = ask.country_scores[ask.country_scores["node"] == node]
    rows = []
    for row in rows_of(found):
        look = row.level or (ask.blank(row.country, objective) if objective else "NR")
        hollow = row.band == "indicative" or bool(row.few)
        of = int(row.known + row.missing)
        share = row.coverage if of and row.country in ask.reported else None
        rows.append((row.country, look, hollow, row.value, row.lower, row.upper, share))
    frame = pd.DataFrame(
        rows, columns=["country", "look", "hollow", "value", "lower", "upper", "coverage"]
    )
    title = _map_title(ask, frame, objective)
    table = _map_table(ask, frame, objective)
    chart = tile_map(frame, objective, names, Texts(code, title, title))
    note = words("exhibit.tile-map.few" if ask.on_measures else "exhibit.objective-tiles.note")
    if not objective:
        note = words("exhibit.tile-map.note")
    about = names.objective(objective) if objective else words("exhibit.of.overall")
    hidden = ask.kept_back((objective,) if objective else ask.framework.objectives)
    return Answer(
        title,
        about,
        table,
        chart,
        note=note,
        by_basis=True,
        not_shown=hidden,
        said=said.looks(ask, title, (str(look) for look in frame["look"]), "countries"),
    )


def _map_title(ask: Ask, frame: pd.DataFrame, objective: str) -> str:
    words = ask.words
    tally = {str(look): int(n) for look, n in frame["look"].value_counts().items()}
    have = int(frame["value"].notna().sum())
    if not have:
        return words("exhibit.no-level-known")
    if objective:
        # Who gave a level, not how far: beside the spread of the levels, the map says where.
        of = words.number(len(ask.members))
        return words.count("exhibit.objective-tiles.title", have, of=of, code=objective)
    return words.count("exhibit.tile-map.title", done(tally), of=words.number(have))


def _map_table(ask: Ask, frame: pd.DataFrame, objective: str) -> Table:
    words, names = ask.words, ask.names
    columns = (
        TableColumn("country", words("exhibit.column.country"), ColumnKind.HEADER),
        TableColumn("region", words("exhibit.column.region")),
        TableColumn("level", words("exhibit.column.level"), ColumnKind.LEVEL),
        TableColumn("value", words("exhibit.column.points"), ColumnKind.NUMBER),
        TableColumn("bounds", words("exhibit.column.bounds")),
        TableColumn("coverage", words("exhibit.column.coverage"), ColumnKind.SHARE),
    )
    rows: list[Row] = []
    for row in rows_of(frame):
        has_value = pd.notna(row.value)
        target = (
            to("evidence", country=row.country, objective=objective)
            if objective
            else to("country", country=row.country)
        )
        points = count_cell(ask, round(float(row.value), 2)) if has_value else blank_cell()
        bounds = f"{words.number(row.lower)} – {words.number(row.upper)}" if has_value else ""
        too_few = not objective and not has_value
        rows.append(
            (
                text_cell(names.country(row.country), target),
                text_cell(names.region(ask.content.countries[row.country].region)),
                TableCell(None, words("chart.too-few"), row.look)
                if too_few
                else answer_cell(names, row.look),
                points,
                text_cell(bounds) if bounds else blank_cell(),
                _coverage(ask, row.country, row.coverage),
            )
        )
    return Table(words("exhibit.tile-map.caption"), columns, tuple(rows))


def _coverage(ask: Ask, country: str, share: float | None, text: str = "") -> TableCell:
    if country not in ask.reported:
        return no_report_cell(ask, country)
    return share_cell(ask, None if pd.isna(share) else share, text)


def countries(ask: Ask) -> Answer:
    """Partners in alphabetical order, then those whose reports enter no aggregate: observers,
    and partners at other dates; last the organisations of the steering committee, which report
    nothing."""
    words, names = ask.words, ask.names
    found = {row.country: row for row in rows_of(ask.all_reports)}
    overall = ask.country_scores[ask.country_scores["node"] == scores.OVERALL]
    coverage = {row.country: row for row in rows_of(overall)}
    outside = [iso3 for iso3 in ask.content.countries if iso3 not in ask.partners]
    seen = members_on(ask.content.memberships, ask.round.members_on, "observer")
    observers = names.alphabetical(iso3 for iso3 in outside if iso3 in seen)
    others = names.alphabetical(iso3 for iso3 in outside if iso3 not in seen)
    organisations = ask.content.steering_organisations(ask.round.members_on)
    if ask.filters.region or ask.filters.countries:
        observers, others, organisations = [], [], ()
    rows = [_country_row(ask, iso3, found.get(iso3), coverage.get(iso3)) for iso3 in ask.members]
    rows += [_other_row(ask, iso3, found.get(iso3)) for iso3 in (*observers, *others)]
    groups = (
        (words("exhibit.partners"), len(ask.members)),
        (words("exhibit.observers"), len(observers)),
        (words("exhibit.others"), len(others)),
        (words("exhibit.organisations"), len(organisations)),
    )
    columns = [
        TableColumn("country", words("exhibit.column.country"), ColumnKind.HEADER),
        TableColumn("region", words("exhibit.column.region")),
        TableColumn("state", words("exhibit.column.report")),
        TableColumn("published", words("exhibit.column.published"), ColumnKind.DATE),
        TableColumn("measures", words("exhibit.column.measures"), ColumnKind.NUMBER),
    ]
    if ask.round.asked:
        label = words("exhibit.column.coverage.objectives")
        columns.append(TableColumn("coverage", label, ColumnKind.SHARE))
    for code in organisations:
        name = text_cell(words(f"organisation.{code}"))
        rows.append((name, *(TableCell() for _ in columns[1:])))
    table = Table(
        words("exhibit.countries.caption"),
        tuple(columns),
        tuple(rows),
        tuple(group for group in groups if group[1]),
    )
    suffix = "" if ask.round.asked else ".public"
    title = words.count(
        f"exhibit.reporting-status.title{suffix}",
        len(ask.reported),
        of=words.number(len(ask.members)),
    )
    narrowed = ask.filters.region or ask.filters.countries
    listed = ask.hidden["country"] if narrowed else ask.all_hidden["country"]
    hidden = total_of(ask.all_hidden[ask.all_hidden["country"].isin(listed)])
    return Answer(title, words("exhibit.of.countries"), table, not_shown=hidden)


def _other_row(ask: Ask, iso3: str, report: Any) -> Row:
    """Nobody waits for the report of an observer: a missing one is no gap."""
    row = _country_row(ask, iso3, report, None)
    return row if report is not None else (*row[:2], TableCell(None, "–"), *row[3:])


def _country_row(ask: Ask, iso3: str, report: Any, overall: Any) -> Row:
    first = _status_row(ask, iso3, report)
    measures = count_cell(ask, int(report.measures)) if report is not None else TableCell()
    if not ask.round.asked:
        return (*first, measures)
    if overall is None:
        return (*first, measures, TableCell())
    n, of = int(overall.known), int(overall.known + overall.missing)
    text = ask.words("exhibit.n-of", n=n, of=of)
    return (*first, measures, _coverage(ask, iso3, overall.coverage if of else None, text))
