"""Adds meetings: agendas, frozen snapshots that nobody may change, notes taken in the room."""

import sqlalchemy as sa
from alembic import op

from schemas.database.append_only import append_only

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _agenda()
    _design()
    _meeting_note()
    _snapshot()
    _snapshot_exhibit()
    _snapshot_report()
    append_only("agenda")
    append_only("snapshot", ("code",))
    append_only("snapshot_report", ("snapshot_id", "report_id"))
    append_only("snapshot_exhibit", ("snapshot_id", "item", "language"))


def _agenda() -> None:
    op.create_table(
        "agenda",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting", sa.String(length=40), nullable=False),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda")),
    )
    op.create_index(op.f("ix_agenda_meeting"), "agenda", ["meeting"], unique=False)


def _design() -> None:
    op.create_table(
        "design",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting", sa.String(length=40), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_design")),
    )
    op.create_index(op.f("ix_design_meeting"), "design", ["meeting"], unique=False)


def _meeting_note() -> None:
    op.create_table(
        "meeting_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting", sa.String(length=40), nullable=False),
        sa.Column("round", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=36), nullable=False),
        sa.Column("snapshot", sa.String(length=60), nullable=False),
        sa.Column("item", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("country", sa.String(length=3), nullable=True),
        sa.Column("objective", sa.String(length=4), nullable=True),
        sa.Column("result", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("kind IN ('question', 'conclusion')", name=op.f("ck_meeting_note_kind")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_note")),
    )
    op.create_index("ix_meeting_note_meeting_key", "meeting_note", ["meeting", "key"], unique=False)
    op.create_index(
        "ix_meeting_note_round_country", "meeting_note", ["round", "country"], unique=False
    )


def _snapshot() -> None:
    op.create_table(
        "snapshot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("meeting", sa.String(length=40), nullable=False),
        sa.Column("round", sa.String(length=40), nullable=False),
        sa.Column("shown_at", sa.DateTime(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("audience", sa.String(length=4), nullable=False),
        sa.Column("data_version", sa.Integer(), nullable=False),
        sa.Column("agenda", sa.JSON(), nullable=False),
        sa.Column("provenance", sa.JSON(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_snapshot")),
        sa.UniqueConstraint("code", name=op.f("uq_snapshot_code")),
    )
    op.create_index("ix_snapshot_meeting", "snapshot", ["meeting", "id"], unique=False)


def _snapshot_exhibit() -> None:
    op.create_table(
        "snapshot_exhibit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("snapshot_id", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(length=40), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("exhibit", sa.JSON(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["snapshot_id"], ["snapshot.id"], name=op.f("fk_snapshot_exhibit_snapshot_id_snapshot")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_snapshot_exhibit")),
        sa.UniqueConstraint(
            "snapshot_id",
            "item",
            "language",
            name=op.f("uq_snapshot_exhibit_snapshot_id_item_language"),
        ),
    )


def _snapshot_report() -> None:
    op.create_table(
        "snapshot_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("snapshot_id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("report", sa.String(length=60), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["snapshot_id"], ["snapshot.id"], name=op.f("fk_snapshot_report_snapshot_id_snapshot")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_snapshot_report")),
        sa.UniqueConstraint(
            "snapshot_id", "report_id", name=op.f("uq_snapshot_report_snapshot_id_report_id")
        ),
    )
    op.create_index("ix_snapshot_report_report_id", "snapshot_report", ["report_id"], unique=False)
