"""Photo work: what is still to be done with a photo, and how many a person has sent in a day."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "photo_work",
        sa.Column("photo_id", sa.String(200), nullable=False),
        sa.Column("step", sa.String(40), nullable=False),
        sa.Column("org", sa.String(200), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_error", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("photo_id", "step", name=op.f("pk_photo_work")),
    )
    op.create_index(op.f("ix_photo_work_next_try_at"), "photo_work", ["next_try_at"])
    op.create_table(
        "upload_days",
        sa.Column("user_id", sa.String(200), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("photos", sa.Integer(), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("user_id", "day", name=op.f("pk_upload_days")),
    )
    op.create_index(op.f("ix_photos_sha256"), "photos", ["sha256"])


def downgrade() -> None:
    op.drop_index(op.f("ix_photos_sha256"), table_name="photos")
    op.drop_table("upload_days")
    op.drop_index(op.f("ix_photo_work_next_try_at"), table_name="photo_work")
    op.drop_table("photo_work")
