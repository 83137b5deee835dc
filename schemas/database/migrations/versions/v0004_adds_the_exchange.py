"""Adds what the secretariat keeps beside the reports: follow-up, names, target countries."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "challenge_name",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("country", sa.String(length=3), nullable=False),
        sa.Column("item_id", sa.String(length=20), nullable=False),
        sa.Column("names", sa.JSON(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_challenge_name")),
    )
    op.create_index("ix_challenge_name_country_item_id", "challenge_name", ["country", "item_id"])
    op.create_table(
        "follow_up",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("country", sa.String(length=3), nullable=False),
        sa.Column("ta_id", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "state IN ('received', 'examined', 'accepted', 'deployed', 'closed', 'declined')",
            name=op.f("ck_follow_up_state"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_up")),
    )
    op.create_index("ix_follow_up_country_ta_id", "follow_up", ["country", "ta_id"])
    op.create_table(
        "target_country",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round", sa.String(length=40), nullable=False),
        sa.Column("activity", sa.String(length=10), nullable=False),
        sa.Column("country", sa.String(length=3), nullable=False),
        sa.Column("is_listed", sa.Boolean(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "activity IN ('profile', 'imap')", name=op.f("ck_target_country_activity")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_target_country")),
    )
    op.create_index(
        "ix_target_country_round_activity", "target_country", ["round", "activity", "country"]
    )
