"""Exhibits that list measures: the explorer, a country's, a theme's, those behind a cell."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from dashboard.exhibits.ask import Ask
from dashboard.exhibits.origins import of_measure
from dashboard.exhibits.pace import held_on, pace_cell
from dashboard.exhibits.parts import answer_cell, text_cell
from dashboard.exhibits.table import ColumnKind, Pager, Row, Table, TableCell, TableColumn
from dashboard.figures.chart import Target, to
from dashboard.queries import MeasureRow, MeasuresPage

PAGE_SIZE = 50


def listed(
    ask: Ask,
    caption: str,
    rows: Sequence[MeasureRow],
    *,
    with_country: bool = True,
    with_objective: bool = True,
    sorts: bool = False,
    page: MeasuresPage | None = None,
    under: Mapping[str, str] = MappingProxyType({}),
) -> Table:
    """One row a measure: title with its id, level or the source's word, dates, evidence. `under`:
    later step of an instrument -> the measure it stands under."""
    words = ask.words
    columns = [TableColumn("title", words("exhibit.column.title"), ColumnKind.HEADER)]
    if with_country:
        columns.insert(0, TableColumn("country", words("exhibit.column.country")))
    if with_objective:
        columns.append(TableColumn("objective", words("exhibit.column.objective")))
    if ask.round.asked:
        columns.append(TableColumn("level", words("exhibit.column.level"), ColumnKind.LEVEL))
        columns.append(TableColumn("pace", words("pace.column.pace")))
        columns.append(TableColumn("date", words("exhibit.column.dates")))
    else:
        columns.append(TableColumn("status", words("exhibit.column.status")))
        columns.append(TableColumn("date", words("exhibit.column.year")))
    columns.append(TableColumn("evidence", words("exhibit.column.evidence")))
    if sorts:
        columns = [_sortable(ask, column) for column in columns]
    shown = tuple(column.key for column in columns)
    return Table(
        caption,
        tuple(columns),
        tuple(_row(ask, row, shown, under.get(row.measure_id, "")) for row in rows),
        pager=Pager(page.page, page.pages, page.total) if page and page.pages > 1 else None,
    )


def _sortable(ask: Ask, column: TableColumn) -> TableColumn:
    if column.key not in ("country", "title", "objective", "level", "date"):
        return column
    return TableColumn(
        column.key,
        column.label,
        column.kind,
        target=Target("", query=(("sort", column.key), ("page", "1"))),
        sorted=(ask.filters.sort or "country") == column.key,
    )


def _row(ask: Ask, row: MeasureRow, shown: tuple[str, ...], under: str) -> Row:
    cells = {
        "country": text_cell(ask.names.country(row.country), to("country", country=row.country)),
        "title": title_cell(ask, row, under),
        "objective": objective_cell(ask, row),
        "level": _level(ask, row),
        "pace": pace_cell(ask, row, held_on(ask)) if ask.round.asked else TableCell(),
        "status": text_cell(
            ask.names.entry("status_word", row.status_word) if row.status_word else None
        ),
        "date": _dates(ask, row),
        "evidence": _evidence(ask, row),
    }
    return tuple(cells[key] for key in shown)


def title_cell(ask: Ask, row: MeasureRow, under: str = "") -> TableCell:
    """`under`: the measure of which this is a later step, "" for none."""
    note = _note(ask, row)
    if under:
        note = f"{note} · {ask.words('milestones.step', measure=under)}"
    return text_cell(row.title(ask.words.language), note=note)


def _note(ask: Ask, row: MeasureRow) -> str:
    """The measure's id, and whose word its objective is when it is not the country's."""
    if row.placed_by is None:
        return row.measure_id
    return f"{row.measure_id} · {ask.words('mapping.placed')}"


def objective_cell(ask: Ask, row: MeasureRow) -> TableCell:
    if row.objective is None or row.objective not in ask.framework.objectives:
        return TableCell(None, ask.words("exhibit.unmapped"))
    target = to("evidence", country=row.country, objective=row.objective)
    return TableCell(row.objective, ask.names.objective(row.objective), target=target)


def _level(ask: Ask, row: MeasureRow) -> TableCell:
    cell = answer_cell(ask.names, row.answer)
    if row.flag in (None, "", "-"):
        return cell
    return TableCell(cell.value, cell.text, cell.look, note=ask.names.entry("flag", str(row.flag)))


def _dates(ask: Ask, row: MeasureRow) -> TableCell:
    """From start to end in words, with the planned end where it ended on another day; exports
    get ISO dates."""
    words = ask.words
    end = row.end_actual or row.end_planned
    if row.start is None and end is None:
        return text_cell(str(row.year)) if row.year else TableCell()
    days = [words.date(day) if day else "…" for day in (row.start, end)]
    iso = "/".join(day.isoformat() if day else ".." for day in (row.start, end))
    note = ""
    if row.end_planned and row.end_planned != end:
        note = words("pace.planned", date=words.date(row.end_planned))
    return TableCell(iso, " – ".join(days), note=note)


def _evidence(ask: Ask, row: MeasureRow) -> TableCell:
    """What it rests on, as a sign and a word; a link where the country gives one; its sheet and
    cell in the uploaded file."""
    cells = [row.place(key) for key in ("title_fr", "title_en", "title_other")]
    cell = next((one for one in cells if one), "")
    key = "exhibit.place" if cell else "exhibit.row"
    place = ask.words(key, sheet=row.sheet, cell=cell, row=row.row)
    text = row.evidence or ""
    origin = of_measure(ask, row)
    word = ask.words(f"origin.{origin}")
    if text.startswith(("http://", "https://")):
        return TableCell(text, word, origin, note=place, target=Target("", address=text))
    return TableCell(text or None, word, origin, note=f"{text} · {place}" if text else place)
