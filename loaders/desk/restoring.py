"""Makes an old version of a report the newest one again, as a draft."""

from sqlalchemy import Engine

from loaders import storage
from loaders.storage import RESTORED_FROM, NotAllowedError, StoredReport
from schemas.database.audit import Actor, record

_REVIEWERS = frozenset({"analyst", "admin"})


def restore(engine: Engine, report: str, actor: Actor) -> StoredReport:
    """Copies a version (SEN-dakar-2013-v1), in any state, to a new one that says where it came
    from; no other version changes. Raises NotAllowedError: unknown or role."""
    with engine.begin() as connection:
        report_id = storage.find_report(connection, report)
        if report_id is None:
            raise NotAllowedError("unknown")
        if actor.role not in _REVIEWERS:
            raise NotAllowedError("role")
        copy = storage.copy_version(connection, report_id, extra={RESTORED_FROM: report})
        detail = {RESTORED_FROM: report}
        record(connection, actor, "report.restored", copy.code, after=copy.state, detail=detail)
        return copy
