"""Lean writes: two indexes that every answer paid for and that no query needs.

A visit's answers are found by their unique (visit_id, item_code). The journal is read by number and
by version; the ledger knows a uid.
"""

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index(op.f("ix_answers_visit_id"), table_name="answers")
    op.drop_index(op.f("ix_journal_org_uid"), table_name="journal")


def downgrade() -> None:
    op.create_index(op.f("ix_journal_org_uid"), "journal", ["org", "uid"])
    op.create_index(op.f("ix_answers_visit_id"), "answers", ["visit_id"])
