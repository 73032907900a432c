"""Gallery per item: whether a checklist item takes pictures that were not shot on the spot."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("checklist_items") as items:
        items.add_column(
            sa.Column("is_gallery_allowed", sa.Boolean(), nullable=False, server_default=sa.true())
        )


def downgrade() -> None:
    with op.batch_alter_table("checklist_items") as items:
        items.drop_column("is_gallery_allowed")
