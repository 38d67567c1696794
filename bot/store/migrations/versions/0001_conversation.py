"""The register of conversations."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "conversation",
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("channel", sa.String(32), nullable=False),
        sa.Column("started_at", sa.DateTime, nullable=False),
        sa.Column("last_turn_at", sa.DateTime, nullable=False),
        sa.Column("turns", sa.Integer, nullable=False),
    )
    op.create_index("ix_conversation_last_turn_at", "conversation", ["last_turn_at"])


def downgrade() -> None:
    op.drop_table("conversation")
