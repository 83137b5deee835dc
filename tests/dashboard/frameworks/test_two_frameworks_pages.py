"""Rounds of two frameworks live side by side: every page and exhibit answers for both."""

import pytest
from dash import Dash
from flask.testing import FlaskClient
from sqlalchemy import Engine

from dashboard.addresses import PAGES, href
from dashboard.exhibits import EXHIBITS, build
from dashboard.exhibits.base import BuiltExhibit
from dashboard.filters import Filters, Ignored, fitting
from dashboard.queries import Source
from schemas.content import Content

ROUND = "essai-2016"
NODES = {"pillar": "4", "objective": "7", "theme": "work"}
OTHERS = {"country": "SEN", "exhibit": "pillars", "meeting": "session-4"}
DAKAR_ONLY = {"pillar": "T", "objective": "10", "theme": "border"}


@pytest.fixture(scope="module")
def client(both_app: Dash) -> FlaskClient:
    client = both_app.server.test_client()
    client.environ_base["REMOTE_ADDR"] = "192.0.2.7"
    return client


def read_pages() -> list[str]:
    return [p.key for p in PAGES if p.right == "read" and "<meeting>" not in p.slugs["fr"]]


def address(key: str, language: str, nodes: dict[str, str], query: str) -> str:
    slug = next(page for page in PAGES if page.key == key).slugs[language]
    values = {name: value for name, value in (OTHERS | nodes).items() if f"<{name}>" in slug}
    return href(key, language, query, **values)


@pytest.mark.parametrize("key", read_pages())
def test_every_page_answers_for_the_second_framework(client: FlaskClient, key: str) -> None:
    for language in ("fr", "en"):
        found = client.get(address(key, language, NODES, f"round={ROUND}"))
        assert found.status_code == 200, (key, language)
        assert "Traceback" not in found.text


@pytest.mark.parametrize("query", ["", "&basis=measures", "&region=europe", "&objective=7"])
def test_every_exhibit_answers_for_the_second_framework(client: FlaskClient, query: str) -> None:
    for code in EXHIBITS:
        for kind in ("json", "csv", "xlsx"):
            found = client.get(
                f"/api/v1/exhibits/{code}.{kind}?round={ROUND}&countries=SEN,MAR{query}"
            )
            assert found.status_code == 200, (code, kind, query)


@pytest.mark.parametrize(("name", "code"), DAKAR_ONLY.items())
def test_what_only_the_other_framework_has_is_told_so(
    client: FlaskClient, name: str, code: str
) -> None:
    here = client.get(address(name, "en", {name: code}, f"round={ROUND}"))
    assert here.status_code == 404
    assert "Test Programme has nothing at this address" in here.text
    assert "round=rabat-2014" in here.text
    there = client.get(address(name, "en", {name: code}, "round=dakar-2013"))
    assert there.status_code == 200


def test_a_filter_of_the_other_framework_is_named_as_ignored(client: FlaskClient) -> None:
    found = client.get(f"/api/v1/exhibits/scorecard.json?round={ROUND}&objective=10").get_json()
    assert found["ignored"] == [{"name": "objective", "value": "10"}]
    kept = client.get("/api/v1/exhibits/scorecard.json?round=dakar-2013&objective=10").get_json()
    assert kept["ignored"] == []


def test_codes_that_both_frameworks_have_stay(both: Content) -> None:
    filters = Filters(round=ROUND, objective="4", pillar="T", theme="border", region="europe")
    kept, ignored = fitting(filters, both.frameworks["essai"])
    assert (kept.objective, kept.pillar, kept.theme, kept.region) == ("4", "", "", "europe")
    assert ignored == (Ignored("pillar", "T"), Ignored("theme", "border"))


def test_menu_and_filters_name_the_framework_of_the_round(client: FlaskClient) -> None:
    new = client.get(f"/en/measures?round={ROUND}").text
    assert "Regular pathways" in new
    assert "Seasonal work" in new
    assert "Irregular migration" not in new
    old = client.get("/en/measures?round=dakar-2013").text
    assert "Irregular migration" in old
    assert "Regular pathways" not in old


def exhibit(both: Content, engine: Engine, code: str, **filters: str) -> BuiltExhibit:
    asked = Filters(round=ROUND, **filters)  # type: ignore[arg-type]
    return build(code, Source(engine, ("PUB",)), both, both.words["en"], asked)


def test_the_scorecard_has_eight_objectives(both: Content, both_engine: Engine) -> None:
    built = exhibit(both, both_engine, "scorecard")
    codes = [column.key for column in built.table.columns]
    assert [code for code in codes if code.isdigit()] == [str(n) for n in range(1, 9)]
    senegal = next(row for row in built.table.rows if row[0].text == "Senegal")
    levels = dict(zip(codes, senegal, strict=True))
    assert [levels[str(n)].look for n in range(1, 9)] == ["3", "3", "2", "4", "4", "2", "1", "3"]


def test_a_pillar_of_one_objective_has_its_number(both: Content, both_engine: Engine) -> None:
    """Pillar 2 holds objective 3 alone: its mean is that objective's, over six countries."""
    built = exhibit(both, both_engine, "pillar-objectives", pillar="2")
    assert not built.is_empty
    built = exhibit(both, both_engine, "pillar-countries", pillar="2")
    assert built.chart is not None
    marks = [p for s in built.chart.series for p in s.points if p.category == "P2"]
    # SEN 2, MAR 4, FRA 4, ESP 3, MLI 2, BEL 4
    assert sorted(p.value for p in marks if p.value is not None) == [50, 50, 75, 100, 100, 100]


def test_change_is_told_along_follows_only(both: Content, both_engine: Engine) -> None:
    """Objectives 1 to 6 and 8 continue one of the Strategy; 7 continues none."""
    built = exhibit(both, both_engine, "change")
    rows = {row[0].text: row for row in built.table.rows}
    counts = {
        name: int(row[-1].value or 0)
        for name, row in rows.items()
        if isinstance(name, str) and name[:1].isdigit()
    }
    assert list(counts) == [
        "1. Mobility", "2. Rights", "3. Protection", "4. Borders", "5. Return", "6. Remittances",
        "8. Data",
    ]  # fmt: skip
    assert all(counts.values())
    assert "Dakar Strategy" in built.note
    assert "7" in built.note
    with both_engine.connect() as connection:
        before = dict(
            connection.exec_driver_sql(
                "SELECT r.country, a.answer FROM objective_answer a JOIN report r"
                " ON r.id = a.report_id WHERE r.round = 'rabat-2014' AND a.objective = '4'"
                " AND r.consent = 'PUB' AND r.state = 'published'"
            ).all()
        )
    new = {"SEN": "4", "MAR": "4", "FRA": "4", "ESP": "4", "BEL": "3"}  # MLI has no level
    both_known = [c for c in new if before.get(c) in ("0", "1", "2", "3", "4")]
    assert counts["4. Borders"] == len(both_known)
