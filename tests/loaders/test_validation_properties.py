"""Whatever a cell holds: nothing is converted silently, and nothing raises."""

import unicodedata
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loaders.entries import Cell, Kind
from schemas.content import Content
from schemas.template import Column, ColumnType, Shape, Template

FRAGMENTS = """4 achevée Achevée/Completed NA 0,5 50% 1.250 1 250,50 € EUR 03/04/2013 12 sept 2013
2013-09-12 Niger Nigeria Congo et and ; , / - · SEN-M0001 a@b.org \u200b \x00 = #REF!
1er août ٣ ½ İ ß ﬁ"""
WORDS = st.sampled_from([*FRAGMENTS.split(), "\u00a0"])
TYPED = st.one_of(
    st.text(max_size=30),
    st.text(st.characters(), max_size=8),
    st.lists(WORDS, max_size=5).map("".join),
    st.lists(WORDS, max_size=5).map(" ".join),
)


@pytest.fixture(scope="session")
def places(template: Template) -> dict[str, Column]:
    """Path of an open cell of the first rows -> its column."""
    return {
        f"{sheet.code}.0.{column.key}": column
        for sheet in template.sheets.values()
        for column in sheet.columns
        if column.is_input
    }


@pytest.fixture(scope="session")
def printers(template: Template, content: Content) -> Callable[[Column, Any], set[str]]:
    """All the ways in which the clean value of a column is printed."""

    def names(iso3: str) -> set[str]:
        return {iso3, *content.countries[iso3].name.values()}

    def ways(column: Column, value: Any) -> set[str]:
        if column.type is ColumnType.LIST:
            return {template.lists[str(column.list)][value].shown}
        if column.type is ColumnType.COUNTRIES:
            return {name for iso3 in value for name in names(iso3)}
        if isinstance(value, date):
            return {value.isoformat()}
        if isinstance(value, float):
            return {repr(value), repr(value).removesuffix(".0")}
        return {str(value)}

    return ways


@settings(max_examples=300, deadline=None, database=None)
@given(data=st.data())
def test_a_value_prints_as_typed_or_a_finding_names_its_cell(
    reporting: Any,
    places: dict[str, Column],
    printers: Callable[[Column, Any], set[str]],
    data: st.DataObject,
) -> None:
    path = data.draw(st.sampled_from(sorted(places)))
    typed = data.draw(TYPED)
    column = places[path]
    report = reporting.clean({path: Cell(0, 0, Kind.TEXT, typed)})
    if reporting.address(path) in {finding.cell for finding in report.findings}:
        return
    row = next(iter(report.sheets[path.split(".")[0]]), None)
    value = row.get(column.key) if row is not None else None
    tidy = unicodedata.normalize("NFC", typed.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if value is None:
        assert tidy == ""
    elif column.type is ColumnType.COUNTRIES:
        left = tidy
        for name in sorted(printers(column, value), key=len, reverse=True):
            left = left.replace(name, "")
        assert not {c for c in left.replace("et", "").replace("and", "") if c.isalnum()}
    else:
        assert tidy.replace("\u2028", "\n").replace("\u2029", "\n") in printers(column, value)


@settings(max_examples=100, deadline=None, database=None)
@given(
    number=st.one_of(st.floats(), st.integers(-(10**20), 10**20).map(float), st.booleans()),
    data=st.data(),
)
def test_no_number_raises(
    reporting: Any, places: dict[str, Column], number: float, data: st.DataObject
) -> None:
    path = data.draw(st.sampled_from(sorted(places)))
    number_format = data.draw(st.sampled_from(["General", "0%", "@", "0.00", "yyyy-mm-dd"]))
    kind = Kind.BOOLEAN if isinstance(number, bool) else Kind.NUMBER
    reporting.findings({path: Cell(0, 0, kind, number, number_format)})


@settings(max_examples=100, deadline=None, database=None)
@given(texts=st.lists(TYPED, min_size=5, max_size=5), data=st.data())
def test_no_text_raises_in_any_check(
    reporting: Any, template: Template, texts: list[str], data: st.DataObject
) -> None:
    tables = [s for s in template.sheets.values() if s.shape is not Shape.FORM]
    changes = {}
    for typed in texts:
        sheet = data.draw(st.sampled_from(tables))
        column = data.draw(st.sampled_from(sheet.columns))
        line = data.draw(st.integers(0, 2))
        changes[f"{sheet.code}.{line}.{column.key}"] = Cell(0, 0, Kind.TEXT, typed)
    findings = reporting.findings(changes)
    for finding in findings:
        finding.value.encode("utf-8")
