"""Turns the handing out of letters that name somebody into a line of the audit log."""

from sqlalchemy import Engine

from schemas.database.audit import Actor, record


def record_letters(engine: Engine, actor: Actor, subject: str, n: int = 1) -> None:
    """Writes that a letter with a name in it was taken away. `subject` is the version, or the
    round when there were `n` letters at once."""
    action = "letter-read" if subject.rpartition("-v")[2].isdecimal() else "letters-read"
    with engine.begin() as connection:
        record(connection, actor, action, subject, detail={"letters": n})
