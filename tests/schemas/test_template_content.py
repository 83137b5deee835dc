"""The template of data/: every column of version 1, its rules and its lists."""

import pytest

from schemas.content import Content
from schemas.country import folded
from schemas.findings import RULES
from schemas.template import Column, ColumnType, Condition, Need, Shape, Sheet, Template

ASKED = {
    "id": "country iso3 round period_from period_to report_type correction_note report_lang "
    "author_name institution consulted validated validated_by validated_on n_measures_declared "
    "consent summary",
    "objectives": "row_check objective pillar label_fr label_en prev_answer answer answer_reason "
    "pace priority basis progress obstacle next_step next_date evidence n_measures mean_measures",
    "measures": "row_check measure_id update_type title_fr title_en mtype objective objective_2 "
    "objective_3 theme prev_level level flag pace reason start end_planned end_actual result "
    "evidence lead roadmap_action partners countries donor amount currency replaced_by consent "
    "comment title_other lang_other year status_word",
    "themes": "row_check theme linked_objective label_fr label_en answer interest took_part done "
    "need decision contact",
    "exchange": "row_check item_id kind title lang text objective theme measure answers_to "
    "countries conditions evidence present consent",
    "assistance": "row_check ta_id direction domain form form_other objective title text "
    "institution urgency from_date days lang ta_status consent",
    "profiles": "mp_status mp_year mp_owner mp_use mp_interest mp_need im_interest im_contact",
    "contacts": "row_check role name function institution email phone lang since replaces "
    "private_area consent",
}
LEFT_OUT = {"beneficiaries", "expertise", "mode", "asked_elsewhere", "im_data", "im_limits"}


@pytest.fixture(scope="module")
def template(content: Content) -> Template:
    return content.templates["progress-report-1"]


def columns(template: Template) -> list[tuple[Sheet, Column]]:
    return [(sheet, c) for sheet in template.sheets.values() for c in sheet.columns]


def measure(template: Template, key: str) -> Column:
    return template.sheets["measures"].column(key)


def test_every_column_of_version_1_and_no_other(template: Template) -> None:
    found = {code: [c.key for c in sheet.columns] for code, sheet in template.sheets.items()}
    assert found == {code: keys.split() for code, keys in ASKED.items()}
    assert not LEFT_OUT & {c.key for _, c in columns(template)}


def test_sheet_keys(template: Template) -> None:
    assert [sheet.key for sheet in template.sheets.values()] == [
        "01_IDENTITE_ID",
        "02_OBJECTIFS_OBJECTIVES",
        "03_MESURES_MEASURES",
        "04_THEMES",
        "05_DEFIS_PRATIQUES",
        "06_ASSISTANCE",
        "07_PROFILS_IMAP",
        "08_CONTACTS",
    ]


def test_shapes(template: Template) -> None:
    shapes = {code: sheet.shape for code, sheet in template.sheets.items()}
    assert [c for c, s in shapes.items() if s is Shape.FORM] == ["id", "profiles"]
    fixed = {c: template.sheets[c].fixed_rows for c, s in shapes.items() if s is Shape.FIXED}
    assert fixed == {"objectives": "objectives", "themes": "themes"}


def test_every_conditional_column_says_when(template: Template) -> None:
    silent = [
        f"{sheet.code}.{c.key}"
        for sheet, c in columns(template)
        if c.need is Need.CONDITIONAL and not (c.required_when or c.group)
    ]
    assert silent == []


def test_only_conditional_columns_have_conditions(template: Template) -> None:
    odd = [c.key for _, c in columns(template) if c.required_when and c.need != Need.CONDITIONAL]
    assert odd == []


def test_conditions_name_entries_of_the_column_they_look_at(template: Template) -> None:
    for sheet, column in columns(template):
        for condition in column.required_when:
            for key, values in condition.among.items():
                looked_at = sheet.column(key)
                if looked_at.list is not None:
                    assert set(values) - {"", "*"} <= set(template.lists[looked_at.list]), column


def test_missing_codes_are_finding_codes(template: Template) -> None:
    codes = {f"{s.code}.{c.key}": c.missing_code for s, c in columns(template)}
    assert set(codes.values()) <= set(RULES)
    assert {k: v for k, v in codes.items() if v != "required-empty"} == {
        "objectives.answer_reason": "reason-missing",
        "measures.reason": "reason-missing",
        "measures.end_actual": "completed-without-evidence",
        "measures.evidence": "completed-without-evidence",
        "measures.currency": "amount-without-currency",
    }


def test_help_fits_an_excel_prompt(template: Template) -> None:
    for sheet, column in columns(template):
        for language in ("fr", "en"):
            assert 10 <= len(column.help[language]) <= 255, (sheet.code, column.key)


def test_headers_of_a_sheet_are_unequivocal(template: Template) -> None:
    for sheet in template.sheets.values():
        names: dict[str, str] = {}
        for column in sheet.columns:
            for name in {column.key, *column.label.values(), *column.aliases}:
                assert names.setdefault(folded(name), column.key) == column.key, name


def test_sheets_answer_to_different_names(template: Template) -> None:
    names: dict[str, str] = {}
    for sheet in template.sheets.values():
        for name in {sheet.key, *sheet.title.values(), *sheet.aliases}:
            assert names.setdefault(folded(name), sheet.code) == sheet.code


def test_labels_of_a_list_are_unequivocal(template: Template) -> None:
    for name, entries in template.lists.items():
        seen: dict[str, str] = {}
        for entry in entries.values():
            for label in {entry.code, *entry.label.values()}:
                assert seen.setdefault(folded(label), entry.code) == entry.code, (name, label)


def test_every_list_is_used(template: Template) -> None:
    assert {c.list for _, c in columns(template) if c.list} == set(template.lists)


def test_lists_print_the_framework(template: Template, content: Content) -> None:
    dakar = content.frameworks["dakar"]
    assert list(template.lists["objective"]) == list(dakar.objectives)
    assert list(template.lists["roadmap"]) == [*dakar.actions, "-"]
    themes = template.lists["theme"]
    assert set(themes) == {t.workbook_code for t in dakar.themes.values()} | {"-"}
    for theme in dakar.themes.values():
        for language in content.languages:
            printed = themes[theme.workbook_code].label[language]
            assert printed == f"{theme.short[language]} (obj. {theme.objective})"


def test_an_entry_prints_code_and_both_languages(template: Template) -> None:
    assert template.lists["answer"]["2"].shown == "2 · En cours / Under way"
    assert template.label_of("answer", "4")["en"] == "Completed"


def test_status_words_are_the_twelve_of_the_public_pages(template: Template) -> None:
    twelve = "adopted ratified signed in_force launched ongoing completed published drafted"
    assert " ".join(template.lists["status_word"]) == f"{twelve} planned pledged repealed"
    assert list(template.lists["lang_other"]) == ["PT", "ES"]


def test_an_unchanged_measure_is_one_cell(template: Template) -> None:
    sheet = template.sheets["measures"]
    assert sheet.exempt_when is not None
    assert sheet.exempt_when.holds({"update_type": "SAME"})
    assert not sheet.exempt_when.holds({"update_type": "UPD"})


def test_a_withdrawn_measure_needs_a_reason_alone(template: Template) -> None:
    row = {"update_type": "DROP", "level": "2"}
    sheet = template.sheets["measures"]
    assert [c.key for c in sheet.columns if c.is_required(row)] == ["update_type", "reason"]


@pytest.mark.parametrize(
    ("row", "required"),
    [
        ({"update_type": "NEW", "level": "2"}, {"pace", "end_planned"}),
        ({"update_type": "UPD", "level": "2", "flag": "SUSP"}, {"end_planned", "reason"}),
        ({"update_type": "UPD", "level": "2", "flag": "-"}, {"pace", "end_planned"}),
        ({"update_type": "UPD", "level": "3"}, {"pace", "end_planned", "result"}),
        ({"update_type": "DONE", "level": "4"}, {"end_actual", "evidence", "result"}),
        ({"update_type": "NEW", "level": "NI"}, {"reason"}),
        ({"update_type": "NEW", "level": "4", "amount": 5.0}, {"currency"}),
        (
            {"update_type": "NEW", "level": "1", "pace": "OFF"},
            {"pace", "end_planned", "reason"},
        ),
    ],
)
def test_what_a_level_asks_for(
    template: Template, row: dict[str, object], required: set[str]
) -> None:
    always = {"update_type", "title_fr", "title_en", "title_other", "mtype", "level", "lead"}
    sheet = template.sheets["measures"]
    asked = {c.key for c in sheet.columns if c.is_required(row)}
    assert required <= asked
    if row["level"] != "4":
        assert asked == always | required


def test_one_title_is_enough(template: Template) -> None:
    grouped = [c.key for _, c in columns(template) if c.group == "title"]
    assert grouped == ["title_fr", "title_en", "title_other"]


@pytest.mark.parametrize(
    ("before", "after", "asked"),
    [("1", "2", True), ("2", "2", False), ("3", "1", True), (None, "2", False), ("NI", "2", False)],
)
def test_a_changed_level_asks_for_the_progress(
    template: Template, before: str | None, after: str, asked: bool
) -> None:
    progress = template.sheets["objectives"].column("progress")
    assert progress.is_required({"prev_answer": before, "answer": after}) is asked


def test_a_next_step_asks_for_its_date(template: Template) -> None:
    date = template.sheets["objectives"].column("next_date")
    assert date.is_required({"next_step": "Tenir l'atelier"})
    assert not date.is_required({"next_step": None})
    assert not date.is_required({})


def test_collapsed_columns_are_together_and_never_required(template: Template) -> None:
    sheet = template.sheets["measures"]
    folded_ones = [c for c in sheet.columns if c.folded]
    start = [c.key for c in sheet.columns].index("roadmap_action")
    assert tuple(folded_ones) == sheet.columns[start:]
    assert not any(c.need is Need.REQUIRED for c in folded_ones)


def test_computed_cells_are_locked(template: Template) -> None:
    for _, column in columns(template):
        if column.type is ColumnType.FORMULA:
            assert not column.is_input


def test_text_limits(template: Template) -> None:
    assert template.sheets["objectives"].column("progress").max_length == 1500
    assert template.sheets["id"].column("summary").max_length == 600
    assert measure(template, "title_fr").max_length == 250


def test_an_unknown_column_is_a_key_error(template: Template) -> None:
    with pytest.raises(KeyError):
        measure(template, "colour")


def test_a_star_means_any_filled_cell() -> None:
    filled = Condition({"amount": ("*",)})
    assert filled.holds({"amount": 0})
    assert not filled.holds({"amount": None})
    assert not Condition({"amount": ("",)}).holds({"amount": 1})
