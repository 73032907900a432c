"""Visits: checks, answers and each site's history."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "findings",
        sa.Column("site_id", sa.String(length=200), nullable=False),
        sa.Column("unit_id", sa.String(length=200), nullable=False),
        sa.Column("repeat_key", sa.String(length=40), nullable=False),
        sa.Column("last_failed_on", sa.Date(), nullable=False),
        sa.Column("failures_12m", sa.Integer(), nullable=False),
        sa.Column("last_visit_id", sa.String(length=200), nullable=False),
        sa.Column("id", sa.String(length=200), nullable=False),
        sa.Column("org", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_findings_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_findings")),
    )
    op.create_index(op.f("ix_findings_org"), "findings", ["org"], unique=False)
    op.create_index(op.f("ix_findings_site_id"), "findings", ["site_id"], unique=False)
    op.create_table(
        "visits",
        sa.Column("site_id", sa.String(length=200), nullable=False),
        sa.Column("site_name", sa.String(length=120), nullable=False),
        sa.Column("unit_id", sa.String(length=200), nullable=False),
        sa.Column("unit_name", sa.String(length=120), nullable=False),
        sa.Column("template_id", sa.String(length=200), nullable=False),
        sa.Column("template_name", sa.String(length=120), nullable=False),
        sa.Column("task_id", sa.String(length=200), nullable=True),
        sa.Column("level", sa.String(length=20), nullable=False),
        sa.Column("form", sa.String(length=20), nullable=False),
        sa.Column("inspector_id", sa.String(length=200), nullable=False),
        sa.Column("inspector_name", sa.String(length=80), nullable=False),
        sa.Column("inspector_unit_id", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("check_in", sa.JSON(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("score_tenths", sa.Integer(), nullable=True),
        sa.Column("colour", sa.String(length=10), nullable=True),
        sa.Column("signer_name", sa.String(length=80), nullable=False),
        sa.Column("signer_post", sa.String(length=80), nullable=False),
        sa.Column("is_refused", sa.Boolean(), nullable=False),
        sa.Column("refusal_reason", sa.String(length=500), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("photo_ids", sa.JSON(), nullable=False),
        sa.Column("missing_photos", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=200), nullable=False),
        sa.Column("org", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["inspector_id"], ["users.id"], name=op.f("fk_visits_inspector_id")
        ),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_visits_site_id")),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name=op.f("fk_visits_task_id")),
        sa.ForeignKeyConstraint(
            ["template_id"], ["checklist_templates.id"], name=op.f("fk_visits_template_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_visits_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visits")),
    )
    op.create_index(op.f("ix_visits_org"), "visits", ["org"], unique=False)
    op.create_index(op.f("ix_visits_org_site_id"), "visits", ["org", "site_id"], unique=False)
    op.create_index(
        op.f("ix_visits_org_unit_id_day"), "visits", ["org", "unit_id", "day"], unique=False
    )
    op.create_table(
        "answers",
        sa.Column("visit_id", sa.String(length=200), nullable=False),
        sa.Column("inspector_id", sa.String(length=200), nullable=False),
        sa.Column("item_code", sa.String(length=40), nullable=False),
        sa.Column("repeat_key", sa.String(length=40), nullable=False),
        sa.Column("result", sa.String(length=10), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("inputs", sa.JSON(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.String(length=200), nullable=False),
        sa.Column("org", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name=op.f("fk_answers_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answers")),
        sa.UniqueConstraint("visit_id", "item_code", name=op.f("uq_answers_visit_id_item_code")),
    )
    op.create_index(op.f("ix_answers_org"), "answers", ["org"], unique=False)
    op.create_index(op.f("ix_answers_visit_id"), "answers", ["visit_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_answers_visit_id"), table_name="answers")
    op.drop_index(op.f("ix_answers_org"), table_name="answers")
    op.drop_table("answers")
    op.drop_index(op.f("ix_visits_org_unit_id_day"), table_name="visits")
    op.drop_index(op.f("ix_visits_org_site_id"), table_name="visits")
    op.drop_index(op.f("ix_visits_org"), table_name="visits")
    op.drop_table("visits")
    op.drop_index(op.f("ix_findings_site_id"), table_name="findings")
    op.drop_index(op.f("ix_findings_org"), table_name="findings")
    op.drop_table("findings")
