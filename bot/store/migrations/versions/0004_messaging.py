"""Messaging platforms: what came in, what is to go out, what was offered, and who works on a conversation."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "incoming",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("conversation", sa.String(64), nullable=False),
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("channel", sa.String(32), nullable=False),
        sa.Column("address", sa.String(255), nullable=False),
        sa.Column("text", sa.Text),
        sa.Column("notice", sa.Text),
        sa.Column("received_at", sa.DateTime, nullable=False),
        sa.Column("begun_at", sa.DateTime),
        sa.Column("answered_at", sa.DateTime),
        sa.UniqueConstraint("conversation", "id"),
    )
    op.create_index("ix_incoming_answered_at", "incoming", ["answered_at"])
    op.create_table(
        "outgoing",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("conversation", sa.String(64), nullable=False),
        sa.Column("channel", sa.String(32), nullable=False),
        sa.Column("address", sa.String(255), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_outgoing_conversation", "outgoing", ["conversation"])
    op.create_table(
        "offered",
        sa.Column("conversation", sa.String(64), primary_key=True),
        sa.Column("titles", sa.Text, nullable=False),
    )
    op.create_table(
        "hold",
        sa.Column("conversation", sa.String(64), primary_key=True),
        sa.Column("holder", sa.String(32), nullable=False),
        sa.Column("until", sa.DateTime, nullable=False),
    )


def downgrade() -> None:
    for table in ("hold", "offered", "outgoing", "incoming"):
        op.drop_table(table)
