"""Devices: their state and agent; what a parked mutation needs for its repair; strays."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("sync_clients") as clients:
        clients.alter_column("revoked_at", new_column_name="changed_at")
        clients.add_column(
            sa.Column("agent", sa.String(length=200), nullable=False, server_default="")
        )
        clients.add_column(
            sa.Column("change_reason", sa.String(length=200), nullable=False, server_default="")
        )
        clients.add_column(sa.Column("told_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("sync_results") as results:
        results.add_column(sa.Column("kept", sa.JSON(), nullable=True))
        results.add_column(sa.Column("repaired_at", sa.DateTime(timezone=True), nullable=True))
        results.add_column(sa.Column("repaired_by", sa.String(length=200), nullable=True))
    with op.batch_alter_table("sync_attempts") as attempts:
        attempts.add_column(
            sa.Column("error", sa.String(length=200), nullable=False, server_default="")
        )
    op.create_table(
        "sync_strays",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("org", sa.String(length=200), nullable=False),
        sa.Column("user_id", sa.String(length=200), nullable=False),
        sa.Column("client_id", sa.String(length=200), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("v", sa.Integer(), nullable=False),
        sa.Column("args", sa.JSON(), nullable=False),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("why", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sync_strays")),
    )
    op.create_index(op.f("ix_sync_strays_org"), "sync_strays", ["org"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_sync_strays_org"), table_name="sync_strays")
    op.drop_table("sync_strays")
    with op.batch_alter_table("sync_attempts") as attempts:
        attempts.drop_column("error")
    with op.batch_alter_table("sync_results") as results:
        results.drop_column("repaired_by")
        results.drop_column("repaired_at")
        results.drop_column("kept")
    with op.batch_alter_table("sync_clients") as clients:
        clients.drop_column("told_at")
        clients.drop_column("change_reason")
        clients.drop_column("agent")
        clients.alter_column("changed_at", new_column_name="revoked_at")
