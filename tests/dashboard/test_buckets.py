"""Pages found through aggregates are those found by sorting every measure."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given as examples
from hypothesis import settings
from hypothesis import strategies as st
from sqlalchemy import Engine, event, true

from dashboard.filters import Filters
from dashboard.queries import Source, measures_page
from schemas.database.engine import writer_engine

ROUNDS = ("madrid-2012", "dakar-2013")
COUNTRIES = ("SEN", "ALB", "MLI", "FRA", "DZA")
BY_NAME = ("ALB", "DZA", "FRA", "MLI", "SEN")
SORTS = ("", "country", "objective", "level", "title", "date", "unheard-of")
NOT_COUNTED = (true(),)
"""A condition that aggregates know nothing of, and that every measure meets."""


def measure(random: Random) -> dict[str, Any]:
    answer = random.choice(["0", "1", "3", "4", "NA", "NI", "C", "NR"])
    return {
        "title_fr": random.choice(["Étude", "Accord", "Guichet"]),
        "objective": random.choice(["1", "2", "4", "10", None]),
        "theme": random.choice(["border", "", None]) or None,
        "answer": answer,
        "status_word": random.choice(["adopted", None]),
        "roadmap_action": random.choice(["R08", None]),
        "consent": random.choice(["PUB", "PUB", "PART", "SEC"]),
    }


@pytest.fixture(scope="module")
def filled(
    migrated_sqlite: Path,
    tmp_path_factory: pytest.TempPathFactory,
    given_for: Callable[[Engine], Any],
) -> Iterator[Engine]:
    file = tmp_path_factory.mktemp("buckets") / "test.db"
    shutil.copy(migrated_sqlite, file)
    engine, random = writer_engine(f"sqlite:///{file}"), Random(2013)
    given = given_for(engine)
    for round_ in ROUNDS:
        for country in COUNTRIES:
            measures = [measure(random) for _ in range(random.choice([0, 1, 7, 23]))]
            given.report(country, round_, measures=measures)
    given.report("SEN", ROUNDS[1], 2, state="draft", measures=[measure(random)] * 5)
    yield engine
    engine.dispose()


FILTERS = st.builds(
    Filters,
    round=st.sampled_from(["", *ROUNDS]),
    sort=st.builds("{}{}".format, st.sampled_from(["", "-"]), st.sampled_from(SORTS)),
    countries=st.sampled_from([(), ("SEN",), ("ALB", "MLI"), ("CPV",)]),
    pillar=st.sampled_from(["", "1"]),
    theme=st.sampled_from(["", "border"]),
    level=st.sampled_from(["", "4", "NI"]),
    status=st.sampled_from(["", "adopted"]),
    action=st.sampled_from(["", "R08"]),
    page=st.integers(1, 12),
)


def test_a_page_holds_the_same_measures_either_way(filled: Engine) -> None:
    @examples(FILTERS, st.sampled_from([("PUB",), ("PUB", "PART", "SEC")]), st.integers(1, 9))
    @settings(max_examples=300)
    def check(filters: Filters, consents: tuple[str, ...], size: int) -> None:
        source = Source(filled, consents)
        asked: dict[str, Any] = {"pillar": ("1", "2") if filters.pillar else (), "order": BY_NAME}
        found = measures_page(source, filters, size, **asked)
        assert found == measures_page(source, filters, size, **asked, also=NOT_COUNTED)

    check()


def test_a_page_in_the_middle_counts_no_measures(filled: Engine) -> None:
    said: list[str] = []
    event.listen(filled, "before_cursor_execute", lambda *given: said.append(given[2]))
    filters = Filters(round=ROUNDS[1], sort="country", page=2)
    page = measures_page(Source(filled, ("PUB",)), filters, 5, order=BY_NAME)
    assert len(page.rows) == 5
    asked = [" ".join(statement.split()) for statement in said if "SELECT" in statement]
    assert [("FROM measure" in one, "count(" in one) for one in asked] == [
        (False, False), (True, False), (True, False),
    ]  # fmt: skip
