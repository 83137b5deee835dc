"""Challenges told as one: names given and taken back, on both kinds of database."""

from typing import Any

import pytest
from sqlalchemy import Engine, insert, select

from loaders import desk
from schemas.database.audit import Actor
from schemas.database.desk import Audit
from schemas.database.exchange import ChallengeName
from schemas.database.models import DataVersion

ANALYST = Actor("analyst@example.org", "analyst")
FEES = {"fr": "Frais des petits envois 💶", "en": "Fees on “small” transfers"}
NOTHING = {"fr": "", "en": " \n "}
BOTH = [("SEN", "SEN-K001"), ("DEU", "DEU-K004")]


def rows(engine: Engine) -> list[tuple[Any, ...]]:
    query = select(ChallengeName.country, ChallengeName.item_id, ChallengeName.names)
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(query.order_by(ChallengeName.id))]


def log(engine: Engine) -> list[tuple[Any, ...]]:
    query = select(Audit.actor, Audit.action, Audit.subject, Audit.detail)
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(query.order_by(Audit.id))]


def version(engine: Engine) -> int:
    with engine.connect() as connection:
        return connection.execute(select(DataVersion.number)).scalar_one()


def test_a_name_is_given_once_and_taken_back(engine: Engine) -> None:
    with engine.begin() as connection:
        if connection.execute(select(DataVersion.number)).first() is None:
            connection.execute(insert(DataVersion).values(id=1, number=1))
    start = version(engine)
    assert desk.name_challenges(engine, [*BOTH, BOTH[0]], FEES, ANALYST) == 2
    assert desk.name_challenges(engine, BOTH, {**FEES, "fr": f" {FEES['fr']}\r\n"}, ANALYST) == 0
    assert version(engine) == start + 1
    assert desk.name_challenges(engine, BOTH[:1], NOTHING, ANALYST) == 1
    assert desk.name_challenges(engine, BOTH[:1], NOTHING, ANALYST) == 0
    assert version(engine) == start + 2
    assert rows(engine) == [(*BOTH[0], FEES), (*BOTH[1], FEES), (*BOTH[0], {})]
    detail = {"challenges": ["SEN-K001", "DEU-K004"]}
    assert log(engine) == [
        (ANALYST.name, "challenge.named", "SEN-K001", detail),
        (ANALYST.name, "challenge.unnamed", "SEN-K001", {"challenges": ["SEN-K001"]}),
    ]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("challenges", "names", "reason"),
    [
        ([], FEES, "nothing"),
        (BOTH, {**FEES, "en": ""}, "languages"),
        (BOTH, {**FEES, "fr": "\u200b\x07"}, "languages"),
        (BOTH, {**FEES, "fr": "x" * (desk.NAME_LENGTH + 1)}, "too-long"),
    ],
)
def test_what_cannot_be_told_changes_nothing(
    engine: Engine, challenges: Any, names: Any, reason: str
) -> None:
    with pytest.raises(desk.ChallengeNameError) as problem:
        desk.name_challenges(engine, challenges, names, ANALYST)
    assert problem.value.reason == reason
    assert (rows(engine), log(engine)) == ([], [])
