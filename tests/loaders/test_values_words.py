"""Countries, currencies, addresses and texts; formulas and errors in any column."""

from collections.abc import Callable
from datetime import datetime

import pytest

from loaders.entries import Cell, Kind
from loaders.values import printed
from loaders.values.reading import Reading
from loaders.values.text import cleaned, shown
from schemas.template import ColumnType

ReadAs = Callable[..., Reading]


def number(value: float, number_format: str = "General") -> Cell:
    return Cell(7, 1, Kind.NUMBER, value, number_format)


def said(reading: Reading) -> tuple[object, list[str]]:
    return reading.value, [remark.code for remark in reading.remarks]


def params(reading: Reading) -> dict[str, object]:
    return dict(reading.remarks[0].params)


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
    read_as: ReadAs, typed: str, codes: tuple[str, ...]
) -> None:
    reading = read_as(ColumnType.COUNTRIES, typed)
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
    read_as: ReadAs, typed: str, codes: tuple[str, ...]
) -> None:
    reading = read_as(ColumnType.COUNTRIES, typed)
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
    read_as: ReadAs, typed: str, codes: tuple[str, ...] | None, unknown: str
) -> None:
    reading = read_as(ColumnType.COUNTRIES, typed)
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
def test_one_country(read_as: ReadAs, typed: str, expected: tuple[object, list[str]]) -> None:
    assert said(read_as(ColumnType.COUNTRY, typed)) == expected


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
def test_currencies(read_as: ReadAs, typed: str, expected: tuple[object, list[str]]) -> None:
    assert said(read_as(ColumnType.CURRENCY, typed)) == expected


def test_identifiers_are_in_capitals(read_as: ReadAs) -> None:
    kind = ColumnType.IDENTIFIER
    assert said(read_as(kind, "SEN-M0001")) == ("SEN-M0001", [])
    assert said(read_as(kind, "sen – m0001")) == ("SEN-M0001", ["interpreted"])


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
    read_as: ReadAs, typed: str, codes: list[str]
) -> None:
    reading = read_as(ColumnType.EMAIL, typed)
    assert said(reading) == (typed, codes)


# Text


def test_a_long_text_is_kept_whole(read_as: ReadAs) -> None:
    reading = read_as(ColumnType.TEXT, "é" * 251)
    assert said(reading) == ("é" * 251, ["text-too-long"])
    assert params(reading) == {"limit": 250, "length": 251}
    assert said(read_as(ColumnType.TEXT, "é" * 250))[1] == []


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


def test_a_cell_of_invisible_characters_is_empty_and_named(read_as: ReadAs) -> None:
    reading = read_as(ColumnType.DATE, "\u200b \u200b")
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
    read_as: ReadAs, cell: Cell, expected: tuple[object, list[str]]
) -> None:
    assert said(read_as(ColumnType.TEXT, cell)) == expected


def test_numbers_in_other_columns_are_never_taken_silently(read_as: ReadAs) -> None:
    for kind, expected in (
        (ColumnType.COUNTRIES, "unknown-country-name"),
        (ColumnType.CURRENCY, "not-in-list"),
        (ColumnType.EMAIL, "email-shape"),
    ):
        assert expected in said(read_as(kind, 4.5))[1]


# Formulas and errors


def test_the_stored_result_of_a_formula_is_used_and_named(read_as: ReadAs) -> None:
    cell = Cell(7, 1, Kind.NUMBER, 12, "General", "=6*2")
    reading = read_as(ColumnType.NUMBER, cell)
    assert said(reading) == (12, ["formula-in-input"])


def test_a_formula_without_result_is_no_blank(read_as: ReadAs) -> None:
    cell = Cell(7, 1, Kind.TEXT, None, "General", "6*2")
    assert said(read_as(ColumnType.NUMBER, cell)) == (
        None,
        ["formula-in-input"],
    )
    assert printed(cell) == "=6*2"


@pytest.mark.parametrize("kind", list(ColumnType))
def test_an_error_value_is_an_error_in_every_column(read_as: ReadAs, kind: ColumnType) -> None:
    list_name = "answer" if kind is ColumnType.LIST else None
    for formula in (None, "=1/0"):
        cell = Cell(7, 1, Kind.ERROR, "#DIV/0!", "General", formula)
        reading = read_as(kind, cell, list_name)
        assert said(reading) == (None, ["error-value"])
