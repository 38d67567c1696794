"""How many red flags were answered on a day, and of which kind."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "red_flag_count",
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("answer", sa.String(32), primary_key=True),
        sa.Column("count", sa.Integer, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("red_flag_count")
