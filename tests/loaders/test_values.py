"""One cell by the type of its column, as people really type it."""

from datetime import date, datetime

import pytest

from loaders.entries import Cell, Kind
from loaders.values import Vocabulary, printed, read_cell, vocabulary_of
from loaders.values.reading import Reading
from loaders.values.text import cleaned, shown
from schemas.content import Content
from schemas.template import Column, ColumnType, Need, Template


@pytest.fixture(scope="session")
def vocabulary(content: Content, template: Template) -> Vocabulary:
    return vocabulary_of(template, content)


def column(kind: ColumnType, list_name: str | None = None, max_length: int = 250) -> Column:
    return Column("key", {}, {}, kind, Need.OPTIONAL, list_name, max_length)


def text(value: str) -> Cell:
    return Cell(7, 1, Kind.TEXT, value, "@")


def number(value: float, number_format: str = "General") -> Cell:
    return Cell(7, 1, Kind.NUMBER, value, number_format)


def said(reading: Reading) -> tuple[object, list[str]]:
    return reading.value, [remark.code for remark in reading.remarks]


def params(reading: Reading) -> dict[str, object]:
    return dict(reading.remarks[0].params)


# Lists


@pytest.mark.parametrize(
    ("list_name", "typed", "code"),
    [
        ("answer", "4", "4"),
        ("answer", "04", "4"),
        ("answer", "4.", "4"),
        ("answer", "(4)", "4"),
        ("answer", "achevée", "4"),
        ("answer", "ACHEVEE", "4"),
        ("answer", "Completed", "4"),
        ("answer", "Achevée / Completed", "4"),
        ("answer", "4 - Achevée", "4"),
        ("answer", "4 : completed", "4"),
        ("answer", "4 · Achevée", "4"),
        ("answer", "4 · Finished", "4"),
        ("answer", "en  cours", "2"),
        ("answer", "n/a", "NA"),
        ("answer", "N.A.", "NA"),
        ("answer", "Sans objet", "NA"),
        ("answer", "c", "C"),
        ("objective", "10", "10"),
        ("theme", "data", "DATA"),
        ("role", "th data", "TH-DATA"),
        ("roadmap", "r 01", "R01"),
        ("roadmap", "–", "-"),
        ("flag", "Aucun", "-"),
        ("basis", "avis de l'administration", "EXP"),
        ("status_word", "In force", "in_force"),
    ],
)
def test_an_entry_in_another_writing_is_read_and_named(
    vocabulary: Vocabulary, list_name: str, typed: str, code: str
) -> None:
    reading = read_cell(text(typed), column(ColumnType.LIST, list_name), vocabulary)
    assert said(reading) == (code, ["interpreted"])
    assert params(reading) == {"entry": f"{list_name}:{code}"}


def test_every_printed_entry_is_read_without_a_word(
    vocabulary: Vocabulary, template: Template
) -> None:
    for list_name, entries in template.lists.items():
        for code, entry in entries.items():
            reading = read_cell(text(entry.shown), column(ColumnType.LIST, list_name), vocabulary)
            assert said(reading) == (code, []), entry.shown


def test_every_bare_code_and_label_is_read(vocabulary: Vocabulary, template: Template) -> None:
    for list_name, entries in template.lists.items():
        for code, entry in entries.items():
            for typed in (code, code.lower(), *entry.label.values()):
                reading = read_cell(text(typed), column(ColumnType.LIST, list_name), vocabulary)
                assert said(reading) == (code, ["interpreted"]), (list_name, typed)


@pytest.mark.parametrize(
    ("list_name", "typed", "proposed"),
    [
        ("answer", "50 %", "2"),
        ("answer", "0,5", "2"),
        ("answer", "0.5", "2"),
        ("answer", "75", "3"),
        ("answer", "100%", "4"),
        ("answer", "1,0", "1"),
        ("answer", "1.5", "2"),
        ("answer", "Niveau 3", "3"),
        ("answer", "4?", "4"),
        ("answer", "-4", "4"),
        ("answer", "Achevé", "4"),
        ("answer", "Completd", "4"),
        ("answer", "4 · Non démarrée", "4"),
        ("answer", "xyz", ""),
        ("answer", "?", ""),
        ("objective", "1,0", ""),
        ("objective", "11", ""),
        ("objective", "objectif 4", "4"),
        ("mtype", "loi", "LAW"),
        ("update", "-", ""),
    ],
)
def test_what_is_no_entry_is_refused_with_the_nearest_one(
    vocabulary: Vocabulary, list_name: str, typed: str, proposed: str
) -> None:
    reading = read_cell(text(typed), column(ColumnType.LIST, list_name), vocabulary)
    assert said(reading) == (None, ["not-in-list"])
    entry = f"{list_name}:{proposed}" if proposed else ""
    assert params(reading) == {"list": list_name, "entry": entry}


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (number(4), ("4", ["interpreted"])),
        (number(4, "0.00"), ("4", ["interpreted"])),
        (number(0.5), (None, ["not-in-list"])),
        (number(1, "0%"), (None, ["not-in-list"])),
        (number(7), (None, ["not-in-list"])),
        (number(1e300), (None, ["not-in-list"])),
        (Cell(7, 1, Kind.BOOLEAN, True), (None, ["not-in-list"])),
        (Cell(7, 1, Kind.DATE, datetime(2013, 2, 1)), (None, ["not-in-list"])),
    ],
)
def test_a_number_is_a_code_only_when_it_prints_like_one(
    vocabulary: Vocabulary, cell: Cell, expected: tuple[object, list[str]]
) -> None:
    assert said(read_cell(cell, column(ColumnType.LIST, "answer"), vocabulary)) == expected


def test_a_percentage_cell_gets_the_level_near_to_it_proposed(vocabulary: Vocabulary) -> None:
    reading = read_cell(number(0.5, "0%"), column(ColumnType.LIST, "answer"), vocabulary)
    assert params(reading)["entry"] == "answer:2"


# Numbers


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("1 250,50", 1250.5),
        ("1.250,50", 1250.5),
        ("1,250.50", 1250.5),
        ("1\u00a0250", 1250),
        ("1\u202f250\u202f000", 1250000),
        ("1’250", 1250),
        ("1.250.000", 1250000),
        ("1250,5", 1250.5),
        ("1250,500", 1250.5),
        ("0,125", 0.125),
        (",5", 0.5),
        ("+5", 5),
        ("−5", -5),
        ("007", 7),
        ("1 250 €", 1250),
        ("€1250", 1250),
        ("EUR 1250", 1250),
        ("1 250 000 FCFA", 1250000),
        ("68\u00a0920 F CFA", 68920),
        ("١٢٥٠", 1250),
    ],
)
def test_a_number_in_another_writing_is_read_and_named(
    vocabulary: Vocabulary, typed: str, value: float
) -> None:
    reading = read_cell(text(typed), column(ColumnType.NUMBER), vocabulary)
    assert said(reading) == (value, ["interpreted"])


@pytest.mark.parametrize("typed", ["1250", "0", "1250.5", "-5"])
def test_a_number_that_prints_as_typed_needs_no_word(vocabulary: Vocabulary, typed: str) -> None:
    assert said(read_cell(text(typed), column(ColumnType.NUMBER), vocabulary)) == (
        float(typed),
        [],
    )


@pytest.mark.parametrize(
    ("typed", "readings"),
    [
        ("1.250", ["1250", "1.25"]),
        ("1,250", ["1250", "1.25"]),
        ("12.50,3", ["12.503", "1250.3"]),
        ("1,250,50", []),
        ("1 25", []),
        ("5.", []),
        ("abc", []),
        ("environ 12", ["12"]),
        ("12 mois", ["12"]),
        ("1,3 milliard de FCFA", ["1300000000"]),
        ("2 millions d'euros", ["2000000"]),
        ("1e5", []),
        ("10-20", []),
        ("9" * 16, []),
        ("9" * 400, []),
    ],
)
def test_what_is_not_one_number_is_refused_with_its_readings(
    vocabulary: Vocabulary, typed: str, readings: list[str]
) -> None:
    reading = read_cell(text(typed), column(ColumnType.NUMBER), vocabulary)
    assert said(reading) == (None, ["not-a-number"])
    assert params(reading) == {"readings": readings}


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (number(1250.5), (1250.5, [])),
        (number(0.5, "0%"), (0.5, ["interpreted"])),
        (number(float("inf")), (None, ["not-a-number"])),
        (number(float("nan")), (None, ["not-a-number"])),
        (number(1e300), (None, ["not-a-number"])),
        (Cell(7, 1, Kind.BOOLEAN, True), (None, ["not-a-number"])),
        (Cell(7, 1, Kind.DATE, datetime(2013, 2, 1)), (None, ["not-a-number"])),
    ],
)
def test_cells_in_a_number_column(
    vocabulary: Vocabulary, cell: Cell, expected: tuple[object, list[str]]
) -> None:
    assert said(read_cell(cell, column(ColumnType.NUMBER), vocabulary)) == expected


def test_a_whole_number_is_asked_for(vocabulary: Vocabulary) -> None:
    whole = column(ColumnType.INTEGER)
    assert said(read_cell(number(3), whole, vocabulary)) == (3, [])
    assert isinstance(read_cell(number(3), whole, vocabulary).value, int)
    for cell in (number(3.5), text("3,5")):
        reading = read_cell(cell, whole, vocabulary)
        assert said(reading) == (None, ["not-a-number"])
        assert params(reading) == {"readings": ["3", "4"]}


# Dates


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2013-9-2", date(2013, 9, 2)),
        ("2013/09/12", date(2013, 9, 12)),
        ("20130912", date(2013, 9, 12)),
        ("2013-09-12T00:00:00", date(2013, 9, 12)),
        ("13/04/2013", date(2013, 4, 13)),
        ("04/13/2013", date(2013, 4, 13)),
        ("3.3.2013", date(2013, 3, 3)),
        ("12 septembre 2013", date(2013, 9, 12)),
        ("jeudi 12 septembre 2013", date(2013, 9, 12)),
        ("1er août 2013", date(2013, 8, 1)),
        ("le 2 févr. 2013", date(2013, 2, 2)),
        ("12 Sept 2013", date(2013, 9, 12)),
        ("September 12, 2013", date(2013, 9, 12)),
        ("the 3rd of May 2013", date(2013, 5, 3)),
        ("12-Sep-2013", date(2013, 9, 12)),
        ("2013 March 5", date(2013, 3, 5)),
        ("mar. 12 mars 2013", date(2013, 3, 12)),
        ("12 de setembro de 2013", date(2013, 9, 12)),
        ("1º de maio de 2013", date(2013, 5, 1)),
        ("5 de marzo de 2013", date(2013, 3, 5)),
        ("12 Sep 2013 14:30", date(2013, 9, 12)),
    ],
)
def test_a_date_in_another_writing_is_read_and_named(
    vocabulary: Vocabulary, typed: str, day: date
) -> None:
    reading = read_cell(text(typed), column(ColumnType.DATE), vocabulary)
    assert said(reading) == (day, ["interpreted"])
    assert params(reading) == {"reading": day.isoformat()}


@pytest.mark.parametrize(
    ("typed", "days"),
    [
        ("03/04/2013", ["2013-03-04", "2013-04-03"]),
        ("12.09.13", ["2012-09-13", "2013-09-12", "2013-12-09"]),
        ("25-Sep-13", ["2013-09-25", "2025-09-13"]),
    ],
)
def test_an_ambiguous_date_is_refused_with_its_readings(
    vocabulary: Vocabulary, typed: str, days: list[str]
) -> None:
    reading = read_cell(text(typed), column(ColumnType.DATE), vocabulary)
    assert said(reading) == (None, ["ambiguous-date"])
    assert params(reading) == {"dates": days}


@pytest.mark.parametrize(
    "typed",
    [
        "31/02/2013",
        "31 février 2013",
        "2013-02-31",
        "Sept. 2013",
        "09/2013",
        "2013",
        "fin 2013",
        "bientôt",
        "1850-01-01",
        "8 août 1899",
        "99999-01-01",
        "12 mai ou 13 juin 2013",
        "12 mai - 13 mai 2013",
        "45000",
    ],
)
def test_what_is_no_date_is_refused(vocabulary: Vocabulary, typed: str) -> None:
    reading = read_cell(text(typed), column(ColumnType.DATE), vocabulary)
    assert said(reading) == (None, ["not-a-date"])


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (Cell(7, 1, Kind.DATE, datetime(2013, 9, 12)), (date(2013, 9, 12), [])),
        (Cell(7, 1, Kind.DATE, datetime(2013, 9, 12, 8)), (date(2013, 9, 12), ["interpreted"])),
        (Cell(7, 1, Kind.DATE, datetime(1900, 2, 28)), (date(1900, 2, 28), ["implausible-date"])),
        (Cell(7, 1, Kind.DATE, datetime(1999, 12, 31)), (date(1999, 12, 31), ["implausible-date"])),
        (Cell(7, 1, Kind.DATE, datetime(2000, 1, 1)), (date(2000, 1, 1), [])),
        (Cell(7, 1, Kind.DATE, datetime(2050, 12, 31)), (date(2050, 12, 31), [])),
        (Cell(7, 1, Kind.DATE, datetime(2051, 1, 1)), (date(2051, 1, 1), ["implausible-date"])),
        (Cell(7, 1, Kind.DATE, datetime(1899, 12, 29)), (None, ["not-a-date"])),
        (text("2013-09-12"), (date(2013, 9, 12), [])),
        (text("2113-09-12"), (date(2113, 9, 12), ["implausible-date"])),
        (number(41529), (date(2013, 9, 12), ["interpreted"])),
        (number(36526), (date(2000, 1, 1), ["interpreted"])),
        (number(55153.5), (date(2050, 12, 31), ["interpreted"])),
        (number(36525), (None, ["not-a-date"])),
        (number(55154), (None, ["not-a-date"])),
        (number(2013), (None, ["not-a-date"])),
        (number(20130912), (date(2013, 9, 12), ["interpreted"])),
        (number(-1), (None, ["not-a-date"])),
        (Cell(7, 1, Kind.BOOLEAN, False), (None, ["not-a-date"])),
    ],
)
def test_cells_in_a_date_column(
    vocabulary: Vocabulary, cell: Cell, expected: tuple[object, list[str]]
) -> None:
    assert said(read_cell(cell, column(ColumnType.DATE), vocabulary)) == expected


# Countries


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("SEN", ("SEN",)),
        ("MLI; SEN", ("MLI", "SEN")),
        ("Mali, Sénégal et Niger", ("MLI", "SEN", "NER")),
        ("Mali\nTogo", ("MLI", "TGO")),
        ("Niger / Nigéria", ("NER", "NGA")),
        ("Congo", ("COG",)),
        ("Sao Tomé-et-Principe", ("STP",)),
        ("Sao Tome and Principe and Togo", ("STP", "TGO")),
    ],
)
def test_registered_names_and_codes_need_no_word(
    vocabulary: Vocabulary, typed: str, codes: tuple[str, ...]
) -> None:
    reading = read_cell(text(typed), column(ColumnType.COUNTRIES), vocabulary)
    assert said(reading) == (codes, [])


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("Côte d’Ivoire", ("CIV",)),
        ("cote d'ivoire", ("CIV",)),
        ("Costa do Marfim e Gana", ("CIV", "GHA")),
        ("Marruecos y Túnez", ("MAR", "TUN")),
        ("São Tomé e Príncipe e Togo", ("STP", "TGO")),
        ("RDC, Congo-Brazzaville", ("COD", "COG")),
        ("SN & ML", ("SEN", "MLI")),
        ("Guinée - Bissau", ("GNB",)),
        ("Mali; Mali", ("MLI",)),
    ],
)
def test_other_names_are_read_and_named(
    vocabulary: Vocabulary, typed: str, codes: tuple[str, ...]
) -> None:
    reading = read_cell(text(typed), column(ColumnType.COUNTRIES), vocabulary)
    assert said(reading) == (codes, ["interpreted"])
    assert params(reading) == {"reading": "; ".join(codes)}


@pytest.mark.parametrize(
    ("typed", "codes", "unknown"),
    [
        ("Nigerr", None, "Nigerr"),
        ("Bosnie-et-Herzégovine, Mali", ("MLI",), "Bosnie-et-Herzégovine"),
        ("Angola; Togo; Wakanda", ("TGO",), "Angola; Wakanda"),
        ("tous", None, "tous"),
    ],
)
def test_unknown_names_are_named_and_the_others_read(
    vocabulary: Vocabulary, typed: str, codes: tuple[str, ...] | None, unknown: str
) -> None:
    reading = read_cell(text(typed), column(ColumnType.COUNTRIES), vocabulary)
    assert said(reading) == (codes, ["unknown-country-name"])
    assert params(reading)["name"] == unknown


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Niger", ("NER", [])),
        ("Níger", ("NER", ["interpreted"])),
        ("Nigerland", (None, ["unknown-country-name"])),
    ],
)
def test_one_country(
    vocabulary: Vocabulary, typed: str, expected: tuple[object, list[str]]
) -> None:
    assert said(read_cell(text(typed), column(ColumnType.COUNTRY), vocabulary)) == expected


# Currencies, identifiers, addresses


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("EUR", ("EUR", [])),
        ("XOF", ("XOF", [])),
        ("eur", ("EUR", ["interpreted"])),
        ("€", ("EUR", ["interpreted"])),
        ("euros", ("EUR", ["interpreted"])),
        ("US dollar", ("USD", ["interpreted"])),
        ("FCFA", (None, ["not-in-list"])),
        ("$", (None, ["not-in-list"])),
        ("ZZZ", (None, ["not-in-list"])),
    ],
)
def test_currencies(vocabulary: Vocabulary, typed: str, expected: tuple[object, list[str]]) -> None:
    assert said(read_cell(text(typed), column(ColumnType.CURRENCY), vocabulary)) == expected


def test_identifiers_are_in_capitals(vocabulary: Vocabulary) -> None:
    kind = column(ColumnType.IDENTIFIER)
    assert said(read_cell(text("SEN-M0001"), kind, vocabulary)) == ("SEN-M0001", [])
    assert said(read_cell(text("sen – m0001"), kind, vocabulary)) == ("SEN-M0001", ["interpreted"])


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("point.focal@example.org", []),
        ("a+b@sub.example.sn", []),
        ("point.focal@example", ["email-shape"]),
        ("a@example.org; b@example.org", ["email-shape"]),
        ("a@@example.org", ["email-shape"]),
        ("a..b@example.org", ["email-shape"]),
        ("aucun", ["email-shape"]),
    ],
)
def test_an_address_is_kept_whatever_its_shape(
    vocabulary: Vocabulary, typed: str, codes: list[str]
) -> None:
    reading = read_cell(text(typed), column(ColumnType.EMAIL), vocabulary)
    assert said(reading) == (typed, codes)


# Text


def test_a_long_text_is_kept_whole(vocabulary: Vocabulary) -> None:
    reading = read_cell(text("é" * 251), column(ColumnType.TEXT), vocabulary)
    assert said(reading) == ("é" * 251, ["text-too-long"])
    assert params(reading) == {"limit": 250, "length": 251}
    assert said(read_cell(text("é" * 250), column(ColumnType.TEXT), vocabulary))[1] == []


@pytest.mark.parametrize(
    ("typed", "kept", "positions"),
    [
        ("Regis\u200btre", "Registre", (6,)),
        ("\ufeffRegistre\u00ad", "Registre", (1, 10)),
        ("a\x00b\x07c\x85", "abc", (2, 4, 6)),
        ("a\ud800b", "ab", (2,)),
        ("a\ufffeb", "ab", (2,)),
        ("a\u202eb", "ab", (2,)),
        ("a\u3164b", "ab", (2,)),
        ("a\tb\r\nc\rd\u2028e", "a\tb\nc\nd\ne", ()),
        ("\u00a0 trimmed \n", "trimmed", ()),
        ("e\u0301", "é", ()),
        ("\u0601\u0661", "\u0601\u0661", ()),
    ],
)
def test_invisible_characters_are_removed_and_placed(
    typed: str, kept: str, positions: tuple[int, ...]
) -> None:
    tidy = cleaned(typed)
    assert (tidy.text, tidy.positions) == (kept, positions)


def test_a_finding_shows_where_a_character_stood() -> None:
    assert shown("a\ud800b\u200bc") == "a\ufffdb\ufffdc"
    assert shown("Éducation\n") == "Éducation\n"


def test_a_cell_of_invisible_characters_is_empty_and_named(vocabulary: Vocabulary) -> None:
    reading = read_cell(text("\u200b \u200b"), column(ColumnType.DATE), vocabulary)
    assert said(reading) == (None, ["characters-removed"])


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (number(221338001122), ("221338001122", [])),
        (number(2013, "@"), ("2013", [])),
        (number(2.5), ("2.5", ["interpreted"])),
        (number(0.5, "0%"), ("50%", ["interpreted"])),
        (Cell(7, 1, Kind.DATE, datetime(2013, 9, 12)), ("2013-09-12", ["interpreted"])),
        (
            Cell(7, 1, Kind.DATE, datetime(2013, 9, 12, 8, 30)),
            ("2013-09-12 08:30:00", ["interpreted"]),
        ),
        (Cell(7, 1, Kind.BOOLEAN, True), ("TRUE", ["interpreted"])),
    ],
)
def test_what_excel_made_of_a_text_comes_back_as_text(
    vocabulary: Vocabulary, cell: Cell, expected: tuple[object, list[str]]
) -> None:
    assert said(read_cell(cell, column(ColumnType.TEXT), vocabulary)) == expected


def test_numbers_in_other_columns_are_never_taken_silently(vocabulary: Vocabulary) -> None:
    for kind, expected in (
        (ColumnType.COUNTRIES, "unknown-country-name"),
        (ColumnType.CURRENCY, "not-in-list"),
        (ColumnType.EMAIL, "email-shape"),
    ):
        assert expected in said(read_cell(number(4.5), column(kind), vocabulary))[1]


# Formulas and errors


def test_the_stored_result_of_a_formula_is_used_and_named(vocabulary: Vocabulary) -> None:
    cell = Cell(7, 1, Kind.NUMBER, 12, "General", "=6*2")
    reading = read_cell(cell, column(ColumnType.NUMBER), vocabulary)
    assert said(reading) == (12, ["formula-in-input"])


def test_a_formula_without_result_is_no_blank(vocabulary: Vocabulary) -> None:
    cell = Cell(7, 1, Kind.TEXT, None, "General", "6*2")
    assert said(read_cell(cell, column(ColumnType.NUMBER), vocabulary)) == (
        None,
        ["formula-in-input"],
    )
    assert printed(cell) == "=6*2"


@pytest.mark.parametrize("kind", list(ColumnType))
def test_an_error_value_is_an_error_in_every_column(
    vocabulary: Vocabulary, kind: ColumnType
) -> None:
    list_name = "answer" if kind is ColumnType.LIST else None
    for formula in (None, "=1/0"):
        cell = Cell(7, 1, Kind.ERROR, "#DIV/0!", "General", formula)
        reading = read_cell(cell, column(kind, list_name), vocabulary)
        assert said(reading) == (None, ["error-value"])
