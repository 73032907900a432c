"""Orange: why an order was drafted, after which, when it escalates; the meeting in a feedback."""

from datetime import UTC, datetime, time

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

ORDERS = sa.table(
    "orders",
    *(sa.column(name, sa.String) for name in ("id", "visit_id", "colour", "state", "origin")),
    sa.column("escalates_at", sa.DateTime(timezone=True)),
)
FOLLOWS = sa.text("predecessor_id IS NOT NULL")
MATTERS = sa.table(
    "matters", sa.column("order_id", sa.String), sa.column("rectify_due_on", sa.Date)
)


def upgrade() -> None:
    with op.batch_alter_table("orders") as orders:
        orders.add_column(sa.Column("cause", sa.String(20), nullable=True))
        orders.add_column(sa.Column("predecessor_id", sa.String(200), nullable=True))
        orders.add_column(sa.Column("origin", sa.String(400), nullable=True))
        orders.add_column(sa.Column("escalates_at", sa.DateTime(timezone=True), nullable=True))
    _start_clocks()
    origin = sa.literal("visit:") + ORDERS.c.visit_id + ":" + ORDERS.c.colour
    op.execute(ORDERS.update().values(origin=origin))
    with op.batch_alter_table("orders") as orders:
        orders.alter_column("origin", existing_type=sa.String(400), nullable=False)
        orders.drop_constraint(op.f("uq_orders_org_visit_id_colour"), type_="unique")
        orders.create_unique_constraint(op.f("uq_orders_org_origin"), ["org", "origin"])
        orders.create_foreign_key(
            op.f("fk_orders_predecessor_id"), "orders", ["predecessor_id"], ["id"]
        )
    for columns in (["org", "visit_id"], ["org", "escalates_at"]):
        name = op.f(f"ix_orders_{'_'.join(columns)}")
        op.create_index(name, "orders", columns)
    op.create_index(
        "ix_orders_predecessor_id",
        "orders",
        ["predecessor_id"],
        sqlite_where=FOLLOWS,
        postgresql_where=FOLLOWS,
    )
    with op.batch_alter_table("feedbacks") as feedbacks:
        feedbacks.add_column(sa.Column("meeting", sa.JSON(), nullable=True))
        feedbacks.add_column(sa.Column("plan", sa.Text(), nullable=False, server_default=""))
        feedbacks.add_column(sa.Column("stamped_photo_id", sa.String(200), nullable=True))


def _start_clocks() -> None:
    """What a unit must mend today escalates at the end of its first matter's last day in China."""
    link = op.get_bind()
    first = sa.func.min(MATTERS.c.rectify_due_on)
    awaiting = ORDERS.c.state.in_(("delivered", "acknowledged", "returned"))
    query = sa.select(ORDERS.c.id, first).join(MATTERS, MATTERS.c.order_id == ORDERS.c.id)
    for order_id, day in link.execute(query.where(awaiting).group_by(ORDERS.c.id)).all():
        if day is not None:
            end = datetime.combine(day, time(16), UTC)
            this = ORDERS.c.id == order_id
            link.execute(ORDERS.update().where(this).values(escalates_at=end))


def downgrade() -> None:
    with op.batch_alter_table("feedbacks") as feedbacks:
        for name in ("meeting", "plan", "stamped_photo_id"):
            feedbacks.drop_column(name)
    for columns in (["predecessor_id"], ["org", "visit_id"], ["org", "escalates_at"]):
        op.drop_index(op.f(f"ix_orders_{'_'.join(columns)}"), "orders")
    with op.batch_alter_table("orders") as orders:
        orders.drop_constraint(op.f("fk_orders_predecessor_id"), type_="foreignkey")
        orders.drop_constraint(op.f("uq_orders_org_origin"), type_="unique")
        orders.create_unique_constraint(
            op.f("uq_orders_org_visit_id_colour"), ["org", "visit_id", "colour"]
        )
        for name in ("cause", "predecessor_id", "origin", "escalates_at"):
            orders.drop_column(name)
