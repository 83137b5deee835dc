"""Sets findings of a version aside for a reason that the method page prints."""

from collections.abc import Sequence

from sqlalchemy import Connection, Engine, delete, insert

from loaders import storage
from loaders.desk.typed import LONGEST, plain_lines
from loaders.storage import NotAllowedError, StoredReport
from schemas.database.audit import Actor, now, record
from schemas.database.desk import Override
from schemas.findings import RULES, Finding, Scope, Severity

REASON_LENGTH = 15
"""The fewest characters of a reason."""

FINAL = frozenset({"published", "superseded"})
"""States in which nothing about a version changes any more."""

_REVIEWERS = frozenset({"analyst", "admin"})


def may_be_overridden(finding: Finding) -> bool:
    """A warning, or an error of a row or a cell that does not refuse the file."""
    rule = RULES[finding.code]
    if rule.refuses or (rule.scope is Scope.FILE and rule.severity is Severity.ERROR):
        return False
    if rule.severity is Severity.ERROR:
        return rule.scope in (Scope.ROW, Scope.CELL)
    return rule.severity is Severity.WARNING


def override(
    engine: Engine, report: str, seqs: Sequence[int], reason: str, actor: Actor
) -> StoredReport:
    """Sets the findings number `seqs` of a version (their places in `stored_findings`) aside.

    Raises NotAllowedError: unknown, role, reason (shorter than 15 characters), too-long, state,
    finding (there is none of that number, or it may not be set aside), or moved, when one of
    them was set aside already.
    """
    said = " ".join(plain_lines(reason).split())
    with engine.begin() as connection:
        stored = _open_version(connection, report, actor)
        if len(said) < REASON_LENGTH:
            raise NotAllowedError("reason")
        if len(said) > LONGEST:
            raise NotAllowedError("too-long")
        findings = storage.stored_findings(connection, stored.id)
        if not seqs or not all(_is_open(findings, seq) for seq in seqs):
            raise NotAllowedError("finding")
        known = storage.overrides_of(connection, stored.id)
        for seq in dict.fromkeys(seqs):
            if seq in known:
                raise NotAllowedError("moved", known[seq].actor, known[seq].at)
            row = {"report_id": stored.id, "seq": seq, "reason": said, "actor": actor.name}
            connection.execute(insert(Override).values(**row, at=now()))
            detail = {"finding": findings[seq].code, "seq": seq}
            record(connection, actor, "report.overridden", stored.code, detail=detail)
        return stored


def withdraw_override(
    engine: Engine, report: str, seqs: Sequence[int], actor: Actor
) -> StoredReport:
    """Lets findings count again. Raises NotAllowedError: unknown, role, state, or finding."""
    with engine.begin() as connection:
        stored = _open_version(connection, report, actor)
        findings = storage.stored_findings(connection, stored.id)
        if not seqs or not set(seqs) <= set(storage.overrides_of(connection, stored.id)):
            raise NotAllowedError("finding")
        for seq in dict.fromkeys(seqs):
            where = (Override.report_id == stored.id, Override.seq == seq)
            connection.execute(delete(Override).where(*where))
            detail = {"finding": findings[seq].code, "seq": seq}
            record(connection, actor, "report.override-withdrawn", stored.code, detail=detail)
        return stored


def _is_open(findings: Sequence[Finding], seq: int) -> bool:
    return 0 <= seq < len(findings) and may_be_overridden(findings[seq])


def _open_version(connection: Connection, report: str, actor: Actor) -> StoredReport:
    """The version, held for this transaction, when a person may still decide about it."""
    report_id = storage.find_report(connection, report)
    if report_id is None:
        raise NotAllowedError("unknown")
    if actor.role not in _REVIEWERS:
        raise NotAllowedError("role")
    stored = storage.report_of(connection, report_id)
    storage.hold(connection, stored.country, stored.round)
    stored = storage.report_of(connection, report_id)
    if stored.state in FINAL:
        raise NotAllowedError("state")
    return stored
