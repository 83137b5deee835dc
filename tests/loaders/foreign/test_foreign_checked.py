"""What a layout names that the template does not know is dropped before a row is read, and again
when it is."""

from dataclasses import replace

from loaders.entries import Cell, Grid, Kind, Meaning
from loaders.foreign import ForeignLayout, Known, TableLayout, known_layout
from loaders.foreign.areas import Sheet
from loaders.foreign.checked import word_codes
from loaders.foreign.measures import Left, Reader, Said, read_row

TEXTS = {1: "Accord", 2: "en cours", 3: "Santé"}
ROW = {column: Cell(2, column, Kind.TEXT, text) for column, text in TEXTS.items()}
TABLE = TableLayout("A", (1, 1), 2, {1: "title_fr", 2: "level", 3: "theme"})


def meanings(words: dict[str, dict[str, str]], known: Known) -> dict[str, Meaning]:
    layout = ForeignLayout((TABLE,), words)
    reader = Reader(Sheet(Grid("A", {2: ROW})), 1, TABLE, layout, known, frozenset())
    row, _ = read_row(reader, 2, Said(""), None, Left())
    return dict(row.meanings)


def test_the_codes_a_word_may_be_given(known: Known) -> None:
    assert word_codes("level", known) == {*"01234", "NA", "NI", "C", "SUSP", "ABAN"}
    assert "DATA" in word_codes("theme", known) and "DATA" not in word_codes("mtype", known)
    assert word_codes("consent", known) == word_codes("lead", known) == frozenset()


def test_a_row_takes_no_code_outside_its_list(known: Known) -> None:
    right = {"level": {"en cours": "3"}, "theme": {"sante": "DATA"}}
    assert meanings(right, known) == {"level": Meaning("3"), "theme": Meaning("DATA")}
    forged = {"level": {"en cours": "POL"}, "theme": {"sante": "ZZZ<b>{x}"}}
    # The word is asked about with the level proposed for it, as if nobody had said anything.
    assert meanings(forged, known) == {"level": Meaning("2", is_given=False)}


def test_what_is_not_known_of_a_layout_is_dropped(known: Known) -> None:
    whole = replace(TABLE, objective="3", sections={5: "4"}, left_out={6: "total"})
    layout = ForeignLayout((whole,), {"level": {"a": "2", "b": ""}}, "PUB")
    assert known_layout(layout, known) == layout
    table = replace(
        whole,
        columns={**TABLE.columns, 0: "lead", 4: "<b>"},
        objective="99",
        sections={5: "x"},
        left_out={6: "total", 7: "?"},
    )
    words = {"level": {"a": "2", "b": "", "c": "5"}, "theme": {"a": "x"}, "other": {"a": ""}}
    wide = replace(TABLE, header=(1, 10**9))
    expected = replace(whole, columns={**TABLE.columns, 4: ""}, objective="", sections={5: ""})
    found = known_layout(ForeignLayout((table, wide), words, "ALL"), known)
    assert found == ForeignLayout((expected,), {"level": {"a": "2", "b": ""}}, "")
