"""Turns the result of a dry run into a row that its maker can come back to for 30 days."""

from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, delete, insert, select

from loaders.entries import Result, Stated
from schemas.database.audit import now
from schemas.database.models import Upload
from schemas.findings import Finding

KEPT = timedelta(days=30)


@dataclass(frozen=True)
class KeptUpload:
    """A dry run: the file as received, what was stated for it, and its result."""

    id: str
    name: str
    content: bytes
    stated: Stated
    result: Result
    made_at: datetime


def keep_upload(
    connection: Connection, name: str, content: bytes, stated: Stated, result: Result
) -> str:
    """Stores a dry run and returns its id, a UUID that nobody can guess."""
    identifier = str(uuid4())
    row = {
        "id": identifier,
        "name": name,
        "content": content,
        "stated": asdict(stated),
        "result": result_to_json(result),
        "made_at": now(),
    }
    connection.execute(insert(Upload).values(**row))
    return identifier


def read_upload(connection: Connection, identifier: str) -> KeptUpload | None:
    """The dry run of that id; None when there is none, or it is older than 30 days."""
    try:
        key = str(UUID(identifier))
    except ValueError:
        return None
    row = connection.execute(select(Upload.__table__).where(Upload.id == key)).first()
    if row is None or row.made_at < now() - KEPT:
        return None
    result = result_from_json(row.result)
    stated = Stated(**{**row.stated, "refused": tuple(row.stated.get("refused", ()))})
    return KeptUpload(row.id, row.name, row.content, stated, result, row.made_at)


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
            **table,
            "findings": tuple(Finding(**finding) for finding in table["findings"]),
            "given_ids": {int(row): one for row, one in table["given_ids"].items()},
            "read_on": datetime.fromisoformat(read_on).date() if read_on else None,
        }
    )
