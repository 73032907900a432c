"""Orders: three-colour orders, their matters, feedback and reviews."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "order_serials",
        sa.Column("org", sa.String(length=200), nullable=False),
        sa.Column("colour", sa.String(length=10), nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("org", "colour", "year", name=op.f("pk_order_serials")),
    )
    op.create_table(
        "orders",
        sa.Column("number", sa.String(length=40), nullable=True),
        sa.Column("temporary_number", sa.String(length=40), nullable=False),
        sa.Column("colour", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("visit_id", sa.String(length=200), nullable=False),
        sa.Column("site_id", sa.String(length=200), nullable=False),
        sa.Column("site_name", sa.String(length=120), nullable=False),
        sa.Column("unit_id", sa.String(length=200), nullable=False),
        sa.Column("unit_name", sa.String(length=120), nullable=False),
        sa.Column("branch_name", sa.String(length=120), nullable=False),
        sa.Column("level", sa.String(length=20), nullable=False),
        sa.Column("form", sa.String(length=20), nullable=False),
        sa.Column("template_name", sa.String(length=120), nullable=False),
        sa.Column("score_tenths", sa.Integer(), nullable=True),
        sa.Column("highlights", sa.Text(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("issuer_id", sa.String(length=200), nullable=False),
        sa.Column("issuer_name", sa.String(length=80), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acknowledged_by", sa.String(length=80), nullable=True),
        sa.Column("feedback_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deadline", sa.JSON(), nullable=True),
        sa.Column("fed_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.String(length=200), nullable=True),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reviewer_name", sa.String(length=80), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("signer_name", sa.String(length=80), nullable=False),
        sa.Column("signer_post", sa.String(length=80), nullable=False),
        sa.Column("is_refused", sa.Boolean(), nullable=False),
        sa.Column("photo_ids", sa.JSON(), nullable=False),
        sa.Column("missing_photos", sa.Integer(), nullable=False),
        sa.Column("withdrawn_reason", sa.String(length=500), nullable=True),
        sa.Column("id", sa.String(length=200), nullable=False),
        sa.Column("org", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_orders_site_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_orders_unit_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name=op.f("fk_orders_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_orders")),
        sa.UniqueConstraint(
            "org", "visit_id", "colour", name=op.f("uq_orders_org_visit_id_colour")
        ),
    )
    op.create_index(op.f("ix_orders_org"), "orders", ["org"], unique=False)
    op.create_index(
        op.f("ix_orders_org_state_feedback_due_at"),
        "orders",
        ["org", "state", "feedback_due_at"],
        unique=False,
    )
    op.create_index(op.f("ix_orders_org_unit_id"), "orders", ["org", "unit_id"], unique=False)
    op.create_table(
        "feedbacks",
        sa.Column("order_id", sa.String(length=200), nullable=False),
        sa.Column("unit_id", sa.String(length=200), nullable=False),
        sa.Column("issuer_id", sa.String(length=200), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.String(length=200), nullable=False),
        sa.Column("author_name", sa.String(length=80), nullable=False),
        sa.Column("signer_name", sa.String(length=80), nullable=False),
        sa.Column("signature_photo_id", sa.String(length=200), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("matters", sa.JSON(), nullable=False),
        sa.Column("id", sa.String(length=200), nullable=False),
        sa.Column("org", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_feedbacks_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedbacks")),
    )
    op.create_index(op.f("ix_feedbacks_order_id"), "feedbacks", ["order_id"], unique=False)
    op.create_index(op.f("ix_feedbacks_org"), "feedbacks", ["org"], unique=False)
    op.create_table(
        "matters",
        sa.Column("order_id", sa.String(length=200), nullable=False),
        sa.Column("unit_id", sa.String(length=200), nullable=False),
        sa.Column("issuer_id", sa.String(length=200), nullable=False),
        sa.Column("is_delivered", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("item_code", sa.String(length=40), nullable=False),
        sa.Column("category", sa.String(length=60), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("basis", sa.JSON(), nullable=False),
        sa.Column("clauses", sa.JSON(), nullable=False),
        sa.Column("finding", sa.Text(), nullable=False),
        sa.Column("requirement", sa.Text(), nullable=False),
        sa.Column("severity", sa.String(length=20), nullable=False),
        sa.Column("result", sa.String(length=10), nullable=False),
        sa.Column("photo_ids", sa.JSON(), nullable=False),
        sa.Column("rectify_days", sa.Integer(), nullable=False),
        sa.Column("rectify_due_on", sa.Date(), nullable=True),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("measures", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("after_photo_ids", sa.JSON(), nullable=False),
        sa.Column("id", sa.String(length=200), nullable=False),
        sa.Column("org", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_matters_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matters")),
    )
    op.create_index(op.f("ix_matters_order_id"), "matters", ["order_id"], unique=False)
    op.create_index(op.f("ix_matters_org"), "matters", ["org"], unique=False)
    op.create_table(
        "reviews",
        sa.Column("order_id", sa.String(length=200), nullable=False),
        sa.Column("unit_id", sa.String(length=200), nullable=False),
        sa.Column("issuer_id", sa.String(length=200), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(length=10), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("reviewer_id", sa.String(length=200), nullable=False),
        sa.Column("reviewer_name", sa.String(length=80), nullable=False),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.String(length=200), nullable=False),
        sa.Column("org", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_reviews_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reviews")),
    )
    op.create_index(op.f("ix_reviews_order_id"), "reviews", ["order_id"], unique=False)
    op.create_index(op.f("ix_reviews_org"), "reviews", ["org"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_reviews_org"), table_name="reviews")
    op.drop_index(op.f("ix_reviews_order_id"), table_name="reviews")
    op.drop_table("reviews")
    op.drop_index(op.f("ix_matters_org"), table_name="matters")
    op.drop_index(op.f("ix_matters_order_id"), table_name="matters")
    op.drop_table("matters")
    op.drop_index(op.f("ix_feedbacks_org"), table_name="feedbacks")
    op.drop_index(op.f("ix_feedbacks_order_id"), table_name="feedbacks")
    op.drop_table("feedbacks")
    op.drop_index(op.f("ix_orders_org_unit_id"), table_name="orders")
    op.drop_index(op.f("ix_orders_org_state_feedback_due_at"), table_name="orders")
    op.drop_index(op.f("ix_orders_org"), table_name="orders")
    op.drop_table("orders")
    op.drop_table("order_serials")
