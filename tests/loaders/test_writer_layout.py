"""Every sheet, column and list of the template is in the workbook, where the reader looks."""

from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.dimensions import ColumnDimension
from openpyxl.worksheet.worksheet import Worksheet

from loaders.entries import column_letters
from loaders.writer import blank_workbook
from loaders.writing.formulas import FORMULAS
from schemas.content import Content
from schemas.layout import (
    FIRST_DATA_ROW,
    FIRST_HEADER_ROW,
    FORM_COLUMNS,
    HELP_ROW,
    KEY_ROW,
    LISTS_SHEET,
    MARK_ROW,
    META_FIELDS,
    META_SHEET,
    OTHER_HEADER_ROW,
    PROPERTY_PREFIX,
    README_SHEET,
)
from schemas.template import ColumnType, Need, Shape, Sheet, Template

MARKS = {Need.REQUIRED: "●", Need.CONDITIONAL: "◐", Need.OPTIONAL: "○", Need.LOCKED: "–"}


@pytest.fixture(scope="module")
def template(content: Content) -> Template:
    return content.template_of("dakar-2013")


@pytest.fixture(scope="module")
def blank(content: Content) -> Workbook:
    return load_workbook(BytesIO(blank_workbook(content, "SEN", "dakar-2013")))


def tables(template: Template) -> list[Sheet]:
    return [sheet for sheet in template.sheets.values() if sheet.shape is not Shape.FORM]


def forms(template: Template) -> list[Sheet]:
    return [sheet for sheet in template.sheets.values() if sheet.shape is Shape.FORM]


def row_of(book: Workbook, sheet: Sheet, row: int) -> list[object]:
    return [book[sheet.key].cell(row, n).value for n in range(1, len(sheet.columns) + 1)]


def validations(book: Workbook, sheet: Sheet) -> dict[str, str]:
    """First cell of each validation -> what it asks for."""
    return {
        str(rule.sqref).split(":")[0].split(" ")[0]: f"{rule.type} {rule.formula1}"
        for rule in book[sheet.key].data_validations.dataValidation
    }


def column_style(page: Worksheet, number: int) -> ColumnDimension:
    """The library keeps equal neighbours as one entry."""
    return next(d for d in page.column_dimensions.values() if d.min <= number <= d.max)


def test_sheets_stand_in_order(blank: Workbook, template: Template) -> None:
    keys = [sheet.key for sheet in template.sheets.values()]
    assert blank.sheetnames == [README_SHEET, *keys, LISTS_SHEET, META_SHEET]
    assert max(map(len, blank.sheetnames)) <= 31
    assert [blank[name]["A1"].value for name in blank.sheetnames] == blank.sheetnames
    assert not any(sheet.merged_cells.ranges for sheet in blank.worksheets)


def test_tables_have_every_column(blank: Workbook, template: Template) -> None:
    for sheet in tables(template):
        page, columns = blank[sheet.key], sheet.columns
        assert page["B1"].value == f"{sheet.title['fr']} / {sheet.title['en']}"
        assert row_of(blank, sheet, KEY_ROW) == [c.key for c in columns]
        assert row_of(blank, sheet, FIRST_HEADER_ROW) == [c.label["fr"] for c in columns]
        assert row_of(blank, sheet, OTHER_HEADER_ROW) == [c.label["en"] for c in columns]
        assert row_of(blank, sheet, HELP_ROW) == [
            f"{c.help['fr']}\n{c.help['en']}" for c in columns
        ]
        assert row_of(blank, sheet, MARK_ROW) == [MARKS[c.need] for c in columns]
        assert page.row_dimensions[KEY_ROW].hidden
        assert page.freeze_panes.endswith(str(FIRST_DATA_ROW))
        assert page.auto_filter.ref.startswith(f"A{MARK_ROW}:")


def test_forms_have_every_question(blank: Workbook, template: Template) -> None:
    for sheet in forms(template):
        page = blank[sheet.key]
        keys = [page.cell(KEY_ROW, n).value for n in range(1, len(FORM_COLUMNS) + 1)]
        assert keys == list(FORM_COLUMNS)
        for row, column in enumerate(sheet.columns, start=FIRST_DATA_ROW):
            said = [page.cell(row, n).value for n in (1, 2, 3, 6)]
            assert said == [column.key, column.label["fr"], column.label["en"], MARKS[column.need]]
        assert page.column_dimensions["A"].hidden
        assert page.row_dimensions[KEY_ROW].hidden


def test_lists_are_named_ranges(blank: Workbook, template: Template) -> None:
    for name, entries in template.lists.items():
        place = blank.defined_names[f"list_{name}"].attr_text
        sheet, _, area = place.rpartition("!")
        assert sheet == f"'{LISTS_SHEET}'"
        shown = [row[0].value for row in blank[LISTS_SHEET][area.replace("$", "")]]
        assert shown == [entry.shown for entry in entries.values()]
    assert blank[LISTS_SHEET].sheet_state == "visible"


def test_every_list_cell_has_its_drop_down(blank: Workbook, template: Template) -> None:
    for sheet in template.sheets.values():
        rules = validations(blank, sheet)
        for index, column in enumerate(sheet.columns):
            form = sheet.shape is Shape.FORM
            letters = "E" if form else column_letters(index + 1)
            cell = f"{letters}{FIRST_DATA_ROW + (index if form else 0)}"
            if column.type is ColumnType.LIST and column.is_input:
                assert rules[cell] == f"list list_{column.list}"
            elif column.type is ColumnType.DATE and column.is_input:
                assert rules[cell].startswith("date ")


def test_validations_warn_in_both_languages(blank: Workbook, content: Content) -> None:
    for page in blank.worksheets:
        for rule in page.data_validations.dataValidation:
            assert rule.errorStyle == "warning"
            assert len(rule.promptTitle or "") <= 32 and len(rule.errorTitle) <= 32
            assert len(rule.prompt or "") <= 255 and len(rule.error) <= 255
            assert len(rule.error.split("\n")) == len(content.languages)
            if rule.type in ("list", "date", "whole", "decimal"):
                assert rule.prompt


def test_only_input_cells_are_open(blank: Workbook, template: Template) -> None:
    for sheet in tables(template):
        page = blank[sheet.key]
        for number, column in enumerate(sheet.columns, start=1):
            cell = page.cell(FIRST_DATA_ROW, number)
            style = cell if cell.has_style else column_style(page, number)
            assert style.protection.locked is not column.is_input, (sheet.code, column.key)
    for page in blank.worksheets:
        assert page["B1"].protection.locked


def test_protection_has_no_password_and_leaves_layout_free(blank: Workbook) -> None:
    free = ("formatCells", "formatColumns", "formatRows", "sort", "autoFilter", "insertHyperlinks")
    for page in blank.worksheets:
        if page.title == "03_MESURES_MEASURES":
            continue
        assert page.protection.sheet and not page.protection.password
        if page.title != META_SHEET:
            assert not any(getattr(page.protection, name) for name in free)


def test_folded_columns_can_be_unfolded(blank: Workbook, template: Template) -> None:
    """Excel refuses to open a group of columns on a protected sheet, and to sort locked cells:
    the sheet with a group is left unprotected and warns instead."""
    sheet = template.sheets["measures"]
    page = blank[sheet.key]
    assert not page.protection.sheet
    folded = [n for n, c in enumerate(sheet.columns, start=1) if c.folded]
    group = page.column_dimensions[column_letters(folded[0])]
    assert (group.outlineLevel, group.hidden) == (1, True)
    assert page.column_dimensions[column_letters(folded[0] - 1)].hidden is False
    assert page.column_dimensions[column_letters(folded[-1] + 1)].collapsed
    rules = validations(blank, sheet)
    for number, column in enumerate(sheet.columns, start=1):
        if not column.is_input:
            assert rules[f"{column_letters(number)}{FIRST_DATA_ROW}"] == "custom FALSE"


def test_fixed_sheets_print_the_framework(blank: Workbook, content: Content) -> None:
    framework = content.frameworks["dakar"]
    rows = blank["02_OBJECTIFS_OBJECTIVES"].iter_rows(
        min_row=FIRST_DATA_ROW, max_row=FIRST_DATA_ROW + 9, min_col=2, max_col=5, values_only=True
    )
    wanted = [
        (
            o.code,
            "T" if o.pillar == "T" else f"P{o.pillar}",
            o.wording.text["fr"],
            o.wording.text["en"],
        )
        for o in framework.objectives.values()
    ]
    assert list(rows) == wanted
    themes = blank["04_THEMES"].iter_rows(
        min_row=FIRST_DATA_ROW, max_row=FIRST_DATA_ROW + 2, min_col=2, max_col=3, values_only=True
    )
    assert list(themes) == [("DATA", "10"), ("BORDER", "4"), ("CRISIS", "5")]


def test_prepared_rows_carry_their_check(blank: Workbook, template: Template) -> None:
    for sheet in tables(template):
        rows = sheet.prepared_rows or (10 if sheet.code == "objectives" else 3)
        page = blank[sheet.key]
        assert page.cell(FIRST_DATA_ROW + rows - 1, 1).data_type == "f"
        assert page.cell(FIRST_DATA_ROW + rows, 1).value is None


def test_every_computed_column_has_a_formula(template: Template) -> None:
    computed = {
        column.key
        for sheet in template.sheets.values()
        for column in sheet.columns
        if column.type is ColumnType.FORMULA
    }
    assert computed == set(FORMULAS)


def test_formulas_are_of_excel_2010(blank: Workbook) -> None:
    for page in blank.worksheets:
        for row in page.iter_rows(min_row=FIRST_DATA_ROW, max_row=FIRST_DATA_ROW + 9):
            for cell in row:
                if cell.data_type == "f":
                    assert "_xlfn" not in cell.value
                    assert len(cell.value) < 8192


def test_the_file_says_what_it_is(blank: Workbook) -> None:
    page = blank[META_SHEET]
    rows = page.iter_rows(min_row=2, max_row=1 + len(META_FIELDS), values_only=True)
    meta = {row[0]: row[1] or "" for row in rows}
    assert list(meta) == list(META_FIELDS)
    known = {name: meta[name] for name in ("template", "version", "framework", "country", "round")}
    assert known == {
        "template": "progress-report",
        "version": "1",
        "framework": "dakar",
        "country": "SEN",
        "round": "dakar-2013",
    }
    properties = {p.name: p.value or "" for p in blank.custom_doc_props.props}
    assert properties == {f"{PROPERTY_PREFIX}{name}": value for name, value in meta.items()}
    assert page.sheet_state == "veryHidden"


def test_identity_is_printed_and_locked(blank: Workbook) -> None:
    page = blank["01_IDENTITE_ID"]
    cells = [page[f"E{row}"] for row in range(7, 12)]
    assert [cell.value for cell in cells[:3]] == ["Sénégal", "SEN", "dakar-2013"]
    assert [cell.protection.locked for cell in cells] == [True, True, True, False, False]
    assert [cell.value.date().isoformat() for cell in cells[3:]] == ["2012-06-01", "2013-05-31"]
    assert cells[3].number_format == "yyyy-mm-dd"


def test_a_file_for_anybody_leaves_the_identity_open(content: Content) -> None:
    page = load_workbook(BytesIO(blank_workbook(content, "", "")))["01_IDENTITE_ID"]
    cells = [page[f"E{row}"] for row in range(7, 12)]
    assert [cell.value for cell in cells] == [None] * 5
    assert not any(cell.protection.locked for cell in cells)


def test_an_unknown_country_or_round_is_our_mistake(content: Content) -> None:
    with pytest.raises(KeyError):
        blank_workbook(content, "XXX", "dakar-2013")
    with pytest.raises(KeyError):
        blank_workbook(content, "SEN", "nowhere-1900")


def test_the_guide_explains_every_answer_and_links_every_sheet(
    blank: Workbook, template: Template
) -> None:
    page = blank[README_SHEET]
    links = {cell.hyperlink.location for row in page.iter_rows() for cell in row if cell.hyperlink}
    keys = [sheet.key for sheet in template.sheets.values()]
    assert links == {f"'{key}'!A1" for key in [*keys, LISTS_SHEET]}
    texts = [str(cell.value) for row in page.iter_rows() for cell in row if cell.value]
    for entry in template.lists["answer"].values():
        for label in entry.label.values():
            assert any(text.startswith(label) for text in texts), label
    assert any(f"version {template.version}" in text for text in texts)
    assert not any(not cell.protection.locked for row in page.iter_rows() for cell in row)


def test_sheets_print_landscape_with_their_header(blank: Workbook, template: Template) -> None:
    for sheet in template.sheets.values():
        page = blank[sheet.key]
        assert page.page_setup.orientation == "landscape"
        assert page.page_setup.fitToHeight == 0
        assert page.print_title_rows == f"$1:${MARK_ROW}"
