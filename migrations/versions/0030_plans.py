"""Plans, schedules and campaigns; what asked for a task, who has it and who had it before."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

ID = sa.String(200)
INSTANT = sa.DateTime(timezone=True)
Item = sa.Column | sa.Constraint
NONE = sa.text("'[]'")
SOURCES = ("plan_id", "schedule_id", "campaign_id")
NAMES = (("unit_id", 200), ("branch_id", 200), ("branch_name", 120), ("assignee_name", 80))
ADDED = (
    *((name, ID, True, None) for name in (*SOURCES, "line_id", "swap_to_id", "swap_task_id")),
    ("acknowledged_at", INSTANT, True, None),
    ("remind_on", sa.Date(), True, None),
    ("settled_on", sa.Date(), True, None),
    ("outcome", sa.String(20), False, ""),
    ("done_by_name", sa.String(80), False, ""),
    ("handed_by_name", sa.String(80), False, ""),
    ("handed_reason", sa.String(500), False, ""),
    ("other_visit_ids", sa.JSON(), False, NONE),
    ("former_ids", sa.JSON(), False, NONE),
)
# Open tasks are spoken of again on their day; of whom they were asked is known from the sites.
FILL = """
UPDATE tasks SET
  unit_id = (SELECT unit_id FROM sites WHERE sites.id = tasks.site_id),
  branch_id = (SELECT branch_id FROM sites WHERE sites.id = tasks.site_id),
  branch_name = (SELECT branch_name FROM sites WHERE sites.id = tasks.site_id),
  assignee_name = (SELECT name FROM users WHERE users.id = tasks.assignee_id),
  remind_on = CASE WHEN state = 'open' THEN due_on END
"""
TABLES = ("plans", "schedules", "campaigns")


def upgrade() -> None:
    _create("plans", *_plan())
    _create("schedules", *_schedule(), *_work("schedules"))
    op.create_index(op.f("ix_schedules_org_make_on"), "schedules", ["org", "make_on"])
    _create("campaigns", *_campaign(), *_work("campaigns"))
    with op.batch_alter_table("tasks") as tasks:
        for name, length in NAMES:
            tasks.add_column(_text(name, length))
        for name, kind, is_nullable, default in ADDED:
            tasks.add_column(sa.Column(name, kind, nullable=is_nullable, server_default=default))
    op.execute(FILL)
    for source in SOURCES:
        has_source = sa.text(f"{source} IS NOT NULL")
        op.create_index(
            f"ix_tasks_{source}",
            "tasks",
            [source],
            sqlite_where=has_source,
            postgresql_where=has_source,
        )
    for name in ("remind_on", "settled_on"):
        op.create_index(op.f(f"ix_tasks_org_{name}"), "tasks", ["org", name])


def downgrade() -> None:
    for name in ("settled_on", "remind_on"):
        op.drop_index(op.f(f"ix_tasks_org_{name}"), "tasks")
    for source in SOURCES:
        op.drop_index(f"ix_tasks_{source}", "tasks")
    with op.batch_alter_table("tasks") as tasks:
        for name, *_ in (*ADDED, *NAMES):
            tasks.drop_column(name)
    for table in reversed(TABLES):
        op.drop_table(table)


def _create(table: str, *own: Item) -> None:
    op.create_table(
        table,
        sa.Column("id", ID, nullable=False),
        sa.Column("org", ID, nullable=False),
        sa.Column("unit_id", ID, nullable=False),
        *own,
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f(f"fk_{table}_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    op.create_index(op.f(f"ix_{table}_org"), table, ["org"])


def _text(name: str, length: int) -> sa.Column[str]:
    return sa.Column(name, sa.String(length), nullable=False, server_default="")


def _list(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.JSON(), nullable=False)


def _plan() -> tuple[Item, ...]:
    return (
        _text("unit_name", 120),
        _text("kind", 20),
        _text("period", 7),
        sa.Column("version", sa.Integer(), nullable=False),
        _text("state", 20),
        sa.Column("goals", sa.Text(), nullable=False),
        _list("lines"),
        sa.Column("due_on", sa.Date(), nullable=False),
        _list("writer_ids"),
        _list("writer_names"),
        sa.Column("submitted_at", INSTANT, nullable=True),
        sa.Column("is_late", sa.Boolean(), nullable=False),
        sa.Column("decided_at", INSTANT, nullable=True),
        _text("decider_name", 80),
        _text("return_reason", 500),
        sa.UniqueConstraint(
            "org",
            "unit_id",
            "kind",
            "period",
            "version",
            name=op.f("uq_plans_org_unit_id_kind_period_version"),
        ),
    )


def _work(table: str) -> tuple[Item, ...]:
    return (
        _list("site_ids"),
        sa.Column("template_id", ID, nullable=False),
        _text("level", 20),
        _text("form", 20),
        _text("state", 20),
        sa.ForeignKeyConstraint(
            ["template_id"], ["checklist_templates.id"], name=op.f(f"fk_{table}_template_id")
        ),
    )


def _schedule() -> tuple[Item, ...]:
    return (
        _text("unit_name", 120),
        _text("title", 120),
        _text("rule", 200),
        sa.Column("starts_on", sa.Date(), nullable=False),
        _list("without"),
        _text("on_rest", 20),
        sa.Column("lead_days", sa.Integer(), nullable=False),
        sa.Column("assignee_id", ID, nullable=True),
        sa.Column("owner_id", ID, nullable=False),
        sa.Column("made_until", sa.Date(), nullable=False),
        sa.Column("next_due_on", sa.Date(), nullable=True),
        sa.Column("make_on", sa.Date(), nullable=True),
    )


def _campaign() -> tuple[Item, ...]:
    return (
        _text("title", 120),
        _text("kind", 20),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        _text("responsible", 200),
        sa.Column("done", sa.Integer(), nullable=True),
        sa.Column("total", sa.Integer(), nullable=True),
        sa.Column("closed_at", INSTANT, nullable=True),
        _text("closer_name", 80),
        _text("closing_note", 1000),
    )
