"""Sealed facts: what a phone tells beside a picture, signed with a key of its own."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def _columns() -> list[sa.Column[Any]]:
    return [
        sa.Column("fix_age_s", sa.Integer(), nullable=True),
        sa.Column("skew_ms", sa.Integer(), nullable=True),
        sa.Column("facts", sa.Text(), nullable=True),
        sa.Column("facts_hash", sa.String(64), nullable=False, server_default=""),
        sa.Column("key_id", sa.String(64), nullable=False, server_default=""),
        sa.Column("signature", sa.String(100), nullable=False, server_default=""),
        sa.Column("seal", sa.String(20), nullable=False, server_default="none"),
    ]


def upgrade() -> None:
    op.create_table(
        "device_keys",
        sa.Column("id", sa.String(200), nullable=False),
        sa.Column("org", sa.String(200), nullable=False),
        sa.Column("user_id", sa.String(200), nullable=False),
        sa.Column("client_id", sa.String(200), nullable=False),
        sa.Column("public_key", sa.Text(), nullable=False),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_device_keys")),
    )
    op.create_index(op.f("ix_device_keys_org"), "device_keys", ["org"])
    with op.batch_alter_table("photos") as photos:
        for column in _columns():
            photos.add_column(column)


def downgrade() -> None:
    with op.batch_alter_table("photos") as photos:
        for column in reversed(_columns()):
            photos.drop_column(column.name)
    op.drop_index(op.f("ix_device_keys_org"), table_name="device_keys")
    op.drop_table("device_keys")
