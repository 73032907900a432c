"""Void: checks and orders entered wrongly, rights lent for a time, look-backs and their draws."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

ID = sa.String(200)
TIME = sa.DateTime(timezone=True)
FOLLOWS = sa.text("order_id IS NOT NULL")
ORDERS = sa.table(
    "orders", *(sa.column(name, sa.String) for name in ("id", "state", "cause", "origin"))
)


def upgrade() -> None:
    _create_delegations()
    _create_draw_seeds()
    with op.batch_alter_table("visits") as visits:
        visits.add_column(sa.Column("void_asker_id", ID, nullable=True))
        visits.add_column(sa.Column("void_asker_name", sa.String(80), nullable=True))
        visits.add_column(sa.Column("void_asked_at", TIME, nullable=True))
        visits.add_column(_text("void_reason", 500))
        visits.add_column(sa.Column("void_judge_name", sa.String(80), nullable=True))
        visits.add_column(_text("void_refusal", 500))
        visits.add_column(sa.Column("voided_at", TIME, nullable=True))
    with op.batch_alter_table("answers") as answers:
        answers.add_column(sa.Column("shown_unit_id", ID, nullable=True))
    with op.batch_alter_table("orders") as orders:
        orders.add_column(sa.Column("proposer_id", ID, nullable=True))
        orders.add_column(sa.Column("proposer_name", sa.String(80), nullable=True))
        orders.add_column(sa.Column("voided_at", TIME, nullable=True))
        orders.add_column(sa.Column("void_reason", sa.String(500), nullable=True))
        orders.add_column(sa.Column("lookback", sa.JSON(), nullable=True))
    # The check of an order that was withdrawn before delivery may have another one.
    is_withdrawn = (ORDERS.c.state == "withdrawn") & ORDERS.c.cause.is_(None)
    freed = sa.literal("withdrawn:") + ORDERS.c.id
    op.execute(ORDERS.update().where(is_withdrawn).values(origin=freed))
    with op.batch_alter_table("tasks") as tasks:
        tasks.add_column(_text("kind", 20, "check"))
        tasks.add_column(sa.Column("order_id", ID, nullable=True))
        tasks.add_column(_text("order_number", 40))
        tasks.add_column(
            sa.Column("item_codes", sa.JSON(), nullable=False, server_default=sa.text("'[]'"))
        )
    op.create_index(
        "ix_tasks_order_id", "tasks", ["order_id"], sqlite_where=FOLLOWS, postgresql_where=FOLLOWS
    )
    with op.batch_alter_table("quota_counts") as counts:
        counts.add_column(
            sa.Column("is_voided", sa.Boolean(), nullable=False, server_default=sa.false())
        )


def _text(name: str, length: int, default: str = "") -> sa.Column[str]:
    return sa.Column(name, sa.String(length), nullable=False, server_default=default)


def _create_delegations() -> None:
    op.create_table(
        "delegations",
        sa.Column("id", ID, primary_key=True),
        sa.Column("org", ID, nullable=False),
        sa.Column("user_id", ID, sa.ForeignKey("users.id"), nullable=False),
        sa.Column("user_name", sa.String(80), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("unit_id", ID, sa.ForeignKey("units.id"), nullable=False),
        sa.Column("unit_name", sa.String(120), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("giver_id", ID, nullable=False),
        sa.Column("giver_name", sa.String(80), nullable=False),
        sa.Column("given_at", TIME, nullable=False),
        sa.Column("revoked_at", TIME, nullable=True),
        sa.Column("revoker_name", sa.String(80), nullable=True),
    )
    for column in ("org", "user_id"):
        op.create_index(op.f(f"ix_delegations_{column}"), "delegations", [column])


def _create_draw_seeds() -> None:
    op.create_table(
        "draw_seeds",
        sa.Column("id", ID, primary_key=True),
        sa.Column("org", ID, nullable=False),
        sa.Column("period", sa.String(7), nullable=False),
        sa.Column("commitment", sa.String(64), nullable=False),
        sa.Column("secret", sa.String(64), nullable=False),
        sa.Column("committed_at", TIME, nullable=False),
        sa.Column("revealed", sa.String(64), nullable=True),
    )
    op.create_index(op.f("ix_draw_seeds_org"), "draw_seeds", ["org"])
    op.create_index(op.f("ix_draw_seeds_org_period"), "draw_seeds", ["org", "period"], unique=True)


def downgrade() -> None:
    with op.batch_alter_table("quota_counts") as counts:
        counts.drop_column("is_voided")
    op.drop_index("ix_tasks_order_id", "tasks")
    with op.batch_alter_table("tasks") as tasks:
        for name in ("kind", "order_id", "order_number", "item_codes"):
            tasks.drop_column(name)
    with op.batch_alter_table("orders") as orders:
        for name in ("proposer_id", "proposer_name", "voided_at", "void_reason", "lookback"):
            orders.drop_column(name)
    with op.batch_alter_table("answers") as answers:
        answers.drop_column("shown_unit_id")
    with op.batch_alter_table("visits") as visits:
        for name in ("asker_id", "asker_name", "asked_at", "reason", "judge_name", "refusal"):
            visits.drop_column(f"void_{name}")
        visits.drop_column("voided_at")
    op.drop_table("draw_seeds")
    op.drop_table("delegations")
