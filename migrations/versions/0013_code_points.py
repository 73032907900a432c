"""Order by code points: the index compares its texts as the phone's cursor and SQLite do.

And rows are found by their id alone, in one walk through the primary key.
"""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

TEXTS = {
    "sync_index": {"org": 200, "scope": 120, "entity": 40, "row_id": 200},
    "sync_rows": {"org": 200, "entity": 40, "row_id": 200},
}


def upgrade() -> None:
    _collate("C")
    _order_key(["org", "row_id", "entity"])


def downgrade() -> None:
    _order_key(["org", "entity", "row_id"])
    _collate("default")


def _collate(name: str) -> None:
    """SQLite compares code points anyhow; PostgreSQL as its database was made, if not told."""
    if op.get_bind().dialect.name != "postgresql":
        return
    for table, columns in TEXTS.items():
        changes = (
            f'ALTER COLUMN {column} TYPE VARCHAR({length}) COLLATE "{name}"'
            for column, length in columns.items()
        )
        op.execute(f"ALTER TABLE {table} {', '.join(changes)}")


def _order_key(columns: list[str]) -> None:
    with op.batch_alter_table("sync_rows") as rows:
        rows.drop_constraint("pk_sync_rows", type_="primary")
        rows.create_primary_key("pk_sync_rows", columns)
