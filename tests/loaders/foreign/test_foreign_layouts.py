"""Ten tables as ten countries might send them: what is proposed, and what is read of them."""

from collections.abc import Callable
from datetime import date
from typing import Any

from loaders.foreign import Proposal

Proposed = Callable[..., Proposal]
Reads = Callable[..., Any]
FIRST = (date(2012, 1, 15), date(2013, 12, 31))
SECOND = (date(2011, 5, 2), date(2012, 6, 1))

Roles = Callable[..., dict[str, str]]


def test_a_title_block_above_and_notes_below(
    proposed: Proposed, read: Reads, roles_of: Roles
) -> None:
    table = """
    RÉPUBLIQUE | | | | | |
    État des mesures au 30 avril 2013 | | | | | |

    N° | Intitulé de la mesure | Objectif | Statut | Date de début | Échéance | Structure | Coût
    1 | Loi sur l'asile | Objectif 3 | En cours | 01/02/2012 | 31/12/2013 | Intérieur | 120 000 EUR
    2 | Plan contre la traite | 5 | Achevée | 15 mars 2012 | 2013-03-12 | Police | 500 000 FCFA
     | Total | | | | | | 620000

    Source : ministère de l'Intérieur
    (1) Montants provisoires
     | | | | Fait à Dakar, le 3 mai 2013
     | | | | Le point focal
    """
    layout = proposed({"Feuil1": table})
    assert roles_of(layout) == {
        "B": "title_fr", "C": "objective", "D": "level", "E": "start",
        "F": "end_planned", "G": "lead", "H": "amount",
    }  # fmt: skip
    assert layout.tables[0].layout.header == (4, 4)
    assert layout.tables[0].layout.left_out == {
        7: "total", 9: "note", 10: "note", 11: "note", 12: "note",
    }  # fmt: skip
    done = read({"Feuil1": table})
    assert done.rows == [
        {
            "title_fr": "Loi sur l'asile", "objective": "3", "level": "2",
            "end_planned": "2013-12-31", "lead": "Intérieur",
            "amount": 120000.0, "currency": "EUR",
        },
        {
            "title_fr": "Plan contre la traite", "objective": "5", "level": "4",
            "start": "2012-03-15", "end_planned": "2013-03-12", "lead": "Police",
            "amount": 500000.0,
        },
    ]  # fmt: skip
    assert done.titles == [
        ("Feuil1", "B5", "Loi sur l'asile"),
        ("Feuil1", "B6", "Plan contre la traite"),
    ]
    assert done.found() == [
        ("Feuil1", "A1", "rows-not-read"),
        ("Feuil1", "A5", "column-not-read"),
        ("Feuil1", "E5", "ambiguous-date"),
        ("Feuil1", "H6", "not-in-list"),
        ("Feuil1", "B7", "rows-not-read"),
        ("Feuil1", "A9", "rows-not-read"),
    ]


def test_merged_headers_over_two_rows(proposed: Proposed, read: Reads, roles_of: Roles) -> None:
    table = """
    Strategic objective | Measure | Timeline | | Funding | | Status
     | | Start | End | Donor | Amount |
    1 | Agreement on seasonal work | 2012-01-01 | 2013-06-30 | European Union | 1250000 | ongoing
    IV | Border post at the crossing | 2012-05-01 | 2014-01-31 | Own funds | 90000 | not started
    """
    merged = {"Plan": ["A1:A2", "B1:B2", "C1:D1", "E1:F1", "G1:G2"]}
    layout = proposed({"Plan": table}, merged=merged)
    assert layout.tables[0].layout.header == (1, 2)
    assert roles_of(layout) == {
        "A": "objective", "B": "title_en", "C": "start", "D": "end_planned",
        "E": "donor", "F": "amount", "G": "level",
    }  # fmt: skip
    done = read({"Plan": table}, merged=merged)
    assert done.rows == [
        {
            "title_en": "Agreement on seasonal work", "objective": "1", "level": "2",
            "start": "2012-01-01", "end_planned": "2013-06-30", "donor": "European Union",
            "amount": 1250000.0,
        },
        {
            "title_en": "Border post at the crossing", "objective": "4", "level": "0",
            "start": "2012-05-01", "end_planned": "2014-01-31", "donor": "Own funds",
            "amount": 90000.0,
        },
    ]  # fmt: skip
    assert done.found() == [
        ("Plan", "F3", "amount-without-currency"),
        ("Plan", "F4", "amount-without-currency"),
    ]


def test_one_sheet_for_each_pillar(proposed: Proposed, read: Reads) -> None:
    head = ["Action", "Objectif", "Responsable", "Niveau d'exécution"]
    sheets = {
        "Pilier I": [head, ["Accord de mobilité", 1, "Affaires étrangères", "exécuté"]],
        "Pilier II": [head, ["Poste frontière", "Objectif 4", "Police", "en cours d'exécution"]],
        "Objectif transversal": [head, ["Profil migratoire", "", "Statistique", "en préparation"]],
        "Lisez-moi": [["Ce classeur présente les actions du pays."]],
    }
    layout = proposed(sheets)
    assert [(t.layout.sheet, t.layout.objective, t.named.pillar) for t in layout.tables] == [
        ("Pilier I", "", "1"),
        ("Pilier II", "", "2"),
        ("Objectif transversal", "10", "T"),
    ]
    done = read(sheets)
    assert [(row["objective"], row["level"]) for row in done.rows] == [
        ("1", "4"), ("4", "2"), ("10", "1"),
    ]  # fmt: skip
    assert done.titles == [
        ("Pilier I", "A2", "Accord de mobilité"),
        ("Pilier II", "A2", "Poste frontière"),
        ("Objectif transversal", "A2", "Profil migratoire"),
    ]
    assert done.found() == [("Lisez-moi", "", "sheet-not-read")]


def test_portuguese_headings(proposed: Proposed, read: Reads, roles_of: Roles) -> None:
    table = """
    Ministério da Administração Interna | | | | |
    Medida | Objectivo | Estado de execução | Entidade responsável | Prazo | Observações
    Lei de estrangeiros e asilo | Objectivo 3 | Concluída | Estrangeiros | 31/12/2013 | Aprovada
    Centro de apoio ao emigrante | Objectivo 9 | Em curso | Comunidades | 30 de junho de 2014 |
    """
    assert roles_of(proposed({"Medidas": table})) == {
        "A": "title_pt", "B": "objective", "C": "level", "D": "lead",
        "E": "end_planned", "F": "comment",
    }  # fmt: skip
    done = read({"Medidas": table})
    assert done.rows == [
        {
            "title_other": "Lei de estrangeiros e asilo", "lang_other": "PT", "objective": "3",
            "level": "4", "lead": "Estrangeiros", "end_planned": "2013-12-31",
            "comment": "Aprovada",
        },
        {
            "title_other": "Centro de apoio ao emigrante", "lang_other": "PT", "objective": "9",
            "level": "2", "lead": "Comunidades", "end_planned": "2014-06-30",
        },
    ]  # fmt: skip
    assert done.found() == [("Medidas", "A1", "rows-not-read")]


def test_spanish_headings_and_real_dates(proposed: Proposed, read: Reads, roles_of: Roles) -> None:
    rows = [
        ["Eje", "Medida adoptada", "Inicio", "Fin previsto", "Organismo responsable", "Situación"],
        [1, "Convenio de migración laboral", *FIRST, "Trabajo", "en ejecución"],
        [2, "Retorno voluntario de los migrantes", *SECOND, "Interior", "terminada"],
        ["", "Suma", "", "", "", ""],
    ]  # fmt: skip
    layout = proposed({"Hoja1": rows})
    assert roles_of(layout) == {
        "B": "title_es", "C": "start", "D": "end_planned", "E": "lead", "F": "level",
    }  # fmt: skip
    done = read({"Hoja1": rows})
    assert done.rows == [
        {
            "title_other": "Convenio de migración laboral", "lang_other": "ES", "level": "2",
            "start": "2012-01-15", "end_planned": "2013-12-31", "lead": "Trabajo",
        },
        {
            "title_other": "Retorno voluntario de los migrantes", "lang_other": "ES", "level": "4",
            "start": "2011-05-02", "end_planned": "2012-06-01", "lead": "Interior",
        },
    ]  # fmt: skip
    assert done.found() == [
        ("Hoja1", "A2", "column-not-read"),
        ("Hoja1", "B4", "rows-not-read"),
    ]


def test_rows_between_that_give_the_objective(proposed: Proposed, read: Reads) -> None:
    table = """
    Mesures prises | Institution | État
    Pilier 1 : Organiser la migration légale | |
    Objectif 1 : Faciliter les échanges entre les différents acteurs de la mobilité | |
    Accord de main-d'œuvre | Travail | en cours
    Bourses d'études | Enseignement | achevé
    Garantir aux migrants et aux réfugiés le respect de leurs droits | |
    Guide des droits | Justice | prévu
    Divers | |
    Réunion annuelle | Présidence | en cours
    """
    merged = {"M": ["A2:C2", "A3:C3", "A6:C6", "A8:C8"]}
    layout = proposed({"M": table}, merged=merged)
    assert layout.tables[0].layout.sections == {2: "", 3: "1", 6: "3", 8: ""}
    done = read({"M": table}, merged=merged)
    assert [(row["title_fr"], row.get("objective")) for row in done.rows] == [
        ("Accord de main-d'œuvre", "1"),
        ("Bourses d'études", "1"),
        ("Guide des droits", "3"),
        ("Réunion annuelle", None),
    ]
    places = [row.places["objective"] for row in done.prepared.report.sheets["measures"]]
    assert places == ["A3", "A3", "A6", "A9"]
    assert done.found("rows-not-read") == [("M", "A2", "rows-not-read")]
    assert [f.params["rows"] for f in done.prepared.findings if f.code == "rows-not-read"] == [
        "2, 8"
    ]
    spoken = [f for f in done.prepared.findings if f.params.get("column") == "measures.objective"]
    assert [(f.cell, f.params["entry"]) for f in spoken] == [
        ("A3", "objective:1"), ("A6", "objective:3"),
    ]  # fmt: skip


def test_english_with_a_status_in_words(proposed: Proposed, read: Reads, roles_of: Roles) -> None:
    table = """
    Project title | Status | Goal | Implementing agency | % complete | Comments
    Reintegration of returnees | Well advanced | Objective 4 | Migration Office | 80 % | Centres
    Diaspora bond | On hold | Objective 8 | Central Bank | 0.1 |
    Data exchange | adopted | Objective 10 | Statistics Office | 100 % |
    Birth registration | done | Objective 6 | Civil Registry | 100 % |
    """
    layout = proposed({"Projects": table})
    assert roles_of(layout) == {
        "A": "title_en", "B": "level", "C": "objective", "D": "lead", "F": "comment",
    }  # fmt: skip
    assert {word.word: word.code for word in layout.words} == {
        "Well advanced": "3", "On hold": "SUSP", "adopted": "", "done": "4",
    }  # fmt: skip
    done = read({"Projects": table})
    assert [(row.get("level"), row.get("flag")) for row in done.rows] == [
        ("3", None), (None, "SUSP"), (None, None), ("4", None),
    ]  # fmt: skip
    assert done.found("not-in-list") == [
        ("Projects", "B3", "not-in-list"), ("Projects", "B4", "not-in-list"),
    ]  # fmt: skip


def test_several_tables_on_one_sheet(proposed: Proposed, read: Reads) -> None:
    table = """
    Objectif 4
    Mesure | État | Responsable
    Poste frontière | en cours | Police
    Total : 1 mesure

    Objectif 9
    Mesure | État | Responsable
    Portail de la diaspora | achevé | Affaires étrangères

    Projets financés
    Projet | Bailleur | Budget (EUR) | Début
    Appui à l'état civil | Union européenne | 2500000 | 2012-09-01
    """
    layout = proposed({"Tout": table})
    assert [(t.layout.header, t.layout.last) for t in layout.tables] == [
        ((2, 2), 10),
        ((11, 11), 12),
    ]
    assert layout.tables[0].layout.objective == "4"
    assert layout.tables[0].layout.sections == {6: "9"}
    assert layout.tables[0].layout.left_out == {4: "total", 7: "repeated", 10: "note"}
    done = read({"Tout": table})
    assert [title[1] for title in done.titles] == ["A3", "A8", "A12"]
    assert [row.get("objective") for row in done.rows] == ["4", "9", None]
    assert [row.get("currency") for row in done.rows] == [None, None, "EUR"]


def test_hidden_columns_and_amounts_in_thousands(
    proposed: Proposed, read: Reads, roles_of: Roles
) -> None:
    table = """
    Réf. | Intitulé | Note interne | Budget (en milliers d'euros) | Statut
    A-1 | Formation des officiers | à ne pas diffuser | 120 | terminé
    A-2 | Enquête auprès des ménages | | 80 | en cours
    """
    hidden = {"Suivi": ["C"]}
    layout = proposed({"Suivi": table}, hidden=hidden)
    assert roles_of(layout) == {"B": "title_fr", "C": "comment", "E": "level"}
    reasons = {column.letters: column.guess.reason for column in layout.tables[0].columns}
    assert (reasons["A"], reasons["D"]) == ("number", "multiplier")
    done = read({"Suivi": table}, hidden=hidden)
    assert done.rows[0] == {
        "title_fr": "Formation des officiers", "level": "4", "comment": "à ne pas diffuser",
    }  # fmt: skip
    assert done.found("column-not-read") == [
        ("Suivi", "A2", "column-not-read"), ("Suivi", "D2", "column-not-read"),
    ]  # fmt: skip


def test_mixed_languages_and_unknown_headings(
    proposed: Proposed, read: Reads, roles_of: Roles
) -> None:
    rows = """
    Pilier / Pillar | Intitulé / Title | Titre anglais | Institution / Chef de file | Zone | Lien
    1 | Visas pour les étudiants | Visas for the students | MAE | Nord | www.example.org/a
    3 | Coût des transferts | Cost of the remittances | Banque centrale | Sud | www.example.org/b
    """
    layout = proposed({"Tableau de bord": rows})
    assert roles_of(layout) == {
        "B": "title_fr", "C": "title_en", "D": "lead", "F": "evidence",
    }  # fmt: skip
    done = read({"Tableau de bord": rows})
    assert done.rows[1] == {
        "title_fr": "Coût des transferts",
        "title_en": "Cost of the remittances",
        "lead": "Banque centrale",
        "evidence": "www.example.org/b",
    }
    assert done.found("column-not-read") == [
        ("Tableau de bord", "A2", "column-not-read"), ("Tableau de bord", "E2", "column-not-read"),
    ]  # fmt: skip
