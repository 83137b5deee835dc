"""Meetings of the content: what they hold, and clear words on mistakes in them."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest

from schemas.content import Content

Broken = Callable[..., Path]
Found = Callable[[Path], list[tuple[str, str, str]]]

FILE = "meetings.toml"


def test_the_meetings_as_held(content: Content) -> None:
    held = {code: (m.starts, m.ends, m.round) for code, m in content.meetings.items()}
    assert held == {
        "session-4": (date(2013, 9, 11), date(2013, 9, 12), "dakar-2013"),
        "madrid-2013": (date(2013, 11, 5), date(2013, 11, 6), "dakar-2013"),
        "paris-2014": (date(2014, 4, 24), date(2014, 4, 25), "dakar-2013"),
        "rabat-2014": (date(2014, 6, 26), date(2014, 6, 27), "rabat-2014"),
    }
    session = content.meetings["session-4"]
    assert session.session == datetime(2013, 9, 12, 9)
    assert len(session.agenda) == 10
    assert len(session.results) == 4
    assert session.response is not None
    assert (session.response.sent, session.response.returned) == (24, 19)
    others = [m for code, m in content.meetings.items() if code != "session-4"]
    assert [m.response for m in others] == [None] * 3
    assert [m.session for m in others] == [None] * 3
    assert all(m.agenda for m in others)


def test_an_agenda_of_the_content_names_exhibits_and_filters_there_are(content: Content) -> None:
    from dashboard.exhibits import EXHIBITS
    from dashboard.meetings import default_agenda

    for meeting in content.meetings.values():
        for item in default_agenda(meeting):
            filters, ignored = item.filters(meeting.round, content)
            assert item.exhibit in EXHIBITS, (meeting.code, item.key)
            assert ignored == (), (meeting.code, item.key)
            assert filters.round == meeting.round
            assert set(item.title) == set(content.languages)


@pytest.mark.parametrize(
    ("old", "new", "key", "said"),
    [
        ("starts = 2013-09-11", "starts = 2013-09-13", "session-4", "2013-09-13"),
        ("session = 2013-09-12T09:00:00", 'session = "9 h"', "session-4", "is not a moment"),
        ('round = "dakar-2013"\ntheme', "theme", "session-4", "round"),
        ('exhibit = "reporting-status"', 'figure = "reporting-status"', "session-4", "exhibit"),
        ("sent = 24", 'sent = "many"', "session-4", "many"),
        ('{ fr = "Paris 2014", en = "Paris 2014" }', '{ fr = "Paris" }', "paris-2014", "en"),
        ("starts = 2014-06-26", 'starts = "in June"', "rabat-2014", "in June"),
    ],
)  # fmt: skip
def test_a_mistake_is_named(
    broken: Broken, problems: Found, old: str, new: str, key: str, said: str
) -> None:
    found = [one for one in problems(broken(FILE, (old, new))) if one[0].endswith(FILE)]
    assert [one[1] for one in found] == [key]
    assert said in found[0][2]


def test_a_round_that_is_not_there_is_named(broken: Broken, problems: Found) -> None:
    folder = broken(FILE, ('round = "rabat-2014"', 'round = "rabat-2015"'))
    found = [one for one in problems(folder) if "rabat-2015" in one[2]]
    assert len(found) == 1


def test_one_mistake_does_not_hide_the_next(broken: Broken, problems: Found) -> None:
    folder = broken(
        FILE, ("sent = 24", 'sent = "many"'), ("starts = 2014-06-26", 'starts = "in June"')
    )
    assert [one[1] for one in problems(folder) if one[0].endswith(FILE)] == [
        "session-4",
        "rabat-2014",
    ]


def test_co_chairs_stand_as_their_sources_say(content: Content) -> None:
    found = {
        code: [one.countries for one in meeting.co_chairs]
        for code, meeting in content.meetings.items()
    }
    assert found == {
        "session-4": [],
        "madrid-2013": [("ESP", "BFA"), ("MAR",)],
        "paris-2014": [],
        "rabat-2014": [("MAR", "ITA")],
    }
    readings = [one for meeting in content.meetings.values() for one in meeting.co_chairs]
    assert all(one.source.startswith("http") for one in readings)


@pytest.mark.parametrize(
    ("new", "key", "said"),
    [
        ('countries = ["ESP", "XYZ"]', "madrid-2013.co_chairs", "'XYZ'"),
        ("countries = []", "madrid-2013", "no country"),
        ('country = "ESP"', "madrid-2013", "countries"),
    ],
)
def test_a_mistake_on_co_chairs_is_named(
    broken: Broken, problems: Found, new: str, key: str, said: str
) -> None:
    ((file, at, reason),) = problems(broken(FILE, ('countries = ["ESP", "BFA"]', new)))
    assert (file, at) == (FILE, key)
    assert said in reason
