"""Tables become one string of HTML: escaped, linked, readable without seeing it."""

from xml.etree import ElementTree

import pytest

from dashboard.components.glyphs import glyph
from dashboard.components.table import table_html
from dashboard.exhibits.table import ColumnKind, Pager, Table, TableCell, TableColumn
from dashboard.figures.chart import Target, to
from schemas.content import Content
from schemas.wording import Words

HOSTILE = "<img src=x onerror=alert(1)>"
COLUMNS = (
    TableColumn("country", "Country", ColumnKind.HEADER),
    TableColumn("1", "1", ColumnKind.LEVEL, title="Exchanges", band="Pillar 1"),
    TableColumn("2", "2", ColumnKind.LEVEL, band="Pillar 1"),
    TableColumn("10", "10", ColumnKind.LEVEL, band="Cross-cutting"),
    TableColumn("coverage", "Coverage", ColumnKind.SHARE),
)


@pytest.fixture
def words(content: Content) -> Words:
    return content.words["en"]


def link(target: Target) -> str:
    return target.address or f"/{target.page}?" + "&".join(f"{k}={v}" for k, v in target.query)


def row(country: str, *looks: str) -> tuple[TableCell, ...]:
    cells = (
        TableCell(look, "", look, f"{country}: {look}", target=to("evidence")) for look in looks
    )
    return (TableCell(country, country), *cells, TableCell(0.5, "5 of 10", sentence="Half"))


def table(is_matrix: bool, **more: object) -> Table:
    rows = (row("Senegal", "2", "NR", "4"), row(HOSTILE, "0", "C", "NA"))
    return Table("Caption", COLUMNS, rows, is_matrix=is_matrix, **more)  # type: ignore[arg-type]


def parsed(html: str) -> ElementTree.Element:
    return ElementTree.fromstring(f"<div>{html}</div>")  # noqa: S314 - made by the test itself


def with_role(root: ElementTree.Element, role: str) -> list[ElementTree.Element]:
    return [e for e in root.iter() if e.get("role") == role]


@pytest.mark.parametrize("is_matrix", [True, False])
def test_markup_in_a_value_stays_text(words: Words, is_matrix: bool) -> None:
    html = table_html(table(is_matrix), words, link)
    assert "<img" not in html
    assert any(HOSTILE in "".join(e.itertext()) for e in parsed(html).iter())


def test_a_matrix_is_a_grid_with_words_in_every_cell(words: Words) -> None:
    root = parsed(table_html(table(True), words, link))
    assert len(with_role(root, "grid")) == 1
    cells = [c for c in with_role(root, "gridcell") if "look" in (c.get("class") or "")]
    assert ["".join(cell.itertext()).strip() for cell in cells] == [
        "Senegal: 2", "Senegal: NR", "Senegal: 4",
        f"{HOSTILE}: 0", f"{HOSTILE}: C", f"{HOSTILE}: NA",
    ]  # fmt: skip
    assert [c.get("class") for c in cells][:2] == ["look look-2", "look look-NR"]
    stops = [e.get("tabindex") for c in cells for e in c if e.tag in ("a", "span")]
    assert set(stops) == {"-1"}


def test_bands_stand_above_the_columns_they_hold(words: Words) -> None:
    root = parsed(table_html(table(True), words, link))
    bands = [
        ("".join(e.itertext()), e.get("colspan"))
        for e in root.iter("th")
        if e.get("scope") == "colgroup"
    ]
    assert bands == [("Pillar 1", "2"), ("Cross-cutting", "1")]


@pytest.mark.parametrize("is_matrix", [True, False])
def test_groups_head_their_rows(words: Words, is_matrix: bool) -> None:
    grouped = table(is_matrix, groups=(("Africa", 1), ("Europe", 1)))
    root = parsed(table_html(grouped, words, link))
    headings = ["".join(e.itertext()) for e in root.iter("th") if e.get("scope") == "rowgroup"]
    assert headings == ["Africa", "Europe"]
    assert [len(body) for body in root.iter("tbody")] == [2, 2]


def test_a_row_without_any_answer_is_named_silent(words: Words) -> None:
    rows = (row("Togo", "NR", "NR", "NR"), row("Mali", "NR", "2", "NR"))
    root = parsed(table_html(Table("c", COLUMNS, rows, is_matrix=True), words, link))
    assert [r.get("class") for r in root.iter("tr")][-2:] == ["silent", None]


def test_every_row_and_column_of_a_table_is_headed(words: Words) -> None:
    root = parsed(table_html(table(False, foot=(row("Mean", "2", "2", "2"),)), words, link))
    assert [e.text for e in root.iter("caption")] == ["Caption"]
    scopes = [e.get("scope") for e in root.iter("th")]
    assert (scopes.count("col"), scopes.count("row")) == (5, 3)
    assert [r.get("aria-label") for r in with_role(root, "region")] == ["Caption"]


def test_links_are_plain_addresses_and_an_empty_one_is_no_link(words: Words) -> None:
    rows = (
        (TableCell("a", "inside", target=to("country")),),
        (TableCell("b", "outside", target=Target("", address="https://x.example/a")),),
        (TableCell("c", "refused", target=Target("", address="javascript:alert(1)")),),
    )
    columns = (TableColumn("x", "x"),)
    safe = table_html(
        Table("c", columns, rows), words, lambda t: "" if "script" in t.address else link(t)
    )
    links = [(e.get("href"), e.get("rel")) for e in parsed(safe).iter("a")]
    assert links == [("/country?", None), ("https://x.example/a", "noopener noreferrer")]


def test_pages_of_a_table_lead_on_and_back(words: Words) -> None:
    root = parsed(table_html(table(False, pager=Pager(2, 3, 221)), words, link))
    (nav,) = root.iter("nav")
    assert [(e.get("rel"), e.get("href")) for e in nav.iter("a")] == [
        ("prev", "/?page=1"),
        ("next", "/?page=3"),
    ]
    assert "221 rows" in "".join(nav.itertext())
    only = parsed(table_html(table(False, pager=Pager(1, 1, 2)), words, link))
    assert [e.get("rel") for e in only.iter("a") if e.get("rel")] == []


def test_the_sorted_column_says_so(words: Words) -> None:
    sort = Target("", query=(("sort", "title"),))
    columns = (TableColumn("title", "Title", target=sort, sorted=True), TableColumn("b", "B"))
    root = parsed(table_html(Table("c", columns, ()), words, link))
    assert [e.get("aria-sort") for e in root.iter("th")] == ["ascending", None]


def test_a_glyph_is_hidden_from_readers_and_unknown_codes_have_none() -> None:
    assert 'aria-hidden="true"' in glyph("2")
    assert glyph("published") == ""
