"""The carried set: what phones hold of each record, and since when nothing of it is awaited.

And an index of the tombstones, for the purge.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

FAMILY = ("answers", "matters", "feedbacks", "reviews", "photos", "quotas")
SETTLED = ("visits", "orders")


def upgrade() -> None:
    for table in (*SETTLED, *FAMILY, "notices"):
        op.add_column(table, _flag("is_carried", sa.true()))
    for table in SETTLED:
        op.add_column(table, sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True))
        columns = ["org", "is_carried", "settled_at"]
        op.create_index(op.f(f"ix_{table}_org_is_carried_settled_at"), table, columns)
    op.add_column("visits", _flag("is_held", sa.false()))
    op.create_index(
        op.f("ix_notices_org_is_carried_read_at"), "notices", ["org", "is_carried", "read_at"]
    )
    op.create_index(
        "ix_sync_index_tombstones",
        "sync_index",
        ["org", "version"],
        sqlite_where=sa.text("is_live = 0"),
        postgresql_where=sa.text("is_live = false"),
    )
    _settle()


def downgrade() -> None:
    op.drop_index("ix_sync_index_tombstones", table_name="sync_index")
    op.drop_index(op.f("ix_notices_org_is_carried_read_at"), table_name="notices")
    op.drop_column("visits", "is_held")
    for table in SETTLED:
        op.drop_index(op.f(f"ix_{table}_org_is_carried_settled_at"), table_name=table)
        op.drop_column(table, "settled_at")
    for table in (*SETTLED, *FAMILY, "notices"):
        op.drop_column(table, "is_carried")


def _flag(name: str, default: sa.ColumnElement[bool]) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), nullable=False, server_default=default)


def _settle() -> None:
    """What was settled before there was such a column. When an order was withdrawn or a visit
    discarded was not kept: their receipt is the only instant that there is."""
    op.execute("UPDATE visits SET settled_at = completed_at WHERE completed_at IS NOT NULL")
    op.execute(
        "UPDATE visits SET settled_at = received_at WHERE state = 'discarded' AND NOT EXISTS "
        "(SELECT 1 FROM photos WHERE photos.org = visits.org AND photos.subject_kind = 'visit' "
        "AND photos.subject_id = visits.id AND photos.blob = 'missing')"
    )
    op.execute("UPDATE orders SET settled_at = closed_at WHERE state = 'closed'")
    op.execute("UPDATE orders SET settled_at = received_at WHERE state = 'withdrawn'")
    op.execute(
        "UPDATE visits SET is_held = true "
        "WHERE EXISTS (SELECT 1 FROM orders WHERE orders.visit_id = visits.id)"
    )
