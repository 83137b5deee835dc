"""Rules on what one sheet says of another: rows, persons and requests that must exist."""

from collections.abc import Iterator

from loaders.checks.case import Case
from loaders.entries import Row
from schemas.country import folded
from schemas.findings import Finding

FOCAL_POINT, NEED, CHALLENGE = "NFP", "NEED", "CHAL"

_TITLES = ("title_fr", "title_en", "title_other", "title")
_PERSONS = (("themes", "contact"), ("profiles", "im_contact"))


def unknown_link(case: Case) -> Iterator[Finding]:
    """unknown-link: a measure or challenge that is named here exists, in this file (by its
    identifier or title) or in an earlier report."""
    measures = {folded(known) for known in case.known_ids} | _names(
        case.rows("measures"), "measure_id"
    )
    posed = [row for row in case.rows("exchange") if row.get("kind") == CHALLENGE]
    challenges = {folded(known) for known in case.history.item_ids} | _names(posed, "item_id")
    for sheet, key, known in (
        ("measures", "replaced_by", measures),
        ("exchange", "measure", measures),
        ("exchange", "answers_to", challenges),
    ):
        for row in case.rows(sheet):
            named = row.get(key)
            if named is not None and folded(named) not in known:
                yield case.at(row, "unknown-link", key)


def _names(rows: tuple[Row, ...] | list[Row], identity: str) -> set[str]:
    found = (row.get(key) for row in rows for key in (identity, *_TITLES))
    return {folded(name) for name in found if name}


def unknown_person(case: Case) -> Iterator[Finding]:
    """unknown-person: a person named here has a row on sheet 08. A file that circulates
    without that sheet is not asked."""
    if not case.has_sheet("contacts"):
        return
    known = {_name(row.get("name")) for row in case.rows("contacts")}
    for sheet, key in _PERSONS:
        for row in case.rows(sheet):
            person = row.get(key)
            if person is not None and _name(person) not in known:
                yield case.at(row, "unknown-person", key)


def _name(name: str | None) -> tuple[str, ...]:
    """First and last name in any order."""
    return tuple(sorted(folded(name or "").split()))


def no_focal_point(case: Case) -> Iterator[Finding]:
    """no-focal-point: a report lists its National Focal Point. A role that could not be read
    is named on its own cell. A country's own table has no place for it."""
    if case.report.is_own_table:
        return
    contacts = case.rows("contacts")
    roles = {row.get("role") for row in contacts}
    unread = any("role" in row.faulty for row in contacts)
    if FOCAL_POINT not in roles and not unread:
        yield case.on_sheet("contacts", "no-focal-point")


def support_without_request(case: Case) -> Iterator[Finding]:
    """support-without-request: support wanted for the profile is a request of sheet 06."""
    asked = any(
        row.get("direction") == NEED or "direction" in row.faulty for row in case.rows("assistance")
    )
    for row in case.rows("profiles"):
        if row.get("mp_need") is not None and not asked:
            yield case.at(row, "support-without-request", "mp_need")
