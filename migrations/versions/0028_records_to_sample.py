"""Records to sample: services given and closed cases, one row each."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

ID = sa.String(200)
ROW_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _create(
        "service_records",
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("district", sa.String(40), nullable=False),
        sa.Column("served_on", sa.Date(), nullable=False),
    )
    _create(
        "case_records",
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=False),
        sa.Column("called_back_on", sa.Date(), nullable=True),
    )


def downgrade() -> None:
    op.drop_table("case_records")
    op.drop_table("service_records")


def _create(name: str, *own: sa.Column) -> None:
    op.create_table(
        name,
        sa.Column("id", ROW_NUMBER, nullable=False),
        sa.Column("org", ID, nullable=False),
        sa.Column("unit_id", ID, nullable=False),
        sa.Column("period", sa.String(7), nullable=False),
        *own,
        sa.Column("reference", sa.String(60), nullable=False),
        sa.Column("import_id", ID, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
    )
    op.create_index(op.f(f"ix_{name}_org_reference"), name, ["org", "reference"], unique=True)
    op.create_index(op.f(f"ix_{name}_org_period_unit_id"), name, ["org", "period", "unit_id"])
    op.create_index(op.f(f"ix_{name}_import_id"), name, ["import_id"])
