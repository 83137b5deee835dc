"""Mapping: rows become entries; ids, permitted use, levels kept, what counts."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from loaders.entries import CleanReport, Entries, History, KnownMeasure
from loaders.mapping import to_entries
from schemas.content import Content
from schemas.database.models import ANSWERS, Base

Changes = Mapping[str, Any]


@pytest.fixture
def mapped(reporting: Any, content: Content) -> Any:
    """`mapped({"measures.0.level": "3"})` -> entries of the perfect report with changes."""

    def entries(changes: Changes | None = None, history: History | None = None) -> Entries:
        return to_entries(reporting.clean(changes or {}), content, history or History())[0]

    return entries


@pytest.fixture
def measures(mapped: Any) -> Any:
    """Measures of a report whose rows each change the perfect measure."""

    def rows(*each: Changes, history: History | None = None, **form: Any) -> list[Any]:
        changes: dict[str, Any] = {f"id.0.{key}": value for key, value in form.items()}
        base = {"update_type": "NEW", "title_fr": "Loi", "objective": "4", "level": "2"}
        for number, row in enumerate(each):
            cells = {**base, **row}
            changes |= {f"measures.{number}.{key}": value for key, value in cells.items()}
        return list(mapped(changes, history).tables["measure"])

    return rows


def test_every_entry_fits_its_table(mapped: Any) -> None:
    for name, rows in mapped().tables.items():
        columns = set(Base.metadata.tables[name].c.keys()) - {"id", "report_id"}
        assert rows
        assert [set(row) - columns for row in rows] == [set()] * len(rows)
        assert len({frozenset(row) for row in rows}) == 1


def test_ten_objectives_and_three_themes_always(mapped: Any) -> None:
    entries = mapped({"objectives": [], "themes": None})
    answers = {row["objective"]: row["answer"] for row in entries.tables["objective_answer"]}
    assert answers == {str(n): "NR" for n in range(1, 11)}
    themes = {row["theme"]: row["answer"] for row in entries.tables["theme_answer"]}
    assert themes == {"data": "NR", "border": "NR", "crisis": "NR"}


@pytest.mark.parametrize("answer", [a for a in ANSWERS if a != "NR"])
def test_an_answer_is_stored_as_given(mapped: Any, answer: str) -> None:
    rows = mapped({"objectives.3.answer": answer}).tables["objective_answer"]
    assert rows[3]["answer"] == answer


@pytest.mark.parametrize("typed", [None, "50 %", "0,5", "fait"])
def test_no_level_is_derived(mapped: Any, typed: str | None) -> None:
    entries = mapped({"objectives.3.answer": typed, "measures.0.level": typed})
    assert entries.tables["objective_answer"][3]["answer"] == "NR"
    assert entries.tables["measure"][0]["answer"] == "NR"


def test_a_value_can_be_traced_to_its_cell(mapped: Any, reporting: Any) -> None:
    measure = mapped({"measures.0.level": "fait"}).tables["measure"][0]
    assert measure["sheet"] == "03_MESURES_MEASURES"
    assert measure["row"] == 7
    assert measure["cells"]["title_fr"] == reporting.address("measures.0.title_fr")
    assert measure["cells"]["answer"] == reporting.address("measures.0.level")
    assert "result" not in measure["cells"]


def test_codes_are_those_of_addresses(measures: Any) -> None:
    row = measures({"theme": "BORDER", "roadmap_action": "R08", "flag": "-"})[0]
    assert (row["theme"], row["roadmap_action"], row["flag"]) == ("border", "R08", None)
    assert measures({"theme": "-", "roadmap_action": "-"})[0]["theme"] is None


def test_columns_without_a_column_of_their_own_are_kept(mapped: Any) -> None:
    entries = mapped({"id.0.consulted": "Douanes", "themes.0.contact": "Mme le chef de service"})
    assert entries.report["extra"]["consulted"] == "Douanes"
    assert entries.report["extra"]["private"] == {"author_name": "Cellule de suivi"}
    assert entries.report["cells"]["language"] == "E14"
    theme = entries.tables["theme_answer"][0]
    assert theme["extra"] == {"private": {"contact": "Mme le chef de service"}}


def test_report_columns(mapped: Any) -> None:
    report = mapped().report
    keys = ("country", "round", "framework", "template", "consent", "language", "report_type")
    assert [report[key] for key in keys] == [
        "SEN",
        "dakar-2013",
        "dakar",
        "progress-report-1",
        "PUB",
        "FR",
        "UPDATE",
    ]


# Identifiers


def test_new_measures_take_the_next_numbers(measures: Any) -> None:
    rows = measures({"title_fr": "A"}, {"title_fr": "B"}, history=History(highest_number=41))
    assert [row["measure_id"] for row in rows] == ["SEN-M0042", "SEN-M0043"]


def test_an_earlier_version_lends_its_id(measures: Any) -> None:
    known = KnownMeasure("SEN-M0007", "loi sur l ecole", "4", "1")
    history = History(
        earlier_measures={"SEN-M0007": known}, known_ids=frozenset({"SEN-M0007"}), highest_number=9
    )
    rows = measures(
        {"title_fr": "Loi sur l’École"},
        {"title_fr": "LOI SUR L'ECOLE", "objective": "5"},
        {"title_fr": "Loi sur l'école"},
        history=history,
    )
    assert [row["measure_id"] for row in rows] == ["SEN-M0007", "SEN-M0010", "SEN-M0011"]


@pytest.mark.parametrize("typed", ["MLI-M0001", "SEN-M9999", "n’importe quoi de bien trop long"])
def test_an_id_the_country_does_not_have_is_not_stored(measures: Any, typed: str) -> None:
    history = History(known_ids=frozenset({"SEN-M0001"}), highest_number=1)
    rows = measures({"measure_id": typed}, {"measure_id": "sen-m0001"}, history=history)
    assert [row["measure_id"] for row in rows] == ["SEN-M0002", "SEN-M0001"]


def test_an_id_typed_twice_is_given_once(measures: Any) -> None:
    history = History(known_ids=frozenset({"SEN-M0001"}), highest_number=1)
    rows = measures({"measure_id": "SEN-M0001"}, {"measure_id": "SEN-M0001"}, history=history)
    assert [row["measure_id"] for row in rows] == ["SEN-M0001", "SEN-M0002"]


def test_given_ids_name_their_rows(reporting: Any, content: Content) -> None:
    history = History(known_ids=frozenset({"SEN-M0001"}), highest_number=1)
    changes = {"measures.0.measure_id": "SEN-M0001", "measures.1.title_fr": "Autre"}
    _, given = to_entries(reporting.clean(changes), content, history)
    assert given == {8: "SEN-M0002"}


def test_other_ids(mapped: Any) -> None:
    history = History(
        item_ids=frozenset({"SEN-K004", "MLI-K009"}),
        earlier_items={"SEN-K004": "actes non declares"},
        assistance_ids=frozenset({"SEN-T03"}),
    )
    tables = mapped({"exchange.1.title": "Autre défi"}, history).tables
    assert [row["item_id"] for row in tables["exchange_item"]] == ["SEN-K004", "SEN-K005"]
    assert [row["ta_id"] for row in tables["assistance"]] == ["SEN-T04"]


# Levels kept, what counts


PREVIOUS = History(
    previous_measures={"SEN-M0001": KnownMeasure("SEN-M0001", "loi", "4", "3")},
    known_ids=frozenset({"SEN-M0001"}),
    highest_number=1,
)


@pytest.mark.parametrize(
    ("row", "answer", "counts_as"),
    [
        ({"level": "1"}, "1", "1"),
        ({"level": "NA"}, "NA", "NA"),
        ({"level": None}, "NR", "NR"),
        ({"level": None, "update_type": "SAME"}, "3", "3"),
        ({"level": "2", "update_type": "SAME"}, "2", "2"),
        ({"level": None, "update_type": "DROP"}, "NR", "-"),
        ({"level": "2", "flag": "SUSP"}, "2", "2"),
        ({"level": None, "flag": "SUSP"}, "3", "3"),
        ({"level": "2", "flag": "ABAN"}, "2", "0"),
        ({"level": "2", "flag": "ABAN", "replaced_by": "Loi  NOUVELLE"}, "2", "-"),
        ({"level": "2", "flag": "ABAN", "replaced_by": "sen-m0002"}, "2", "-"),
        ({"level": "2", "flag": "ABAN", "replaced_by": "SEN-M0001"}, "2", "0"),
        ({"level": "2", "flag": "ABAN", "replaced_by": "Loi perdue"}, "2", "0"),
    ],
)
def test_what_counts(measures: Any, row: Changes, answer: str, counts_as: str) -> None:
    first = {"measure_id": "SEN-M0001", **row}
    other = {"title_fr": "Loi nouvelle", "objective": "5"}
    found = measures(first, other, history=PREVIOUS)[0]
    assert (found["answer"], found["counts_as"]) == (answer, counts_as)


def test_an_abandoned_measure_is_not_replaced_by_a_dead_one(measures: Any) -> None:
    rows = measures(
        {"flag": "ABAN", "replaced_by": "Loi B", "title_fr": "Loi A"},
        {"update_type": "DROP", "title_fr": "Loi B"},
    )
    assert [row["counts_as"] for row in rows] == ["0", "-"]


def test_unchanged_without_a_past_is_not_reported(measures: Any) -> None:
    assert measures({"level": None, "update_type": "SAME"})[0]["answer"] == "NR"


# Permitted use


@pytest.mark.parametrize(
    ("report", "row", "measure", "assistance"),
    [
        ("PUB", None, "PUB", "PART"),
        ("PART", None, "PART", "PART"),
        ("SEC", None, "SEC", "SEC"),
        ("PUB", "SEC", "SEC", "SEC"),
        ("SEC", "PUB", "PUB", "PUB"),
        (None, None, "SEC", "SEC"),
    ],
)
def test_permitted_use(
    mapped: Any, report: str | None, row: str | None, measure: str, assistance: str
) -> None:
    sheets = ("measures", "exchange", "assistance")
    changes = {"id.0.consent": report} | {f"{sheet}.0.consent": row for sheet in sheets}
    tables = mapped(changes).tables
    names = ("measure", "exchange_item", "assistance")
    assert [tables[name][0]["consent"] for name in names] == [measure, measure, assistance]


# Searched, counted, compared


def test_search_text_is_folded(measures: Any) -> None:
    row = measures({"title_fr": "Registre d’État civil", "lead": "Ministère de l’Intérieur"})[0]
    assert "registre d etat civil" in row["search_text"]
    assert "ministere de l interieur" in row["search_text"]


def test_aggregates_count_measures_by_their_codes(mapped: Any) -> None:
    rows = {
        f"measures.{number}.{key}": value
        for number, (level, consent) in enumerate([("2", None), ("2", None), ("2", "SEC")])
        for key, value in {
            "update_type": "NEW",
            "title_fr": f"Loi {number}",
            "objective": None,
            "level": level,
            "consent": consent,
        }.items()
    }
    found = mapped(rows).tables["aggregate"]
    assert sorted((r["objective"], r["counts_as"], r["consent"], r["n"]) for r in found) == [
        ("", "2", "PUB", 2),
        ("", "2", "SEC", 1),
    ]


def test_content_hash_speaks_of_answers_only(reporting: Any, content: Content) -> None:
    def hash_of(report: CleanReport, history: History | None = None) -> str:
        entries, _ = to_entries(report, content, history or History())
        return str(entries.report["content_hash"])

    two = {"measures.1.update_type": "NEW", "measures.1.title_fr": "Autre"}
    report = reporting.clean(two)
    turned = replace(
        report, sheets={code: tuple(reversed(rows)) for code, rows in report.sheets.items()}
    )
    with_id = reporting.clean({**two, "measures.0.measure_id": "SEN-M0001"})
    changed = reporting.clean({**two, "measures.0.level": "3"})
    assert hash_of(turned) == hash_of(report)
    assert hash_of(with_id, History(known_ids=frozenset({"SEN-M0001"}))) == hash_of(report)
    assert hash_of(changed) != hash_of(report)


def test_a_printed_row_without_answers_is_no_answer(reporting: Any, content: Content) -> None:
    """A file that lost an objective’s row is the same as its export, which has it again."""
    report = reporting.clean({})
    silent = {
        code: tuple(
            replace(row, values={k: v for k, v in row.values.items() if k == row_key})
            if row.number == rows[0].number
            else row
            for row in rows
        )
        for code, row_key in (("objectives", "objective"), ("themes", "theme"))
        for rows in (report.sheets[code],)
    }
    lost = {code: rows[1:] for code, rows in silent.items()}
    both = [replace(report, sheets={**report.sheets, **changed}) for changed in (silent, lost)]
    first, second = (to_entries(one, content, History())[0] for one in both)
    assert first.report["content_hash"] == second.report["content_hash"]
    full, _ = to_entries(report, content, History())
    assert full.report["content_hash"] != first.report["content_hash"]
