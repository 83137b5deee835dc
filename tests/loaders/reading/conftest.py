"""Small files written part by part, and a report as pages of cells, for tests to break."""

from collections.abc import Callable, Mapping, Sequence
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from loaders.entries import Cell, Grid, Kind, Unreadable, Workbook
from loaders.recognition import Recognised, recognise
from schemas.content import Content
from schemas.layout import FORM_COLUMNS, LISTS_SHEET, META_SHEET, README_SHEET
from schemas.template import Shape, Sheet, Template

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"

Parts = dict[str, bytes]
MakeParts = Callable[..., Parts]
MakeZip = Callable[[Mapping[str, bytes]], bytes]
MakeXlsx = Callable[..., bytes]
RefusalOf = Callable[[Callable[[], object]], tuple[str, str]]


def _relation(number: int, kind: str, target: str) -> str:
    return f'<Relationship Id="rId{number}" Type="{OFFICE}/{kind}" Target="{target}"/>'


def _relations(*relations: str) -> bytes:
    inside = "".join(relations)
    return f'<Relationships xmlns="{PACKAGE}/relationships">{inside}</Relationships>'.encode()


def _parts(
    *sheets: str,
    texts: Sequence[str] = (),
    formats: Sequence[str] = (),
    settings: str = "",
    after: str = "",
    properties: Mapping[str, str] | None = None,
    change: Mapping[str, bytes | None] | None = None,
) -> Parts:
    """The parts of a workbook. `sheets`: the rows of each sheet as XML. `formats`: number
    formats of styles 1, 2, ... `settings`: inside workbook.xml. `after`: behind sheetData.
    `change`: parts to replace, or to leave out (None)."""
    names = [f"xl/worksheets/sheet{n}.xml" for n in range(1, len(sheets) + 1)]
    listed = "".join(
        f'<sheet name="S{n}" sheetId="{n}" r:id="rId{n}"/>' for n in range(1, len(sheets) + 1)
    )
    parts = {
        "[Content_Types].xml": (
            f'<Types xmlns="{PACKAGE}/content-types">'
            '<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{SHEET_TYPE}.sheet.main+xml"/>'
            "</Types>"
        ).encode(),
        "_rels/.rels": _relations(_relation(1, "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": (
            f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{settings}'
            f"<sheets>{listed}</sheets></workbook>"
        ).encode(),
        "xl/_rels/workbook.xml.rels": _relations(
            *(
                _relation(n, "worksheet", f"worksheets/sheet{n}.xml")
                for n in range(1, len(names) + 1)
            ),
            _relation(901, "sharedStrings", "sharedStrings.xml"),
            _relation(902, "styles", "styles.xml"),
        ),
        "xl/sharedStrings.xml": (
            f'<sst xmlns="{MAIN}">' + "".join(f"<si><t>{t}</t></si>" for t in texts) + "</sst>"
        ).encode(),
        "xl/styles.xml": _styles(formats),
    }
    for name, rows in zip(names, sheets, strict=True):
        inside = f"<sheetData>{rows}</sheetData>{after}"
        parts[name] = f'<worksheet xmlns="{MAIN}">{inside}</worksheet>'.encode()
    if properties is not None:
        listed = "".join(
            f'<property name="{name}"><vt:lpwstr xmlns:vt="x">{text}</vt:lpwstr></property>'
            for name, text in properties.items()
        )
        parts["docProps/custom.xml"] = f'<Properties xmlns="p">{listed}</Properties>'.encode()
    for name, data in (change or {}).items():
        if data is None:
            del parts[name]
        else:
            parts[name] = data
    return parts


def _styles(formats: Sequence[str]) -> bytes:
    own = "".join(
        f'<numFmt numFmtId="{200 + n}" formatCode="{code}"/>' for n, code in enumerate(formats)
    )
    styles = "".join(f'<xf numFmtId="{200 + n}"/>' for n in range(len(formats)))
    return (
        f'<styleSheet xmlns="{MAIN}"><numFmts>{own}</numFmts>'
        f'<cellXfs><xf numFmtId="0"/>{styles}</cellXfs></styleSheet>'
    ).encode()


def _zip(parts: Mapping[str, bytes]) -> bytes:
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return buffer.getvalue()


@pytest.fixture(scope="session")
def make_parts() -> MakeParts:
    return _parts


@pytest.fixture(scope="session")
def make_zip() -> MakeZip:
    return _zip


@pytest.fixture(scope="session")
def make_xlsx() -> MakeXlsx:
    """`make_xlsx('<row r="1">...</row>', texts=["a"])`: the bytes of a workbook."""
    return lambda *sheets, **how: _zip(_parts(*sheets, **how))


@pytest.fixture(scope="session")
def refusal_of() -> RefusalOf:
    """The code of the finding that refuses a file, and its detail or limit."""

    def read(act: Callable[[], object]) -> tuple[str, str]:
        with pytest.raises(Unreadable) as refused:
            act()
        finding = refused.value.finding
        return finding.code, str(finding.params.get("detail", finding.params.get("limit", "")))

    return read


# A report as pages: sheet title -> rows of plain values

Rows = list[list[Any]]
Pages = dict[str, Rows]
BookOf = Callable[..., Workbook]
META = {
    "template": "progress-report",
    "version": 1,
    "framework": "dakar",
    "country": "SEN",
    "round": "dakar-2013",
    "language": "fr",
}
CODES = {"objectives": [str(n) for n in range(1, 11)], "themes": ["DATA", "BORDER", "CRISIS"]}


def form_page(sheet: Sheet) -> Rows:
    """Every question answered with its own key."""
    headers = ["Clé", "Question", "Question (EN)", "Réponse précédente", "Réponse", "", "Aide"]
    english = ["Key", "Question", "Question (EN)", "Previous answer", "Answer", "", "Help"]
    top = [[sheet.key, sheet.title["fr"]], list(FORM_COLUMNS), headers, english, [], []]
    questions = [
        [c.key, c.label["fr"], c.label["en"], "avant", f"<{c.key}>", "●", c.help["fr"]]
        for c in sheet.columns
    ]
    return [*top, *questions]


def table_page(sheet: Sheet) -> Rows:
    """Two rows in a table, the prescribed ones in a fixed sheet; a cell holds its key and row."""
    columns = sheet.columns
    fixed = CODES.get(str(sheet.fixed_rows), ["1", "2"])
    return [
        [sheet.key, sheet.title["fr"]],
        [c.key for c in columns],
        [c.label["fr"] for c in columns],
        [c.label["en"] for c in columns],
        [f"{c.help['fr']}\n{c.help['en']}" for c in columns],
        ["●" if c.is_input else "" for c in columns],
        *(
            [code if c.key == sheet.identity else f"<{c.key} {code}>" for c in columns]
            for code in fixed
        ),
    ]


@pytest.fixture(scope="session")
def template(content: Content) -> Template:
    return content.templates["progress-report-1"]


@pytest.fixture
def pages(template: Template) -> Pages:
    """A filled report: sheet title -> rows. Each cell says what it is."""
    forms = {Shape.FORM: form_page}
    pages = {s.key: forms.get(s.shape, table_page)(s) for s in template.sheets.values()}
    meta: Rows = [[name, value] for name, value in META.items()]
    keys = [[s.key] for s in template.sheets.values()]
    return {README_SHEET: [[README_SHEET], *keys], **pages, LISTS_SHEET: [["x"]], META_SHEET: meta}


def _grid_of(title: str, rows: Rows, **how: Any) -> Grid:
    cells: dict[int, dict[int, Cell]] = {}
    for r, row in enumerate(rows, 1):
        for c, value in enumerate(row, 1):
            if value is not None and value != "":
                kind = Kind.NUMBER if isinstance(value, int | float) else Kind.TEXT
                read = float(value) if kind is Kind.NUMBER else value
                cells.setdefault(r, {})[c] = (
                    value if isinstance(value, Cell) else Cell(r, c, kind, read)
                )
    return Grid(title, cells, **how)


def _book_of(pages: Pages, properties: Mapping[str, str] | None = None) -> Workbook:
    grids = tuple(_grid_of(title, rows) for title, rows in pages.items())
    return Workbook(grids, properties or {})


@pytest.fixture(scope="session")
def book_of() -> BookOf:
    """Pages, and document properties, as the workbook the reader would give."""
    return _book_of


@pytest.fixture
def seen(content: Content) -> Callable[[Pages], Recognised]:
    """What recognition sees in pages."""
    return lambda pages: recognise(_book_of(pages), content)
