"""Draws: their plans and proofs, frozen populations, what was drawn and what became of it."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

ID = sa.String(200)
INSTANT = sa.DateTime(timezone=True)
TABLES = ("draw_marks", "draw_picks", "draw_blocks", "draw_strata", "draws")
PACKED = {"draw_blocks": ("ids", "prints"), "draw_picks": ("ordinals", "ids")}


def upgrade() -> None:
    _create_draws()
    _create_below(
        "draw_strata",
        ("number",),
        sa.Column("list_number", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(20), nullable=False),
        sa.Column("key", sa.String(300), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("take", sa.Integer(), nullable=False),
        sa.Column("reserve", sa.Integer(), nullable=False),
    )
    _create_below(
        "draw_blocks",
        ("list_number", "number"),
        sa.Column("ids", sa.LargeBinary(), nullable=False),
        sa.Column("lines", sa.Text(), nullable=False),
        sa.Column("prints", sa.LargeBinary(), nullable=False),
    )
    _create_below(
        "draw_picks",
        ("stratum", "number"),
        sa.Column("ordinals", sa.LargeBinary(), nullable=False),
        sa.Column("ids", sa.LargeBinary(), nullable=False),
    )
    _create_below(
        "draw_marks",
        ("stratum", "position"),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("reason", sa.String(20), nullable=False),
        sa.Column("note", sa.String(500), nullable=False),
        sa.Column("successor", sa.Integer(), nullable=True),
        sa.Column("task_id", ID, nullable=True),
        sa.Column("marked_at", INSTANT, nullable=False),
        sa.Column("marker_name", sa.String(80), nullable=False),
    )
    _leave_packed()


def downgrade() -> None:
    for name in TABLES:
        op.drop_table(name)


def _create_draws() -> None:
    op.create_table(
        "draws",
        sa.Column("id", ID, nullable=False),
        sa.Column("org", ID, nullable=False),
        sa.Column("unit_id", ID, nullable=False),
        sa.Column("title", sa.String(120), nullable=False),
        sa.Column("search", sa.Text(), nullable=False),
        sa.Column("source", sa.String(20), nullable=False),
        sa.Column("plan", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("commitment", sa.String(64), nullable=False),
        sa.Column("secret", sa.String(64), nullable=False),
        sa.Column("begun_at", INSTANT, nullable=False),
        sa.Column("begun_month", sa.String(7), nullable=False),
        sa.Column("beginner_id", ID, nullable=False),
        sa.Column("beginner_name", sa.String(80), nullable=False),
        sa.Column("redraw_of", ID, nullable=True),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("frozen_at", INSTANT, nullable=True),
        sa.Column("freezer_name", sa.String(80), nullable=True),
        sa.Column("reads_records", sa.Boolean(), nullable=False),
        sa.Column("last_id", sa.BigInteger(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("population_hash", sa.String(64), nullable=True),
        sa.Column("drawn_at", INSTANT, nullable=True),
        sa.Column("drawer_name", sa.String(80), nullable=True),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("picks_hash", sa.String(64), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draws")),
    )
    op.create_index(op.f("ix_draws_org"), "draws", ["org"])
    op.create_index(op.f("ix_draws_org_begun_at"), "draws", ["org", "begun_at"])
    op.create_index(op.f("ix_draws_org_source_drawn_at"), "draws", ["org", "source", "drawn_at"])


def _create_below(name: str, keys: tuple[str, ...], *own: sa.Column) -> None:
    """A table of what belongs to a draw, clustered by it where the database does so."""
    op.create_table(
        name,
        sa.Column("draw_id", ID, nullable=False),
        *(sa.Column(key, sa.Integer(), nullable=False) for key in keys),
        *own,
        sa.PrimaryKeyConstraint("draw_id", *keys, name=op.f(f"pk_{name}")),
    )


def _leave_packed() -> None:
    """PostgreSQL would try to compress what is packed already."""
    if op.get_context().dialect.name != "postgresql":
        return
    for table, columns in PACKED.items():
        for column in columns:
            op.execute(f"ALTER TABLE {table} ALTER COLUMN {column} SET STORAGE EXTERNAL")
