"""The hash of a snapshot: worked out a second time from the stored rows."""

import hashlib
import json
from collections.abc import Callable
from typing import Any

from hypothesis import given as each
from hypothesis import strategies as st
from sqlalchemy import Engine, select

from dashboard.context import Snapshot
from dashboard.meetings.freezing import hash_of
from schemas.database.meeting import SnapshotExhibit, SnapshotReport, SnapshotRow

Made = Callable[..., Snapshot]


def independent_hash(engine: Engine, code: str) -> str:
    """Worked out from the rows by what the documentation says of it."""
    with engine.connect() as connection:
        columns = SnapshotRow.__table__.c
        found = connection.execute(select(*columns).where(columns.code == code)).mappings().one()
        of = found["id"]
        versions = connection.execute(
            select(SnapshotReport.report, SnapshotReport.sha256)
            .where(SnapshotReport.snapshot_id == of)
            .order_by(SnapshotReport.report_id)
        ).all()
        exhibits = connection.execute(
            select(SnapshotExhibit.item, SnapshotExhibit.language, SnapshotExhibit.exhibit)
            .where(SnapshotExhibit.snapshot_id == of)
            .order_by(SnapshotExhibit.id)
        ).all()

    def digest(value: Any) -> str:
        text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    whole = {name: found[name] for name in ("meeting", "round", "audience", "agenda", "provenance")}
    whole |= {name: found[name].isoformat() for name in ("shown_at", "made_at")}
    whole["versions"] = [list(version) for version in versions]
    whole["exhibits"] = [[item, language, digest(shown)] for item, language, shown in exhibits]
    return digest(whole)


def test_the_hash_is_that_of_the_stored_rows(engine: Engine, made: Made) -> None:
    for snapshot in (made(), made("SEC"), made("PUB", "paris-2014")):
        assert independent_hash(engine, snapshot.code) == snapshot.sha256
        assert snapshot.short == snapshot.sha256[:7]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@each(st.dictionaries(st.text(), JSON))
def test_the_hash_does_not_depend_on_the_order_of_keys(value: dict[str, Any]) -> None:
    turned = dict(reversed(list(value.items())))
    assert hash_of(turned) == hash_of(value) == hash_of(json.loads(json.dumps(value)))


def test_two_snapshots_of_the_same_have_two_hashes(made: Made) -> None:
    first, second = made(), made()
    assert first.made_at != second.made_at
    assert first.sha256 != second.sha256
