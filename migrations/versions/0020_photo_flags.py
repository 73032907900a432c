"""Photo flags: hashes by which a picture is found again, and suspicions for a person to judge."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

BEGUN = """
INSERT INTO photo_subjects (id, org, site_id, began_at)
SELECT id, org, site_id, started_at FROM visits
UNION ALL
SELECT id, org, site_id, issued_at FROM orders
"""


def _text(name: str, length: int = 200, default: str | None = None) -> "sa.Column[str]":
    return sa.Column(name, sa.String(length), nullable=False, server_default=default)


def _instant(name: str, *, is_optional: bool = False) -> "sa.Column[object]":
    return sa.Column(name, sa.DateTime(timezone=True), nullable=is_optional)


def upgrade() -> None:
    op.create_index("ix_photos_owner_taken", "photos", ["owner_id", "taken_at"])
    _create_subjects()
    _create_hashes()
    _create_flags()


def _create_subjects() -> None:
    op.create_table(
        "photo_subjects",
        *(_text("id"), _text("org"), _text("site_id")),
        _instant("began_at"),
        _instant("ended_at", is_optional=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_photo_subjects")),
    )
    op.create_index(op.f("ix_photo_subjects_org"), "photo_subjects", ["org"])
    op.execute(BEGUN)


def _create_hashes() -> None:
    op.create_table(
        "photo_hashes",
        *(_text("photo_id"), _text("kind", 20), _text("org")),
        sa.Column("value", sa.BigInteger(), nullable=False),
        *(sa.Column(f"band{n}", sa.Integer(), nullable=False) for n in range(4)),
        sa.PrimaryKeyConstraint("photo_id", "kind", name=op.f("pk_photo_hashes")),
    )
    for n in range(4):
        told = ["org", f"band{n}", "value", "photo_id", "kind"]
        op.create_index(f"ix_photo_hashes_band{n}", "photo_hashes", told)


def _create_flags() -> None:
    op.create_table(
        "photo_flags",
        *(_text("id"), _text("org"), _text("photo_id"), _text("kind", 20)),
        _text("other_photo_id"),
        sa.Column("details", sa.JSON(), nullable=False),
        *(_text("unit_id"), _text("owner_id"), _text("owner_name", 80)),
        *(_instant("taken_at"), _instant("found_at")),
        *(_text("state", 20), _text("judged_by"), _text("judged_by_name", 80)),
        _instant("judged_at", is_optional=True),
        _text("note", 500),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_photo_flags")),
    )
    op.create_index(op.f("ix_photo_flags_org"), "photo_flags", ["org"])
    op.create_index(
        op.f("ix_photo_flags_org_state_taken_at"), "photo_flags", ["org", "state", "taken_at"]
    )
    op.create_index(op.f("ix_photo_flags_photo_id"), "photo_flags", ["photo_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_photo_flags_photo_id"), table_name="photo_flags")
    op.drop_index(op.f("ix_photo_flags_org_state_taken_at"), table_name="photo_flags")
    op.drop_index(op.f("ix_photo_flags_org"), table_name="photo_flags")
    op.drop_table("photo_flags")
    for n in range(4):
        op.drop_index(f"ix_photo_hashes_band{n}", table_name="photo_hashes")
    op.drop_table("photo_hashes")
    op.drop_index(op.f("ix_photo_subjects_org"), table_name="photo_subjects")
    op.drop_table("photo_subjects")
    op.drop_index("ix_photos_owner_taken", table_name="photos")
