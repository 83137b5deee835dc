"""Further tables as ministries make them: bands, points, persons, tables beside each other."""

from collections.abc import Callable
from typing import Any

import pytest

from loaders.foreign import Proposal

Proposed = Callable[..., Proposal]
Reads = Callable[..., Any]
Roles = Callable[..., dict[str, str]]


def test_headings_in_three_rows(proposed: Proposed, read: Reads, roles_of: Roles) -> None:
    table = """
    Suivi du plan d'action | | | | | | |
    N° | Objectif | Activité | Calendrier | | Financement | | Suivi
     | | | Prévision | | Prévu | | Exécution
     | | | Début | Fin | Bailleur | Montant (EUR) | État d'avancement
    1 | Objectif 3 | Guichets | 2012-03-01 | 2013-12-31 | Union européenne | 250000 | En cours
    """
    merged = {
        "P": ["A2:A4", "B2:B4", "C2:C4", "D2:E2", "F2:G2", "D3:E3", "F3:G3"],
    }
    layout = proposed({"P": table}, merged=merged)
    assert layout.tables[0].layout.header == (2, 4)
    assert roles_of(layout) == {
        "B": "objective", "C": "title_fr", "D": "start", "E": "end_planned",
        "F": "donor", "G": "amount", "H": "level",
    }  # fmt: skip
    assert [row["title_fr"] for row in read({"P": table}, merged=merged).rows] == ["Guichets"]


def test_a_title_of_two_cells_is_no_row_of_headings(proposed: Proposed) -> None:
    table = """
    Tableau de bord | | | Mise à jour en mars
    Code | Réforme | Objectif | Statut
    R1 | Code de la nationalité | 3 | En cours
    """
    assert proposed({"T": table}).tables[0].layout.header == (2, 2)


@pytest.mark.parametrize(
    ("head", "roles"),
    [
        (
            "Lfd. Nr. | Maßnahme | Ziel | Zuständige Behörde | Beginn | Ende | Status | Kosten",
            "- title objective lead start end_planned level amount",
        ),
        (
            "N. | Obiettivo | Misura | Ente responsabile | Data inizio | Scadenza"
            " | Stato | Importo",
            "- objective title lead start end_planned level amount",
        ),
        (
            "Nr | Maatregel | Doelstelling | Verantwoordelijke | Begindatum | Einddatum"
            " | Stand van zaken | Opmerkingen",
            "- title objective lead start end_planned level comment",
        ),
        (
            "الرقم | الإجراء | الهدف | الجهة المسؤولة | تاريخ البدء | تاريخ الانتهاء"
            " | الحالة | ملاحظات",
            "- title objective lead start end_planned level comment",
        ),
        (
            "# | What | Who | By when | Progress update | RAG status | Priority | Way forward",
            "- title lead end_planned result level - comment",
        ),
    ],
)
def test_headings_in_further_words(proposed: Proposed, head: str, roles: str) -> None:
    rows = [[f"{row}"] + [f"text {row}{column}" for column in range(7)] for row in "123"]
    found = proposed({"T": [head.split(" | "), *rows]})
    columns = found.tables[0].layout.columns
    shown = ["title" if role.startswith("title_") else role or "-" for role in columns.values()]
    assert shown == roles.split()


def test_the_language_of_titles_is_that_of_the_other_headings(
    proposed: Proposed, roles_of: Roles
) -> None:
    table = """
    Programa | Entidad ejecutora | Situación actual
    Sensibilización | Interior | Finalizado
    Codesarrollo | Trabajo | En ejecución
    """
    assert roles_of(proposed({"H": table}))["A"] == "title_es"


def test_a_table_beside_the_first_lends_it_nothing(read: Reads) -> None:
    table = """
    Mesure | Responsable | Statut | | Mesure | Responsable | Statut
    Accord | Affaires étrangères | En cours | | Patrouilles mixtes en mer | Marine | Achevé
     | | | | Poste | Police | Achevé
    """
    done = read({"T": table})
    assert [(row["title_fr"], row["lead"], row["level"]) for row in done.rows] == [
        ("Accord", "Affaires étrangères", "2")
    ]
    assert done.found() == [
        ("T", "E2", "column-not-read"),
        ("T", "F2", "column-not-read"),
        ("T", "G2", "column-not-read"),
        ("T", "E3", "cells-not-read"),
    ]


def test_numbered_rows_that_head_others(proposed: Proposed, read: Reads) -> None:
    table = """
    Ref | Objectives / Outputs / Activities | Responsible | Status
    1 | Strategic objective 3 | |
    1.1 | Output: migrants know their rights | |
    1.1.1 | Guide for migrants | Justice | Ongoing
    2 | Strategic objective 9: something of our own plan | |
    2.1.1 | Price comparison website | Central Bank | Completed
    """
    look = proposed({"L": table}).tables[0]
    assert look.layout.sections == {2: "3", 5: ""}
    assert look.layout.left_out == {3: "section"}
    done = read({"L": table})
    assert [(row["title_en"], row.get("objective")) for row in done.rows] == [
        ("Guide for migrants", "3"),
        ("Price comparison website", None),
    ]
    assert done.prepared.report.sheets["measures"][0].places["objective"] == "B2"
    assert ("L", "A3", "rows-not-read") in done.found()
    assert ("L", "A2", "column-not-read") in done.found()


def test_the_rest_of_a_heading_of_rows_is_named(read: Reads) -> None:
    table = """
    Mesure | Objectif | État
    Objectif 3 | Objectif 3 |
    Guide | | en cours
    """
    done = read({"T": table})
    assert [row["objective"] for row in done.rows] == ["3"]
    assert ("T", "B2", "cells-not-read") in done.found()


def test_subtotals_by_their_shortest_name(proposed: Proposed) -> None:
    table = """
    Composante | Activité | Coût total | Situation
    Frontières | Véhicules | 100 | Exécutée
    S/T Frontières | | 100 |
    """
    assert proposed({"B": table}).tables[0].layout.left_out == {3: "total"}


def test_persons_are_not_proposed(proposed: Proposed, read: Reads, roles_of: Roles) -> None:
    sheets = {
        "Actions": """
        Action | Responsible person | Contact point | Status
        Registry | Contact A | a@example.org | ongoing
        Bond | Contact B | +221 33 000 00 00 | completed
        """,
        "Focal points": """
        Name | Institution | E-mail | Telephone
        Contact A | Interior | a@example.org | +221 33 000 00 00
        """,
    }
    found = proposed(sheets)
    assert roles_of(found) == {"A": "title_en", "D": "level"}
    assert [table.layout.sheet for table in found.tables] == ["Actions"]
    done = read(sheets)
    assert "Contact A" not in str(done.rows)
    assert ("Focal points", "", "sheet-not-read") in done.found()


def test_a_status_in_two_languages_is_proposed_where_both_agree(proposed: Proposed) -> None:
    table = """
    Mesure / Measure | Responsable / Lead | Statut / Status
    Plan | Santé | En cours / Ongoing
    Carte | Justice | Achevé / Completed
    Loi | Justice | Achevé / Ongoing
    """
    words = proposed({"T": table}).words
    assert [word.code for word in words] == ["2", "4", ""]


TICKS = """
Nº | Actividade | Responsável | Estado | | | | Prazo
 | | | Realizado | Em curso | Não realizado | Anulado |
1 | Recenseamento | Comunidades | | X | | | 2013-12-31
2 | Lei dos estrangeiros | Interior | ✓ | | | | 2012-12-31
3 | Acordo de mobilidade | Negócios | x | x | | | 2012-12-31
4 | Centro de acolhimento | Saúde | | | | | 2014-12-31
"""


def test_a_tick_in_the_column_of_its_status(proposed: Proposed, read: Reads) -> None:
    found = proposed({"P": TICKS})
    assert found.tables[0].layout.header == (1, 2)
    roles = list(found.tables[0].layout.columns.values())
    assert roles[3:7] == ["level_tick"] * 4
    assert {word.word: word.code for word in found.words} == {"Em curso": "2", "Realizado": "4"}
    done = read({"P": TICKS})
    assert [row.get("level") for row in done.rows] == ["2", "4", None, None]
    levels = [row.places["level"] for row in done.prepared.report.sheets["measures"]]
    assert levels == ["E3", "D4", "D5", "D6"]
    assert [one for one in done.found() if one[1] in ("D5", "D6")] == [
        ("P", "D5", "cells-not-read"),
        ("P", "D5", "required-empty"),
        ("P", "D6", "required-empty"),
    ]


def test_a_tick_counts_only_as_its_word_was_confirmed(read: Reads) -> None:
    done = read({"P": TICKS}, words={"level": {"em curso": "3"}})
    assert [row.get("level") for row in done.rows][:2] == ["3", None]
    assert ("P", "D4", "not-in-list") in done.found()


def test_crosses_under_months_are_no_status(proposed: Proposed, roles_of: Roles) -> None:
    table = """
    Activité | Resp. | janv-13 | févr-13 | Statut
    Atelier | Justice | X | | En cours
    Étude | Justice | | X | Achevé
    """
    assert roles_of(proposed({"C": table})) == {"A": "title_fr", "B": "lead", "E": "level"}


def test_a_year_of_crosses_and_a_question_are_no_answers(
    proposed: Proposed, roles_of: Roles
) -> None:
    table = """
    Activity | Responsible | Year 1 | Year 2 | Done (Y/N)
    Training | Police | x | | Y
    Campaign | Health | | x | N
    """
    assert roles_of(proposed({"W": table})) == {"A": "title_en", "B": "lead"}


def test_a_turned_table_is_not_proposed(proposed: Proposed) -> None:
    table = """
    Title of the first measure | Labour agreement | Refugee act
    Objective | 1 | 3
    Status | Ongoing | Completed
    Lead | Labour | Interior
    """
    assert proposed({"F": table}).tables == ()


def test_a_finding_tells_no_address(read: Reads) -> None:
    table = """
    Mesure | Statut | Courriel
    Accord | en cours | marker@example.org
    Contact : marker@example.org | |
    """
    findings = read({"T": table}).prepared.findings
    assert any(finding.code == "column-not-read" for finding in findings)
    assert "marker@" not in str([f.value for f in findings])
