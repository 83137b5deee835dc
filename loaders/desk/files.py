"""Turns the handing out of a file that holds names into a line of the audit log."""

from sqlalchemy import Engine

from schemas.database.audit import Actor, record


def record_personal_file(engine: Engine, actor: Actor, kind: str, subject: str) -> None:
    """Writes that a file with the names of contacts in it was taken away. `kind` is a code
    (original, workbook, annotated, template, templates), `subject` the version, the country and
    round (SEN-dakar-2013), or the round when the file holds every country."""
    with engine.begin() as connection:
        record(connection, actor, "file.taken", subject, detail={"kind": kind})
