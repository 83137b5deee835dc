"""Turns the name under which challenges are told as one into rows; what was said before stays."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, Engine, insert, select

from loaders.desk.typed import plain_lines
from loaders.storage.versions import raise_data_version
from schemas.database.audit import Actor, now, record
from schemas.database.exchange import ChallengeName

NAME_LENGTH = 120
"""Characters of a name: it stands where a challenge's title does."""


class ChallengeNameError(Exception):
    """`reason` is a code: nothing, languages, or too-long."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


def name_challenges(
    engine: Engine,
    challenges: Sequence[tuple[str, str]],
    names: Mapping[str, str],
    actor: Actor,
) -> int:
    """Tells the challenges (country, identifier) under one name, given in each language; with
    every name empty they are told in their own words again. How many changed.

    Raises ChallengeNameError without a challenge, with a name in some of the languages only, or
    with one longer than NAME_LENGTH.
    """
    kept = {language: " ".join(plain_lines(text).split()) for language, text in names.items()}
    given = any(kept.values())
    if not challenges:
        raise ChallengeNameError("nothing")
    if given and not all(kept.values()):
        raise ChallengeNameError("languages")
    if any(len(text) > NAME_LENGTH for text in kept.values()):
        raise ChallengeNameError("too-long")
    wanted = kept if given else {}
    with engine.begin() as connection:
        before = _newest(connection)
        changed = [one for one in dict.fromkeys(challenges) if before.get(one, {}) != wanted]
        if not changed:
            return 0
        at = now()
        rows = [
            {"country": country, "item_id": item, "names": wanted, "actor": actor.name, "at": at}
            for country, item in changed
        ]
        connection.execute(insert(ChallengeName), rows)
        action = "challenge.named" if given else "challenge.unnamed"
        detail = {"challenges": [item for _, item in changed]}
        record(connection, actor, action, changed[0][1], detail=detail)
        raise_data_version(connection)
    return len(changed)


def _newest(connection: Connection) -> dict[tuple[str, str], Mapping[str, str]]:
    statement = select(ChallengeName.country, ChallengeName.item_id, ChallengeName.names)
    rows = connection.execute(statement.order_by(ChallengeName.id)).all()
    return {(row.country, row.item_id): dict(row.names) for row in rows}
