"""Turns a file into a stored report version, or into findings: the stages, in their order.

A preview and a load are the same run; only the last stage is left out of a preview.
"""

import hashlib
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import IntegrityError

from loaders import storage
from loaders.checks import check
from loaders.entries import CleanReport, Result, Stated, Unreadable, Workbook
from loaders.foreign import recognise_foreign
from loaders.mapping import continued, to_entries
from loaders.order import in_order
from loaders.recognition import recognise
from loaders.validation import validate
from loaders.values.text import shown
from loaders.workbook import read_workbook
from schemas.content import Content
from schemas.database.audit import BY_COMMAND, Actor
from schemas.findings import Finding, outcome_of

Reader = Callable[[bytes, str], Workbook]
"""Reads a file's cells, or raises Unreadable: in this process, or in a child."""

ATTEMPTS = 3
NOT_REPORTED = "NR"


@dataclass(frozen=True)
class Prepared:
    """A file that was read and belongs to a country and a round; nothing is looked up yet.

    `titles`: the sheets' names in the file, in order."""

    source: storage.Source
    report: CleanReport
    template: str
    findings: tuple[Finding, ...]
    titles: tuple[str, ...]


def run(
    source: bytes,
    name: str,
    *,
    content: Content,
    engine: Engine,
    stated: Stated | None = None,
    keep: bool,
    publish: bool = False,
    today: date | None = None,
    read: Reader = read_workbook,
    actor: Actor = BY_COMMAND,
) -> Result:
    """Reads, checks and maps one file; stores it as a draft when `keep`, and publishes it when
    `publish` and it has no errors; `actor` is who asked for it. A refused file stores nothing.
    `engine` may be one that only reads when `keep` is False. Never raises for what a file
    holds."""
    with engine.connect() as connection:
        states = storage.open_rounds(connection)
    prepared = prepare(source, name, content, states, stated=stated, read=read)
    if isinstance(prepared, Result):
        return prepared
    day = today or date.today()
    for attempt in range(ATTEMPTS):
        try:
            with _transaction(engine, keep) as connection:
                return finish(
                    connection,
                    prepared,
                    content,
                    keep=keep,
                    publish=publish,
                    today=day,
                    actor=actor,
                )
        except IntegrityError:
            # Somebody else stored the same bytes, or the next version, at the same moment.
            if attempt == ATTEMPTS - 1:
                raise
    raise AssertionError("unreachable")


def _transaction(engine: Engine, keep: bool) -> AbstractContextManager[Connection]:
    return engine.begin() if keep else engine.connect()


def prepare(
    source: bytes,
    name: str,
    content: Content,
    states: Mapping[str, bool],
    *,
    stated: Stated | None = None,
    read: Reader = read_workbook,
) -> Prepared | Result:
    """The stages that need no database. A Result when the file is refused."""
    file = storage.Source(shown(name), source, hashlib.sha256(source).hexdigest())
    try:
        workbook = read(source, file.name)
    except Unreadable as refusal:
        return _refused(file, (refusal.finding,))
    said = stated or Stated()
    is_own_table = said.layout is not None
    recognised = (
        recognise_foreign(workbook, content, said) if is_own_table else recognise(workbook, content)
    )
    if recognised.template is None:
        return _refused(file, recognised.findings)
    titles = tuple(grid.title for grid in workbook.grids)
    report = validate(recognised, content, said, states)
    report = replace(report, is_own_table=is_own_table)
    findings = tuple(_storable(f) for f in (*recognised.findings, *report.findings))
    template = recognised.template.name
    if outcome_of(findings) == "refused":
        refused = _refused(file, in_order(findings, titles))
        country, round_code = report.country or None, report.round or None
        return replace(refused, template=template, country=country, round=round_code)
    return Prepared(file, report, template, findings, titles)


def _storable(finding: Finding) -> Finding:
    """The finding without what no database keeps: a header or a stray cell is quoted as it is."""
    params = {k: shown(v) if isinstance(v, str) else v for k, v in finding.params.items()}
    return replace(finding, value=shown(finding.value), params=params)


def _refused(file: storage.Source, findings: tuple[Finding, ...]) -> Result:
    return Result(
        file=file.name,
        sha256=file.sha256,
        outcome="refused",
        country=None,
        round=None,
        template=None,
        findings=findings,
    )


def finish(
    connection: Connection,
    prepared: Prepared,
    content: Content,
    *,
    keep: bool,
    publish: bool,
    today: date,
    sample: bool = False,
    actor: Actor = BY_COMMAND,
) -> Result:
    """The stages that look into the database, in the caller's transaction."""
    report, file = prepared.report, prepared.source
    who = None if sample else actor
    if keep:
        storage.hold(connection, report.country, report.round)
    known = storage.find_stored(connection, report.country, report.round, file.sha256)
    is_read_anew = report.is_own_table or _has_refused_readings(prepared)
    if known is not None and not is_read_anew:
        return _already_stored(connection, prepared, known, who, publish=keep and publish)
    history = storage.read_history(connection, report.country, report.round, content)
    report = continued(report, history)
    entries, given = to_entries(report, content, history)
    # The same file read in another way is another version.
    if known is not None and entries.report["content_hash"] == history.last_content_hash:
        return _already_stored(connection, prepared, known, who, publish=keep and publish)
    findings = [*prepared.findings, *check(report, content, history, today)]
    if entries.report["content_hash"] == history.last_content_hash:
        findings.append(Finding("same-content"))
    result = Result(
        file=file.name,
        sha256=file.sha256,
        outcome=outcome_of(findings),
        country=report.country,
        round=report.round,
        template=prepared.template,
        findings=in_order(findings, prepared.titles),
        measures=len(entries.tables["measure"]),
        objectives=sum(row["answer"] != NOT_REPORTED for row in entries.tables["objective_answer"]),
        given_ids=given,
        read_on=today,
        rows={} if keep else report.sheets,
    )
    if not keep or result.outcome == "refused":
        return result
    stored = storage.store(connection, entries, file, result.findings, sample, who)
    return _with_report(result, _published(connection, stored, who, publish))


def _has_refused_readings(prepared: Prepared) -> bool:
    return any(finding.code == "reading-refused" for finding in prepared.findings)


def _published(
    connection: Connection, stored: storage.StoredReport, who: Actor | None, wanted: bool
) -> storage.StoredReport:
    """A draft without errors is published when somebody wants it; any other stays as it is."""
    if not wanted or stored.state != "draft":
        return stored
    try:
        return storage.publish(connection, stored.id, who)
    except storage.NotPublishableError:
        # It has errors, he may not, or it is the same old file again, after a newer version.
        return stored


def _with_report(result: Result, stored: storage.StoredReport) -> Result:
    return replace(result, report=stored.code, version=stored.version, state=stored.state)


def _already_stored(
    connection: Connection,
    prepared: Prepared,
    stored: storage.StoredReport,
    who: Actor | None,
    publish: bool,
) -> Result:
    """The result of the stored file again, with the remark that it is already there."""
    findings = storage.stored_findings(connection, stored.id)
    given, measures, objectives = storage.stored_ids(connection, stored.id)
    stored = _published(connection, stored, who, publish)
    result = Result(
        file=prepared.source.name,
        sha256=prepared.source.sha256,
        outcome=outcome_of(findings),
        country=stored.country,
        round=stored.round,
        template=prepared.template,
        findings=(Finding("already-stored", params={"report": stored.code}), *findings),
        measures=measures,
        objectives=objectives,
        given_ids=given,
    )
    return _with_report(result, stored)
