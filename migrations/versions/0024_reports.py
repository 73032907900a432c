"""Reports: slips that were printed, in which versions, and months that are printed as one file."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def _text(name: str, length: int = 200, *, is_optional: bool = False) -> "sa.Column[str]":
    return sa.Column(name, sa.String(length), nullable=is_optional)


def _instant(name: str, *, is_optional: bool = False) -> "sa.Column[object]":
    return sa.Column(name, sa.DateTime(timezone=True), nullable=is_optional)


def _number(name: str) -> "sa.Column[int]":
    return sa.Column(name, sa.Integer(), nullable=False)


def upgrade() -> None:
    _create_slips()
    _create_prints()


def _create_slips() -> None:
    op.create_table(
        "slips",
        *(_text("id"), _text("org"), _text("token", 40), _number("versions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slips")),
        sa.UniqueConstraint("token", name=op.f("uq_slips_token")),
    )
    op.create_index(op.f("ix_slips_org"), "slips", ["org"])
    op.create_table(
        "slip_versions",
        *(_text("id"), _text("org"), _text("slip_id"), _number("number"), _text("hash", 64)),
        sa.Column("content", sa.JSON(), nullable=False),
        _instant("noted_at"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slip_versions")),
        sa.ForeignKeyConstraint(["slip_id"], ["slips.id"], name=op.f("fk_slip_versions_slip_id")),
        sa.UniqueConstraint("slip_id", "number", name="uq_slip_versions_slip_id_number"),
        sa.UniqueConstraint("slip_id", "hash", name="uq_slip_versions_slip_id_hash"),
    )
    op.create_index(op.f("ix_slip_versions_org"), "slip_versions", ["org"])


def _create_prints() -> None:
    op.create_table(
        "month_prints",
        *(_text("id"), _text("org"), _text("user_id"), _text("user_name", 80), _text("month", 7)),
        *(_text("unit_id"), _text("unit_name", 120), _text("colour", 10, is_optional=True)),
        *(_text("origin"), _text("state", 20)),
        *(_number(name) for name in ("total", "done", "pages")),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("order_ids", sa.JSON(), nullable=False),
        *(_instant("ordered_at"), _instant("ended_at", is_optional=True)),
        sa.Column("is_carried", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_month_prints")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_month_prints_user_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_month_prints_unit_id")),
    )
    op.create_index(op.f("ix_month_prints_org"), "month_prints", ["org"])
    op.create_index(
        op.f("ix_month_prints_org_is_carried_ended_at"),
        "month_prints",
        ["org", "is_carried", "ended_at"],
    )
    op.create_table(
        "print_work",
        *(_text("print_id"), _text("org"), _number("tries")),
        _instant("next_try_at"),
        _text("last_error", 500),
        sa.PrimaryKeyConstraint("print_id", name=op.f("pk_print_work")),
    )
    op.create_index(op.f("ix_print_work_next_try_at"), "print_work", ["next_try_at"])


def downgrade() -> None:
    for table in ("print_work", "month_prints", "slip_versions", "slips"):
        op.drop_table(table)
