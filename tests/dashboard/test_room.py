"""Notes of the room arrive from the projector, a file or a form; what is wrong is said."""

import json
import shutil
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4
from zipfile import ZipFile

import pytest
from dash import Dash
from docx import Document
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, select

from dashboard import create_app
from dashboard.meetings.notes import MOST_BYTES, MOST_NOTES, UnreadableError, checked, notes_in
from dashboard.queries import Source
from dashboard.queries.meetings import Note, meeting_notes
from dashboard.settings import Settings
from loaders import desk
from schemas.content import Content
from schemas.database.desk import Audit
from schemas.database.meeting import MeetingNote

MEETING = "session-4"
NOTES = f"/desk/meetings/{MEETING}/notes"
PAGE = f"/fr/reunion/{MEETING}#room"
TEXT = "Quand le registre ouvre-t-il ?"


@pytest.fixture(scope="module")
def app(migrated_sqlite: Path, tmp_path_factory: Any, content: Content) -> Iterator[Dash]:
    file = tmp_path_factory.mktemp("room") / "room.db"
    shutil.copy(migrated_sqlite, file)
    made = create_app(Settings(database_url=f"sqlite:///{file}", secret_key="k" * 32), content)
    yield made
    context = made.server.extensions["dakar"]
    context.reader.dispose()
    context.writer.dispose()


@pytest.fixture(autouse=True)
def no_notes(app: Dash) -> Iterator[None]:
    yield
    with app.server.extensions["dakar"].writer.begin() as connection:
        connection.execute(delete(MeetingNote))


@pytest.fixture
def analyst(app: Dash, client_as: Any) -> FlaskClient:
    client: FlaskClient = client_as(app, "analyst")
    return client


def note(**values: Any) -> dict[str, Any]:
    plain = {"key": str(uuid4()), "kind": "question", "text": TEXT, "language": "fr"}
    return {**plain, "item": "3", "country": "SEN", "objective": "4", **values}


def stored(app: Dash, meeting: str = MEETING) -> tuple[Note, ...]:
    return meeting_notes(Source(app.server.extensions["dakar"].reader, ("PUB",)), meeting)


def deeds(app: Dash) -> list[tuple[str, str, str]]:
    with app.server.extensions["dakar"].reader.connect() as connection:
        query = select(Audit.action, Audit.subject, Audit.actor).order_by(Audit.id)
        return [tuple(row) for row in connection.execute(query) if "note" in row.action]


# From the projector


@pytest.mark.parametrize(("body", "status"), [
    ('[{"key": "\\ud800", "kind": "question", "text": "a", "language": "fr"}, %s]', 200),
    ('{"meeting": "\\ud800", "notes": [%s]}', 400),
])  # fmt: skip
def test_half_a_character_in_what_is_told_back_fails_nothing(
    app: Dash, analyst: FlaskClient, body: str, status: int
) -> None:
    answer = analyst.post(NOTES, data=body % json.dumps(note()), content_type="application/json")
    assert (answer.status_code, answer.is_json) == (status, True)
    assert len(stored(app)) == (1 if status == 200 else 0)


def test_notes_are_kept_once(app: Dash, analyst: FlaskClient) -> None:
    sent = [note(), note(kind="conclusion", result=2, text="Conclu.", country="", objective=None)]
    first = analyst.post(NOTES, json=sent)
    assert (first.status_code, first.json) == (200, {"kept": 2, "known": 0, "refused": []})
    assert analyst.post(NOTES, json=sent).json == {"kept": 0, "known": 2, "refused": []}
    question, conclusion = stored(app)
    assert (question.country, question.objective, question.item) == ("SEN", "4", "3")
    assert (question.round, question.text, question.language) == ("dakar-2013", TEXT, "fr")
    assert (conclusion.result, conclusion.country, conclusion.objective) == (2, None, None)


def test_what_is_wrong_is_refused_and_the_rest_is_kept(app: Dash, analyst: FlaskClient) -> None:
    wrong = {
        "key": note(key="1"),
        "kind": note(kind="remark"),
        "language": note(language="de"),
        "country": note(country="XXX"),
        "objective": note(objective="11"),
        "result": note(kind="conclusion", result=5),
        "item": note(item="a b"),
        "snapshot": note(snapshot="../x"),
        "empty": note(text=" \n\x07"),
        "too-long": note(text="x" * (desk.LONGEST + 1)),
    }
    answer = analyst.post(NOTES, json=[*wrong.values(), note(), 7]).json
    assert answer is not None
    assert (answer["kept"], answer["known"]) == (1, 0)
    assert [one["key"] for one in answer["refused"]] == [*(n["key"] for n in wrong.values()), ""]
    reasons = [one["reason"] for one in answer["refused"]]
    assert len(set(reasons)) == len(reasons)
    assert "2\u202f001 caractères" in reasons[9] and "au plus 2\u202f000" in reasons[9]
    assert len(stored(app)) == 1


@pytest.mark.parametrize(
    "values",
    [
        {"key": None},
        {"key": 5},
        {"kind": ["question"]},
        {"kind": None},
        {"language": {}},
        {"country": ["SEN"]},
        {"country": 1},
        {"objective": 4},
        {"kind": "conclusion", "result": True},
        {"kind": "conclusion", "result": -1},
        {"kind": "conclusion", "result": 1.0},
        {"kind": "conclusion", "result": "9" * 5000},
        {"kind": "conclusion", "result": "two"},
        {"item": 3},
        {"snapshot": []},
        {"text": None},
        {"text": ["x"]},
    ],
)
def test_values_of_other_kinds_are_refused(content: Content, values: dict[str, Any]) -> None:
    notes, refused = checked([note(**values)], content.meetings[MEETING], content)
    assert (notes, len(refused)) == ([], 1)


def test_what_is_left_out_is_empty(content: Content) -> None:
    least = {"key": str(uuid4()).upper(), "kind": "question", "text": "x", "language": "en"}
    (made,), _ = checked([least], content.meetings[MEETING], content, "a1b2c3d")
    assert made.key == least["key"].lower()
    assert (made.item, made.country, made.objective, made.result) == ("", None, None, None)
    assert made.snapshot == "a1b2c3d"
    (asked,), _ = checked([{**least, "result": "2"}], content.meetings[MEETING], content)
    assert asked.result is None, "a question belongs to no expected result"
    (said,), _ = checked(
        [{**least, "kind": "conclusion", "result": "2"}], content.meetings[MEETING], content
    )
    assert said.result == 2


def test_a_meeting_without_expected_results_takes_none(content: Content) -> None:
    meeting = content.meetings["paris-2014"]
    assert meeting.results == ()
    _, refused = checked([note(kind="conclusion", result=1)], meeting, content)
    assert [one.reason for one in refused] == ["result"]


UNREADABLE = {
    "encoding": b'[{"text":"\xe9"}]',
    "json": b"[{",
    "shape": b'{"notes": 5}',
    "other-meeting": b'{"meeting": "rabat-2014", "notes": []}',
    "too-large": b" " * (MOST_BYTES + 1),
    "too-many": json.dumps([{}] * (MOST_NOTES + 1)).encode(),
}


@pytest.mark.parametrize("reason", UNREADABLE)
@pytest.mark.parametrize("as_file", [False, True])
def test_what_is_no_list_of_notes_is_said(
    app: Dash, analyst: FlaskClient, content: Content, reason: str, as_file: bool
) -> None:
    said = content.words["fr"](f"room.unreadable.{reason}", given="rabat-2014")
    body = UNREADABLE[reason]
    if as_file:
        answer = analyst.post(NOTES, data={"file": (BytesIO(body), "n.json"), "back": PAGE})
        answer.request.environ["wsgi.input"].close()
        assert answer.status_code == 422
        assert said in answer.get_data(as_text=True)
        assert f'href="{PAGE}"' in answer.get_data(as_text=True)
    else:
        answer = analyst.post(NOTES, data=body, content_type="application/json")
        assert answer.status_code == (413 if reason == "too-large" else 400)
        assert answer.json == {"error": {"code": reason, "message": said}}
    assert stored(app) == ()


@pytest.mark.parametrize(
    "body", [b"", b"null", b'"x"', b"NaN", b"[" * 100_000, b"{}", b'{"notes":[],"snapshot":5}']
)
def test_odd_bodies_are_unreadable(body: bytes) -> None:
    with pytest.raises(UnreadableError):
        notes_in(body, MEETING)


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
NAMES = ("key", "kind", "text", "language", "country", "objective", "result", "item", "snapshot")


@given(st.lists(ANYTHING | st.fixed_dictionaries({}, optional=dict.fromkeys(NAMES, ANYTHING))))
def test_nothing_sent_is_a_failure(content: Content, sent: list[Any]) -> None:
    body = json.dumps(sent).encode()
    found, snapshot = notes_in(body, MEETING)
    notes, refused = checked(found, content.meetings[MEETING], content, snapshot)
    assert len(notes) + len(refused) == len(sent)


def test_a_file_is_read_like_the_projector(app: Dash, analyst: FlaskClient) -> None:
    kept = note()
    file = {"meeting": MEETING, "snapshot": "session-4-1", "notes": [kept, note(text="")]}
    body = b"\xef\xbb\xbf" + json.dumps(file).encode()
    answer = analyst.post(NOTES, data={"file": (BytesIO(body), "notes.json"), "back": PAGE})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Notes nouvelles\xa0: 1" in page and "1 note n’a pas été gardée." in page
    assert "<li>Note 2\xa0: le texte est vide." in page
    assert [one.snapshot for one in stored(app)] == ["session-4-1"]
    file["notes"] = [kept]
    body = json.dumps(file).encode()
    again = analyst.post(NOTES, data={"file": (BytesIO(body), "notes.json"), "back": PAGE})
    assert (again.status_code, again.location) == (303, PAGE)
    assert len(stored(app)) == 1


def test_without_a_file_it_is_said(analyst: FlaskClient, content: Content) -> None:
    answer = analyst.post(NOTES, data={"file": (BytesIO(b""), ""), "back": PAGE})
    assert answer.status_code == 422
    assert content.words["fr"]("room.unreadable.no-file") in answer.get_data(as_text=True)


def test_a_note_sent_again_late_does_not_undo_what_was_changed(
    app: Dash, analyst: FlaskClient
) -> None:
    """The projector's machine finds its connection again the day after."""
    changed, removed = note(), note()
    analyst.post(NOTES, json=[changed, removed])
    form = {**changed, "text": "Mieux dit ?", "back": PAGE}
    assert analyst.post(f"{NOTES}/{changed['key']}", data=form).location == PAGE
    analyst.post(f"{NOTES}/{removed['key']}/remove", data={"back": PAGE})
    assert analyst.post(NOTES, json=[changed, removed]).json == {
        "kept": 0,
        "known": 2,
        "refused": [],
    }
    assert [one.text for one in stored(app)] == ["Mieux dit ?"]


# Forms


def test_a_form_adds_a_note(app: Dash, analyst: FlaskClient) -> None:
    form = note(kind="conclusion", result="1", country="", objective="", snapshot="")
    answer = analyst.post(NOTES, data={**form, "back": PAGE})
    assert (answer.status_code, answer.location) == (303, PAGE)
    assert analyst.post(NOTES, data={**form, "back": PAGE}).status_code == 303
    (one,) = stored(app)
    assert (one.kind, one.result, one.country) == ("conclusion", 1, None)


def test_a_form_gone_back_to_adds_another_note(app: Dash, analyst: FlaskClient) -> None:
    form = note(result="", snapshot="")
    analyst.post(NOTES, data=form)
    analyst.post(NOTES, data={**form, "text": "Une autre question ?"})
    assert [one.text for one in stored(app)] == [TEXT, "Une autre question ?"]


def test_a_form_that_is_wrong_comes_back_as_it_was(app: Dash, analyst: FlaskClient) -> None:
    text = "é" * (desk.LONGEST + 1)
    form = note(text=text, kind="conclusion", result="3", snapshot="", back=PAGE)
    answer = analyst.post(NOTES, data=form)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422 and stored(app) == ()
    assert text in page and form["key"] in page
    for chosen in ("conclusion", "SEN", "4", "3"):
        assert f'<option value="{chosen}" selected>' in page, chosen
    assert "Le texte a 2\u202f001 caractères" in page


def test_a_note_is_changed_and_removed(app: Dash, analyst: FlaskClient) -> None:
    sent = note(snapshot="session-4-1")
    analyst.post(NOTES, json=[sent])
    form = {"kind": "conclusion", "text": "A\r\nB", "language": "en", "result": "4", "item": ""}
    where = f"{NOTES}/{sent['key']}"
    assert analyst.post(where, data={**form, "back": PAGE}).status_code == 303
    (one,) = stored(app)
    assert (one.kind, one.text, one.language, one.result) == ("conclusion", "A\nB", "en", 4)
    assert (one.country, one.item, one.snapshot) == (None, "", "session-4-1")
    wrong = analyst.post(where, data={**form, "text": " ", "back": PAGE})
    assert wrong.status_code == 422 and f'action="{where}"' in wrong.get_data(as_text=True)
    assert analyst.post(f"{where}/remove", data={"back": PAGE}).status_code == 303
    assert stored(app) == ()
    for gone in (where, f"{where}/remove", f"{NOTES}/nonsense"):
        assert analyst.post(gone, data={**form, "back": PAGE}).status_code == 303
    assert stored(app) == ()


def test_it_is_written_down_without_a_word_of_it(app: Dash, analyst: FlaskClient) -> None:
    before = len(deeds(app))
    sent = note(text="zqxtext")
    analyst.post(NOTES, json=[sent])
    analyst.post(f"{NOTES}/{sent['key']}", data={**sent, "text": "zqxtext zwei"})
    analyst.post(f"{NOTES}/{sent['key']}/remove")
    actor = "analyst-@example.org"
    assert deeds(app)[before:] == [
        ("meeting.note", MEETING, actor),
        ("meeting.note-changed", MEETING, actor),
        ("meeting.note-removed", MEETING, actor),
    ]
    with app.server.extensions["dakar"].reader.connect() as connection:
        assert "zqx" not in repr(connection.execute(select(Audit.__table__)).all())


@pytest.mark.parametrize("path", ["", "/some-key", "/some-key/remove"])
def test_an_unknown_meeting_is_not_found(analyst: FlaskClient, path: str) -> None:
    assert analyst.post(f"/desk/meetings/session-9/notes{path}", data=note()).status_code == 404


@pytest.mark.parametrize(
    ("role", "country", "status"),
    [
        ("", None, 401),
        ("reader", None, 403),
        ("committee", None, 403),
        ("focal-point", "SEN", 403),
        ("analyst", None, 200),
        ("admin", None, 200),
        ("local", None, 200),
    ],
)
def test_who_may_take_notes(
    app: Dash, client_as: Any, role: str, country: str | None, status: int
) -> None:
    answer = client_as(app, role, country).post(NOTES, json=[note()])
    assert answer.status_code == status
    assert len(stored(app)) == (status == 200)


def test_another_sites_page_may_not(app: Dash, client_as: Any) -> None:
    client = client_as(app, "analyst")
    answer = client.post(NOTES, json=[note()], headers={"Origin": "http://elsewhere.example"})
    assert answer.status_code == 403 and stored(app) == ()


# What becomes of a question


def test_a_question_is_in_a_letter_of_the_round(app: Dash, analyst: FlaskClient) -> None:
    """Of a country that has reported nothing; without a question there is no letter."""
    letters = "/desk/rounds/dakar-2013/letters.zip?lang=fr"
    assert analyst.get(letters).status_code == 303
    analyst.post(NOTES, json=[note(), note(country="MLI", kind="conclusion"), note(country="")])
    with ZipFile(BytesIO(analyst.get(letters).data)) as archive:
        assert archive.namelist() == ["SEN-dakar-2013-lettre.docx"]
        document = Document(BytesIO(archive.read("SEN-dakar-2013-lettre.docx")))
    cells = [[cell.text for cell in row.cells] for row in document.tables[0].rows[1:]]
    assert [row[0] for row in cells] == ["Q1"] and cells[0][1].startswith(TEXT)


@pytest.mark.parametrize("role", ["committee", "analyst"])
def test_a_question_is_no_gap_of_a_report(
    app: Dash, client_as: Any, analyst: FlaskClient, role: str
) -> None:
    """The list of gaps is read by the committee too, and nothing tells when one is answered."""
    gaps = "/desk/gaps.csv?round=dakar-2013&lang=en"
    before = client_as(app, role).get(gaps).data
    analyst.post(NOTES, json=[note()])
    assert client_as(app, role).get(gaps).data == before


def test_every_refusal_has_words(content: Content) -> None:
    for words in content.words.values():
        audit = {"audit.meeting.note", "audit.meeting.note-changed", "audit.meeting.note-removed"}
        assert audit <= words.keys
