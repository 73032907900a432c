"""Quota board: how a quota is sized, its story, case counts; a unit's first day."""

from datetime import date, timedelta

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

ID = sa.String(200)
WORKED = 5


def upgrade() -> None:
    op.add_column("units", sa.Column("founded_on", sa.Date(), nullable=True))
    _upgrade_quotas()
    op.add_column("quota_counts", sa.Column("subject", ID, nullable=False, server_default=""))
    op.execute("UPDATE quota_counts SET subject = visit_id")
    with op.batch_alter_table("quota_counts") as table:
        table.alter_column("subject", server_default=None)
    _create_changes()
    _create_cases()


def _upgrade_quotas() -> None:
    """Days as they were: a month or a year from end to end, every weekday worked until sized."""
    columns = (
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("workdays", sa.String(400), nullable=False, server_default=""),
        sa.Column("stands_in", sa.String(7), nullable=False, server_default=""),
        sa.Column("policy_id", ID, nullable=True),
        sa.Column("policy_on", sa.Date(), nullable=True),
        sa.Column("corrected_on", sa.Date(), nullable=True),
        sa.Column("is_ranked", sa.Boolean(), nullable=False, server_default=sa.true()),
    )
    for column in columns:
        op.add_column("quotas", column)
    _fill_days()
    with op.batch_alter_table("quotas") as table:
        table.alter_column("starts_on", existing_type=sa.Date(), nullable=False)
        table.alter_column("ends_on", existing_type=sa.Date(), nullable=False)
        for name in ("workdays", "stands_in", "is_ranked"):
            table.alter_column(name, server_default=None)
    op.create_index(op.f("ix_quotas_org_period"), "quotas", ["org", "period"])


def _fill_days() -> None:
    link = op.get_bind()
    quotas = sa.table(
        "quotas",
        sa.column("period", sa.String),
        sa.column("starts_on", sa.Date),
        sa.column("ends_on", sa.Date),
        sa.column("workdays", sa.String),
    )
    for (period,) in link.execute(sa.select(quotas.c.period).distinct()).all():
        first, last = _days(period)
        days = (first.toordinal() + number for number in range((last - first).days + 1))
        # Day 1 of the calendar was a Monday; the next sizing puts holidays in.
        marks = "".join("1" if (day - 1) % 7 < WORKED else "0" for day in days)
        values = {"starts_on": first, "ends_on": last, "workdays": marks}
        link.execute(quotas.update().where(quotas.c.period == period).values(**values))


def _days(period: str) -> tuple[date, date]:

    year, _, month = period.partition("-")
    if not month:
        return date(int(year), 1, 1), date(int(year), 12, 31)
    place = int(year) * 12 + int(month)
    return date(int(year), int(month), 1), date(place // 12, place % 12 + 1, 1) - timedelta(days=1)


def _create_changes() -> None:
    op.create_table(
        "quota_changes",
        sa.Column("id", ID, nullable=False),
        sa.Column("org", ID, nullable=False),
        sa.Column("quota_id", ID, nullable=False),
        sa.Column("reason", sa.String(20), nullable=False),
        sa.Column("from_base", sa.Integer(), nullable=True),
        sa.Column("to_base", sa.Integer(), nullable=True),
        sa.Column("from_required", sa.Integer(), nullable=False),
        sa.Column("to_required", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_name", sa.String(80), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quota_changes")),
        sa.ForeignKeyConstraint(
            ["quota_id"], ["quotas.id"], name=op.f("fk_quota_changes_quota_id")
        ),
    )
    for column in ("org", "quota_id"):
        op.create_index(op.f(f"ix_quota_changes_{column}"), "quota_changes", [column])


def _create_cases() -> None:
    op.create_table(
        "case_counts",
        sa.Column("id", ID, nullable=False),
        sa.Column("org", ID, nullable=False),
        sa.Column("unit_id", ID, nullable=False),
        sa.Column("branch_id", ID, nullable=False),
        sa.Column("period", sa.String(7), nullable=False),
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("called_back", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_counts")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_case_counts_unit_id")),
        sa.ForeignKeyConstraint(["branch_id"], ["units.id"], name=op.f("fk_case_counts_branch_id")),
    )
    for columns in (["org"], ["unit_id"], ["org", "branch_id", "period"]):
        op.create_index(op.f(f"ix_case_counts_{'_'.join(columns)}"), "case_counts", columns)


def downgrade() -> None:
    op.drop_table("case_counts")
    op.drop_table("quota_changes")
    op.drop_column("quota_counts", "subject")
    op.drop_index(op.f("ix_quotas_org_period"), "quotas")
    for name in (
        "is_ranked",
        "corrected_on",
        "policy_on",
        "policy_id",
        "stands_in",
        "workdays",
        "ends_on",
        "starts_on",
    ):
        op.drop_column("quotas", name)
    op.drop_column("units", "founded_on")
