"""Limits by name: what a deadline runs from, and its amount whatever its unit."""

import json
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

AT_ONCE = 1000
ORDERS = sa.table("orders", sa.column("id", sa.String), sa.column("deadline", sa.JSON))
Explained = dict[str, Any]


def upgrade() -> None:
    _rewrite(lambda old: {"runs_from": "delivered", **old, "amount": old["days"]}, {"days"})


def downgrade() -> None:
    _rewrite(lambda new: {**new, "days": new["amount"]}, {"runs_from", "amount"})


def _rewrite(change: Callable[[Explained], Explained], dropped: set[str]) -> None:
    link, after = op.get_bind(), ""
    query = sa.select(ORDERS).where(ORDERS.c.deadline.cast(sa.Text) != "null")
    while found := link.execute(
        query.where(ORDERS.c.id > after).order_by(ORDERS.c.id).limit(AT_ONCE)
    ).all():
        for order_id, deadline in found:
            told = deadline if isinstance(deadline, dict) else json.loads(deadline)
            kept = {key: value for key, value in change(told).items() if key not in dropped}
            this = ORDERS.c.id == order_id
            link.execute(ORDERS.update().where(this).values(deadline=kept))
        after = found[-1][0]
