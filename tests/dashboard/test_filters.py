"""Filters: the whole view in the address; what is not understood is said."""

from hypothesis import given
from hypothesis import strategies as st

from dashboard.filters import Filters, Ignored, parse_query


def test_a_query_and_its_filters_agree(content):
    filters, ignored = parse_query(
        {"round": "dakar-2013", "basis": "measures", "countries": "SEN,MAR", "page": "3"}, content
    )
    assert filters == Filters(
        round="dakar-2013", basis="measures", countries=("SEN", "MAR"), page=3
    )
    assert ignored == ()
    assert filters.query() == "round=dakar-2013&basis=measures&countries=SEN,MAR&page=3"


def test_defaults_leave_no_query():
    assert Filters().query() == ""


def test_unknown_names_and_values_are_ignored_and_named(content):
    filters, ignored = parse_query({"region": "atlantis", "colour": "red"}, content)
    assert filters == Filters()
    assert ignored == (Ignored("region", "atlantis"), Ignored("colour", "red"))


def test_an_unknown_country_does_not_hide_the_known_ones(content):
    filters, ignored = parse_query({"countries": "sen, XXX"}, content)
    assert filters.countries == ("SEN",)
    assert ignored == (Ignored("countries", "XXX"),)


def test_old_names_still_work(content):
    filters, ignored = parse_query({"r": "dakar-2013", "o": "4", "th": "border"}, content)
    assert (filters.round, filters.objective, filters.theme) == ("dakar-2013", "4", "border")
    assert ignored == ()


@given(query=st.dictionaries(st.text(max_size=10), st.text(max_size=30), max_size=5))
def test_no_query_raises(content, query):
    filters, _ = parse_query(query, content)
    assert filters.page >= 1


@given(page=st.text(alphabet="0123456789٣", min_size=1, max_size=6000))
def test_no_page_number_raises(content, page):
    assert parse_query({"page": page}, content)[0].page >= 1
