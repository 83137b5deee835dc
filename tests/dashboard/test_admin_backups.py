"""The administrator's list of backups: the last good one first, what cannot be read named so."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from dashboard import create_app
from dashboard.settings import read_settings
from schemas.content import Content
from schemas.database.backups import back_up_into


@pytest.fixture
def client(
    tmp_path: Path,
    migrated_sqlite: Path,
    content: Content,
    client_as: Callable[..., FlaskClient],
) -> FlaskClient:
    file = tmp_path / "test.db"
    shutil.copy(migrated_sqlite, file)
    settings = read_settings({}, database_url=f"sqlite:///{file}", secret_key="k")
    return client_as(create_app(settings, content), "local")


def test_the_list_of_backups(client: FlaskClient, tmp_path: Path) -> None:
    address = "/en/admin?tab=backups"
    assert "There is no backup in this folder yet" in client.get(address).text
    made = back_up_into(f"sqlite:///{tmp_path}/test.db", tmp_path / "backups")
    spoilt = tmp_path / "backups" / "dakar-29991231T000000Z-asked.zip"
    spoilt.write_bytes(b"PK")
    shown = client.get(address).text
    assert "Last good backup: " in shown
    rows = shown.split("<tbody>")[1].split("</tr>")
    assert spoilt.name in rows[0]
    assert "unreadable" in rows[0]
    assert made.file.name in rows[1]
    assert "0 report versions" in rows[1]
    assert "0.1 MB" in rows[1]
    assert str(tmp_path / "backups") in shown
