"""The web chat: sessions, turns, messages, ratings, and the counters of its limits."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "web_session",
        sa.Column("conversation", sa.String(64), primary_key=True),
        sa.Column("opened_at", sa.DateTime, nullable=False),
        sa.Column("expires_at", sa.DateTime, nullable=False),
        sa.Column("closed_at", sa.DateTime),
    )
    op.create_index("ix_web_session_opened_at", "web_session", ["opened_at"])
    op.create_table(
        "web_turn",
        sa.Column("conversation", sa.String(64), primary_key=True),
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("held_until", sa.DateTime, nullable=False),
        sa.Column("answered_at", sa.DateTime),
    )
    op.create_table(
        "web_message",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("conversation", sa.String(64), nullable=False),
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("turn", sa.String(36), nullable=False),
        sa.Column("role", sa.String(4), nullable=False),
        sa.Column("answer", sa.String(128)),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_index("ix_web_message_conversation", "web_message", ["conversation"])
    op.create_table(
        "feedback",
        sa.Column("message_id", sa.String(36), primary_key=True),
        sa.Column("answer", sa.String(128), nullable=False),
        sa.Column("rating", sa.String(4), nullable=False),
        sa.Column("reason", sa.String(500)),
        sa.Column("rated_at", sa.DateTime, nullable=False),
    )
    op.create_index("ix_feedback_answer", "feedback", ["answer"])
    op.create_table(
        "rate_count",
        sa.Column("name", sa.String(64), primary_key=True),
        sa.Column("minute", sa.DateTime, primary_key=True),
        sa.Column("count", sa.Integer, nullable=False),
    )
    op.create_index("ix_rate_count_minute", "rate_count", ["minute"])


def downgrade() -> None:
    for table in ("rate_count", "feedback", "web_message", "web_turn", "web_session"):
        op.drop_table(table)
