"""The parts a table is understood by: objectives, money, headings, remembered layouts."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from loaders.entries import Cell, Kind, Workbook
from loaders.foreign import (
    ForeignLayout,
    Known,
    Proposal,
    Remembered,
    layout_json,
    layout_of,
    propose,
    remembered_from,
    remembered_json,
    remembered_of,
)
from loaders.foreign.money import money_of
from loaders.foreign.objectives import named_in
from loaders.workbook import read_workbook

Proposed = Callable[..., Proposal]
Reads = Callable[..., Any]


@pytest.mark.parametrize(
    ("text", "objective", "pillar"),
    [
        ("4", "4", ""),
        ("VI", "6", ""),
        ("vi", "", ""),
        ("Objectif n° 7", "7", ""),
        ("OBJECTIVE 3: rights of migrants", "3", ""),
        ("Objectivo 5 – Reforçar a proteção dos grupos vulneráveis", "5", ""),
        ("Objectif 1 : Améliorer la gouvernance", "", ""),
        ("3 ministères", "", ""),
        ("Objectif 4.2", "", ""),
        ("1.3", "", ""),
        ("11", "", ""),
        ("Objectifs 3 et 5", "", ""),
        ("Sécuriser et faciliter la gestion des registres d’état civil", "6", ""),
        ("Facilitate exchanges between the vari", "1", ""),
        ("Pilier II", "", "2"),
        ("Eje 3", "", "3"),
        ("Objectif transversal", "10", "T"),
        ("Migration légale", "", "1"),
        ("", "", ""),
        ("x" * 500, "", ""),
    ],
)
def test_what_a_text_names(known: Known, text: str, objective: str, pillar: str) -> None:
    named = named_in(text, known)
    assert (named.objective, named.pillar) == (objective, pillar)


@pytest.mark.parametrize(
    ("value", "shown", "currency"),
    [
        ("1 250 000 EUR", "@", "EUR"),
        ("€ 500", "@", "EUR"),
        ("500 000 FCFA", "@", "FCFA"),
        ("300 francs CFA", "@", "francs CFA"),
        ("environ 3", "@", ""),
        ("12", "@", ""),
        (12.0, '#,##0 "EUR"', "EUR"),
        (12.0, "#,##0.00 [$€-40C]", "EUR"),
        (12.0, "General", ""),
    ],
)
def test_the_currency_beside_an_amount(value: str | float, shown: str, currency: str) -> None:
    kind = Kind.TEXT if isinstance(value, str) else Kind.NUMBER
    assert money_of(Cell(1, 1, kind, value, shown)) == currency


def test_an_objective_cell_may_repeat_the_one_above(read: Reads) -> None:
    table = """
    Objectif | Mesure | Statut
    4 | Poste frontière | en cours
     | Patrouilles | achevé
    """
    repeated = lambda layout: replace(layout, filled_down=True)  # noqa: E731
    assert [row.get("objective") for row in read({"A": table}).rows] == ["4", None]
    done = read({"A": table}, change=repeated)
    assert [row.get("objective") for row in done.rows] == ["4", "4"]
    assert [r.places["objective"] for r in done.prepared.report.sheets["measures"]] == ["A2", "A2"]


def test_merged_objective_and_lead_hold_for_their_rows(read: Reads) -> None:
    table = """
    Objectif | Mesure | Responsable | Budget
    Objectif 6 | Registre | Justice | 500 EUR
     | Formation | |
    """
    done = read({"A": table}, merged={"A": ["A2:A3", "C2:C3", "D2:D3"]})
    assert done.rows[1] == {"objective": "6", "title_fr": "Formation", "lead": "Justice"}


def test_a_row_left_out_may_be_read_anyway(read: Reads) -> None:
    table = """
    Mesure | Statut | Responsable
    Accord | en cours | Justice
    Total | |
    """

    def all_rows(layout: ForeignLayout) -> ForeignLayout:
        return replace(layout, tables=tuple(replace(t, left_out={}) for t in layout.tables))

    assert [row["title_fr"] for row in read({"A": table}).rows] == ["Accord"]
    assert [row["title_fr"] for row in read({"A": table}, change=all_rows).rows] == [
        "Accord",
        "Total",
    ]


def test_a_missing_title_is_asked_for_in_its_column(read: Reads) -> None:
    table = """
    Title | Status | Lead
    Agreement | done | Justice
     | done | Interior
    """
    assert read({"A": table}).found("required-empty") == [("A", "A3", "required-empty")]


def test_permitted_use_is_what_was_stated(read: Reads) -> None:
    table = """
    Mesure | Statut
    Accord | en cours
    """
    done = read({"A": table}, change=lambda layout: replace(layout, consent="PUB"))
    assert done.prepared.report.form("id").get("consent") == "PUB"
    assert read({"A": table}).prepared.report.form("id") is None


def test_a_table_of_short_texts_in_unknown_words(proposed: Proposed, roles_of: Any) -> None:
    table = """
    Åtgärd | Myndighet | Arbetets början | Läget
    Rückkehrförderung für Migranten aus Westafrika | Bundesamt | 15.03.2012 | laufend
    Berufsausbildung in Ghana und in Senegal | Agentur | 21.04.2011 | beendet
    """
    found = proposed({"Tabelle1": table})
    assert found.tables[0].layout.header == (1, 1)
    assert {"A", "C"} <= set(roles_of(found))
    assert found.tables[0].columns[0].guess.confidence < 0.5


def test_column_numbers_and_repeated_headings_are_no_measures(proposed: Proposed) -> None:
    table = """
    Mesure | Statut | Responsable
    1 | 2 | 3
    Accord | en cours | Justice
    Mesure | Statut | Responsable
    Registre | achevé | Intérieur
    """
    (found,) = proposed({"A": table}).tables
    assert found.layout.left_out == {2: "numbers", 4: "repeated"}
    assert found.measures == 2


def test_headers_and_roles_a_person_named(write: Callable[..., bytes], known: Known) -> None:
    book = read_workbook(write({"A": "Bonjour\nMesure | Statut\nAccord | en cours"}), "x.xlsx")
    found = propose(
        book,
        known,
        headers={"A": [(2, 2), (900, 900)]},
        roles={("A", 2): {1: "title_en", 2: "comment"}},
    )
    assert [t.layout.header for t in found.tables] == [(2, 2)]
    assert dict(found.tables[0].layout.columns) == {1: "title_en", 2: "comment"}
    assert propose(book, known, headers={}).tables == ()


def test_a_layout_goes_to_json_and_back(write: Callable[..., bytes], known: Known) -> None:
    book = read_workbook(write({"A": "Mesure | Statut\nAccord | en cours\nTotal |"}), "x.xlsx")
    layout = replace(propose(book, known).layout, words={"level": {"en cours": "2"}})
    assert layout_of(layout_json(layout)) == layout
    memory = remembered_of(book, layout)
    assert remembered_from(remembered_json(memory)) == memory
    again = propose(book, known, remembered=memory)
    assert again.is_known and again.layout.words == layout.words
    assert propose(Workbook((), {}), known, remembered=Remembered()).tables == ()


@pytest.mark.parametrize(
    "change",
    [
        {"tables": None},
        {"words": []},
        {"tables": [{"sheet": "A"}]},
    ],
)
def test_what_is_no_layout_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="layout"):
        layout_of({**layout_json(ForeignLayout(())), **change})
