"""Challenges, what answers them, and what several countries name: linked, found, told, named."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from types import SimpleNamespace
from typing import Any, cast

import pytest
from dash import Dash
from hypothesis import given as for_all
from hypothesis import strategies as st
from lxml import html
from sqlalchemy import Engine, event, insert, select

from dashboard import create_app
from dashboard.exhibits import Frames, build
from dashboard.exhibits.thread import MOST_ITEMS, MOST_THREADS
from dashboard.filters import Filters
from dashboard.queries import Source
from dashboard.queries.exchange import SharedItem
from dashboard.queries.threads import (
    Common,
    challenge_names,
    common_challenges,
    subject_of,
    threads_of,
)
from dashboard.settings import Settings
from loaders import desk
from schemas.content import Content
from schemas.database.audit import Actor
from schemas.database.exchange import ChallengeName

ROUND = "dakar-2013"
ANALYST = Actor("analyst@example.org", "analyst")
ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""Of what does not depend on the database."""

ORIGIN = {"Origin": "http://localhost"}
TITLES = (
    "Délais « longs »",
    "DELAIS longs",
    "délais  “longs”",
    "Long delays",
    "🙂",
    "🙃",
    None,
    "",
)


def item(country: str, number: int, kind: str | None = "CHAL", **more: Any) -> SharedItem:
    blank = dict.fromkeys(SharedItem.__dataclass_fields__)
    known = {"country": country, "item_id": f"{country}-K{number:03}", "kind": kind}
    return SharedItem(**{**blank, "sheet": "05", "row": number, "cells": {}, **known, **more})


# Linking


def test_an_answer_finds_its_challenge_by_name() -> None:
    items = [
        item("MLI", 1, title="Délais longs"),
        item("SEN", 1, title="Délais longs"),
        item("SEN", 2, "PRAC", answers_to="DELAIS LONGS"),
        item("SEN", 3, "SOLU", answers_to="mli-k001"),
        item("SEN", 4, "PRAC", answers_to="MLI-K009"),
        item("SEN", 5, "PRAC", answers_to="délais"),
        item("SEN", 6, "CHAL", answers_to="SEN-K006"),
        item("SEN", 7, None, answers_to="SEN-K001"),
        item("SEN", 8, "SOLU"),
    ]
    linked = threads_of(items)
    found = {one.challenge.item_id: [r.item_id for r in one.replies] for one in linked.threads}
    assert found == {"MLI-K001": ["SEN-K003"], "SEN-K001": ["SEN-K002"], "SEN-K006": []}
    assert [one.item_id[-1] for one in linked.loose] == ["4", "5", "7", "8"]


def test_an_identifier_of_two_countries_is_its_own_ones() -> None:
    """A country may have typed the identifier of another."""
    items = [item("FRA", 1, item_id="X-1"), item("SEN", 1, item_id="X-1")]
    reply = item("SEN", 2, "PRAC", answers_to="x 1")
    first, second = threads_of([*items, reply]).threads
    assert (first.replies, second.replies) == ((), (reply,))


ITEMS = st.lists(
    st.builds(
        item,
        st.sampled_from(["SEN", "FRA", "DEU"]),
        st.integers(1, 40),
        st.sampled_from(["CHAL", "PRAC", "SOLU", None]),
        title=st.sampled_from(TITLES),
        answers_to=st.sampled_from([None, "SEN-K001", "FRA-K002", "délais longs", "🙂", "?"]),
        lang=st.sampled_from(["FR", "EN", None]),
    ),
    max_size=25,
    unique_by=subject_of,
)


@for_all(ITEMS)
def test_nothing_is_lost_or_told_twice(items: list[SharedItem]) -> None:
    linked = threads_of(items)
    told = [one.challenge for one in linked.threads]
    told += [reply for one in linked.threads for reply in one.replies]
    assert sorted(map(subject_of, [*told, *linked.loose])) == sorted(map(subject_of, items))
    assert all(reply.kind in ("PRAC", "SOLU") for t in linked.threads for reply in t.replies)


@for_all(ITEMS, st.lists(st.integers(0, 24), max_size=4))
def test_every_challenge_stands_in_one_group(items: list[SharedItem], named: list[int]) -> None:
    name = {"fr": "Délais", "en": "Delays"}
    names = {subject_of(items[n]): name for n in named if n < len(items)}
    groups = common_challenges(items, names)
    told = [one for group in groups for one in group.challenges]
    posed = [one for one in items if one.kind == "CHAL"]
    assert sorted(map(subject_of, told)) == sorted(map(subject_of, posed))
    assert sum(bool(group.names) for group in groups) <= 1
    for group in groups:
        assert all(subject_of(one) not in names for one in group.challenges) or group.names


def group_of(groups: tuple[Common, ...], country: str) -> set[str]:
    (found,) = (group for group in groups if country in group.countries)
    return set(found.countries)


def test_titles_agree_but_for_case_accents_and_quotes() -> None:
    titles = dict(zip(("SEN", "FRA", "MLI", "DEU", "ITA", "ESP"), TITLES[:6], strict=True))
    items = [item(country, 1, title=title) for country, title in titles.items()]
    items += [item("SEN", 2, title="délais longs")]
    groups = common_challenges(items, {})
    assert group_of(groups, "SEN") == {"SEN", "FRA", "MLI"}
    assert [group_of(groups, one) for one in ("DEU", "ITA", "ESP")] == [{"DEU"}, {"ITA"}, {"ESP"}]
    # A name given to one wording in one country extends to that wording, and joins two of them.
    name = {"fr": "Délais", "en": "Delays"}
    joined = common_challenges(items, {("FRA", "FRA-K001"): name, ("DEU", "DEU-K001"): name})
    assert group_of(joined, "MLI") == {"SEN", "FRA", "MLI", "DEU"}


# Names in the database


def snapshot(made_at: datetime) -> Any:
    return cast(Any, SimpleNamespace(id=1, code="s", made_at=made_at))


def test_the_newest_name_counts_and_a_snapshot_has_those_before_it(engine: Engine) -> None:
    first, second = {"fr": "A", "en": "A"}, {"fr": "B", "en": "B"}
    told = [("SEN", first, 1), ("SEN", second, 3), ("MLI", first, 2), ("MLI", {}, 4)]
    with engine.begin() as connection:
        for country, names, day in told:
            row = {"country": country, "item_id": "K", "names": names, "actor": "a"}
            connection.execute(insert(ChallengeName).values(**row, at=datetime(2014, 1, day)))
    assert challenge_names(Source(engine, ())) == {("SEN", "K"): second}
    before = Source(engine, (), snapshot=snapshot(datetime(2014, 1, 2)))
    assert challenge_names(before) == {("SEN", "K"): first, ("MLI", "K"): first}


# Exhibits


def row(kind: str, title: str, **more: Any) -> dict[str, Any]:
    blank = {"kind": kind, "title": title, "text": "Texte", "lang": "FR", "consent": "PUB"}
    return {**blank, "objective": "1", **more}


def rows(country: str, *items: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"item_id": f"{country}-K{n:03}", **one} for n, one in enumerate(items, 1)]


@pytest.fixture
def ask(engine: Engine, content: Content) -> Any:
    def built(
        code: str = "thread", consents: str = "PUB", frames: Frames | None = None, **filters: Any
    ) -> Any:
        view = replace(Filters(round=ROUND), **filters)
        source = frames.source if frames else Source(engine, tuple(consents.split()))
        return build(code, source, content, content.words["en"], view, frames)

    return built


def cells(built: Any, key: str) -> list[Any]:
    place = [column.key for column in built.table.columns].index(key)
    return [line[place].value for line in built.table.rows]


@ON_SQLITE
def test_what_is_outside_the_audience_is_only_counted(given: Any, ask: Any) -> None:
    """A hidden challenge is not named by what answers it, by its title, nor by a search."""
    given.round(ROUND)
    secret = row("CHAL", "Secret title", consent="SEC")
    reply = row("PRAC", "Open practice", answers_to="secret TITLE")
    given.report("SEN", answers="1", items=rows("SEN", secret, reply, row("CHAL", "Same")))
    given.report("MLI", answers="1", items=rows("MLI", row("CHAL", "secret title")))
    given.report("FRA", answers="1", items=rows("FRA", row("CHAL", "same", consent="PART")))
    for code in ("thread", "exchange", "common-challenges"):
        built = ask(code)
        said = str([built.title, built.said, built.table, built.chart, built.alt])
        assert "Secret title" not in said, code
        assert "secret TITLE" not in said, code
    assert ask().not_shown == "2 rows not shown (permitted use)"
    assert ask(q="secret").not_shown == ask(q="nowhere").not_shown
    assert cells(ask(), "answered")[-1] == "answers a challenge that is not shown here"
    assert ask("common-challenges").is_empty
    whole = ask("common-challenges", "PUB PART SEC")
    assert cells(whole, "countries") == ["France and Senegal", "Mali and Senegal"]


@ON_SQLITE
def test_filters_choose_whole_threads(given: Any, ask: Any) -> None:
    given.round(ROUND)
    posed = [row("CHAL", "Délais", theme="BORDER"), row("CHAL", "Coûts", objective="8")]
    posed[0]["present"] = "Y"
    own = row("SOLU", "Calendrier", answers_to="Délais", present="N", objective="8")
    given.report("SEN", answers="1", items=rows("SEN", *posed, own))
    other = row("PRAC", "Prices", objective="9", answers_to="SEN-K002", conditions="A law")
    given.report("FRA", answers="1", items=rows("FRA", other, row("PRAC", "Alone", objective="9")))
    assert ask().title == "2 challenges of 2 have a practice or a solution that answers them"
    # West Africa asks, Europe answers; what Europe shares by itself is not West Africa's.
    assert cells(ask(region="west-africa"), "item") == ["Délais", "Calendrier", "Coûts", "Prices"]
    assert cells(ask(region="europe"), "item") == ["Coûts", "Prices", "Alone"]
    assert cells(ask(kind="PRAC"), "item") == ["Coûts", "Prices", "Alone"]
    assert cells(ask(theme="border"), "item") == ["Délais", "Calendrier"]
    assert cells(ask(tab="present"), "item") == ["Délais", "Calendrier"]
    # What is answered stays so, whoever wishes to present it.
    assert "awaits" not in str(ask(tab="present").said)
    assert ask(tab="open").title == "No item shared for this choice"
    assert cells(ask(q="LAW frânce"), "item") == ["Coûts", "Prices"]
    assert ask(kind="SOLU", countries=("FRA",)).is_empty
    assert cells(ask(), "conditions").count("A law") == 1


@ON_SQLITE
def test_a_challenge_of_several_countries_is_told_once(given: Any, ask: Any) -> None:
    """Where an answer alone is inside the filters, all who name it are listed."""
    given.round(ROUND)
    given.report("MLI", answers="1", items=rows("MLI", row("CHAL", "Frais")))
    same, own = row("CHAL", "Délais"), row("PRAC", "Calendrier", answers_to="SEN-K001")
    reply = row("SOLU", "Guichet", answers_to="ITA-K001")
    given.report("SEN", answers="1", items=rows("SEN", same, own))
    given.report(
        "ITA", answers="1", items=rows("ITA", {**same, "title": "DELAIS", "theme": "DATA"})
    )
    given.report("FRA", answers="1", items=rows("FRA", same, reply))
    whole = ask()
    assert whole.title == "1 challenge of 2 has a practice or a solution that answers it"
    assert list(zip(cells(whole, "country"), cells(whole, "answered"), strict=True)) == [
        ("France", "answered by France and Senegal"),
        ("Italy", "answered by France and Senegal"),
        ("Senegal", "answered by France and Senegal"),
        ("Senegal", "answers “Délais” (Senegal)"),
        ("France", "answers “DELAIS” (Italy)"),
        ("Mali", "no answer visible yet"),
    ]
    assert cells(ask(region="west-africa"), "country") == ["Senegal", "Senegal", "France", "Mali"]
    assert cells(ask(tab="open"), "country") == ["Mali"]
    assert cells(ask(kind="SOLU"), "country") == ["France", "Italy", "Senegal", "Senegal", "France"]
    assert cells(ask(q="data delais"), "kind").count("Challenge") == 3


@ON_SQLITE
@pytest.mark.parametrize("n", [0, 1_000])
def test_pages_hold_little_and_lose_nothing(given: Any, ask: Any, engine: Engine, n: int) -> None:
    """Many challenges, one of them with more answers than a page holds, and long texts."""
    given.round(ROUND)
    texts = ["mot " * (7_000 if number % 100 == 99 else 60) for number in range(n // 2)]
    posed = [row("CHAL", f"“Défi” 🙂 {at % 90}", text=text) for at, text in enumerate(texts)]
    replies = [row("SOLU", "S", answers_to="SEN-K001") for _ in range(n // 2)]
    given.report("SEN", answers="1", items=rows("SEN", *posed, *replies))
    given.report("MLI", answers="1", items=rows("MLI", *posed))
    asked: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *a: asked.append(a[2]))
    first = ask()
    assert sum(one.startswith("SELECT") for one in asked) <= 6
    if not n:
        assert (first.table.pager, first.table.rows) == (None, ())
        assert first.note
        return
    frames = Frames(Source(engine, ("PUB",)))
    pages = [ask(frames=frames, page=page) for page in range(1, first.table.pager.pages + 1)]
    found = [line for page in pages for line in page.table.rows]
    assert len(found) == first.table.pager.total == n + n // 2
    assert all(len(page.table.rows) <= MOST_ITEMS for page in pages)
    told = [set(cells(page, "item")) - {"S"} for page in pages]
    assert max(map(len, told)) <= MOST_THREADS
    assert ask("common-challenges").table.pager.total == 90
    assert all(len(line[3].text) < 200 < len(line[3].value) for line in pages[-1].table.rows[-3:])


# The page, and the names analysts give


@pytest.fixture
def app(database_url: str, content: Content, given: Any) -> Iterator[Dash]:
    given.round(ROUND)
    given.data_version(1)
    long = "Mot " * 500
    fees = row("CHAL", "Frais « élevés »")
    english = row("CHAL", "High “fees” <b>", lang="EN", text=long)
    given.report("SEN", answers="1", items=rows("SEN", fees))
    given.report("MLI", answers="1", items=rows("MLI", {**fees, "title": "FRAIS ELEVES"}))
    given.report("DEU", answers="1", items=rows("DEU", english, row("PRAC", "P", answers_to="?")))
    made = create_app(Settings(database_url=database_url, secret_key="k" * 32), content)
    yield made
    context = made.server.extensions["dakar"]
    context.reader.dispose()
    context.writer.dispose()


def page(client: Any, query: str = "", path: str = "/en/practices") -> Any:
    answer = client.get(f"{path}?{query}")
    assert answer.status_code == 200
    (first,) = html.fromstring(answer.get_data(as_text=True)).xpath("//*[@id='first-view']")
    return first


def text(part: Any) -> str:
    return " ".join(part.text_content().split())


@ON_SQLITE
def test_the_page_tells_threads_in_the_words_of_countries(app: Dash, client_as: Any) -> None:
    client = client_as(app)
    told = page(client)
    titles = {h.text_content(): h.get("lang") for h in told.xpath("//article//h3 | //article//h4")}
    assert titles == {
        "Frais « élevés »": "fr", "FRAIS ELEVES": "fr", "High “fees” <b>": "en", "P": "fr",
    }  # fmt: skip
    assert len(told.find_class("thread-open")) == 2
    (named,) = told.find_class("thread-named")
    assert text(named) == "2 countries name it: Mali, Senegal"
    assert "Read the 2 texts" in text(told)
    assert "answers a challenge that is not shown here" in text(told.find_class("thread-loose")[0])
    assert len(text(told.find_class("thread-rest")[-1])) > 1_000
    assert not told.find_class("naming")
    assert "tell=" not in html.tostring(told, encoding="unicode")
    assert "pas encore de réponse" in text(page(client, path="/fr/pratiques")).lower()
    assert len(page(client, "tab=open&q=FÉES").find_class("thread-item")) == 1
    below = told.xpath("//nav[contains(@class, 'thread-ways')]//a/@href")
    assert [len(told.xpath(f"//*[@data-first-id='{one[1:]}']//h2")) for one in below] == [1, 1]


def test_an_analyst_tells_challenges_as_one_and_undoes_it(
    app: Dash, client_as: Any, engine: Engine
) -> None:
    client = client_as(app, "analyst")
    back = "/en/practices?tell=SEN:SEN-K001#naming"
    assert page(client, "tell=SEN:SEN-K001").xpath(
        "//section[@class='naming']//select[@name='challenge']/option[@selected]/@value"
    ) == ["MLI:MLI-K001"]
    address = f"/desk/challenges/{ROUND}"
    form = {"challenge": "SEN:SEN-K001", "like": "DEU:DEU-K001", "back": back}
    sent = client.post(address, data={**form, "name_en": "Fees 💶"}, headers=ORIGIN)
    assert (sent.status_code, sent.location) == (
        303, "/en/practices?tell=SEN%3ASEN-K001&told=1#naming"
    )  # fmt: skip
    with engine.connect() as connection:
        kept = connection.execute(select(ChallengeName.item_id, ChallengeName.names)).all()
    name = {"fr": "FRAIS ELEVES", "en": "Fees 💶"}
    assert {one.item_id: one.names for one in kept} == dict.fromkeys(
        ("SEN-K001", "MLI-K001", "DEU-K001"), name
    )
    stranger = client_as(app)
    told = page(stranger)
    assert [text(one) for one in told.find_class("thread")[0].xpath(".//h3")] == ["Fees 💶"]
    assert "3 countries name it: Germany, Mali, Senegal" in text(told)
    built = stranger.get(f"/api/v1/exhibits/common-challenges.json?round={ROUND}&lang=en").json
    assert [(r["n"], r["countries"]) for r in built["rows"]] == [(3, "Germany, Mali and Senegal")]
    undo = {"challenge": "DEU:DEU-K001", "undo": "1", "back": back}
    assert client.post(address, data=undo, headers=ORIGIN).status_code == 303
    assert "Fees 💶" not in text(page(stranger))
    assert desk.name_challenges(engine, [("SEN", "SEN-K001")], {"fr": "", "en": ""}, ANALYST) == 0


@ON_SQLITE
@pytest.mark.parametrize(
    ("given_names", "said"),
    [
        ({"challenge": "SEN:NONE", "name_fr": "a", "name_en": "b"}, "No challenge is chosen"),
        ({"challenge": "SEN:SEN-K001", "name_fr": "Ünïque <i>"}, "missing in one language"),
        ({"challenge": "SEN:SEN-K001", "name_en": "x" * 121}, "at most 120 characters"),
    ],
)
def test_a_name_that_cannot_be_kept_is_given_back(
    app: Dash, client_as: Any, given_names: dict[str, str], said: str
) -> None:
    client = client_as(app, "analyst")
    form = {**given_names, "back": "/en/practices"}
    sent = client.post(f"/desk/challenges/{ROUND}", data=form, headers=ORIGIN)
    assert sent.status_code == 422
    again = html.fromstring(sent.get_data(as_text=True))
    assert said in text(again)
    for name in ("name_fr", "name_en"):
        (field,) = again.xpath(f"//input[@name='{name}']")
        assert field.get("value") == given_names.get(name, "")
    assert client.post("/desk/challenges/none", data=form, headers=ORIGIN).status_code == 404
