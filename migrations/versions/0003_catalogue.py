"""Catalogue: clauses and checklist templates."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "checklist_templates",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("scene", sa.String(length=20), nullable=False),
        sa.Column("levels", sa.JSON(), nullable=False),
        sa.Column("est_minutes", sa.Integer(), nullable=False),
        sa.Column("is_covert", sa.Boolean(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.String(length=200), nullable=False),
        sa.Column("org", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checklist_templates")),
        sa.UniqueConstraint(
            "org", "code", "version", name=op.f("uq_checklist_templates_org_code_version")
        ),
    )
    op.create_index(
        op.f("ix_checklist_templates_org"), "checklist_templates", ["org"], unique=False
    )
    op.create_table(
        "clauses",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("article", sa.String(length=80), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("id", sa.String(length=200), nullable=False),
        sa.Column("org", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clauses")),
        sa.UniqueConstraint("org", "code", name=op.f("uq_clauses_org_code")),
    )
    op.create_index(op.f("ix_clauses_org"), "clauses", ["org"], unique=False)
    op.create_table(
        "checklist_items",
        sa.Column("template_id", sa.String(length=200), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("category", sa.String(length=60), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("guide", sa.Text(), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("photo_mode", sa.String(length=20), nullable=False),
        sa.Column("photo_min", sa.Integer(), nullable=False),
        sa.Column("photo_max", sa.Integer(), nullable=False),
        sa.Column("note_required_on", sa.JSON(), nullable=False),
        sa.Column("severity", sa.String(length=20), nullable=False),
        sa.Column("is_red_line", sa.Boolean(), nullable=False),
        sa.Column("basis", sa.JSON(), nullable=False),
        sa.Column("repeat_key", sa.String(length=40), nullable=False),
        sa.Column("inputs", sa.JSON(), nullable=False),
        sa.Column("id", sa.String(length=200), nullable=False),
        sa.Column("org", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["template_id"], ["checklist_templates.id"], name=op.f("fk_checklist_items_template_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checklist_items")),
    )
    op.create_index(op.f("ix_checklist_items_org"), "checklist_items", ["org"], unique=False)
    op.create_index(
        op.f("ix_checklist_items_template_id"), "checklist_items", ["template_id"], unique=False
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_checklist_items_template_id"), table_name="checklist_items")
    op.drop_index(op.f("ix_checklist_items_org"), table_name="checklist_items")
    op.drop_table("checklist_items")
    op.drop_index(op.f("ix_clauses_org"), table_name="clauses")
    op.drop_table("clauses")
    op.drop_index(op.f("ix_checklist_templates_org"), table_name="checklist_templates")
    op.drop_table("checklist_templates")
