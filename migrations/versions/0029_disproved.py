"""Disproved: an answer to which an objection was upheld is a failure no more."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

STRUCK = """
    UPDATE answers SET is_disproved = true WHERE EXISTS (
        SELECT 1 FROM orders JOIN matters ON matters.order_id = orders.id
        WHERE orders.visit_id = answers.visit_id AND orders.colour = 'blue'
        AND matters.item_code = answers.item_code AND matters.is_struck
    )
"""


def upgrade() -> None:
    with op.batch_alter_table("answers") as answers:
        column = sa.Column("is_disproved", sa.Boolean(), nullable=False, server_default=sa.false())
        answers.add_column(column)
    op.execute(STRUCK)


def downgrade() -> None:
    with op.batch_alter_table("answers") as answers:
        answers.drop_column("is_disproved")
