"""What is typed at the desk: kept without what shows nothing, and no longer than can be read."""

from typing import Any

import pytest
from sqlalchemy import Engine, select

from dashboard import create_app
from dashboard.settings import Settings
from loaders import desk
from loaders.desk import NotAllowedError
from schemas.content import Content
from schemas.database.audit import Actor
from schemas.database.desk import Override, Reply, Review

ANALYST = Actor("analyst@example.org", "analyst")
FOCAL = Actor("focal@example.org", "focal-point")
REPORT = "SEN-dakar-2013-v1"
FINDING = {"code": "not-in-list", "sheet": "03", "cell": "L7", "seq": 0}
TYPED = " Objectif\u00a04\u00a0: à\x00 revoir\x1b[31m\u202e,\r\npuis à renvoyer. "
KEPT = "Objectif\u00a04\u00a0: à revoir[31m,\npuis à renvoyer."
LONG = "é" * 2_001

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture(autouse=True)
def _draft(given: Any) -> None:
    given.report("SEN", state="draft", answers="1", findings=[FINDING])


def kept(engine: Engine, column: Any) -> list[str]:
    with engine.connect() as connection:
        return list(connection.scalars(select(column)))


def test_a_comment_is_kept_without_what_shows_nothing(engine: Engine, content: Content) -> None:
    desk.move(engine, content, REPORT, "needs-revision", ANALYST, TYPED)
    assert kept(engine, Review.comment) == [KEPT]
    desk.answer(engine, REPORT, TYPED, "fr", FOCAL)
    assert kept(engine, Reply.text) == [KEPT]


def test_a_step_that_asks_for_no_comment_keeps_none(engine: Engine, content: Content) -> None:
    desk.move(engine, content, REPORT, "submitted", FOCAL, "Un commentaire")
    assert kept(engine, Review.comment) == [""]


def test_a_reason_is_one_line_without_what_shows_nothing(engine: Engine) -> None:
    desk.override(engine, REPORT, [0], TYPED, ANALYST)
    assert kept(engine, Override.reason) == ["Objectif 4 : à revoir[31m, puis à renvoyer."]


def test_nothing_longer_is_kept(engine: Engine, content: Content) -> None:
    for after, actor in (("needs-revision", ANALYST), ("submitted", FOCAL)):
        with pytest.raises(NotAllowedError, match="too-long"):
            desk.move(engine, content, REPORT, after, actor, LONG)
    with pytest.raises(NotAllowedError, match="too-long"):
        desk.override(engine, REPORT, [0], LONG, ANALYST)
    assert kept(engine, Review.comment) == kept(engine, Override.reason) == []
    desk.override(engine, REPORT, [0], LONG[1:], ANALYST)
    assert kept(engine, Override.reason) == [LONG[1:]]


def test_a_text_that_is_too_long_comes_back(database_url: str, client_as: Any) -> None:
    client = client_as(
        create_app(Settings(database_url=database_url, secret_key="k" * 32)), "analyst"
    )
    for deed, form in (
        ("move", {"after": "needs-revision", "comment": LONG}),
        ("override", {"seqs": "0", "reason": LONG}),
    ):
        answer = client.post(f"/desk/reports/{REPORT}/{deed}", data={**form, "back": "/en/reports"})
        assert answer.status_code == 422
        text = answer.get_data(as_text=True)
        assert "2,000 characters at most" in text and f"{LONG}</textarea>" in text
