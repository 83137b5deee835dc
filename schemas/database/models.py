"""The tables. A report is country x round x version; its rows are written once, never changed.

Every row that comes from a workbook carries `sheet` and `row`, and in `cells` the A1 address
of each value, so that any number can be traced to a cell of a country's file.
"""

import re
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    MetaData,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

ANSWERS = ("0", "1", "2", "3", "4", "NA", "NI", "C", "NR")
"""Levels 0 to 4, and the four non-answers. NR (not reported) is set for an empty cell."""

STATES = ("draft", "submitted", "needs-revision", "validated", "published", "superseded")

REPORT_CODE = re.compile(r"([A-Z]{3})-([a-z0-9-]{1,40})-v([1-9][0-9]{0,5})")
"""Country, round and version in the one spelling of a report's code: SEN-dakar-2013-v2."""

CONSENTS = ("PUB", "PART", "SEC")


def one_of(column: str, allowed: tuple[str, ...], name: str) -> CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in allowed)
    return CheckConstraint(f"{column} IN ({listed})", name=name)


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {dict[str, Any]: JSON, list[dict[str, Any]]: JSON, str: Text}  # noqa: RUF012


class File(Base):
    """The original bytes of a workbook, as received."""

    __tablename__ = "file"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str]
    size: Mapped[int]
    content: Mapped[bytes] = mapped_column(LargeBinary)
    received_at: Mapped[datetime]


class RoundState(Base):
    """What changes of a round while the rest of it is content: provenance, open or closed."""

    __tablename__ = "round_state"
    __table_args__ = (
        one_of("provenance", ("reported", "public-sources", "illustrative"), "provenance"),
    )

    round: Mapped[str] = mapped_column(String(40), primary_key=True)
    provenance: Mapped[str] = mapped_column(String(20))
    is_open: Mapped[bool]


class Report(Base):
    """One version of a country's report in a round. `summary` is the main message."""

    __tablename__ = "report"
    __table_args__ = (
        UniqueConstraint("country", "round", "version"),
        one_of("state", STATES, "state"),
        one_of("consent", CONSENTS, "consent"),
        Index("ix_report_round_state", "round", "state", "country", "consent", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    country: Mapped[str] = mapped_column(String(3))
    round: Mapped[str] = mapped_column(String(40))
    version: Mapped[int]
    state: Mapped[str] = mapped_column(String(20))
    framework: Mapped[str] = mapped_column(String(40))
    template: Mapped[str] = mapped_column(String(60))
    sha256: Mapped[str] = mapped_column(ForeignKey("file.sha256"))
    content_hash: Mapped[str] = mapped_column(String(64))
    consent: Mapped[str] = mapped_column(String(4))
    language: Mapped[str | None] = mapped_column(String(2))
    period_from: Mapped[date | None]
    period_to: Mapped[date | None]
    report_type: Mapped[str | None] = mapped_column(String(10))
    institution: Mapped[str | None]
    summary: Mapped[str | None]
    stored_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    extra: Mapped[dict[str, Any]]
    cells: Mapped[dict[str, Any]]


class FindingRow(Base):
    __tablename__ = "finding"
    __table_args__ = (Index("ix_finding_report", "report_id", "seq"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"))
    seq: Mapped[int]
    code: Mapped[str] = mapped_column(String(40))
    sheet: Mapped[str]
    cell: Mapped[str]
    value: Mapped[str]
    params: Mapped[dict[str, Any]]


class _Sourced:
    """Columns of every row that was read from a sheet."""

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"), index=True)
    sheet: Mapped[str]
    row: Mapped[int]
    cells: Mapped[dict[str, Any]]
    extra: Mapped[dict[str, Any]]


class ObjectiveAnswer(_Sourced, Base):
    __tablename__ = "objective_answer"
    __table_args__ = (
        UniqueConstraint("report_id", "objective"),
        one_of("answer", ANSWERS, "answer"),
    )

    objective: Mapped[str] = mapped_column(String(4))
    answer: Mapped[str] = mapped_column(String(2))
    reason: Mapped[str | None]
    pace: Mapped[str | None] = mapped_column(String(4))
    priority: Mapped[str | None] = mapped_column(String(4))
    basis: Mapped[str | None] = mapped_column(String(4))
    progress: Mapped[str | None]
    obstacle: Mapped[str | None]
    next_step: Mapped[str | None]
    next_date: Mapped[date | None]
    evidence: Mapped[str | None]


class Measure(_Sourced, Base):
    """`answer` is the level the country gives; `counts_as` the answer that enters a mean
    (an abandoned measure counts 0, or `-` when a live measure replaces it).
    `search_text` is the folded text that a search looks through."""

    __tablename__ = "measure"
    __table_args__ = (
        UniqueConstraint("report_id", "measure_id"),
        one_of("answer", ANSWERS, "answer"),
        one_of("counts_as", (*ANSWERS, "-"), "counts_as"),
        one_of("consent", CONSENTS, "consent"),
        Index("ix_measure_report_objective", "report_id", "objective", "consent", "id"),
    )

    measure_id: Mapped[str] = mapped_column(String(20))
    update_type: Mapped[str | None] = mapped_column(String(4))
    title_fr: Mapped[str | None]
    title_en: Mapped[str | None]
    title_other: Mapped[str | None]
    lang_other: Mapped[str | None] = mapped_column(String(2))
    mtype: Mapped[str | None] = mapped_column(String(4))
    objective: Mapped[str | None] = mapped_column(String(4))
    objective_2: Mapped[str | None] = mapped_column(String(4))
    objective_3: Mapped[str | None] = mapped_column(String(4))
    theme: Mapped[str | None] = mapped_column(String(10))
    answer: Mapped[str] = mapped_column(String(2))
    counts_as: Mapped[str] = mapped_column(String(2))
    status_word: Mapped[str | None] = mapped_column(String(20))
    year: Mapped[int | None]
    flag: Mapped[str | None] = mapped_column(String(4))
    pace: Mapped[str | None] = mapped_column(String(4))
    reason: Mapped[str | None]
    start: Mapped[date | None]
    end_planned: Mapped[date | None]
    end_actual: Mapped[date | None]
    result: Mapped[str | None]
    evidence: Mapped[str | None]
    roadmap_action: Mapped[str | None] = mapped_column(String(3))
    lead: Mapped[str | None]
    partners: Mapped[str | None]
    countries: Mapped[str | None]
    donor: Mapped[str | None]
    amount: Mapped[float | None]
    currency: Mapped[str | None] = mapped_column(String(3))
    replaced_by: Mapped[str | None]
    consent: Mapped[str] = mapped_column(String(4))
    comment: Mapped[str | None]
    search_text: Mapped[str]


class ThemeAnswer(_Sourced, Base):
    __tablename__ = "theme_answer"
    __table_args__ = (
        UniqueConstraint("report_id", "theme"),
        one_of("answer", ANSWERS, "answer"),
    )

    theme: Mapped[str] = mapped_column(String(10))
    answer: Mapped[str] = mapped_column(String(2))
    interest: Mapped[str | None] = mapped_column(String(5))
    took_part: Mapped[str | None] = mapped_column(String(1))
    done: Mapped[str | None]
    need: Mapped[str | None]
    decision: Mapped[str | None]


class ExchangeItem(_Sourced, Base):
    """A challenge (CHAL), good practice (PRAC) or common solution (SOLU)."""

    __tablename__ = "exchange_item"
    __table_args__ = (
        UniqueConstraint("report_id", "item_id"),
        one_of("consent", CONSENTS, "consent"),
    )

    item_id: Mapped[str] = mapped_column(String(20))
    kind: Mapped[str | None] = mapped_column(String(4))
    title: Mapped[str | None]
    lang: Mapped[str | None] = mapped_column(String(2))
    text: Mapped[str | None]
    objective: Mapped[str | None] = mapped_column(String(4))
    theme: Mapped[str | None] = mapped_column(String(10))
    measure: Mapped[str | None]
    answers_to: Mapped[str | None]
    countries: Mapped[str | None]
    conditions: Mapped[str | None]
    evidence: Mapped[str | None]
    present: Mapped[str | None] = mapped_column(String(1))
    consent: Mapped[str] = mapped_column(String(4))


class Assistance(_Sourced, Base):
    """A technical-assistance need or offer."""

    __tablename__ = "assistance"
    __table_args__ = (
        UniqueConstraint("report_id", "ta_id"),
        one_of("consent", CONSENTS, "consent"),
    )

    ta_id: Mapped[str] = mapped_column(String(20))
    direction: Mapped[str | None] = mapped_column(String(5))
    domain: Mapped[str | None] = mapped_column(String(10))
    form: Mapped[str | None] = mapped_column(String(10))
    form_other: Mapped[str | None]
    objective: Mapped[str | None] = mapped_column(String(4))
    title: Mapped[str | None]
    text: Mapped[str | None]
    institution: Mapped[str | None]
    urgency: Mapped[str | None] = mapped_column(String(4))
    from_date: Mapped[date | None]
    days: Mapped[int | None]
    lang: Mapped[str | None] = mapped_column(String(2))
    consent: Mapped[str] = mapped_column(String(4))


class Profile(_Sourced, Base):
    """Migration profile and i-Map: one row a report."""

    __tablename__ = "profile"
    __table_args__ = (UniqueConstraint("report_id"),)

    mp_status: Mapped[str | None] = mapped_column(String(5))
    mp_year: Mapped[int | None]
    mp_owner: Mapped[str | None]
    mp_use: Mapped[str | None]
    mp_interest: Mapped[str | None] = mapped_column(String(5))
    mp_need: Mapped[str | None]
    im_interest: Mapped[str | None] = mapped_column(String(5))


class Contact(_Sourced, Base):
    """Personal data: read by the focal-point page alone, never exported elsewhere."""

    __tablename__ = "contact"

    role: Mapped[str | None] = mapped_column(String(10))
    name: Mapped[str | None]
    function: Mapped[str | None]
    institution: Mapped[str | None]
    email: Mapped[str | None]
    phone: Mapped[str | None]
    lang: Mapped[str | None] = mapped_column(String(2))
    since: Mapped[date | None]
    replaces: Mapped[str | None]
    private_area: Mapped[str | None] = mapped_column(String(1))
    consent: Mapped[str | None] = mapped_column(String(1))


class Aggregate(Base):
    """How many measures of a report share these codes; written once with its version.

    Pages answer from this table, so their cost does not grow with the measures.
    """

    __tablename__ = "aggregate"
    __table_args__ = (
        Index("ix_aggregate_report", "report_id", "objective", "consent", "counts_as", "n"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"))
    objective: Mapped[str] = mapped_column(String(4))
    theme: Mapped[str] = mapped_column(String(10))
    roadmap_action: Mapped[str] = mapped_column(String(3))
    answer: Mapped[str] = mapped_column(String(2))
    counts_as: Mapped[str] = mapped_column(String(2))
    status_word: Mapped[str] = mapped_column(String(20))
    consent: Mapped[str] = mapped_column(String(4))
    n: Mapped[int]


class Upload(Base):
    """A dry run kept 30 days: its result as JSON, and the bytes it was made from. `actor` made
    it."""

    __tablename__ = "upload"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    actor: Mapped[str] = mapped_column(server_default="")
    name: Mapped[str]
    content: Mapped[bytes] = mapped_column(LargeBinary)
    stated: Mapped[dict[str, Any]]
    result: Mapped[dict[str, Any]]
    made_at: Mapped[datetime]


class DataVersion(Base):
    """One row; `number` rises in every transaction that changes what pages show."""

    __tablename__ = "data_version"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int]
