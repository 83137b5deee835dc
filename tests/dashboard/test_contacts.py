"""Focal points: who they are now, what the network lacks, and how the desk changes them."""

import csv
import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from io import BytesIO, StringIO
from typing import Any

import openpyxl
import pytest
from dash import Dash
from flask.testing import FlaskClient
from sqlalchemy import Engine, select, update

from dashboard import create_app
from dashboard.queries import Source
from dashboard.queries.contacts import Network, networks
from dashboard.settings import Settings
from loaders import desk, template_workbook
from schemas.content import Content
from schemas.database.audit import Actor
from schemas.database.desk import Audit, ContactEntry
from schemas.database.models import Report

TODAY = date(2013, 9, 2)
DESK = Actor("analyst@example.org", "analyst")
NFP = {
    "role": "NFP",
    "name": "Contact A",
    "function": "Direction",
    "institution": "Ministère A",
    "email": "a@example.org",
    "consent": "Y",
    "cells": {"role": "B7", "name": "C7", "consent": "L7"},
    "row": 7,
    "sheet": "08_CONTACTS",
}
ORIGIN = {"Origin": "http://localhost"}


@pytest.fixture
def network(engine: Engine, content: Content) -> Any:
    def of(country: str = "SEN", today: date = TODAY) -> Network:
        known = networks(Source(engine, ("PUB",)), content, today)
        return next(one for one in known if one.country == country)

    return of


@pytest.fixture
def app(database_url: str, content: Content) -> Iterator[Dash]:
    made = create_app(Settings(database_url=database_url, secret_key="k" * 32), content)
    yield made
    context = made.server.extensions["dakar"]
    context.reader.dispose()
    context.writer.dispose()


def names(network: Network) -> list[tuple[str | None, str | None, str]]:
    return [(one.role, one.name, one.report) for one in network.contacts]


def test_every_partner_has_a_network_and_an_empty_one_says_what_to_name(
    engine: Engine, content: Content
) -> None:
    known = networks(Source(engine, ("PUB",)), content, TODAY)
    assert [one.country for one in known] == sorted(content.partners("rabat-2014"))
    assert {one.missing for one in known} == {("NFP", "TH-DATA", "TH-BORDER", "TH-CRISIS")}
    assert {one.remarks for one in known} == {("no-focal-point", "no-theme-contact")}


def test_the_sheet_of_the_latest_published_version_counts(given: Any, network: Any) -> None:
    given.report("SEN", "madrid-2012", contacts=[NFP | {"name": "Contact M"}])
    given.report("SEN", "dakar-2013", contacts=[NFP])
    given.report("SEN", "dakar-2013", 2, state="draft", contacts=[NFP | {"name": "Contact D"}])
    found = network()
    assert names(found) == [("NFP", "Contact A", "SEN-dakar-2013-v1")]
    assert found.contacts[0].place == "08_CONTACTS!B7:L7"
    assert (found.report, found.state) == ("SEN-dakar-2013-v1", "published")


def test_without_a_published_version_the_draft_counts_and_says_so(given: Any, network: Any) -> None:
    given.report("SEN", state="draft", contacts=[NFP])
    found = network()
    assert (names(found), found.state) == ([("NFP", "Contact A", "SEN-dakar-2013-v1")], "draft")


def test_a_version_whose_sheet_was_taken_out_hides_nobody(given: Any, network: Any) -> None:
    given.report("SEN", "dakar-2013", contacts=[NFP])
    given.report("SEN", "rabat-2014")
    assert names(network()) == [("NFP", "Contact A", "SEN-dakar-2013-v1")]


def test_a_change_at_the_desk_wins_over_an_older_sheet_only(
    given: Any, network: Any, engine: Engine
) -> None:
    given.report("SEN", "dakar-2013", contacts=[NFP])  # received in 2013, changed at the desk now
    key = network().contacts[0].key
    changed = NFP | {"phone": "+221 1"}
    desk.change_contact(engine, "SEN", changed, DESK, key=key, over="SEN-dakar-2013-v1")
    found = network().contacts[0]
    assert (found.phone, found.report, found.over) == ("+221 1", "", "SEN-dakar-2013-v1")
    assert found.changed_at is not None

    given.report("SEN", "rabat-2014", contacts=[NFP | {"phone": "+221 2"}])
    _receive_later(engine, "rabat-2014")
    assert [one.phone for one in network().contacts] == ["+221 2"]


def test_whom_a_later_sheet_leaves_out_is_gone_but_not_who_was_added_at_the_desk(
    given: Any, network: Any, engine: Engine
) -> None:
    given.report("SEN", "dakar-2013", contacts=[NFP])
    key = network().contacts[0].key
    desk.change_contact(engine, "SEN", NFP, DESK, key=key, over="SEN-dakar-2013-v1")
    added = {"role": "TH-DATA", "name": "Contact B", "email": "b@example.org", "consent": "Y"}
    desk.change_contact(engine, "SEN", added, DESK)
    other = NFP | {"name": "Contact C", "email": "c@example.org"}
    given.report("SEN", "rabat-2014", contacts=[other])
    _receive_later(engine, "rabat-2014")
    assert [one.name for one in network().contacts] == ["Contact C", "Contact B"]


def test_who_is_removed_or_replaced_goes(given: Any, network: Any, engine: Engine) -> None:
    given.report("SEN", contacts=[NFP])
    new = {"role": "NFP", "name": "Contact B", "consent": "Y", "replaces": "contact a"}
    key = desk.change_contact(engine, "SEN", new, DESK)
    assert [one.name for one in network().contacts] == ["Contact B"]
    desk.remove_contact(engine, "SEN", key, "NFP", DESK)
    assert [one.name for one in network().contacts] == ["Contact A"]
    desk.remove_contact(engine, "SEN", network().contacts[0].key, "NFP", DESK, "SEN-dakar-2013-v1")
    assert network().contacts == ()


def test_two_persons_with_one_address_are_two(given: Any, network: Any) -> None:
    given.report("SEN", contacts=[NFP, NFP | {"name": "Contact B"}])
    keys = [one.key for one in network().contacts]
    assert len(set(keys)) == 2


@pytest.mark.parametrize(
    ("changed", "remarks"),
    [
        ({}, ()),
        ({"consent": "N"}, ("not-listed",)),
        ({"consent": None}, ("not-listed",)),
        ({"email": "a@example"}, ("email",)),
        ({"email": None}, ("email",)),
    ],
)
def test_what_a_contact_lacks(
    given: Any, network: Any, changed: Mapping[str, Any], remarks: tuple[str, ...]
) -> None:
    given.report("SEN", contacts=[NFP | changed])
    found = network()
    assert found.contacts[0].remarks == remarks
    assert found.remarks == ("no-theme-contact", *remarks)


def test_a_contact_grows_old_two_years_after_he_was_last_named(given: Any, network: Any) -> None:
    given.report("SEN", contacts=[NFP | {"since": date(2010, 1, 1)}])
    given.report("MAR", contacts=[NFP | {"since": date(2014, 1, 1)}])
    later = TODAY + timedelta(days=3 * 365)
    assert network(today=TODAY).contacts[0].remarks == ()
    assert network(today=later).contacts[0].remarks == ("old",)
    assert network("MAR", date(2015, 12, 1)).contacts[0].remarks == ()


def test_the_author_of_sheet_01_is_named_with_his_cell(
    given: Any, network: Any, engine: Engine
) -> None:
    given.report("SEN", contacts=[NFP])
    extra = {"private": {"author_name": "Contact R"}}
    _set_report(engine, extra=extra, cells={"sheet": "01_ID", "author_name": "E15"})
    found = network()
    assert (found.author, found.author_place) == ("Contact R", "01_ID!E15")


def test_a_prefilled_workbook_knows_what_the_desk_changed(
    given: Any, network: Any, engine: Engine, content: Content
) -> None:
    given.round("dakar-2013")
    given.round("rabat-2014")
    given.report("SEN", contacts=[NFP, NFP | {"role": "ALT", "name": "Contact B"}])
    first, second = network().contacts
    over = "SEN-dakar-2013-v1"
    desk.change_contact(engine, "SEN", NFP | {"name": "Contact Z"}, DESK, key=first.key, over=over)
    desk.remove_contact(engine, "SEN", second.key, "ALT", DESK, over)
    book = openpyxl.load_workbook(BytesIO(template_workbook(engine, content, "SEN", "rabat-2014")))
    cells = [row[2] for row in book["08_CONTACTS"].iter_rows(min_row=7, values_only=True) if row[2]]
    assert cells == ["Contact Z"]


def test_the_page_adds_changes_and_removes(
    app: Dash, client_as: Any, given: Any, network: Any, engine: Engine
) -> None:
    given.report("SEN", contacts=[NFP])
    analyst = client_as(app, "analyst")
    page = text_of(analyst, "/fr/points-focaux?country=SEN")
    assert "a@example.org" in page
    assert "SEN-dakar-2013-v1" in page
    key = network().contacts[0].key

    form = {"role": "NFP", "name": "Contact Z", "email": "z@example.org", "consent": "Y"}
    back = {"back": "/fr/points-focaux?country=SEN"}
    answer = analyst.post(f"/desk/contacts/SEN/{key}", data=form | back, headers=ORIGIN)
    assert (answer.status_code, answer.location) == (303, back["back"])
    page = text_of(analyst, back["back"])
    assert "z@example.org" in page
    assert "modifié au Secrétariat" in page
    assert "a@example.org" not in page

    analyst.post("/desk/contacts/SEN", data=form | {"role": "ALT"}, headers=ORIGIN)
    assert [one.role for one in network().contacts] == ["NFP", "ALT"]
    analyst.post(f"/desk/contacts/SEN/{key}/remove", data=back, headers=ORIGIN)
    assert [one.role for one in network().contacts] == ["ALT"]
    analyst.post(f"/desk/contacts/SEN/{key}", data=form, headers=ORIGIN)
    assert [one.role for one in network().contacts] == ["ALT"]


@pytest.mark.parametrize(
    "wrong",
    [{"role": ""}, {"role": "BOSS"}, {"name": " "}, {"consent": ""}, {"since": "03/04/2013"}],
)
def test_half_a_contact_is_not_saved(
    app: Dash, client_as: Any, engine: Engine, wrong: Mapping[str, str]
) -> None:
    form = {"role": "NFP", "name": "Contact A", "consent": "Y", **wrong}
    client = client_as(app, "analyst")
    assert client.post("/desk/contacts/SEN", data=form, headers=ORIGIN).status_code == 303
    assert client.post("/desk/contacts/ZZZ", data=form, headers=ORIGIN).status_code == 303
    with engine.connect() as connection:
        assert connection.execute(select(ContactEntry)).all() == []


def test_the_log_names_country_and_role_and_nobody(
    engine: Engine, app: Dash, client_as: Any
) -> None:
    form = {"role": "NFP", "name": "Contact Marker", "email": "marker@example.org", "consent": "Y"}
    client_as(app, "analyst").post("/desk/contacts/SEN", data=form, headers=ORIGIN)
    key = desk.change_contact(engine, "SEN", form | {"phone": "+221 1"}, DESK, key="k")
    desk.remove_contact(engine, "SEN", key, "NFP", DESK)
    with engine.connect() as connection:
        rows = connection.execute(select(Audit.action, Audit.subject, Audit.detail)).all()
        logged = repr(connection.execute(select(Audit)).all())
    assert [tuple(row) for row in rows] == [
        ("contact-added", "SEN", {"role": "NFP"}),
        ("contact-changed", "SEN", {"role": "NFP"}),
        ("contact-removed", "SEN", {"role": "NFP"}),
    ]
    assert "marker" not in logged.lower()


def test_a_contact_who_has_not_agreed_is_seen_and_marked_on_the_page_alone(
    app: Dash, client_as: Any, given: Any
) -> None:
    refused = NFP | {"role": "ALT", "name": "Contact N", "email": "n@example.org", "consent": "N"}
    given.report("SEN", contacts=[NFP, refused])
    admin = client_as(app, "admin")
    page = text_of(admin, "/en/focal-points?country=SEN")
    assert "n@example.org" in page
    assert "has not agreed to be listed" in page
    for ending in ("xlsx", "csv"):
        without = exported(admin, ending)
        assert "a@example.org" in without
        assert "n@example.org" not in without
        assert "n@example.org" in exported(admin, ending, refused="1")


def test_the_export_is_marked_audited_safe_and_for_administrators(
    app: Dash, client_as: Any, given: Any, engine: Engine
) -> None:
    given.report("SEN", contacts=[NFP | {"name": "=1+1", "phone": "+221 338"}])
    data = {"format": "xlsx", "lang": "en"}
    for role in ("", "reader", "committee", "focal-point", "analyst"):
        country = "SEN" if role == "focal-point" else None
        answer = client_as(app, role, country).post(
            "/desk/contacts/export", data=data, headers=ORIGIN
        )
        assert answer.status_code in (401, 403)
    admin = client_as(app, "admin")
    answer = admin.post("/desk/contacts/export", data=data, headers=ORIGIN)
    assert "contacts-personal-data" in answer.headers["Content-Disposition"]
    book = openpyxl.load_workbook(BytesIO(answer.data))
    assert book.sheetnames[0] == "Personal data"
    assert book.worksheets[0]["A1"].value == "PERSONAL DATA"
    cells = [cell for row in book["Contacts"].iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert "=1+1" in {cell.value for cell in cells}
    rows = list(csv.reader(StringIO(exported(admin, "csv").removeprefix("\ufeff"))))
    assert rows[1][:4] == ["Senegal", "SEN", "National Focal Point", "'=1+1"]
    assert "'+221 338" in rows[1]
    assert ["PERSONAL DATA"] in rows
    with engine.connect() as connection:
        query = select(Audit.action, Audit.detail).where(Audit.action == "contacts-exported")
        logged = connection.execute(query.order_by(Audit.id)).all()
    assert logged[0] == (
        "contacts-exported",
        {"format": "xlsx", "n": 1, "without_consent": False},
    )


def test_the_page_can_be_narrowed_to_a_remark(app: Dash, client_as: Any, given: Any) -> None:
    given.report("SEN", contacts=[NFP])
    given.report("MAR", contacts=[NFP | {"email": "nobody"}])
    analyst = client_as(app, "analyst")
    page = text_of(analyst, "/en/focal-points?kind=email")
    assert re.findall(r'<section class="network">\s*<h2><a [^>]*>(.*?)</a>', page) == ["Morocco"]
    assert "take the contacts away" not in page.lower()
    everything = text_of(analyst, "/en/focal-points")
    found = re.findall(r'<section class="network">\s*<h2><a [^>]*>(.*?)</a>', everything)
    assert len(found) == 58
    assert found[0] == "Austria"


def test_a_name_is_never_markup(app: Dash, client_as: Any, given: Any) -> None:
    given.report("SEN", contacts=[NFP | {"name": "<b>x</b>", "function": '"><script>'}])
    page = text_of(client_as(app, "analyst"), "/fr/points-focaux?country=SEN")
    assert "<b>x</b>" not in page
    assert "&lt;b&gt;x&lt;/b&gt;" in page


def text_of(client: FlaskClient, path: str) -> str:
    return str(client.get(path).get_data(as_text=True))


def exported(client: FlaskClient, ending: str, **more: str) -> str:
    data = {"format": ending, "lang": "en", **more}
    answer = client.post("/desk/contacts/export", data=data, headers=ORIGIN)
    if ending == "csv":
        return str(answer.get_data(as_text=True))
    book = openpyxl.load_workbook(BytesIO(answer.data))
    return repr([row for sheet in book for row in sheet.iter_rows(values_only=True)])


def _receive_later(engine: Engine, round_code: str) -> None:
    _set_report(engine, round_code, stored_at=datetime.now() + timedelta(days=1))


def _set_report(engine: Engine, round_code: str = "dakar-2013", **values: Any) -> None:
    with engine.begin() as connection:
        connection.execute(update(Report).where(Report.round == round_code).values(**values))
