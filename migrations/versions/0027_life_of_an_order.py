"""The life of an order: objections, comments, extensions, progress, results per matter.

Orders that were delivered before have no end of the time for objections: it is over.
"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
ADDED = {
    "orders": (
        ("objection_due_at", INSTANT, None),
        ("objection_state", sa.String(20), None),
        ("extension_state", sa.String(20), None),
        ("progressed_at", INSTANT, None),
    ),
    "matters": (
        ("is_struck", sa.Boolean(), sa.false()),
        ("is_mended", sa.Boolean(), sa.false()),
        ("verdict", sa.String(10), None),
    ),
    "feedbacks": (
        ("is_late", sa.Boolean(), sa.false()),
        ("is_progress", sa.Boolean(), sa.false()),
    ),
    "reviews": (("matters", sa.JSON(), sa.text("'[]'")),),
}
ASKS = ("objections", "extensions", "comments")


def upgrade() -> None:
    for table, columns in ADDED.items():
        with op.batch_alter_table(table) as batch:
            for name, kind, default in columns:
                batch.add_column(
                    sa.Column(name, kind, nullable=default is None, server_default=default)
                )
    _create("objections", *_objection(), *_answer())
    _create("extensions", *_extension(), *_answer())
    _create("comments", *_comment())


def downgrade() -> None:
    for table in reversed(ASKS):
        op.drop_table(table)
    for table, columns in ADDED.items():
        with op.batch_alter_table(table) as batch:
            for name, _, _ in columns:
                batch.drop_column(name)


def _create(table: str, *own: sa.Column[object]) -> None:
    is_single = table == "extensions"
    op.create_table(
        table,
        sa.Column("id", sa.String(200), nullable=False),
        sa.Column("org", sa.String(200), nullable=False),
        sa.Column("order_id", sa.String(200), nullable=False),
        sa.Column("unit_id", sa.String(200), nullable=False),
        sa.Column("issuer_id", sa.String(200), nullable=False),
        sa.Column("author_id", sa.String(200), nullable=False),
        sa.Column("author_name", sa.String(80), nullable=False),
        sa.Column("is_carried", sa.Boolean(), nullable=False),
        *own,
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f(f"fk_{table}_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        *([sa.UniqueConstraint("order_id", name=op.f("uq_extensions_order_id"))] * is_single),
    )
    op.create_index(op.f(f"ix_{table}_org"), table, ["org"])
    if not is_single:
        op.create_index(op.f(f"ix_{table}_order_id"), table, ["order_id"])


def _objection() -> list[sa.Column[object]]:
    return [
        sa.Column("matter_ids", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("photo_ids", sa.JSON(), nullable=False),
        sa.Column("raised_at", INSTANT, nullable=False),
    ]


def _extension() -> list[sa.Column[object]]:
    return [
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("wanted_on", sa.Date(), nullable=False),
        sa.Column("granted_on", sa.Date(), nullable=True),
        sa.Column("asked_at", INSTANT, nullable=False),
    ]


def _comment() -> list[sa.Column[object]]:
    return [
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_at", INSTANT, nullable=False),
        sa.Column("received_at", INSTANT, nullable=False),
    ]


def _answer() -> list[sa.Column[object]]:
    return [
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answerer_name", sa.String(80), nullable=True),
        sa.Column("answered_at", INSTANT, nullable=True),
    ]
