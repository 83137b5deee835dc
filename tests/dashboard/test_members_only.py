"""Where only members read: what of a meeting a stranger is shown, in a browser and by a program."""

import shutil
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from dash import Dash

from dashboard import create_app
from dashboard.addresses import href
from dashboard.settings import read_settings


@pytest.fixture(scope="module")
def members(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Dash:
    file = tmp_path_factory.mktemp("members") / "members.db"
    shutil.copy(migrated_sqlite, file)
    url = f"sqlite:///{file}"
    return create_app(read_settings({}, database_url=url, secret_key="test", access="members"))


PROJECTORS = ("/fr/projection/session-4", "/en/present/session-4", "/projection/session-4")


@pytest.mark.parametrize("path", PROJECTORS)
def test_a_projector_leads_a_stranger_to_signing_in(
    members: Dash, client_as: Any, path: str
) -> None:
    """What a browser shows; a program gets JSON, and neither anything of the meeting."""
    client = client_as(members)
    page = client.get(f"{path}?annex=0", headers={"Accept": "text/html,*/*;q=0.8"})
    assert (page.status_code, page.mimetype) == (401, "text/html")
    language = "en" if path.startswith("/en") else "fr"
    way = href("sign-in", language, urlencode({"next": f"{path}?annex=0"}))
    assert f'href="{way}"' in page.text
    assert "Dakar" not in page.text
    answer = client.get(path, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json["error"]["code"]) == (401, "sign-in")
    assert client.get(way).status_code == 200
    assert client_as(members, "reader").get("/s/session-4").status_code == 302


def test_files_of_a_meeting_say_nothing_to_a_stranger(members: Dash, client_as: Any) -> None:
    files = ("", "/session-4/pack.zip", "/session-4/deck.html", "/session-4/slides.pptx")
    for file in (*files, "/none/pack.zip"):
        answer = client_as(members).get(f"/api/v1/meetings{file}?snapshot=session-4-1")
        assert (answer.status_code, answer.json["error"]["code"]) == (401, "sign-in"), file
    short = client_as(members).get("/s/session-4-1/3")
    assert (short.status_code, short.headers["Location"]) == (
        302,
        "/fr/connexion?next=%2Fs%2Fsession-4-1%2F3",
    )
