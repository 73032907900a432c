"""Channels: ways out of the house, their rules, what is on its way, and what nobody has read."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

ID = sa.String(200)
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    name = op.f("ix_notices_org_subject_kind_subject_id")
    op.create_index(name, "notices", ["org", "subject_kind", "subject_id"])
    _create_settings()
    _create_deliveries()
    op.create_table(
        "notice_escalations",
        *_org_row("notice_escalations"),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("subject_kind", sa.String(20), nullable=False),
        sa.Column("subject_id", ID, nullable=False),
        sa.Column("unit_id", ID, nullable=False),
        *(sa.Column(name, sa.JSON(), nullable=False) for name in ("params", "notice_ids", "rungs")),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("started_at", INSTANT, nullable=False),
        sa.Column("due_at", INSTANT, nullable=True),
        sa.Column("ended_at", INSTANT, nullable=True),
        _foreign("notice_escalations", "unit_id", "units"),
    )
    _index("notice_escalations", "org")
    _index("notice_escalations", "org", "due_at")
    op.create_table(
        "installation_keys",
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_installation_keys")),
    )


def _create_settings() -> None:
    op.create_table(
        "notice_channels",
        *_org_row("notice_channels"),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("masked", sa.String(200), nullable=False),
        sa.Column("per_minute", sa.Integer(), nullable=False),
        sa.Column("is_enabled", sa.Boolean(), nullable=False),
        sa.Column("set_at", INSTANT, nullable=False),
    )
    op.create_table(
        "notice_rules",
        *_org_row("notice_rules"),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column("channel_ids", sa.JSON(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("set_at", INSTANT, nullable=False),
    )
    op.create_table(
        "notice_preferences",
        *_org_row("notice_preferences"),
        sa.Column("muted", sa.JSON(), nullable=False),
        sa.Column("email", sa.String(200), nullable=False),
        sa.Column("quiet_begins", sa.Integer(), nullable=True),
        sa.Column("quiet_ends", sa.Integer(), nullable=True),
    )
    op.create_table(
        "push_subscriptions",
        *_org_row("push_subscriptions"),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("device", sa.String(120), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("added_at", INSTANT, nullable=False),
        _foreign("push_subscriptions", "user_id", "users"),
    )
    for table in ("notice_channels", "notice_rules", "notice_preferences", "push_subscriptions"):
        _index(table, "org")
    _index("push_subscriptions", "user_id")


def _create_deliveries() -> None:
    op.create_table(
        "notice_channel_states",
        sa.Column("channel_id", ID, nullable=False),
        sa.Column("tokens", sa.Integer(), nullable=False),
        sa.Column("counted_at", INSTANT, nullable=False),
        sa.Column("paused_until", INSTANT, nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.String(80), nullable=False),
        sa.Column("last_error_at", INSTANT, nullable=True),
        sa.Column("last_sent_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("channel_id", name=op.f("pk_notice_channel_states")),
    )
    op.create_table(
        "notice_deliveries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("org", ID, nullable=False),
        sa.Column("notice_id", ID, nullable=False),
        sa.Column("channel_id", ID, nullable=False),
        sa.Column("recipient", ID, nullable=False),
        sa.Column("is_urgent", sa.Boolean(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("batch", sa.String(80), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("is_repeated", sa.Boolean(), nullable=False),
        sa.Column("sent_at", INSTANT, nullable=True),
        sa.Column("last_error", sa.String(80), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_deliveries")),
        sa.UniqueConstraint(
            *("notice_id", "channel_id", "recipient"),
            name=op.f("uq_notice_deliveries_notice_id_channel_id_recipient"),
        ),
        _foreign("notice_deliveries", "notice_id", "notices"),
        _foreign("notice_deliveries", "channel_id", "notice_channels"),
    )
    _index("notice_deliveries", "state", "due_at")
    _index("notice_deliveries", "channel_id", "recipient", "state")


def _org_row(table: str) -> tuple[sa.Column[str], sa.Column[str], sa.PrimaryKeyConstraint]:
    return (
        sa.Column("id", ID, nullable=False),
        sa.Column("org", ID, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )


def _foreign(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}"))


def _index(table: str, *columns: str) -> None:
    op.create_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table, list(columns))


def downgrade() -> None:
    for table in (
        *("installation_keys", "notice_escalations", "notice_deliveries"),
        *("notice_channel_states", "push_subscriptions", "notice_preferences"),
        *("notice_rules", "notice_channels"),
    ):
        op.drop_table(table)
    op.drop_index(op.f("ix_notices_org_subject_kind_subject_id"), "notices")
