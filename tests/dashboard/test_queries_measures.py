"""The measures explorer: filters, search, order and pages, on both kinds of database."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Engine

from dashboard.filters import Filters
from dashboard.queries import MeasuresPage, Source, measures_of, measures_page

ALL = Filters(round="dakar-2013")


@pytest.fixture
def public(engine: Engine) -> Source:
    return Source(engine, ("PUB",))


@pytest.fixture
def stocked(given: Any, public: Source) -> Source:
    given.report(
        "SEN",
        measures=[
            {
                "title_fr": "Étude des frontières",
                "objective": "4",
                "theme": "border",
                "answer": "3",
            },
            {"title_fr": "Guichet unique", "objective": "10", "objective_2": "4", "answer": "NI"},
            {
                "title_fr": None,
                "title_en": "Data at 100 % of posts",
                "objective": "2",
                "answer": "0",
            },
            {"title_fr": "Secret", "objective": "4", "answer": "4", "consent": "PART"},
        ],
    )
    given.report(
        "ALB",
        measures=[
            {
                "title_fr": "Formation",
                "objective": "4",
                "answer": "1",
                "status_word": "launched",
                "roadmap_action": "R08",
                "lead": "Ministère de l'Intérieur",
            }
        ],
    )
    given.report("SEN", "madrid-2012", measures=[{"title_fr": "Ancienne", "objective": "4"}])
    return public


def ids(page: MeasuresPage) -> list[str]:
    return [row.measure_id for row in page.rows]


def found(source: Source, **filters: Any) -> list[str]:
    return ids(measures_page(source, replace(ALL, **filters), 50))


def test_without_filters_every_measure_of_the_round_is_listed(stocked: Source) -> None:
    page = measures_page(stocked, ALL, 50)
    assert ids(page) == ["ALB-M0001", "SEN-M0001", "SEN-M0002", "SEN-M0003"]
    assert (page.total, page.page, page.pages, page.not_shown) == (4, 1, 1, 1)


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"countries": ("ALB",)}, ["ALB-M0001"]),
        ({"countries": ("ALB", "SEN"), "level": "0"}, ["SEN-M0003"]),
        ({"objective": "4"}, ["ALB-M0001", "SEN-M0001", "SEN-M0002"]),
        ({"objective": "10"}, ["SEN-M0002"]),
        ({"theme": "border"}, ["SEN-M0001"]),
        ({"level": "NI"}, ["SEN-M0002"]),
        ({"status": "launched"}, ["ALB-M0001"]),
        ({"action": "R08"}, ["ALB-M0001"]),
        ({"round": "madrid-2012"}, ["SEN-M0001"]),
    ],
)
def test_each_filter_narrows_the_list(
    stocked: Source, filters: dict[str, Any], expected: list[str]
) -> None:
    assert found(stocked, **filters) == expected


def test_region_and_pillar_are_the_codes_they_stand_for(stocked: Source) -> None:
    region = measures_page(stocked, replace(ALL, region="europe"), 50, region=("ALB", "FRA"))
    pillar = measures_page(stocked, replace(ALL, pillar="1"), 50, pillar=("1", "2", "3"))
    assert (ids(region), ids(pillar)) == (["ALB-M0001"], ["SEN-M0003"])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("etude", ["SEN-M0001"]),
        ("ÉTUDE  Frontières", ["SEN-M0001"]),
        ("frontières étude", ["SEN-M0001"]),
        ("guichet étude", []),
        ("sen-m0002", ["SEN-M0002"]),
        ("l’intérieur", ["ALB-M0001"]),
        ("100 %", ["SEN-M0003"]),
        ("%_%", ["ALB-M0001", "SEN-M0001", "SEN-M0002", "SEN-M0003"]),
        ("fron%res", ["SEN-M0001"]),
        ("forma_tion guichet%", []),
        ("secret", []),
        ("zz' OR 1=1 --", []),
    ],
)
def test_search_knows_neither_case_nor_accents_nor_wildcards(
    stocked: Source, text: str, expected: list[str]
) -> None:
    assert found(stocked, q=text) == expected


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("title", ["SEN-M0003", "SEN-M0001", "ALB-M0001", "SEN-M0002"]),
        ("-title", ["SEN-M0002", "ALB-M0001", "SEN-M0001", "SEN-M0003"]),
        ("objective", ["SEN-M0003", "ALB-M0001", "SEN-M0001", "SEN-M0002"]),
        ("level", ["SEN-M0003", "ALB-M0001", "SEN-M0001", "SEN-M0002"]),
        ("id; DROP TABLE measure", ["ALB-M0001", "SEN-M0001", "SEN-M0002", "SEN-M0003"]),
    ],
)
def test_the_order_is_one_of_a_list(stocked: Source, sort: str, expected: list[str]) -> None:
    assert found(stocked, sort=sort) == expected


def test_dates_sort_with_the_undated_last(given: Any, public: Source) -> None:
    from datetime import date

    given.report(
        "SEN",
        measures=[
            {},
            {"end_planned": date(2014, 1, 1)},
            {"end_actual": date(2013, 1, 1), "end_planned": date(2015, 1, 1)},
        ],
    )
    assert found(public, sort="date") == ["SEN-M0003", "SEN-M0002", "SEN-M0001"]
    assert found(public, sort="-date") == ["SEN-M0002", "SEN-M0003", "SEN-M0001"]


def test_countries_stand_in_the_order_of_their_names(stocked: Source) -> None:
    page = measures_page(stocked, ALL, 2, order=("SEN", "ALB"))
    assert ids(page) == ["SEN-M0001", "SEN-M0002"]


def test_pages_cut_the_list_and_a_page_too_far_is_the_last(stocked: Source) -> None:
    pages = [measures_page(stocked, replace(ALL, page=n), 3) for n in (1, 2, 99)]
    assert [ids(page)[0] for page in pages] == ["ALB-M0001", "SEN-M0003", "SEN-M0003"]
    assert [(page.page, page.pages, page.total) for page in pages] == [
        (1, 2, 4),
        (2, 2, 4),
        (2, 2, 4),
    ]


def test_measures_of_a_cell_come_before_those_that_list_it_as_other(stocked: Source) -> None:
    of_cell = measures_of(stocked, "dakar-2013", "SEN", "4")
    assert [(row.measure_id, row.objective) for row in of_cell] == [
        ("SEN-M0001", "4"),
        ("SEN-M0002", "10"),
    ]
    every = measures_of(stocked, "dakar-2013", "SEN")
    assert [row.measure_id for row in every] == ["SEN-M0001", "SEN-M0002", "SEN-M0003"]


def test_a_title_falls_back_on_the_language_the_country_wrote(stocked: Source) -> None:
    first, _, third = measures_of(stocked, "dakar-2013", "SEN")
    assert (first.title("en"), third.title("fr")) == (
        "Étude des frontières",
        "Data at 100 % of posts",
    )
    assert (first.place("title_fr"), first.place("lead")) == ("D6", "")
    assert first.report == "SEN-dakar-2013-v1"
