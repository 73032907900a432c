"""Quotas: required and done, and what was counted."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "quotas",
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("unit_id", sa.String(length=200), nullable=False),
        sa.Column("unit_name", sa.String(length=120), nullable=False),
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.Column("base", sa.Integer(), nullable=True),
        sa.Column("ratio_ppm", sa.Integer(), nullable=True),
        sa.Column("required", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("clause", sa.String(length=40), nullable=False),
        sa.Column("id", sa.String(length=200), nullable=False),
        sa.Column("org", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_quotas_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quotas")),
    )
    op.create_index(op.f("ix_quotas_org"), "quotas", ["org"], unique=False)
    op.create_index(op.f("ix_quotas_unit_id"), "quotas", ["unit_id"], unique=False)
    op.create_table(
        "quota_counts",
        sa.Column("quota_id", sa.String(length=200), nullable=False),
        sa.Column("visit_id", sa.String(length=200), nullable=False),
        sa.Column("id", sa.String(length=200), nullable=False),
        sa.Column("org", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["quota_id"], ["quotas.id"], name=op.f("fk_quota_counts_quota_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quota_counts")),
    )
    op.create_index(op.f("ix_quota_counts_org"), "quota_counts", ["org"], unique=False)
    op.create_index(op.f("ix_quota_counts_quota_id"), "quota_counts", ["quota_id"], unique=False)
    op.create_index(op.f("ix_quota_counts_visit_id"), "quota_counts", ["visit_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_quota_counts_visit_id"), table_name="quota_counts")
    op.drop_index(op.f("ix_quota_counts_quota_id"), table_name="quota_counts")
    op.drop_index(op.f("ix_quota_counts_org"), table_name="quota_counts")
    op.drop_table("quota_counts")
    op.drop_index(op.f("ix_quotas_unit_id"), table_name="quotas")
    op.drop_index(op.f("ix_quotas_org"), table_name="quotas")
    op.drop_table("quotas")
