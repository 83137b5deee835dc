"""What differs between two versions, in plain sentences that judge nothing."""

from typing import Any

import pytest

from schemas.changes import CellChange, Difference, Kind, RowChange
from schemas.changes_text import sentences
from schemas.content import Content


def row(sheet: str, name: str, kind: Kind = Kind.CHANGED, /, **cells: tuple[Any, Any]) -> RowChange:
    known = {"objective": "4"} if sheet == "measures" else {}
    known |= {key: after for key, (_, after) in cells.items() if after is not None}
    listed = tuple(CellChange(key, *values) for key, values in cells.items())
    return RowChange(sheet, name, kind, listed, known)


def difference(*rows: RowChange) -> Difference:
    return Difference(
        "SEN-dakar-2013-v1", "SEN-dakar-2013-v2", "dakar-2013", "progress-report-1", rows
    )


def said(content: Content, language: str, *rows: RowChange) -> list[str]:
    """The sentences, with plain spaces for no-break ones."""
    found = sentences(difference(*rows), content.words[language], content)
    return [sentence.replace("\u00a0", " ") for sentence in found]


def test_levels_measures_and_silence_of_an_objective(content: Content) -> None:
    rows = (
        row("objectives", "4", answer=("1", "2")),
        row("measures", "SEN-M0001", level=("2", "4")),
        row("measures", "SEN-M0002", level=("3", "4"), evidence=(None, "https://example.org")),
        row("measures", "SEN-M0003", Kind.SILENT),
    )
    assert said(content, "fr", *rows) == [
        "Objectif 4 : Préparation → En cours ; deux mesures achevées ; une n’est plus mentionnée"
    ]
    assert said(content, "en", *rows) == [
        "Objective 4: Preparation → Under way; two measures completed; one no longer mentioned"
    ]


def test_an_objective_that_came_or_went_is_not_reported(content: Content) -> None:
    assert said(content, "en", row("objectives", "7", answer=(None, "NI"))) == [
        "Objective 7: Not reported → Information not available"
    ]
    assert said(content, "fr", row("objectives", "7", answer=("0", None))) == [
        "Objectif 7 : Non démarrée → Non renseigné"
    ]


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ({"level": ("3", "1")}, "Objective 4: one measure: Advanced → Preparation"),
        ({"level": ("2", None)}, "Objective 4: one measure: Under way → Not reported"),
        ({"update_type": ("UPD", "DROP"), "level": ("2", "1")},
         "Objective 4: one measure withdrawn"),
        ({"flag": (None, "ABAN")}, "Objective 4: one measure discontinued"),
        ({"flag": (None, "SUSP"), "lead": ("a", "b")}, "Objective 4: one measure suspended"),
        ({"lead": ("a", None)}, "Objective 4: details changed in one measure"),
        ({"objective": (None, "4")}, "Objective 4: one measure placed under this objective"),
        ({"status_word": ("signed", "in_force")}, "Objective 4: one measure: Signed → In force"),
    ],
)  # fmt: skip
def test_what_became_of_a_measure(content: Content, cells: Any, sentence: str) -> None:
    assert said(content, "en", row("measures", "SEN-M0001", **cells)) == [sentence]


def test_how_the_form_was_filled_is_not_a_change(content: Content) -> None:
    assert said(content, "en", row("measures", "SEN-M0001", update_type=("NEW", "SAME"))) == []


def test_a_measure_that_moved_is_said_at_both_objectives(content: Content) -> None:
    moved = row("measures", "SEN-M0001", objective=("2", "4"), level=("1", "4"))
    assert said(content, "fr", moved) == [
        "Objectif 2 : une mesure passe à l’objectif 4",
        "Objectif 4 : une mesure achevée",
    ]
    unplaced = RowChange(
        "measures", "SEN-M0001", Kind.CHANGED, (CellChange("objective", "2", None),), {}
    )
    assert said(content, "en", unplaced) == [
        "Objective 2: one measure no longer under an objective"
    ]


def test_many_measures_are_counted_in_figures_and_the_noun_stands_once(content: Content) -> None:
    added = [row("measures", f"SEN-M{n:04}", Kind.ADDED) for n in range(12)]
    gone = row("measures", "SEN-M0099", Kind.REMOVED)
    assert said(content, "en", *added, gone) == [
        "Objective 4: 12 new measures; one withdrawn before no longer listed"
    ]
    assert said(content, "fr", *added) == ["Objectif 4 : 12 mesures nouvelles"]


def test_measures_without_an_objective_come_last(content: Content) -> None:
    alone = RowChange("measures", "SEN-M0001", Kind.SILENT, (), {})
    assert said(content, "en", alone, row("objectives", "10", answer=("0", "1"))) == [
        "Objective 10: Not started → Preparation",
        "Without objective: one measure no longer mentioned",
    ]


def test_few_answers_are_named_and_many_counted(content: Content) -> None:
    few = row("objectives", "1", obstacle=("a", "b"))
    assert said(content, "en", few) == ["Objective 1: answer changed: Main obstacle"]
    four = dict.fromkeys(("obstacle", "progress", "next_step", "evidence"), ("a", "b"))
    assert said(content, "fr", row("objectives", "1", **four)) == [
        "Objectif 1 : 4 réponses modifiées"
    ]


def test_the_other_sheets_are_told_without_what_they_hold(content: Content) -> None:
    rows = (
        row("themes", "BORDER", answer=("1", "2")),
        row("id", "", summary=("a", "b")),
        row("contacts", "nfp contact a", email=("a@example.org", "b@example.org")),
        row("exchange", "SEN-K001", Kind.ADDED),
        row("exchange", "SEN-K002", Kind.ADDED),
        row("exchange", "SEN-K003", Kind.REMOVED),
    )
    assert said(content, "en", *rows) == [
        "Theme “Border management”: Preparation → Under way",
        "Report identification: answer changed: Main message for the meeting",
        "Challenges, good practices, common solutions: 2 rows added; 1 row no longer there",
        "National focal points and contacts: 1 row changed",
    ]


def test_no_difference_says_nothing(content: Content) -> None:
    assert difference().is_empty
    assert said(content, "fr") == []
