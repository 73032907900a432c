"""Supervision matters: parts, receipts and daily lists; the matter that a task is made for."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

ID = sa.String(200)
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _create_matters()
    _create_parts()
    _create_receipts()
    op.create_table(
        "matter_digests",
        *_key(),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("matter_ids", sa.JSON(), nullable=False),
        sa.Column("listed_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matter_digests")),
        sa.UniqueConstraint("org", "day", name=op.f("uq_matter_digests_org_day")),
    )
    for table in ("supervision_matters", "matter_parts", "matter_receipts", "matter_digests"):
        op.create_index(op.f(f"ix_{table}_org"), table, ["org"])
    for table in ("matter_parts", "matter_receipts"):
        op.create_index(op.f(f"ix_{table}_matter_id"), table, ["matter_id"])
    op.create_index(
        "ix_supervision_matters_org_state_next_on",
        "supervision_matters",
        ["org", "state", "next_on"],
    )
    op.create_index(
        "ix_matter_receipts_passes_up_at",
        "matter_receipts",
        ["passes_up_at"],
        sqlite_where=sa.text("passes_up_at IS NOT NULL"),
        postgresql_where=sa.text("passes_up_at IS NOT NULL"),
    )
    with op.batch_alter_table("tasks") as tasks:
        tasks.add_column(sa.Column("matter_id", ID, nullable=True))


def _create_matters() -> None:
    op.create_table(
        "supervision_matters",
        *_key(),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        _text("number", 40),
        _text("title", 200),
        sa.Column("detail", sa.Text(), nullable=False),
        _text("source", 20),
        _text("source_note", 200),
        sa.Column("channel", sa.String(20), nullable=True),
        _text("sender", 120),
        _text("letter_number", 80),
        sa.Column("received_on", sa.Date(), nullable=True),
        _text("track", 20),
        _text("key_basis", 20),
        _text("key_match", 60),
        _text("key_reason", 500),
        _text("key_clause", 40),
        sa.Column("key_policy_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        _text("state", 20),
        _text("next_step", 500),
        sa.Column("next_on", sa.Date(), nullable=True),
        *(_list(name) for name in ("unit_ids", "reader_ids", "visit_ids")),
        _text("registered_by", 80),
        sa.Column("registered_at", INSTANT, nullable=False),
        _text("waiver_reason", 500),
        sa.Column("waiver_asker_id", ID, nullable=True),
        _text("waiver_asker_name", 80),
        sa.Column("waiver_asked_at", INSTANT, nullable=True),
        _text("waiver_answer", 500),
        _text("waiver_answerer_name", 80),
        sa.Column("waiver_answered_at", INSTANT, nullable=True),
        sa.Column("result", sa.Text(), nullable=False),
        _text("closed_by", 80),
        sa.Column("settled_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supervision_matters")),
        sa.UniqueConstraint(
            "org", "year", "serial", name=op.f("uq_supervision_matters_org_year_serial")
        ),
    )


def _create_parts() -> None:
    op.create_table(
        "matter_parts",
        *_key(),
        sa.Column("matter_id", ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        _text("title", 200),
        sa.Column("unit_id", ID, nullable=False),
        _text("unit_name", 120),
        sa.Column("due_on", sa.Date(), nullable=False),
        _text("demand", 500),
        sa.Column("is_photo_needed", sa.Boolean(), nullable=False),
        _text("state", 20),
        sa.Column("report", sa.Text(), nullable=False),
        _list("photo_ids"),
        _text("reported_by", 80),
        sa.Column("reported_at", INSTANT, nullable=True),
        _text("return_reason", 500),
        _text("returned_by", 80),
        _list("reader_ids"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matter_parts")),
        *_refers("matter_parts"),
    )


def _create_receipts() -> None:
    op.create_table(
        "matter_receipts",
        *_key(),
        sa.Column("matter_id", ID, nullable=False),
        _text("kind", 20),
        sa.Column("unit_id", ID, nullable=False),
        _text("unit_name", 120),
        sa.Column("sent_at", INSTANT, nullable=False),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("passes_up_at", INSTANT, nullable=True),
        sa.Column("passed_up_at", INSTANT, nullable=True),
        sa.Column("read_at", INSTANT, nullable=True),
        sa.Column("read_by_id", ID, nullable=True),
        _text("read_by", 80),
        _list("reader_ids"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matter_receipts")),
        *_refers("matter_receipts"),
    )


def _key() -> tuple[sa.Column[str], sa.Column[str]]:
    return sa.Column("id", ID, nullable=False), sa.Column("org", ID, nullable=False)


def _text(name: str, length: int) -> sa.Column[str]:
    return sa.Column(name, sa.String(length), nullable=False)


def _list(name: str) -> sa.Column[list[str]]:
    return sa.Column(name, sa.JSON(), nullable=False)


def _refers(table: str) -> tuple[sa.ForeignKeyConstraint, sa.ForeignKeyConstraint]:
    return (
        sa.ForeignKeyConstraint(
            ["matter_id"], ["supervision_matters.id"], name=op.f(f"fk_{table}_matter_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f(f"fk_{table}_unit_id")),
    )


def downgrade() -> None:
    with op.batch_alter_table("tasks") as tasks:
        tasks.drop_column("matter_id")
    for table in ("matter_digests", "matter_receipts", "matter_parts", "supervision_matters"):
        op.drop_table(table)
