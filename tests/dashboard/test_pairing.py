"""Needs beside offers that might fit: what must be shared, whose turn it is, nothing weighed."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from dashboard.pairing import REASONS, Pair, Wish, pairs, reasons_of

DOMAINS = ("DATA", "BORDER", "CAPH")
COUNTRIES = ("DEU", "BEN", "SEN")

wishes = st.builds(
    Wish,
    country=st.sampled_from((*COUNTRIES, "XXX")),
    ta_id=st.from_regex(r"T[0-9]", fullmatch=True),
    domain=st.sampled_from((*DOMAINS, "", "OLD")),
    form=st.sampled_from(("TRAIN", "GUIDE", "")),
    language=st.sampled_from(("FR", "EN", "")),
    start=st.none() | st.dates(date(2013, 1, 1), date(2013, 3, 1)) | st.just(date.max),
    days=st.none() | st.integers(-5, 200),
)
lists = st.lists(wishes, max_size=8)


@given(lists, lists)
def test_a_pair_shares_its_domain_and_something_more_and_crosses_a_border(needs, offers):
    found = pairs(needs, offers, DOMAINS, COUNTRIES)
    for one in found:
        assert one.need.country != one.offer.country
        assert one.need.domain == one.offer.domain != ""
        assert one.reasons == reasons_of(one.need, one.offer) != ()
        assert [reason for reason in REASONS if reason in one.reasons] == list(one.reasons)
    expected = [
        (need, offer)
        for need in needs
        for offer in offers
        if need.domain in DOMAINS
        and need.domain == offer.domain
        and need.country != offer.country
        and {need.country, offer.country} <= set(COUNTRIES)
        and reasons_of(need, offer)
    ]
    assert len(found) == len(expected)
    assert {(one.need, one.offer) for one in found} == set(expected)


@given(lists, lists, st.randoms())
def test_the_order_is_of_domains_then_countries_whatever_comes_first(needs, offers, random):
    def places(found: tuple[Pair, ...]) -> list[tuple[object, ...]]:
        return [
            (DOMAINS.index(p.need.domain), COUNTRIES.index(p.need.country), p.need.ta_id,
             COUNTRIES.index(p.offer.country), p.offer.ta_id)
            for p in found
        ]  # fmt: skip

    found = places(pairs(needs, offers, DOMAINS, COUNTRIES))
    assert found == sorted(found)
    random.shuffle(needs)
    random.shuffle(offers)
    assert places(pairs(needs, offers, DOMAINS, COUNTRIES)) == found


@given(wishes, wishes)
def test_reasons_are_the_same_from_both_sides(one, other):
    assert reasons_of(one, other) == reasons_of(other, one)


@given(
    st.dates(date(2013, 1, 1), date(2013, 3, 1)),
    st.dates(date(2013, 1, 1), date(2013, 3, 1)),
    st.integers(1, 40),
    st.integers(1, 40),
)
def test_periods_overlap_when_a_day_belongs_to_both(first, second, long, short):
    one = Wish("SEN", "T1", "DATA", start=first, days=long)
    other = Wish("DEU", "T2", "DATA", start=second, days=short)
    days = {first + timedelta(days=n) for n in range(long)}
    shared = days & {second + timedelta(days=n) for n in range(short)}
    assert reasons_of(one, other) == (("dates",) if shared else ())


def test_what_is_not_stated_is_no_reason():
    assert reasons_of(Wish("SEN", "T1", "DATA"), Wish("DEU", "T2", "DATA")) == ()
