"""Agendas saved, put in order, added to; designs of slides: what each form keeps or refuses."""

import shutil
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from dash import Dash
from flask.testing import FlaskClient
from pptx import Presentation
from sqlalchemy import Engine, select
from werkzeug.datastructures import MultiDict

from dashboard import create_app
from dashboard.desk.meetings import items_in
from dashboard.filters import Filters
from dashboard.meetings import Item, agenda_json, agenda_of, default_agenda
from dashboard.meetings.changing import added_by_others, moved, new_item, next_key, without
from dashboard.queries import Source
from dashboard.queries.agendas import keys_used
from dashboard.queries.meetings import design_of
from dashboard.settings import Settings
from loaders import desk
from schemas.content import Content
from schemas.database.audit import Actor
from schemas.database.desk import Audit

MEETING, PAGE = "madrid-2013", "/en/meeting/madrid-2013"
AGENDA, ITEMS, DESIGN = (
    f"/desk/meetings/{MEETING}/{name}" for name in ("agenda", "items", "design")
)
OTHER = Actor("other@example.org", "analyst")


@pytest.fixture
def database_url(migrated_sqlite: Path, tmp_path: Path) -> str:
    """One kind of database: what is tried here does not depend on it."""
    return f"sqlite:///{shutil.copy(migrated_sqlite, tmp_path / 'agenda.db')}"


@pytest.fixture
def app(database_url: str, content: Content) -> Iterator[Dash]:
    made = create_app(Settings(database_url=database_url, secret_key="k" * 32), content)
    yield made
    context = made.server.extensions["dakar"]
    context.reader.dispose()
    context.writer.dispose()


@pytest.fixture
def analyst(app: Dash, client_as: Any) -> FlaskClient:
    client: FlaskClient = client_as(app, "analyst")
    return client


def stored(engine: Engine, content: Content) -> tuple[Item, ...]:
    return agenda_of(Source(engine, ("PUB",)), content.meetings[MEETING])


def keys(engine: Engine, content: Content) -> list[str]:
    return [item.key for item in stored(engine, content)]


def form_of(items: tuple[Item, ...], seen: int = 0, **more: str) -> MultiDict[str, str]:
    """What the page's form sends for these lines."""
    form = MultiDict([("back", PAGE), ("seen", str(seen)), *more.items()])
    for item in items:
        form.add("key", item.key)
        form[f"exhibit.{item.key}"] = item.exhibit
        form[f"query.{item.key}"] = item.query
        for kind, texts in (("title", item.title), ("notes", item.notes)):
            for language, text in texts.items():
                form[f"{kind}.{language}.{item.key}"] = text
    return form


def default(content: Content) -> tuple[Item, ...]:
    return default_agenda(content.meetings[MEETING])


def said(client: FlaskClient, page: str = PAGE) -> str:
    text: str = client.get(page).get_data(as_text=True)
    return text.partition('class="notice said"')[2].partition("</p>")[0]


# What is saved


def test_order_titles_and_notes_are_kept_as_sent(
    analyst: FlaskClient, engine: Engine, content: Content
) -> None:
    first, second, third = default(content)
    notes = {"fr": "Première ligne\nDeuxième ligne", "en": "<b>Not</b> markup"}
    wanted = (third, Item("1", first.exhibit, first.query, {"fr": "Titre"}, notes), second)
    answer = analyst.post(AGENDA, data=form_of(wanted))
    assert (answer.status_code, answer.location) == (303, PAGE)
    assert agenda_json(stored(engine, content)) == agenda_json(wanted)
    page = analyst.get(PAGE).get_data(as_text=True)
    assert "&lt;b&gt;Not&lt;/b&gt; markup" in page
    assert "<b>Not</b>" not in page


def test_saving_what_has_not_changed_stores_nothing(
    analyst: FlaskClient, engine: Engine, content: Content
) -> None:
    analyst.post(AGENDA, data=form_of(default(content)))
    assert "Nothing has changed" in said(analyst)
    assert desk.agenda_seen(engine, MEETING) == 0


@pytest.mark.parametrize(
    ("do", "order"),
    [
        ("up:2", ["2", "1", "3"]),
        ("down:2", ["1", "3", "2"]),
        ("remove:2", ["1", "3"]),
        ("down:none", ["1", "2", "3"]),
    ],
)
def test_a_button_of_a_line_also_keeps_what_was_typed(
    analyst: FlaskClient, engine: Engine, content: Content, do: str, order: list[str]
) -> None:
    first, *others = default(content)
    typed = (Item("1", first.exhibit, first.query, {"fr": "Saisi"}), *others)
    analyst.post(AGENDA, data=form_of(typed, do=do))
    assert keys(engine, content) == order
    assert {item.key: item for item in stored(engine, content)}["1"].title == {"fr": "Saisi"}


def test_an_agenda_may_lose_all_its_lines(
    analyst: FlaskClient, engine: Engine, content: Content
) -> None:
    analyst.post(AGENDA, data=form_of(()))
    assert stored(engine, content) == ()
    assert "This agenda has no items" in analyst.get(PAGE).get_data(as_text=True)


def test_who_saves_second_gets_the_form_back_with_what_he_typed(
    analyst: FlaskClient, engine: Engine, content: Content
) -> None:
    first, second, third = default(content)
    theirs = (
        Item("1", first.exhibit, first.query, {"en": "Theirs"}), second, third,
        Item("4", "pillars", "", {"en": "Their new line"}),
    )  # fmt: skip
    seen = desk.save_agenda(engine, MEETING, agenda_json(theirs), OTHER, seen=0)
    mine = (Item("1", first.exhibit, first.query, {"en": "Mine"}, {"en": "My note"}), third)
    answer = analyst.post(AGENDA, data=form_of(mine))
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    for text in ("Somebody else saved", 'value="Mine"', "My note", "Their new line"):
        assert text in page, text
    assert "<q>Theirs</q>" in page
    assert f'name="seen" value="{seen}"' in page
    assert agenda_json(stored(engine, content)) == agenda_json(theirs)
    again = analyst.post(AGENDA, data=form_of(mine, seen))
    assert again.status_code == 303
    assert keys(engine, content) == ["1", "3"]


def test_what_is_too_long_comes_back_whole(
    analyst: FlaskClient, engine: Engine, content: Content
) -> None:
    first, *others = default(content)
    for typed in (
        Item("1", first.exhibit, first.query, {"fr": "t" * 201}),
        Item("1", first.exhibit, first.query, {}, {"en": "n" * 2001}),
    ):
        answer = analyst.post(AGENDA, data=form_of((typed, *others)))
        assert answer.status_code == 422
        (text,) = (*typed.title.values(), *typed.notes.values())
        assert text in answer.get_data(as_text=True)
    assert desk.agenda_seen(engine, MEETING) == 0


def test_too_many_lines_come_back(analyst: FlaskClient, engine: Engine) -> None:
    many = tuple(Item(str(n), "pillars") for n in range(1, 62))
    answer = analyst.post(AGENDA, data=form_of(many))
    assert answer.status_code == 422
    assert "at most 60 items" in answer.get_data(as_text=True)
    assert desk.agenda_seen(engine, MEETING) == 0


@pytest.mark.parametrize("seen", ["", "x", "-1", "9" * 30])
def test_a_form_that_came_in_part_changes_nothing(
    analyst: FlaskClient, engine: Engine, seen: str
) -> None:
    analyst.post(AGENDA, data={"back": PAGE, "seen": seen})
    assert "nothing was saved" in said(analyst)
    assert desk.agenda_seen(engine, MEETING) == 0


def test_the_default_agenda_comes_back_unless_somebody_was_faster(
    analyst: FlaskClient, engine: Engine, content: Content
) -> None:
    changed = agenda_json(default(content)[1:])
    seen = desk.save_agenda(engine, MEETING, changed, OTHER)
    analyst.post(AGENDA, data={"back": PAGE, "do": "default", "seen": "0"})
    assert "nothing was replaced" in said(analyst)
    assert agenda_json(stored(engine, content)) == changed
    analyst.post(AGENDA, data={"back": PAGE, "do": "default", "seen": str(seen)})
    assert agenda_json(stored(engine, content)) == agenda_json(default(content))


def test_lines_whose_key_is_none_are_left_aside() -> None:
    form = MultiDict([("key", "1"), ("key", "../x"), ("key", "1"), ("key", "")])
    form["exhibit.1"] = "pillars\n"
    form["title.fr.1"] = " Deux\r\nlignes "
    form["title.xx.1"] = "no language"
    assert items_in(form, ("fr", "en")) == (Item("1", "pillars", "", {"fr": "Deux lignes"}),)


# What is added


def added(client: FlaskClient, exhibit: str, query: str = "") -> str:
    answer = client.post(ITEMS, data={"exhibit": exhibit, "query": query, "back": "/en/meetings"})
    assert answer.status_code == 303
    return str(answer.location)


def test_an_exhibit_is_added_with_the_filters_it_heeds(
    analyst: FlaskClient, engine: Engine, content: Content
) -> None:
    query = urlencode({"round": "dakar-2013", "region": "west-africa", "sort": "title", "page": 3})
    assert added(analyst, "scorecard", query) == f"{PAGE}#line-4"
    last = stored(engine, content)[-1]
    assert (last.key, last.exhibit, last.query) == ("4", "scorecard", "region=west-africa")
    assert set(last.title) == set(content.languages)


def test_a_round_is_kept_where_it_is_not_the_meetings(
    analyst: FlaskClient, engine: Engine, content: Content
) -> None:
    added(analyst, "pillars", "round=rabat-2014")
    assert stored(engine, content)[-1].query == "round=rabat-2014"


def test_a_key_is_never_used_twice(analyst: FlaskClient, engine: Engine, content: Content) -> None:
    added(analyst, "pillars")
    desk.save_agenda(engine, MEETING, agenda_json(default(content)[:1]), OTHER)
    added(analyst, "scorecard")
    assert keys(engine, content) == ["1", "5"]
    assert keys_used(Source(engine, ()), MEETING) == {"1", "2", "3", "4", "5"}


@pytest.mark.parametrize(
    ("exhibit", "query", "told"),
    [("gone", "", "does not exist"), ("pillars", "region=mars", "filter was not understood")],
)
def test_what_is_not_understood_is_not_added(
    analyst: FlaskClient, engine: Engine, exhibit: str, query: str, told: str
) -> None:
    added(analyst, exhibit, query)
    assert told in said(analyst)
    assert desk.agenda_seen(engine, MEETING) == 0


def test_a_full_agenda_takes_no_more(analyst: FlaskClient, engine: Engine) -> None:
    full = agenda_json([Item(str(n), "pillars") for n in range(1, 61)])
    number = desk.save_agenda(engine, MEETING, full, OTHER)
    added(analyst, "pillars")
    assert "already has 60 items" in said(analyst)
    assert desk.agenda_seen(engine, MEETING) == number


# Changes, one by one


def test_lines_move_as_far_as_there_are_lines() -> None:
    items = tuple(Item(key, "pillars") for key in "abc")

    def order(found: tuple[Item, ...]) -> str:
        return "".join(item.key for item in found)

    assert order(moved(items, "c", -5)) == "cab"
    assert order(moved(items, "a", 1)) == "bac"
    assert order(moved(items, "x", 1)) == "abc"
    assert order(without(items, "b")) == "ac"
    theirs = (*items, Item("d", "pillars"))
    assert order(added_by_others(items[:1], items, theirs)) == "d"


def test_the_next_key_is_above_all_numbers() -> None:
    assert next_key(["2", "x", "10", "²"]) == "11"
    assert next_key([]) == "1"


def test_a_new_line_follows_the_meetings_round(content: Content) -> None:
    filters = Filters(round="dakar-2013", objective="4", region="west-africa", page=2)
    meeting = content.meetings[MEETING]
    assert new_item("9", "objective-tiles", filters, meeting).query == (
        "region=west-africa&objective=4"
    )


# The design of the slides


def presentation() -> bytes:
    stream = BytesIO()
    Presentation().save(stream)
    return stream.getvalue()


def sent(client: FlaskClient, data: bytes, name: str) -> str:
    client.post(DESIGN, data={"file": (BytesIO(data), name), "back": PAGE})
    return said(client)


def test_a_kept_design_that_became_useless_is_told(analyst: FlaskClient, engine: Engine) -> None:
    said = "own design could not be used"
    assert said not in analyst.get(PAGE).text
    desk.keep_design(engine, MEETING, "old.pptx", b"PK no presentation", OTHER)
    page = analyst.get(PAGE)
    assert page.status_code == 200
    assert said in page.text
    assert "old.pptx" in page.text


def test_a_design_is_kept_by_its_name_and_taken_back(analyst: FlaskClient, engine: Engine) -> None:
    book = presentation()
    assert "design of the slides is saved" in sent(analyst, book, "folder/House <1>.pptx")
    assert design_of(Source(engine, ()), MEETING) == ("House <1>.pptx", book)
    assert "House &lt;1&gt;.pptx" in analyst.get(PAGE).get_data(as_text=True)
    analyst.post(DESIGN, data={"do": "remove", "back": PAGE})
    assert design_of(Source(engine, ()), MEETING) is None


def test_a_file_that_is_no_presentation_is_refused_in_words(
    analyst: FlaskClient, engine: Engine
) -> None:
    assert "The design is not saved." in sent(analyst, b"no presentation", "x.pptx")
    assert "No file was chosen" in sent(analyst, b"", "")
    assert design_of(Source(engine, ()), MEETING) is None


# Who


@pytest.mark.parametrize(("role", "status"), [("", 401), ("reader", 403), ("focal-point", 403)])
def test_others_change_nothing(
    app: Dash, client_as: Any, engine: Engine, role: str, status: int
) -> None:
    client = client_as(app, role, "SEN" if role == "focal-point" else None)
    for address in (AGENDA, ITEMS, DESIGN):
        assert client.post(address, data={"seen": "0"}).status_code == status
    assert desk.agenda_seen(engine, MEETING) == 0


def test_a_meeting_that_is_not_there_is_a_404(analyst: FlaskClient) -> None:
    for name in ("agenda", "items", "design"):
        assert analyst.post(f"/desk/meetings/nowhere/{name}").status_code == 404


def test_a_saved_agenda_is_written_down(
    analyst: FlaskClient, engine: Engine, content: Content
) -> None:
    analyst.post(AGENDA, data=form_of(default(content)[1:]))
    with engine.connect() as connection:
        rows = connection.execute(select(Audit.action, Audit.subject, Audit.detail)).all()
    assert [tuple(row) for row in rows] == [("agenda.saved", MEETING, {"items": 2})]
