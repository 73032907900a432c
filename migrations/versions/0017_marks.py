"""Marks: what was drawn over a photo, kept beside it."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("photos") as photos:
        marks = sa.Column("marks", sa.JSON(), nullable=False, server_default="[]")
        photos.add_column(marks)


def downgrade() -> None:
    with op.batch_alter_table("photos") as photos:
        photos.drop_column("marks")
