"""Across two frameworks, lines are cut and only objectives that continue are compared."""

import pytest
from sqlalchemy import Engine

from dashboard.exhibits import BuiltExhibit, build
from dashboard.filters import Filters
from dashboard.queries import Source
from schemas.content import Content

ROUND = "essai-2016"
CONTINUED = ["1", "2", "3", "4", "5", "6", "8"]


def exhibit(both: Content, engine: Engine, code: str, **filters: str) -> BuiltExhibit:
    asked = Filters(round=ROUND, **filters)  # type: ignore[arg-type]  # all of them texts
    return build(code, Source(engine, ("PUB",)), both, both.words["en"], asked)


def total(built: BuiltExhibit) -> int:
    """What the last cell of the foot counts."""
    return int(str(built.table.foot[0][-1].value))


@pytest.mark.parametrize("basis", ["declared", "measures"])
def test_the_slope_chart_cuts_its_lines(both: Content, both_engine: Engine, basis: str) -> None:
    built = exhibit(both, both_engine, "trend", basis=basis)
    assert built.chart is not None
    codes = [category.code for category in built.chart.categories]
    assert codes == [code for code in CONTINUED if code in codes]
    assert built.chart.broken == "Another framework: values not joined"
    assert "7. Investment" in built.note
    change = exhibit(both, both_engine, "change", basis=basis)
    found = {row[0].text: [cell.value for cell in row[1:4]] for row in change.table.rows}
    for row in built.table.rows:
        assert [cell.value for cell in row[1:4]] == found[row[0].text]


def test_the_matrix_holds_continued_objectives_alone(both: Content, both_engine: Engine) -> None:
    """Objectives 4 and 5 both continue objective 4 of the Strategy: its answers stand twice."""
    found = {
        code: total(exhibit(both, both_engine, "transitions", objective=code)) for code in CONTINUED
    }
    assert len(set(found.values())) == 1
    assert total(exhibit(both, both_engine, "transitions")) == sum(found.values())
    compared = total(exhibit(both, both_engine, "change"))
    assert exhibit(both, both_engine, "transitions").title.split()[1] == str(compared)


def test_an_earlier_round_of_the_other_framework_can_be_chosen(
    both: Content, both_engine: Engine
) -> None:
    assert "Since Rabat 2014" in exhibit(both, both_engine, "trend").title
    assert "Since Madrid 2012" in exhibit(both, both_engine, "trend", against="madrid-2012").title
