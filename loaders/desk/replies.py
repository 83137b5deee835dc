"""Turns what a country says of its profile, before it is published, into an answer kept with it."""

from sqlalchemy import Engine, insert, select

from loaders import storage
from loaders.desk.typed import LONGEST, plain_lines
from schemas.database.audit import Actor, now, record
from schemas.database.desk import Reply
from schemas.database.models import Report

CLOSED = frozenset({"published", "superseded"})
"""States after which a version is answered no more: it stays as it was published."""


class NotAnswerableError(Exception):
    """`reason` is a code: unknown, published, empty, or too-long; `length` is the text's."""

    def __init__(self, reason: str, length: int = 0) -> None:
        self.reason, self.length = reason, length
        super().__init__(reason)


def answer(engine: Engine, report: str, text: str, language: str, actor: Actor) -> int:
    """Keeps the country's answer to a version (SEN-dakar-2013-v2) and returns its id. An earlier
    answer stays; the newest one is printed. A focal point answers himself; of anybody else it is
    kept that he recorded what the country sent. Raises NotAnswerableError.
    """
    words = plain_lines(text)
    if not words:
        raise NotAnswerableError("empty")
    if len(words) > LONGEST:
        raise NotAnswerableError("too-long", len(words))
    with engine.begin() as connection:
        report_id = storage.find_report(connection, report)
        if report_id is None:
            raise NotAnswerableError("unknown")
        country, round_code = report[:3], report[4:].rpartition("-v")[0]
        storage.hold(connection, country, round_code)
        state = connection.execute(select(Report.state).where(Report.id == report_id)).scalar()
        if state in CLOSED:
            raise NotAnswerableError("published")
        row = {
            "report_id": report_id,
            "text": words,
            "language": language,
            "actor": actor.name,
            "role": actor.role,
            "at": now(),
        }
        made = connection.execute(insert(Reply).values(**row).returning(Reply.id)).scalar_one()
        detail = {"reply": made, "language": language, "characters": len(words)}
        record(connection, actor, "report.answered", report, detail=detail)
    return made
