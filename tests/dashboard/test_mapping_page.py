"""The page of the queue, its forms by role, marks in texts, and figures on the proposals."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import datetime
from html import unescape
from typing import Any

import pytest
from dash import Dash
from hypothesis import given as over
from hypothesis import strategies as st
from sqlalchemy import Engine, select

from dashboard import create_app
from dashboard.components.marks import marked
from dashboard.queries.acceptance import acceptance
from dashboard.settings import read_settings
from loaders import desk
from schemas.database.desk import Audit, Placement
from schemas.database.models import Measure, Report

TRAFFICKING = "Loi contre la traite des êtres humains"
ROLES = [
    ("", None, 401),
    ("reader", None, 403),
    ("committee", None, 403),
    ("focal-point", "SEN", 403),
    ("analyst", None, 200),
    ("admin", None, 200),
    ("local", None, 200),
]


@pytest.fixture
def app(database_url: str, engine: Engine) -> Iterator[Dash]:
    """The application on the database of the test."""
    app = create_app(read_settings({}, database_url=database_url))
    yield app
    context = app.server.extensions["dakar"]
    context.reader.dispose()
    context.writer.dispose()


def rows(engine: Engine, table: Any) -> Any:
    with engine.connect() as connection:
        return connection.execute(select(table.__table__).order_by(table.id)).mappings().all()


def decision(client: Any, objective: str, **said: Any) -> Any:
    form = {"measure": "SEN-dakar-2013:SEN-M0001", "objective": objective, "seen": "0"}
    return client.post("/desk/mapping/decide", data=form | {"back": "/fr/correspondance"} | said)


# Who may


@pytest.mark.parametrize(("role", "country", "status"), ROLES)
def test_pages_and_forms_are_for_those_who_may_place(
    app: Dash, client_as: Any, given: Any, engine: Engine, role: str, country: str, status: int
) -> None:
    given.report("SEN", state="draft", measures=[{"title_fr": TRAFFICKING}])
    client = client_as(app, role, country)
    page = client.get("/fr/correspondance")
    assert page.status_code == status
    assert (TRAFFICKING.split()[0] in page.text) == (status == 200)
    answered = decision(client, "5")
    assert answered.status_code == (303 if status == 200 else status)
    assert len(rows(engine, Placement)) == (1 if status == 200 else 0)
    csv_file = client.get("/desk/mapping/acceptance.csv")
    assert csv_file.status_code == status
    for route, form in (("undo", {"placement": "1"}), ("apply", {"report": "SEN-dakar-2013-v1"})):
        sent = client.post(f"/desk/mapping/{route}", data=form)
        assert sent.status_code == (303 if status == 200 else status)
    done = [row for row in rows(engine, Audit) if row["action"].startswith("placement-")]
    assert bool(done) == (status == 200)


# The page


def test_a_decision_leads_to_the_next_measure_and_can_be_taken_back(
    app: Dash, client_as: Any, given: Any, engine: Engine
) -> None:
    given.report("SEN", measures=[{"title_fr": TRAFFICKING}, {"title_fr": "Retour volontaire"}])
    client = client_as(app, "analyst")
    page = client.get("/fr/correspondance").text
    back = unescape(re.search(r'name="back" value="([^"]*SEN-M[^"]*)"', page)[1])  # type: ignore[index]
    assert "SEN-M0002" in back
    answer = decision(client, "5", back=back)
    assert answer.headers["Location"] == back
    after = client.get(back.partition("#")[0]).text
    assert "SEN-M0001 : proposition retenue, objectif 5." in after.replace("\u00a0", " ")
    assert 'action="/desk/mapping/undo"' in after
    (row,) = rows(engine, Placement)
    client.post("/desk/mapping/undo", data={"placement": row["id"]})
    assert "SEN-M0001" in client.get("/fr/correspondance?tab=list").text


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"objective": ""}, "Cochez d’abord un objectif"),
        ({"objective": "11"}, "Ce choix n’existe pas"),
        ({"measure": "SEN-dakar-2013:SEN-M0009"}, "Cette mesure n’attend plus"),
        ({"measure": "?"}, "Cette mesure n’attend plus"),
        ({"seen": "9" * 40}, "objectif 5"),
    ],
)
def test_what_cannot_be_kept_is_said(
    app: Dash, client_as: Any, given: Any, form: dict[str, str], said: str
) -> None:
    given.report("SEN", measures=[{"title_fr": TRAFFICKING}, {"title_fr": "B"}])
    client = client_as(app, "analyst")
    answer = decision(client, **({"objective": "5"} | form), here="/fr/correspondance")
    assert answer.status_code == 303
    assert said in client.get("/fr/correspondance").text


def test_who_was_slower_is_told_what_the_other_decided(
    app: Dash, client_as: Any, given: Any, engine: Engine
) -> None:
    given.report("SEN", measures=[{"title_fr": TRAFFICKING}])
    first, second = client_as(app, "analyst"), client_as(app, "admin")
    decision(first, "5")
    decision(second, "none")
    said = second.get("/en/mapping").text
    assert "in the meantime somebody had decided “5”" in said
    assert [row["decision"] for row in rows(engine, Placement)] == ["accepted", "none"]
    told = first.get("/en/mapping").text
    assert "you had decided “5. " in told and "somebody has decided “No objective”" in told
    assert "you had decided" not in second.get("/en/mapping").text


def test_decisions_are_applied_from_the_page_and_marked_for_readers(
    app: Dash, client_as: Any, given: Any, engine: Engine
) -> None:
    given.data_version(1)
    given.round("dakar-2013")
    given.report("SEN", state="draft", answers="2", measures=[{"title_fr": TRAFFICKING}])
    client = client_as(app, "analyst")
    decision(client, "5")
    page = client.get("/fr/correspondance?tab=decided").text
    assert "Appliquer les décisions à SEN-dakar-2013-v1" in page
    client.post("/desk/mapping/apply", data={"report": "SEN-dakar-2013-v1"})
    assert "SEN-dakar-2013-v2 est créé" in client.get("/fr/correspondance?tab=decided").text
    assert [row["version"] for row in rows(engine, Report)] == [1, 2]
    assert [row["objective"] for row in rows(engine, Measure)] == [None, "5"]


def test_readers_see_whose_word_an_objective_is(app: Dash, client_as: Any, given: Any) -> None:
    given.data_version(1)
    placed = {"by": "secretariat", "at": "2013-09-01T12:00:00", "decision": "accepted"}
    own = {"title_fr": "A", "objective": "5"}
    given.report("SEN", answers="2", measures=[own, own | {"extra": {"placed": placed}}])
    page = client_as(app).get("/fr/pays/SEN/5?round=dakar-2013").text
    assert page.count("objectif attribué par le secrétariat") >= 1
    assert "SEN-M0001 ·" not in page and "SEN-M0002 ·" in page
    answered = client_as(app).get("/api/v1/measures?round=dakar-2013").json["measures"]
    assert [one["placed_by"] for one in answered] == [None, "secretariat"]


def test_an_empty_queue_says_why(app: Dash, client_as: Any, given: Any) -> None:
    client = client_as(app, "analyst")
    assert "Aucune mesure n’attend de décision" in client.get("/fr/correspondance").text
    given.report("SEN", measures=[{"title_fr": TRAFFICKING}])
    filtered = client.get("/fr/correspondance?countries=MAR").text
    assert "Aucune mesure en attente ne correspond" in filtered


def test_titles_are_text_and_a_measure_without_one_is_shown(
    app: Dash, client_as: Any, given: Any
) -> None:
    title = "<script>alert(1)</script> Traite & réinsertion"
    given.report("SEN", measures=[{"title_fr": title}, {"title_fr": None}])
    client = client_as(app, "analyst")
    for query in ("", "?tab=list", "?measure=SEN-dakar-2013%3ASEN-M0002"):
        page = client.get(f"/en/mapping{query}")
        assert page.status_code == 200
        assert "<script>alert" not in page.text
    assert "Measure without a title" in page.text


# Marks


@pytest.mark.parametrize(
    ("text", "words", "shown"),
    [
        ("Frontières et visas", ["frontière"], ["Frontières"]),
        ("FRONTIE\u0300RES", ["frontières"], ["FRONTIE\u0300RES"]),
        ("Le retour des migrants", ["retour des migrants"], ["retour des migrants"]),
        ("migration", ["migrants"], []),
        ("Traite & traite", ["traite"], ["Traite", "traite"]),
        ("a<b>traite</b>", ["traite"], ["traite"]),
        ("d’identité", ["identités"], ["identité"]),
        ("", ["traite"], []),
    ],
)
def test_words_are_marked_in_their_inflections(
    text: str, words: list[str], shown: list[str]
) -> None:
    found = re.findall(r'<mark data-for="1">(.*?)</mark>', marked(text, [words]))
    assert [unescape(one) for one in found] == shown


def test_a_word_of_two_proposals_is_marked_for_both() -> None:
    html = marked("traite des migrants", [["traite des migrants"], ["migrants"]])
    assert html == ('<mark data-for="1">traite des </mark><mark data-for="1 2">migrants</mark>')


PIECES = st.text(alphabet="aéE\u0301<>&\"' ßİ-1\n", max_size=12)


@over(text=PIECES, reasons=st.lists(st.lists(PIECES, max_size=3), max_size=3))
def test_without_its_marks_a_text_is_itself(text: str, reasons: list[list[str]]) -> None:
    plain = re.sub(r'<mark data-for="[\d ]+">|</mark>', "", marked(text, reasons))
    assert unescape(plain) == text
    assert "<" not in plain and ">" not in plain


# Figures


def judged(objective: str | None, *proposed: tuple[str, float], decided: str = "") -> Any:
    proposals = [
        {"objective": code, "confidence": confidence, "theme": None, "roadmap_action": None}
        for code, confidence in proposed
    ]
    return desk.Decision(
        1, "SEN", "dakar-2013", "SEN-M0001", "", decided or "accepted", objective, None, None,
        {"proposals": proposals}, "a@example.org", datetime(2013, 9, 1),
    )  # fmt: skip


SURE = (("4", 0.9), ("5", 0.05), ("3", 0.01))
UNSURE = (("5", 0.4), ("4", 0.3), ("1", 0.1))
DECISIONS = [
    *[judged("4", *SURE)] * 4,
    judged("5", *SURE),
    judged("9", *SURE, decided="other"),
    judged("4", *UNSURE),
    judged("1", *UNSURE),
    judged(None, *UNSURE, decided="none"),
    judged("4", *SURE, decided="undone"),
    judged("7"),
]


def test_figures_agree_with_a_count_by_hand() -> None:
    found = acceptance(DECISIONS, [str(n) for n in range(1, 11)])
    assert (found.n, found.first, found.second, found.third, found.other, found.none) == (
        9, 4, 2, 1, 1, 1,
    )  # fmt: skip
    assert found.rate == pytest.approx(4 / 9)
    counted = {
        one.objective: (one.shown, one.shown_first, one.first, one.second, one.third, one.other,
                        one.none, one.unproposed)
        for one in found.objectives
    }  # fmt: skip
    assert counted["4"] == (9, 6, 4, 1, 0, 3, 1, 0)
    assert counted["5"] == (9, 3, 0, 1, 0, 7, 1, 0)
    assert counted["1"] == (3, 0, 0, 0, 1, 1, 1, 0)
    assert counted["9"] == (0, 0, 0, 0, 0, 0, 0, 1)
    rates = {one.objective: one.rate for one in found.objectives}
    assert rates["4"] == pytest.approx(4 / 6)
    assert rates["5"] is None


def test_confidence_is_held_against_what_people_decided() -> None:
    found = {band.low: band for band in acceptance(DECISIONS, ()).bands}
    assert [(b.n, b.agreed, b.rate) for b in (found[0.0], found[0.9])] == [
        (3, 0, None),
        (6, 4, pytest.approx(4 / 6)),
    ]
    assert found[0.9].expected == pytest.approx(0.9)
    assert sum(band.n for band in found.values()) == 9
    certain = acceptance([judged("4", ("4", 1.0))], ()).bands[-1]
    assert (certain.n, certain.high) == (1, 1.0)


def test_figures_are_shown_and_downloaded(
    app: Dash, client_as: Any, given: Any, engine: Engine
) -> None:
    titles = [{"title_fr": f"{TRAFFICKING} {n}"} for n in range(6)]
    given.report("SEN", measures=[*titles, {"title_fr": "Retour volontaire assisté"}])
    client = client_as(app, "analyst")
    for n in range(6):
        decision(client, "5" if n else "none", measure=f"SEN-dakar-2013:SEN-M{n + 1:04}")
    decision(client, "4", measure="SEN-dakar-2013:SEN-M0007")
    page = client.get("/en/mapping?tab=figures").text
    assert "7 decisions: the first proposal was accepted 6 times" in page
    assert "83%" in page and "too few decisions" in page
    text = client.get("/desk/mapping/acceptance.csv?lang=en").data.decode("utf-8-sig")
    table = list(csv.DictReader(io.StringIO(text)))
    (five,) = [row for row in table if (row["kind"], row["code"]) == ("objective", "5")]
    counted = (five["shown_first"], five["first"], five["none"], five["rate"])
    assert counted == ("6", "5", "1", "0.8333")
    assert [row["n"] for row in table if row["kind"] == "all"] == ["7"]
    assert "SEN" not in text
