"""The sentence of a finding: where - what - the rule - what to do."""

import re
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.content import Content
from schemas.findings import (
    RULES,
    Finding,
    Scope,
    Severity,
    has_errors,
    iso_dates,
    outcome_of,
)
from schemas.findings_text import PARAMS, message, shown_params

SHEET = "02_OBJECTIFS_OBJECTIVES"
PARTS = ("what", "rule", "do")
AMOUNT, TITLE = {"column": "measures.amount"}, {"column": "measures.title_fr"}
DERIVED = {"value", "column", "allowed", "rounds", "proposal", "read", "formula"}


def say(content: Content, language: str, code: str, **params: object) -> str:
    finding = Finding(code, SHEET, "G8", "50 %", params)
    return message(finding, content.words[language], content).text.translate(
        {0xA0: " ", 0x202F: " "}
    )


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_every_code_has_its_params() -> None:
    assert set(PARAMS) == set(RULES)


@pytest.mark.parametrize("code", sorted(RULES))
def test_every_code_has_words_with_the_same_params(content: Content, code: str) -> None:
    used = {}
    for language in content.languages:
        sentences = [content.words[language](f"finding.{code}.{part}") for part in PARTS]
        used[language] = set().union(*(fields(sentence) for sentence in sentences))
    assert used["fr"] == used["en"]
    assert used["fr"] <= set(PARAMS[code]) | DERIVED


@pytest.mark.parametrize("code", sorted(RULES))
@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_sentence_is_whole(content: Content, code: str, language: str) -> None:
    finding = Finding(code, SHEET, "G8", "x", {})
    sentence = message(finding, content.words[language], content)
    for part in (sentence.what, sentence.rule, sentence.todo):
        assert part.endswith(".")
        assert not part[0].islower()
        assert "{" not in part
        assert "  " not in part
        assert "!" not in part


@pytest.mark.parametrize("code", sorted(RULES))
def test_french_typography(content: Content, code: str) -> None:
    for part in PARTS:
        text = content.words["fr"](f"finding.{code}.{part}")
        assert not re.search(r"[^\u00a0][:;?!»%]", text.replace("://", "")), text
        assert not re.search(r"«[^\u00a0]", text), text
        assert "'" not in text, text


@pytest.mark.parametrize("code", sorted(RULES))
def test_english_typography(content: Content, code: str) -> None:
    for part in PARTS:
        text = content.words["en"](f"finding.{code}.{part}")
        assert not re.search("['\"\u00a0]", text), text


def test_no_word_of_findings_is_left_over(content: Content) -> None:
    keys = {k for k in content.words["fr"].keys if re.fullmatch(r"finding\..*\.(what|rule|do)", k)}
    assert keys == {f"finding.{code}.{part}" for code in RULES for part in PARTS}


def test_severities_scopes_and_lists_have_names(content: Content) -> None:
    wanted = {f"severity.{s}" for s in Severity} | {f"scope.{s}" for s in Scope}
    for template in content.templates.values():
        wanted |= {f"list.{name}" for name in template.lists}
    for words in content.words.values():
        assert wanted <= words.keys


def test_an_empty_cell_with_a_formula_says_so(content: Content) -> None:
    for value, said in (("=2+2", "missing. The cell holds the formula “=2+2”"), ("", "missing. “")):
        finding = Finding("required-empty", SHEET, "G8", value, {"column": "objectives.answer"})
        assert said in message(finding, content.words["en"], content).text


def test_the_formula(content: Content) -> None:
    said = say(
        content,
        "fr",
        "not-in-list",
        column="objectives.pace",
        list="pace",
        entry="pace:OFF",
    )
    assert said == (
        "Feuille 02_OBJECTIFS_OBJECTIVES, cellule G8, « Rythme » – « 50 % » ne figure pas dans la"
        " liste. Réponses admises : ON · Dans les temps, RISK · Risque de retard, OFF · En retard,"
        " ND · Pas de calendrier. Choisissez une entrée de la liste. L’entrée la plus proche est"
        " « OFF · En retard / Off track »."
    )


def test_no_proposal_when_nothing_is_near(content: Content) -> None:
    said = say(content, "en", "not-in-list", column="objectives.pace", list="pace", entry="")
    assert said.endswith("Choose an entry of the list.")


def test_a_long_list_is_named_by_its_codes(content: Content) -> None:
    said = say(
        content, "en", "not-in-list", column="measures.roadmap_action", list="roadmap", entry=""
    )
    assert "R01, R02" in said
    assert "99_LISTES_LISTS" in said
    assert "Support movement" not in said


def test_a_list_that_is_no_list_of_the_template(content: Content) -> None:
    said = say(content, "en", "not-in-list", column="measures.currency", list="currency", entry="")
    assert "ISO 4217" in said
    unknown = say(content, "en", "not-in-list", column="measures.currency", list="moods", entry="")
    assert "allowed: moods." in unknown


@pytest.mark.parametrize(
    ("language", "code", "params", "part"),
    [
        (
            "fr",
            "ambiguous-date",
            {"dates": ["2013-04-03", "2013-03-04"]},
            "3 avril 2013 ou 4 mars 2013",
        ),
        ("en", "ambiguous-date", {"dates": ["2013-04-03"]}, "3 April 2013"),
        ("en", "interpreted", {"entry": "answer:2"}, "read as: 2 · En cours / Under way."),
        ("en", "interpreted", {"entry": "answer:9"}, "read as: answer:9."),
        ("fr", "interpreted", {"reading": "2013-04-03"}, "a été lu : 3 avril 2013."),
        ("fr", "interpreted", {"reading": "SEN; MLI"}, "a été lu : Sénégal et Mali."),
        ("en", "interpreted", {"reading": "1250.5"}, "read as: 1250.5."),
        ("en", "not-a-number", {"readings": ["1.5", "1500"]}, "readings: 1.5 or 1500."),
        ("fr", "not-a-number", {"readings": ["1.5", "1500"]}, "possibles : 1,5 ou 1500."),
        ("fr", "interpreted", {**AMOUNT, "reading": "1250.5"}, "a été lu : 1250,5."),
        ("fr", "interpreted", {**TITLE, "reading": "1250.5"}, "a été lu : 1250.5."),
        ("fr", "own-level-differs", {"objective": "7", "own": "4", "mean": "1.5"}, "est 1,5."),
        ("en", "not-a-number", {"readings": []}, "or currency. Write"),
        ("fr", "country-mismatch", {"stated": "SEN", "found": "Malli"}, "indique « Malli »"),
        ("en", "country-mismatch", {"stated": "SEN", "found": "MLI"}, "made for “Senegal”"),
        ("en", "round-mismatch", {"stated": "dakar-2013", "found": "x"}, "made for “Dakar 2013”"),
        ("fr", "closed-round", {"round": "dakar-2013"}, "« Dakar 2013 » est clos"),
        ("fr", "closed-round", {"round": "oslo"}, "« oslo » est clos"),
        ("fr", "unknown-round", {}, "Madrid 2012, Dakar 2013, Rabat 2014"),
        ("fr", "not-a-member", {"country": "HRV", "date": "2013-05-31"}, "Croatie"),
        ("fr", "level-jump", {"before": "0", "after": "4"}, "de 0 (Non démarrée) à 4 (Achevée)"),
        ("en", "own-level-differs", {"objective": "7", "own": "9", "mean": "1.5"}, "level is 9"),
        ("fr", "too-large", {"limit": "10 MB"}, "limite : 10 Mo."),
        ("fr", "too-large", {"limit": "300000 cells"}, "300 000 cellules remplies"),
        ("en", "too-large", {"limit": "512 MB, 2 s"}, "512 MB, 2 seconds of reading"),
        ("en", "too-large", {"limit": "7 pies"}, "7 pies"),
        ("en", "too-large", {"limit": "much"}, "a limit: much."),
        ("en", "text-too-long", {"limit": 1500, "length": 1612}, "1,612 characters"),
        ("fr", "damaged", {"detail": "cut"}, "le fichier est incomplet"),
        ("fr", "damaged", {"detail": "strange"}, "sans risque d’erreur"),
        ("en", "end-before-start", {"start": "2013-02-01", "end": "soon"}, "The end (soon)"),
        ("en", "column-missing", {"column": "objectives.pace", "nearest": "Pase"}, "“Pase”"),
        ("en", "column-missing", {"column": "nowhere.pace", "nearest": ""}, "“nowhere.pace”"),
        ("en", "column-missing", {"column": "objectives.hue", "nearest": ""}, "objectives.hue"),
        (
            "en",
            "older-template",
            {"template": "x-0", "columns": ["objectives.pace", "id.consent"]},
            "unanswered: Pace and Permitted use.",
        ),
        ("en", "characters-removed", {"positions": [3, 7]}, "positions: 3, 7"),
        ("en", "formula-in-input", {"result": "yes"}, "“50 %”, has been used"),
        ("en", "formula-in-input", {"result": ""}, "counts as empty"),
        ("en", "unknown-country-name", {"name": "Utopia", "reading": "SEN"}, "read as: Senegal."),
        ("en", "unknown-country-name", {"name": "Utopia"}, "“Utopia”. Countries"),
        ("en", "required-empty", {"column": "objectives.pace"}, "Answers allowed: ON · On track"),
        ("en", "required-empty", {"column": "objectives.next_step"}, "Fill in the cell."),
        ("en", "likely-duplicate", {"other": "D12"}, "cell D12"),
        ("en", "likely-duplicate", {}, "cell …"),
        ("en", "not-this-template", {"expected": f"{SHEET}, " * 8 + "end"}, "OBJECTIVES, end."),
    ],
)
def test_params_become_words(
    content: Content, language: str, code: str, params: dict[str, object], part: str
) -> None:
    assert part in say(content, language, code, **params)


@pytest.mark.parametrize(
    ("sheet", "cell", "column", "where"),
    [
        ("", "", "", "File"),
        ("S", "", "", "Sheet S"),
        ("S", "", "objectives.pace", "Sheet S, “Pace”"),
        ("S", "B2", "", "Sheet S, cell B2"),
        ("S", "B2", "objectives.pace", "Sheet S, cell B2, “Pace”"),
    ],
)
def test_where(content: Content, sheet: str, cell: str, column: str, where: str) -> None:
    params = {"column": column} if column else {}
    finding = Finding("required-empty", sheet, cell, "", params)
    found = message(finding, content.words["en"], content).where
    assert found == where


def test_where_of_a_param_stored_without_a_column(content: Content) -> None:
    finding = Finding("required-empty", "S", "B2")
    assert message(finding, content.words["en"], content).where == "Sheet S, cell B2"


def test_an_empty_value_is_said(content: Content) -> None:
    finding = Finding("negative-amount", "S", "B2")
    assert "(empty)" in message(finding, content.words["en"], content).what


def test_an_unknown_code_is_our_mistake(content: Content) -> None:
    with pytest.raises(KeyError):
        message(Finding("no-such-code"), content.words["en"], content)


@given(value=st.text(max_size=300))
def test_no_value_breaks_the_sentence(content: Content, value: str) -> None:
    finding = Finding("not-a-date", "S", "B2", value, {"column": "measures.start"})
    sentence = message(finding, content.words["fr"], content)
    assert "\n" not in sentence.text
    assert len(sentence.what) < 160


def test_column_params_name_columns_of_the_template(content: Content) -> None:
    for template in content.templates.values():
        for sheet in template.sheets.values():
            for column in sheet.columns:
                finding = Finding(
                    "not-a-date", "S", "", "", {"column": f"{sheet.code}.{column.key}"}
                )
                shown = shown_params(finding, content.words["fr"], content)
                assert shown["column"] == column.label["fr"]


def test_outcomes() -> None:
    warning, error = Finding("text-too-long"), Finding("required-empty")
    refusal = Finding("encrypted")
    assert outcome_of([]) == outcome_of(iter([warning])) == "clean"
    assert outcome_of([warning, error]) == "draft"
    assert outcome_of([error, refusal]) == "refused"
    assert has_errors([error])
    assert not has_errors([warning])
    assert refusal.refuses


def test_dates_as_params() -> None:
    from datetime import date

    assert iso_dates([date(2013, 4, 3)]) == ["2013-04-03"]
