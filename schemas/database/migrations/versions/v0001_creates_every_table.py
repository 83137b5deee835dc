"""Creates every table, and the one row of data_version."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    _data_version()
    _file()
    _round_state()
    _upload()
    _report()
    _aggregate()
    _assistance()
    _contact()
    _exchange_item()
    _finding()
    _measure()
    _objective_answer()
    _profile()
    _theme_answer()
    op.execute("INSERT INTO data_version (id, number) VALUES (1, 0)")


def _sourced(table: str) -> tuple[sa.Column[Any] | sa.Constraint, ...]:
    """What every table of rows read from a sheet has."""
    return (
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("sheet", sa.Text(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("cells", sa.JSON(), nullable=False),
        sa.Column("extra", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"], ["report.id"], name=op.f(f"fk_{table}_report_id_report")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )


def _data_version() -> None:
    op.create_table(
        "data_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_version")),
    )


def _file() -> None:
    op.create_table(
        "file",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("received_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_file")),
    )


def _round_state() -> None:
    op.create_table(
        "round_state",
        sa.Column("round", sa.String(length=40), nullable=False),
        sa.Column("provenance", sa.String(length=20), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "provenance IN ('reported', 'public-sources', 'illustrative')",
            name=op.f("ck_round_state_provenance"),
        ),
        sa.PrimaryKeyConstraint("round", name=op.f("pk_round_state")),
    )


def _upload() -> None:
    op.create_table(
        "upload",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("stated", sa.JSON(), nullable=False),
        sa.Column("result", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_upload")),
    )


def _report() -> None:
    op.create_table(
        "report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("country", sa.String(length=3), nullable=False),
        sa.Column("round", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("framework", sa.String(length=40), nullable=False),
        sa.Column("template", sa.String(length=60), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("consent", sa.String(length=4), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=True),
        sa.Column("period_from", sa.Date(), nullable=True),
        sa.Column("period_to", sa.Date(), nullable=True),
        sa.Column("report_type", sa.String(length=10), nullable=True),
        sa.Column("institution", sa.Text(), nullable=True),
        sa.Column("summary", sa.Text(), nullable=True),
        sa.Column("stored_at", sa.DateTime(), nullable=False),
        sa.Column("published_at", sa.DateTime(), nullable=True),
        sa.Column("extra", sa.JSON(), nullable=False),
        sa.Column("cells", sa.JSON(), nullable=False),
        sa.CheckConstraint("consent IN ('PUB', 'PART', 'SEC')", name=op.f("ck_report_consent")),
        sa.CheckConstraint(
            "state IN ('draft', 'submitted', 'needs-revision', "
            "'validated', 'published', 'superseded')",
            name=op.f("ck_report_state"),
        ),
        sa.ForeignKeyConstraint(["sha256"], ["file.sha256"], name=op.f("fk_report_sha256_file")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
        sa.UniqueConstraint(
            "country", "round", "version", name=op.f("uq_report_country_round_version")
        ),
    )
    op.create_index(
        "ix_report_round_state", "report", ["round", "state", "country", "consent", "id"]
    )


def _aggregate() -> None:
    op.create_table(
        "aggregate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("objective", sa.String(length=4), nullable=False),
        sa.Column("theme", sa.String(length=10), nullable=False),
        sa.Column("roadmap_action", sa.String(length=3), nullable=False),
        sa.Column("answer", sa.String(length=2), nullable=False),
        sa.Column("counts_as", sa.String(length=2), nullable=False),
        sa.Column("status_word", sa.String(length=20), nullable=False),
        sa.Column("consent", sa.String(length=4), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"], ["report.id"], name=op.f("fk_aggregate_report_id_report")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_aggregate")),
    )
    op.create_index(
        "ix_aggregate_report", "aggregate", ["report_id", "objective", "consent", "counts_as", "n"]
    )


def _assistance() -> None:
    op.create_table(
        "assistance",
        *_sourced("assistance"),
        sa.Column("ta_id", sa.String(length=20), nullable=False),
        sa.Column("direction", sa.String(length=5), nullable=True),
        sa.Column("domain", sa.String(length=10), nullable=True),
        sa.Column("form", sa.String(length=10), nullable=True),
        sa.Column("form_other", sa.Text(), nullable=True),
        sa.Column("objective", sa.String(length=4), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("institution", sa.Text(), nullable=True),
        sa.Column("urgency", sa.String(length=4), nullable=True),
        sa.Column("from_date", sa.Date(), nullable=True),
        sa.Column("days", sa.Integer(), nullable=True),
        sa.Column("lang", sa.String(length=2), nullable=True),
        sa.Column("consent", sa.String(length=4), nullable=False),
        sa.CheckConstraint("consent IN ('PUB', 'PART', 'SEC')", name=op.f("ck_assistance_consent")),
        sa.UniqueConstraint("report_id", "ta_id", name=op.f("uq_assistance_report_id_ta_id")),
    )
    op.create_index("ix_assistance_report_id", "assistance", ["report_id"])


def _contact() -> None:
    op.create_table(
        "contact",
        *_sourced("contact"),
        sa.Column("role", sa.String(length=10), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("function", sa.Text(), nullable=True),
        sa.Column("institution", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("lang", sa.String(length=2), nullable=True),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("replaces", sa.Text(), nullable=True),
        sa.Column("private_area", sa.String(length=1), nullable=True),
        sa.Column("consent", sa.String(length=1), nullable=True),
    )
    op.create_index("ix_contact_report_id", "contact", ["report_id"])


def _exchange_item() -> None:
    op.create_table(
        "exchange_item",
        *_sourced("exchange_item"),
        sa.Column("item_id", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=4), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("lang", sa.String(length=2), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("objective", sa.String(length=4), nullable=True),
        sa.Column("theme", sa.String(length=10), nullable=True),
        sa.Column("measure", sa.Text(), nullable=True),
        sa.Column("answers_to", sa.Text(), nullable=True),
        sa.Column("countries", sa.Text(), nullable=True),
        sa.Column("conditions", sa.Text(), nullable=True),
        sa.Column("evidence", sa.Text(), nullable=True),
        sa.Column("present", sa.String(length=1), nullable=True),
        sa.Column("consent", sa.String(length=4), nullable=False),
        sa.CheckConstraint(
            "consent IN ('PUB', 'PART', 'SEC')", name=op.f("ck_exchange_item_consent")
        ),
        sa.UniqueConstraint(
            "report_id", "item_id", name=op.f("uq_exchange_item_report_id_item_id")
        ),
    )
    op.create_index("ix_exchange_item_report_id", "exchange_item", ["report_id"])


def _finding() -> None:
    op.create_table(
        "finding",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("sheet", sa.Text(), nullable=False),
        sa.Column("cell", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("params", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"], ["report.id"], name=op.f("fk_finding_report_id_report")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding")),
    )
    op.create_index("ix_finding_report", "finding", ["report_id", "seq"])


def _measure() -> None:
    op.create_table(
        "measure",
        *_sourced("measure"),
        sa.Column("measure_id", sa.String(length=20), nullable=False),
        sa.Column("update_type", sa.String(length=4), nullable=True),
        sa.Column("title_fr", sa.Text(), nullable=True),
        sa.Column("title_en", sa.Text(), nullable=True),
        sa.Column("title_other", sa.Text(), nullable=True),
        sa.Column("lang_other", sa.String(length=2), nullable=True),
        sa.Column("mtype", sa.String(length=4), nullable=True),
        sa.Column("objective", sa.String(length=4), nullable=True),
        sa.Column("objective_2", sa.String(length=4), nullable=True),
        sa.Column("objective_3", sa.String(length=4), nullable=True),
        sa.Column("theme", sa.String(length=10), nullable=True),
        sa.Column("answer", sa.String(length=2), nullable=False),
        sa.Column("counts_as", sa.String(length=2), nullable=False),
        sa.Column("status_word", sa.String(length=20), nullable=True),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("flag", sa.String(length=4), nullable=True),
        sa.Column("pace", sa.String(length=4), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("start", sa.Date(), nullable=True),
        sa.Column("end_planned", sa.Date(), nullable=True),
        sa.Column("end_actual", sa.Date(), nullable=True),
        sa.Column("result", sa.Text(), nullable=True),
        sa.Column("evidence", sa.Text(), nullable=True),
        sa.Column("roadmap_action", sa.String(length=3), nullable=True),
        sa.Column("lead", sa.Text(), nullable=True),
        sa.Column("partners", sa.Text(), nullable=True),
        sa.Column("countries", sa.Text(), nullable=True),
        sa.Column("donor", sa.Text(), nullable=True),
        sa.Column("amount", sa.Double(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=True),
        sa.Column("replaced_by", sa.Text(), nullable=True),
        sa.Column("consent", sa.String(length=4), nullable=False),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "answer IN ('0', '1', '2', '3', '4', 'NA', 'NI', 'C', 'NR')",
            name=op.f("ck_measure_answer"),
        ),
        sa.CheckConstraint("consent IN ('PUB', 'PART', 'SEC')", name=op.f("ck_measure_consent")),
        sa.CheckConstraint(
            "counts_as IN ('0', '1', '2', '3', '4', 'NA', 'NI', 'C', 'NR', '-')",
            name=op.f("ck_measure_counts_as"),
        ),
        sa.UniqueConstraint(
            "report_id", "measure_id", name=op.f("uq_measure_report_id_measure_id")
        ),
    )
    op.create_index("ix_measure_report_id", "measure", ["report_id"])
    op.create_index(
        "ix_measure_report_objective", "measure", ["report_id", "objective", "consent", "id"]
    )


def _objective_answer() -> None:
    op.create_table(
        "objective_answer",
        *_sourced("objective_answer"),
        sa.Column("objective", sa.String(length=4), nullable=False),
        sa.Column("answer", sa.String(length=2), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("pace", sa.String(length=4), nullable=True),
        sa.Column("priority", sa.String(length=4), nullable=True),
        sa.Column("basis", sa.String(length=4), nullable=True),
        sa.Column("progress", sa.Text(), nullable=True),
        sa.Column("obstacle", sa.Text(), nullable=True),
        sa.Column("next_step", sa.Text(), nullable=True),
        sa.Column("next_date", sa.Date(), nullable=True),
        sa.Column("evidence", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "answer IN ('0', '1', '2', '3', '4', 'NA', 'NI', 'C', 'NR')",
            name=op.f("ck_objective_answer_answer"),
        ),
        sa.UniqueConstraint(
            "report_id", "objective", name=op.f("uq_objective_answer_report_id_objective")
        ),
    )
    op.create_index("ix_objective_answer_report_id", "objective_answer", ["report_id"])


def _profile() -> None:
    op.create_table(
        "profile",
        *_sourced("profile"),
        sa.Column("mp_status", sa.String(length=5), nullable=True),
        sa.Column("mp_year", sa.Integer(), nullable=True),
        sa.Column("mp_owner", sa.Text(), nullable=True),
        sa.Column("mp_use", sa.Text(), nullable=True),
        sa.Column("mp_interest", sa.String(length=5), nullable=True),
        sa.Column("mp_need", sa.Text(), nullable=True),
        sa.Column("im_interest", sa.String(length=5), nullable=True),
        sa.UniqueConstraint("report_id", name=op.f("uq_profile_report_id")),
    )
    op.create_index("ix_profile_report_id", "profile", ["report_id"])


def _theme_answer() -> None:
    op.create_table(
        "theme_answer",
        *_sourced("theme_answer"),
        sa.Column("theme", sa.String(length=10), nullable=False),
        sa.Column("answer", sa.String(length=2), nullable=False),
        sa.Column("interest", sa.String(length=5), nullable=True),
        sa.Column("took_part", sa.String(length=1), nullable=True),
        sa.Column("done", sa.Text(), nullable=True),
        sa.Column("need", sa.Text(), nullable=True),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "answer IN ('0', '1', '2', '3', '4', 'NA', 'NI', 'C', 'NR')",
            name=op.f("ck_theme_answer_answer"),
        ),
        sa.UniqueConstraint("report_id", "theme", name=op.f("uq_theme_answer_report_id_theme")),
    )
    op.create_index("ix_theme_answer_report_id", "theme_answer", ["report_id"])
