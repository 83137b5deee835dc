"""Lists, numbers and dates as people really type them."""

from collections.abc import Callable
from datetime import date, datetime

import pytest

from loaders.entries import Cell, Kind
from loaders.values.reading import Reading
from schemas.template import ColumnType, Template

ReadAs = Callable[..., Reading]


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
    read_as: ReadAs, list_name: str, typed: str, code: str
) -> None:
    reading = read_as(ColumnType.LIST, typed, list_name)
    assert said(reading) == (code, ["interpreted"])
    assert params(reading) == {"entry": f"{list_name}:{code}"}


def test_every_printed_entry_is_read_without_a_word(read_as: ReadAs, template: Template) -> None:
    for list_name, entries in template.lists.items():
        for code, entry in entries.items():
            reading = read_as(ColumnType.LIST, entry.shown, list_name)
            assert said(reading) == (code, []), entry.shown


def test_every_bare_code_and_label_is_read(read_as: ReadAs, template: Template) -> None:
    for list_name, entries in template.lists.items():
        for code, entry in entries.items():
            for typed in (code, code.lower(), *entry.label.values()):
                reading = read_as(ColumnType.LIST, typed, list_name)
                assert said(reading) == (code, ["interpreted"]), (list_name, typed)


@pytest.mark.parametrize(
    ("list_name", "typed", "proposed"),
    [
        ("answer", "50 %", "2"),
        ("answer", "5", ""),
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
        ("objective", "Objectif 1 et 3", ""),
        ("mtype", "loi", "LAW"),
        ("update", "-", ""),
    ],
)
def test_what_is_no_entry_is_refused_with_the_nearest_one(
    read_as: ReadAs, list_name: str, typed: str, proposed: str
) -> None:
    reading = read_as(ColumnType.LIST, typed, list_name)
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
    read_as: ReadAs, cell: Cell, expected: tuple[object, list[str]]
) -> None:
    assert said(read_as(ColumnType.LIST, cell, "answer")) == expected


def test_a_percentage_cell_gets_the_level_near_to_it_proposed(read_as: ReadAs) -> None:
    reading = read_as(ColumnType.LIST, number(0.5, "0%"), "answer")
    assert params(reading)["entry"] == "answer:2"


def test_true_and_false_propose_yes_and_no(read_as: ReadAs) -> None:
    assert params(read_as(ColumnType.LIST, False, "yn"))["entry"] == "yn:N"
    assert params(read_as(ColumnType.LIST, True, "answer"))["entry"] == ""


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
    read_as: ReadAs, typed: str, value: float
) -> None:
    reading = read_as(ColumnType.NUMBER, typed)
    assert said(reading) == (value, ["interpreted"])


@pytest.mark.parametrize("typed", ["1250", "0", "1250.5", "-5"])
def test_a_number_that_prints_as_typed_needs_no_word(read_as: ReadAs, typed: str) -> None:
    assert said(read_as(ColumnType.NUMBER, typed)) == (
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
    read_as: ReadAs, typed: str, readings: list[str]
) -> None:
    reading = read_as(ColumnType.NUMBER, typed)
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
    read_as: ReadAs, cell: Cell, expected: tuple[object, list[str]]
) -> None:
    assert said(read_as(ColumnType.NUMBER, cell)) == expected


def test_a_whole_number_is_asked_for(read_as: ReadAs) -> None:
    assert said(read_as(ColumnType.INTEGER, number(3))) == (3, [])
    assert isinstance(read_as(ColumnType.INTEGER, number(3)).value, int)
    for cell in (number(3.5), "3,5"):
        reading = read_as(ColumnType.INTEGER, cell)
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
    read_as: ReadAs, typed: str, day: date
) -> None:
    reading = read_as(ColumnType.DATE, typed)
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
    read_as: ReadAs, typed: str, days: list[str]
) -> None:
    reading = read_as(ColumnType.DATE, typed)
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
def test_what_is_no_date_is_refused(read_as: ReadAs, typed: str) -> None:
    reading = read_as(ColumnType.DATE, typed)
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
        ("2013-09-12", (date(2013, 9, 12), [])),
        ("2113-09-12", (date(2113, 9, 12), ["implausible-date"])),
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
    read_as: ReadAs, cell: Cell, expected: tuple[object, list[str]]
) -> None:
    assert said(read_as(ColumnType.DATE, cell)) == expected
