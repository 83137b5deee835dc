"""A version before its publication: shown as it will be, to whom it concerns, and answered."""

from collections.abc import Iterator
from typing import Any

import pytest
from dash import Dash
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import Engine, select

from dashboard import create_app
from dashboard.queries import Source, country_report, data_version, declared, replies, reports
from dashboard.settings import Settings
from loaders import desk, publish
from schemas.database.audit import Actor
from schemas.database.desk import Audit, Reply
from schemas.database.models import Report

ROUND = "dakar-2013"
CODE = f"SEN-{ROUND}-v2"
PREVIEWS = (f"/fr/pays/SEN?report={CODE}", f"/en/countries/SEN/1?report={CODE}")
ALL = ("PUB", "PART", "SEC")
ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""Of what does not depend on the database: starting an application takes seconds."""

FOCAL = Actor("focal@example.org", "focal-point")
ANALYST = Actor("analyst@example.org", "analyst")


@pytest.fixture
def drafted(given: Any) -> tuple[int, int]:
    """Senegal: version 1 published, version 2 a draft that says otherwise."""
    given.round(ROUND)
    first = given.report("SEN", answers="1 1 1", measures=[{"objective": "1", "answer": "1"}])
    second = given.report(
        "SEN",
        version=2,
        state="draft",
        answers="4 4 4",
        measures=[{"objective": "1", "answer": "4", "title_fr": "Mesure du brouillon"}],
    )
    given.report("MAR", answers="2 2 2")
    return first, second


@pytest.fixture
def app(database_url: str, content: Any, drafted: Any) -> Iterator[Dash]:
    made = create_app(Settings(database_url=database_url, secret_key="k" * 32), content)
    yield made
    context = made.server.extensions["dakar"]
    context.reader.dispose()
    context.writer.dispose()


def page(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    (first,) = html.fromstring(answer.get_data(as_text=True)).xpath("//*[@id='first-view']")
    return str(html.tostring(first, encoding="unicode"))


def words_in(page: str) -> str:
    return " ".join(html.fromstring(page).text_content().replace("\xa0", " ").split())


# The version in place of the published one


def test_every_query_takes_the_version_of_a_preview(engine: Engine, drafted: Any) -> None:
    first, second = drafted
    public, preview = Source(engine, ALL), Source(engine, ALL, second)
    for source, report_id, answer in ((public, first, "1"), (preview, second, "4")):
        found = reports(source, ROUND)
        assert dict(zip(found["country"], found["id"], strict=True))["SEN"] == report_id
        assert list(found["country"]) == ["MAR", "SEN"]
        answers = declared(source, ROUND)
        assert set(answers.loc[answers["country"] == "SEN", "answer"]) == {answer}
        shown = country_report(source, ROUND, "SEN")
        assert shown is not None
        assert (shown.head.id, shown.measures[0].answer) == (report_id, answer)


def test_a_preview_leaves_other_rounds_alone(engine: Engine, given: Any, drafted: Any) -> None:
    given.report("SEN", "madrid-2012", answers="0 0")
    other = declared(Source(engine, ALL, drafted[1]), "madrid-2012")
    assert set(other["answer"]) == {"0"}


def test_a_first_draft_is_previewed_where_nothing_is_published(engine: Engine, given: Any) -> None:
    only = given.report("GHA", state="submitted", answers="3")
    assert country_report(Source(engine, ALL), ROUND, "GHA") is None
    assert country_report(Source(engine, ALL, only), ROUND, "GHA") is not None


# Who sees it


@pytest.mark.parametrize(
    ("role", "country", "status"),
    [
        ("", None, 401),
        ("reader", None, 403),
        ("committee", None, 403),
        ("focal-point", "MAR", 403),
        ("focal-point", "SEN", 200),
        ("analyst", None, 200),
        ("admin", None, 200),
        ("local", None, 200),
    ],
)
@ON_SQLITE
def test_only_the_country_and_the_secretariat_see_a_preview(
    app: Dash, client_as: Any, role: str, country: str | None, status: int
) -> None:
    client = client_as(app, role, country)
    for address in PREVIEWS:
        answer = client.get(address)
        assert answer.status_code == status, address
        assert ("Mesure du brouillon" in answer.get_data(as_text=True)) == (status == 200)


@pytest.mark.parametrize(
    "address",
    [
        f"/fr/pays/MAR?report={CODE}",
        f"/fr/pays/SEN?report=SEN-{ROUND}-v9",
        "/fr/pays/SEN?report=nonsense",
    ],
)
@ON_SQLITE
def test_a_preview_of_nothing_is_a_404(app: Dash, client_as: Any, address: str) -> None:
    assert client_as(app, "analyst").get(address).status_code == 404


@ON_SQLITE
def test_a_stranger_is_led_back_to_the_preview_after_signing_in(app: Dash, client_as: Any) -> None:
    text = client_as(app).get(PREVIEWS[0]).get_data(as_text=True)
    assert f"next=%2Ffr%2Fpays%2FSEN%3Freport%3D{CODE}" in text


@ON_SQLITE
def test_the_pages_callback_asks_for_the_same_right(app: Dash, client_as: Any) -> None:
    where = {"id": "_pages_location"}
    address = [
        {**where, "property": "pathname", "value": "/fr/pays/SEN"},
        {**where, "property": "search", "value": f"?report={CODE}"},
    ]
    outputs = [
        {"id": "_pages_content", "property": "children"},
        {"id": "_pages_store", "property": "data"},
    ]
    asked = {
        "output": ".._pages_content.children..._pages_store.data..",
        "outputs": outputs,
        "inputs": address,
        "state": address,
        "changedPropIds": ["_pages_location.search"],
    }

    def told(role: str, country: str | None = None) -> bool:
        answer = client_as(app, role, country).post("/_dash-update-component", json=asked)
        return "Mesure du brouillon" in answer.get_data(as_text=True)

    assert told("focal-point", "SEN")
    assert not told("focal-point", "MAR")
    assert not told("committee")
    assert not told("")


# What it shows


@pytest.mark.parametrize(
    ("address", "banner"),
    [
        (PREVIEWS[0], "Aperçu de la version 2 (brouillon) : non publiée"),
        (f"/en/countries/SEN?report={CODE}", "Preview of version 2 (draft): not published"),
        (PREVIEWS[1], "Preview of version 2 (draft): not published"),
    ],
)
@ON_SQLITE
def test_a_preview_says_what_it_is_and_gives_nothing_away(
    app: Dash, client_as: Any, address: str, banner: str
) -> None:
    client = client_as(app, "analyst")
    shown = page(client, address)
    assert banner in words_in(shown)
    assert "Mesure du brouillon" in shown
    assert "/api/v1/exhibits/" not in shown
    assert client.get(address).headers["Cache-Control"] == "no-store"


@ON_SQLITE
def test_the_published_page_stays_as_it_was(app: Dash, client_as: Any) -> None:
    client = client_as(app, "analyst")
    before = page(client, "/fr/pays/SEN")
    page(client, PREVIEWS[0])
    assert page(client, "/fr/pays/SEN") == before
    assert "Mesure du brouillon" not in before
    assert "/api/v1/exhibits/country-strip.csv" in before


@ON_SQLITE
def test_nothing_of_a_preview_is_kept_in_memory(app: Dash, client_as: Any) -> None:
    context = app.server.extensions["dakar"]
    client = client_as(app, "analyst")
    page(client, "/fr/pays/SEN")
    kept = (len(context.memo), len(context.pages))
    page(client, PREVIEWS[0])
    assert (len(context.memo), len(context.pages)) == kept


@ON_SQLITE
def test_links_inside_a_preview_stay_in_it(app: Dash, client_as: Any) -> None:
    tree = html.fromstring(page(client_as(app, "analyst"), PREVIEWS[0]))
    links = tree.xpath("//a/@href")
    assert f"/fr/pays/SEN/1?round={ROUND}&report={CODE}" in links
    assert f"/en/countries/SEN?round={ROUND}&report={CODE}" in links
    assert not [one for one in links if "report=" in one and "/SEN" not in one]


@ON_SQLITE
def test_a_version_named_elsewhere_is_ignored(app: Dash, client_as: Any) -> None:
    shown = page(client_as(app, "analyst"), f"/fr/tableau?report={CODE}")
    assert f"report={CODE}" in words_in(shown)
    assert "Aperçu" not in shown


# The answer


def test_the_newest_answer_counts_and_earlier_ones_stay(engine: Engine, drafted: Any) -> None:
    desk.answer(engine, CODE, "  Première.\r\n", "fr", FOCAL)
    desk.answer(engine, CODE, "Second\r\nline\x00", "en", ANALYST)
    given = replies(Source(engine, ALL), drafted[1])
    assert [(one.text, one.language, one.is_recorded) for one in given] == [
        ("Second\nline", "en", True),
        ("Première.", "fr", False),
    ]
    assert replies(Source(engine, ALL), drafted[0]) == ()
    with engine.connect() as connection:
        rows = connection.execute(
            select(Audit.actor, Audit.role, Audit.action, Audit.subject, Audit.detail)
        ).all()
    assert [tuple(row[:4]) for row in rows] == [
        (FOCAL.name, "focal-point", "report.answered", CODE),
        (ANALYST.name, "analyst", "report.answered", CODE),
    ]
    assert rows[0].detail["characters"] == len("Première.")
    assert "Première" not in str(rows[0].detail)


@pytest.mark.parametrize(
    ("code", "text", "reason"),
    [
        (CODE, " \n ", "empty"),
        (CODE, "x" * 2001, "too-long"),
        (f"SEN-{ROUND}-v1", "Trop tard", "published"),
        (f"SEN-{ROUND}-v7", "Rien", "unknown"),
    ],
)
def test_what_cannot_be_kept_says_why(
    engine: Engine, drafted: Any, code: str, text: str, reason: str
) -> None:
    with pytest.raises(desk.NotAnswerableError) as problem:
        desk.answer(engine, code, text, "fr", FOCAL)
    assert problem.value.reason == reason
    with engine.connect() as connection:
        assert connection.execute(select(Reply.id)).all() == []


def test_two_thousand_characters_are_kept_whole(engine: Engine, drafted: Any) -> None:
    text = ("a" * 99 + "\r\n") * 20
    desk.answer(engine, CODE, text, "fr", FOCAL)
    (kept,) = replies(Source(engine, ALL), drafted[1])
    assert kept.text == text.replace("\r\n", "\n").strip()


@pytest.mark.parametrize(
    ("role", "country", "status"),
    [
        ("", None, 401),
        ("reader", None, 403),
        ("committee", None, 403),
        ("focal-point", "MAR", 403),
        ("focal-point", "SEN", 303),
        ("analyst", None, 303),
        ("admin", None, 303),
    ],
)
@ON_SQLITE
def test_the_country_answers_and_the_secretariat_records(
    app: Dash, client_as: Any, engine: Engine, role: str, country: str | None, status: int
) -> None:
    form = {"text": "Réponse", "language": "fr", "back": PREVIEWS[0]}
    answer = client_as(app, role, country).post(f"/desk/reports/{CODE}/reply", data=form)
    assert answer.status_code == status
    with engine.connect() as connection:
        kept = connection.execute(select(Reply.role)).scalars().all()
    assert kept == ([role] if status == 303 else [])


@ON_SQLITE
def test_a_text_that_is_too_long_comes_back_whole(app: Dash, client_as: Any) -> None:
    client = client_as(app, "focal-point", "SEN")
    text = "<b>é</b> " * 300
    answer = client.post(
        f"/desk/reports/{CODE}/reply",
        data={"text": text, "language": "fr", "back": f"/en/countries/SEN?report={CODE}"},
    )
    assert answer.status_code == 422
    tree = html.fromstring(answer.get_data(as_text=True))
    assert tree.xpath("//textarea[@name='text']")[0].text.strip() == text.strip()
    assert "at most 2,000 can be printed" in tree.text_content()
    assert tree.xpath("//option[@selected]/@value") == ["fr"]
    assert tree.xpath("//input[@name='back']/@value") == [f"/en/countries/SEN?report={CODE}"]


@ON_SQLITE
def test_a_version_published_meanwhile_gives_the_text_back(app: Dash, client_as: Any) -> None:
    answer = client_as(app, "analyst").post(
        f"/desk/reports/SEN-{ROUND}-v1/reply", data={"text": "Trop tard", "back": "/fr/"}
    )
    assert answer.status_code == 422
    assert "Trop tard" in answer.get_data(as_text=True)


# Where it is printed


def test_the_answer_is_printed_with_the_version_it_was_given_to(
    app: Dash, client_as: Any, engine: Engine
) -> None:
    stranger = client_as(app)
    desk.answer(engine, CODE, "Ancienne.", "fr", FOCAL)
    desk.answer(engine, CODE, "Le pays précise.\nEt encore.", "fr", FOCAL)
    assert "Le pays précise" not in page(stranger, "/fr/pays/SEN")
    assert "Le pays précise" in page(client_as(app, "focal-point", "SEN"), PREVIEWS[0])
    version = data_version(Source(engine, ALL))
    publish(engine, CODE)
    assert data_version(Source(engine, ALL)) > version
    shown = page(stranger, "/fr/pays/SEN")
    assert "Réponse du pays" in shown
    assert "Le pays précise." in shown
    assert "Ancienne" not in shown
    assert FOCAL.name not in shown
    for address in (
        "/api/v1/exhibits/country-strip.csv?countries=SEN&lang=fr",
        "/api/v1/exhibits/country-measures.json?countries=SEN&lang=fr",
    ):
        text = stranger.get(address).get_data(as_text=True)
        assert "Le pays précise. Et encore." in text
        assert FOCAL.name not in text


@ON_SQLITE
def test_a_later_version_is_put_to_the_country_again(
    app: Dash, client_as: Any, engine: Engine, given: Any
) -> None:
    desk.answer(engine, CODE, "Le pays précise.", "fr", FOCAL)
    publish(engine, CODE)
    given.report("SEN", version=3, answers="0")
    with engine.begin() as connection:
        old = Report.__table__.update().where(Report.version == 2).values(state="superseded")
        connection.execute(old)
    given.data_version(99)
    assert "Le pays précise" not in page(client_as(app), "/fr/pays/SEN")


@ON_SQLITE
def test_an_answer_heeds_the_permitted_use(app: Dash, client_as: Any, given: Any) -> None:
    engine = given.engine
    given.report("GHA", state="draft", consent="PART", answers="1")
    desk.answer(engine, f"GHA-{ROUND}-v1", "Pour les partenaires.", "fr", FOCAL)
    publish(engine, f"GHA-{ROUND}-v1")
    assert "Pour les partenaires" not in page(client_as(app), "/fr/pays/GHA")
    assert "Pour les partenaires" in page(client_as(app, "committee"), "/fr/pays/GHA")


@ON_SQLITE
def test_the_box_says_who_wrote_without_naming_him(app: Dash, client_as: Any, engine: Any) -> None:
    desk.answer(engine, CODE, "Par lettre.", "fr", ANALYST)
    own = page(client_as(app, "focal-point", "SEN"), PREVIEWS[0])
    assert "enregistrée par le secrétariat" in own
    assert ANALYST.name not in own
    assert "Votre réponse" in own
    assert "Réponse reçue du pays" in page(client_as(app, "analyst"), PREVIEWS[0])
