"""Findings that say the same of many cells: one group, its places, its sentence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.content import Content
from schemas.findings import RULES, Finding, Severity
from schemas.findings_groups import (
    cells_counted,
    compressed,
    expanded,
    group_message,
    grouped,
    short_places,
    shown_values,
)
from schemas.findings_text import PARAMS, message

SHEET = "03_MESURES_MEASURES"
LEVEL = {"column": "measures.level", "list": "answer", "entry": None}
START = {"column": "measures.start"}

addresses = st.builds("{}{}".format, st.sampled_from(["A", "F", "AA"]), st.integers(1, 12))
findings = st.builds(
    Finding,
    st.sampled_from(["required-empty", "not-in-list", "meta-missing", "not-a-date", "too-large"]),
    st.sampled_from(["", SHEET, "02"]),
    st.one_of(st.just(""), st.just("B7:C9"), addresses),
    st.sampled_from(["", "oui", "=1+1", "x"]),
    st.sampled_from([{}, LEVEL, START, {"column": "measures.level", "entry": "answer:1"}]),
)


def not_in_list(cell: str, value: str = "oui") -> Finding:
    return Finding("not-in-list", SHEET, cell, value, LEVEL)


def plain(text: str) -> str:
    return text.translate({0xA0: " ", 0x202F: " "})


def test_like_findings_are_one_group() -> None:
    column = [not_in_list(f"F{row}") for row in range(12, 41)]
    others = [
        not_in_list("F50"),
        Finding("not-in-list", SHEET, "F51", "oui", LEVEL | {"entry": "answer:2"}),
        Finding("not-in-list", "02", "F52", "oui", LEVEL),
        Finding("meta-missing"),
    ]
    found = [(g.code, g.sheet, g.column, g.places, g.severity) for g in grouped(column + others)]
    error = Severity.ERROR
    assert found == [
        ("not-in-list", SHEET, "measures.level", "F12:F40, F50", error),
        ("not-in-list", SHEET, "measures.level", "F51", error),
        ("not-in-list", "02", "measures.level", "F52", error),
        ("meta-missing", "", "", "", Severity.WARNING),
    ]


def test_without_a_column_its_letters_divide() -> None:
    found = grouped(Finding("ignored-cells", SHEET, cell) for cell in ("B7", "C7", "B8"))
    assert [(group.column, group.places) for group in found] == [("B", "B7:B8"), ("C", "C7")]


def test_an_empty_cell_with_a_formula_is_told_apart() -> None:
    values = ("", "=A1", "")
    found = grouped(
        Finding("required-empty", SHEET, f"H{row}", value, START)
        for row, value in enumerate(values, start=7)
    )
    assert [group.places for group in found] == ["H7, H9", "H8"]


@pytest.mark.parametrize(
    ("cells", "places"),
    [
        ([], ""),
        (["F12"], "F12"),
        (["F13", "F12"], "F12:F13"),
        (["F12", "F15", "F16", "F17"], "F12, F15:F17"),
        (["AA2", "B2", "AA1", "B2"], "B2, AA1:AA2"),
        (["F9", "F10", "G11"], "F9:F10, G11"),
        (["B7:C9", "A1"], "A1, B7:C9"),
    ],
)
def test_places_are_short(cells: list[str], places: str) -> None:
    assert compressed(cells) == places


@given(st.lists(findings, max_size=30))
def test_every_finding_is_in_exactly_one_group(given: list[Finding]) -> None:
    groups = grouped(given)
    held = [id(finding) for group in groups for finding in group.findings]
    assert sorted(held) == sorted(map(id, given))
    for group in groups:
        assert {f.code for f in group.findings} == {group.code}
        assert {f.sheet for f in group.findings} == {group.sheet}
        cells = {f.cell for f in group.findings if f.cell}
        assert sorted(group.cells) == sorted(cells)


@given(st.sets(addresses, max_size=40))
def test_places_expand_to_exactly_their_cells(cells: set[str]) -> None:
    found = expanded(compressed(cells))
    assert len(found) == len(set(found))
    assert set(found) == cells


def test_the_sentence_names_places_and_values(content: Content) -> None:
    (group,) = grouped(
        not_in_list(f"F{row}", value) for row, value in enumerate(["oui", "non", "oui"], start=12)
    )
    said = {
        language: plain(group_message(group, words, content).text)
        for language, words in content.words.items()
    }
    assert said["fr"].startswith(
        f"Feuille {SHEET}, F12:F14 (3 cellules), « Niveau de réalisation » – "
        "« oui », « non » ne figure pas dans la liste."
    )
    assert "“oui”, “non” " in said["en"] and "(3 cells)" in said["en"]


def test_a_group_of_one_says_what_its_finding_says(content: Content) -> None:
    finding = not_in_list("F12")
    (group,) = grouped([finding])
    for words in content.words.values():
        assert group_message(group, words, content) == message(finding, words, content)


@pytest.mark.parametrize("code", sorted(RULES))
def test_every_code_has_a_sentence_for_many(content: Content, code: str) -> None:
    params = {"column": "measures.level"} if "column" in PARAMS[code] else {}
    (group,) = grouped(Finding(code, SHEET, f"F{row}", "x" * row, params) for row in (12, 14, 15))
    for words in content.words.values():
        sentence = group_message(group, words, content)
        assert "F12, F14:F15" in sentence.where
        assert "\ue000" not in sentence.text


def test_long_lists_are_cut_and_counted(content: Content) -> None:
    cells = [f"F{row}" for row in range(10, 50, 2)]
    (group,) = grouped(not_in_list(cell, f"value {cell} {'x' * 30}") for cell in cells)
    fr, en = (content.words[language] for language in ("fr", "en"))
    named = "F10, F12, F14, F16, F18, F20, F22, F24"
    assert short_places(group, fr) == f"{named} et 12 autres"
    assert short_places(group, en) == f"{named} and 12 more"
    assert cells_counted(group, en) == "20 cells"
    assert shown_values(group) == (
        "value F10 xxxxxxxxxxxxx…; value F12 xxxxxxxxxxxxx…; value F14 xxxxxxxxxxxxx…; …"
    )
    assert "value F16" not in group_message(group, fr, content).what


def test_a_single_value_is_shown_whole(content: Content) -> None:
    (group,) = grouped([not_in_list("F12", "y" * 60)])
    assert shown_values(group) == "y" * 60
    (empty,) = grouped([Finding("meta-missing")])
    assert (shown_values(empty), cells_counted(empty, content.words["fr"])) == ("", "")
