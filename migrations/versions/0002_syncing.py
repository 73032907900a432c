"""Syncing: clock, index, journal, devices, ledger."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "journal",
        sa.Column("org", sa.String(length=200), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("skew_s", sa.Double(), nullable=False),
        sa.Column("actor_id", sa.String(length=200), nullable=False),
        sa.Column("actor_name", sa.String(length=80), nullable=False),
        sa.Column("client_id", sa.String(length=200), nullable=False),
        sa.Column("uid", sa.String(length=200), nullable=False),
        sa.Column("command", sa.String(length=80), nullable=False),
        sa.Column("command_version", sa.Integer(), nullable=False),
        sa.Column("args", sa.JSON(), nullable=False),
        sa.Column("events", sa.JSON(), nullable=False),
        sa.Column("rows", sa.JSON(), nullable=False),
        sa.Column("conflicts", sa.JSON(), nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("org", "number", name=op.f("pk_journal")),
    )
    op.create_index(op.f("ix_journal_org_uid"), "journal", ["org", "uid"], unique=False)
    op.create_index(op.f("ix_journal_org_version"), "journal", ["org", "version"], unique=False)
    op.create_table(
        "sync_attempts",
        sa.Column("user_id", sa.String(length=200), nullable=False),
        sa.Column("uid", sa.String(length=200), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("user_id", "uid", name=op.f("pk_sync_attempts")),
    )
    op.create_table(
        "sync_clients",
        sa.Column("id", sa.String(length=200), nullable=False),
        sa.Column("org", sa.String(length=200), nullable=False),
        sa.Column("user_id", sa.String(length=200), nullable=False),
        sa.Column("app", sa.String(length=40), nullable=False),
        sa.Column("last_seq", sa.Integer(), nullable=False),
        sa.Column("first_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_reason", sa.String(length=20), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sync_clients")),
    )
    op.create_index(op.f("ix_sync_clients_user_id"), "sync_clients", ["user_id"], unique=False)
    op.create_table(
        "sync_clock",
        sa.Column("org", sa.String(length=200), nullable=False),
        sa.Column("epoch", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("journal_number", sa.Integer(), nullable=False),
        sa.Column("journal_hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("org", name=op.f("pk_sync_clock")),
    )
    op.create_table(
        "sync_index",
        sa.Column("org", sa.String(length=200), nullable=False),
        sa.Column("scope", sa.String(length=120), nullable=False),
        sa.Column("entity", sa.String(length=40), nullable=False),
        sa.Column("row_id", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("is_live", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("org", "scope", "entity", "row_id", name=op.f("pk_sync_index")),
    )
    op.create_index(
        op.f("ix_sync_index_org_entity_row_id"),
        "sync_index",
        ["org", "entity", "row_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_sync_index_org_scope_version_entity_row_id"),
        "sync_index",
        ["org", "scope", "version", "entity", "row_id"],
        unique=False,
    )
    op.create_table(
        "sync_results",
        sa.Column("client_id", sa.String(length=200), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("org", sa.String(length=200), nullable=False),
        sa.Column("user_id", sa.String(length=200), nullable=False),
        sa.Column("uid", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("result", sa.JSON(), nullable=False),
        sa.Column("args", sa.JSON(), nullable=True),
        sa.Column("stored_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("client_id", "seq", name=op.f("pk_sync_results")),
    )
    op.create_index(
        op.f("ix_sync_results_user_id_uid"), "sync_results", ["user_id", "uid"], unique=False
    )
    op.create_table(
        "sync_rows",
        sa.Column("org", sa.String(length=200), nullable=False),
        sa.Column("entity", sa.String(length=40), nullable=False),
        sa.Column("row_id", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.String(length=200), nullable=False),
        sa.Column("other_version", sa.Integer(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("org", "entity", "row_id", name=op.f("pk_sync_rows")),
    )


def downgrade() -> None:
    op.drop_table("sync_rows")
    op.drop_index(op.f("ix_sync_results_user_id_uid"), table_name="sync_results")
    op.drop_table("sync_results")
    op.drop_index(op.f("ix_sync_index_org_scope_version_entity_row_id"), table_name="sync_index")
    op.drop_index(op.f("ix_sync_index_org_entity_row_id"), table_name="sync_index")
    op.drop_table("sync_index")
    op.drop_table("sync_clock")
    op.drop_index(op.f("ix_sync_clients_user_id"), table_name="sync_clients")
    op.drop_table("sync_clients")
    op.drop_table("sync_attempts")
    op.drop_index(op.f("ix_journal_org_version"), table_name="journal")
    op.drop_index(op.f("ix_journal_org_uid"), table_name="journal")
    op.drop_table("journal")
