"""Turns the result of a dry run into a row that its maker can come back to for 30 days, and
publishes what was loaded from it unless somebody else was faster."""

from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, delete, insert, select, update

from loaders.entries import KeptUpload, Result, Stated
from loaders.storage.states import NotAllowedError, move_version, published_version
from loaders.storage.versions import StoredReport, find_report
from schemas.database.audit import Actor, now
from schemas.database.models import Report, Upload
from schemas.findings import Finding

KEPT = timedelta(days=30)

PUBLISHED = "published"
"""The key of a kept result that holds the version shown at the time of the dry run."""


def keep_upload(
    connection: Connection,
    name: str,
    content: bytes,
    stated: Stated,
    result: Result,
    actor: str = "",
) -> str:
    """Stores a dry run of `actor` and returns its id, a UUID that nobody can guess."""
    identifier = str(uuid4())
    row = {
        "id": identifier,
        "name": name,
        "content": content,
        "stated": asdict(stated),
        "result": result_to_json(result) | {PUBLISHED: _published(connection, result)},
        "made_at": now(),
        "actor": actor,
    }
    connection.execute(insert(Upload).values(**row))
    return identifier


def replace_upload(
    connection: Connection, kept: KeptUpload, result: Result, stated: Stated | None = None
) -> None:
    """Gives a kept upload another result: of a new dry run, with what is stated now, or of its
    loading."""
    seen = kept.published if stated is None else _published(connection, result)
    values = {"result": result_to_json(result) | {PUBLISHED: seen}}
    values |= {"stated": asdict(stated)} if stated is not None else {}
    connection.execute(update(Upload).where(Upload.id == kept.id).values(**values))


def settle_upload(
    connection: Connection, kept: KeptUpload, result: Result, publisher: Actor | None
) -> Result:
    """What became of a loaded upload, which is kept with it. `publisher` publishes the version,
    if any, unless pages show another one by now than at the dry run: then `newer` names it."""
    report_id = find_report(connection, result.report) if result.report else None
    if publisher is not None and report_id is not None and result.state != "published":
        result = _publish(connection, kept, result, report_id, publisher)
    replace_upload(connection, kept, result)
    return result


def _publish(
    connection: Connection, kept: KeptUpload, result: Result, report_id: int, publisher: Actor
) -> Result:
    try:
        moved = move_version(
            connection, report_id, "published", publisher, instead_of=kept.published
        )
    except NotAllowedError as refusal:
        if refusal.reason not in ("moved", "newer-version"):
            return result  # it has errors, or its state allows no publication: it says so itself
        stored = _stored(connection, report_id)
        shown = published_version(connection, stored.country, stored.round)
        return replace(result, newer=shown.code if shown else kept.published, newer_by=refusal.by)
    return replace(result, state=moved.state)


def _published(connection: Connection, result: Result) -> str:
    """The code of the version that pages show of the result's country and round."""
    if not result.country or not result.round:
        return ""
    shown = published_version(connection, result.country, result.round)
    return shown.code if shown else ""


def read_upload(connection: Connection, identifier: str) -> KeptUpload | None:
    """The dry run of that id; None when there is none, or it is older than 30 days."""
    try:
        key = str(UUID(identifier))
    except ValueError:
        return None
    row = connection.execute(select(Upload.__table__).where(Upload.id == key)).first()
    if row is None or row.made_at < now() - KEPT:
        return None
    published = row.result.get(PUBLISHED, "")
    result = _as_it_is_now(connection, result_from_json(row.result))
    stated = Stated(**{**row.stated, "refused": tuple(row.stated.get("refused", ()))})
    return KeptUpload(
        row.id, row.name, row.content, stated, result, row.made_at, row.actor, published
    )


def _as_it_is_now(connection: Connection, result: Result) -> Result:
    """The result with the state that its version has by now."""
    report_id = find_report(connection, result.report) if result.report else None
    if report_id is None:
        return replace(result, report=None, version=None, state=None)
    return replace(result, state=_stored(connection, report_id).state)


def _stored(connection: Connection, report_id: int) -> StoredReport:
    query = select(Report.id, Report.country, Report.round, Report.version, Report.state)
    return StoredReport(*connection.execute(query.where(Report.id == report_id)).one())


def forget_old_uploads(connection: Connection) -> int:
    """Deletes dry runs older than 30 days; returns how many."""
    return connection.execute(delete(Upload).where(Upload.made_at < now() - KEPT)).rowcount


def result_to_json(result: Result) -> dict[str, Any]:
    """The result as JSON values; `result_from_json` is its inverse."""
    table = asdict(replace(result, findings=(), rows={}))
    return {
        **table,
        "findings": [asdict(replace(f, params=dict(f.params))) for f in result.findings],
        "given_ids": {str(row): one for row, one in result.given_ids.items()},
        "read_on": result.read_on.isoformat() if result.read_on else None,
    }


def result_from_json(table: dict[str, Any]) -> Result:
    read_on = table["read_on"]
    return Result(
        **{
            **{name: value for name, value in table.items() if name != PUBLISHED},
            "findings": tuple(Finding(**finding) for finding in table["findings"]),
            "given_ids": {int(row): one for row, one in table["given_ids"].items()},
            "read_on": datetime.fromisoformat(read_on).date() if read_on else None,
        }
    )
