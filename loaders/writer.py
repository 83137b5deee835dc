"""Turns the template, and what a country said before, into Excel workbooks."""

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook

from loaders.marking import marked
from loaders.writing.annotate import Marker, annotated
from loaders.writing.forms import write_form
from loaders.writing.lists import write_lists
from loaders.writing.look import Look
from loaders.writing.meta import write_meta
from loaders.writing.order import Order, Prefill, prefilled_rows, previous_answers
from loaders.writing.readme import write_readme
from loaders.writing.tables import write_table
from schemas.content import Content
from schemas.findings import Finding
from schemas.template import Shape, Template

__all__ = [
    "Marker",
    "Prefill",
    "annotated_workbook",
    "blank_workbook",
    "filled_workbook",
    "prefilled_workbook",
]


def blank_workbook(content: Content, country: str, round_code: str) -> bytes:
    """An .xlsx file without answers. `country` and `round_code` may be "": the identity cells
    are then open. Raises KeyError for a country or round that does not exist."""
    return _workbook(Order(content, _template(content, round_code), country, round_code))


def prefilled_workbook(content: Content, country: str, round_code: str, prefill: Prefill) -> bytes:
    """The file with what the country said before in its prefilled columns; the previous level
    stands locked beside an empty level cell."""
    template = _template(content, round_code)
    order = Order(
        content,
        template,
        country,
        round_code,
        rows=prefilled_rows(template, prefill),
        previous=previous_answers(template, prefill),
        last_report=prefill.last_report,
    )
    return _workbook(order)


def filled_workbook(
    content: Content,
    country: str,
    round_code: str,
    sheets: Mapping[str, Sequence[Mapping[str, Any]]],
    *,
    prepared_rows: bool = False,
) -> bytes:
    """The file as a person using its drop-downs would return it. `sheets`: sheet code -> rows
    as column key -> value (list cells as codes, dates as date, countries as tuples of ISO3; a
    form has one row; rows of a fixed sheet name their identity). With `prepared_rows` the rows
    left empty carry their row check as well."""
    template = _template(content, round_code)
    order = Order(content, template, country, round_code, rows=sheets, prepared=prepared_rows)
    return _workbook(order)


def annotated_workbook(
    original: bytes,
    findings: Sequence[Finding],
    content: Content,
    given_ids: Mapping[int, str] | None = None,
    mark: Marker = marked,
) -> bytes | None:
    """The country's own file back: faulty cells coloured and commented in every language, a
    first sheet that lists the findings with links and the ids given (`given_ids`: row number of
    the sheet of measures -> id). None when the file cannot be opened as a workbook, as one that
    was refused for its container, or when `mark` (this process, or a child) passes a limit."""
    return annotated(original, findings, content, given_ids or {}, mark)


def _template(content: Content, round_code: str) -> Template:
    """The round's template; the newest one in use when no round is named."""
    if round_code:
        return content.template_of(round_code)
    in_use = [t for t in content.templates.values() if not t.withdrawn]
    return max(in_use, key=lambda template: template.version)


def _workbook(order: Order) -> bytes:
    stream = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(stream, options) as book:
        look = Look(book)
        write_readme(book, order, look)
        for sheet in order.template.sheets.values():
            write = write_form if sheet.shape is Shape.FORM else write_table
            write(book, order, sheet, look)
        write_lists(book, order, look)
        write_meta(book, order, look)
    return stream.getvalue()
