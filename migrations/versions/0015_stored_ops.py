"""Stored ops: a row is kept as the op that a pull sends, with its version, and a mark for scopes.

It was put together for each phone before.
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

ROWS = sa.table(
    "sync_rows",
    *(sa.column(name, sa.Text) for name in ("entity", "row_id", "body", "op")),
    sa.column("version", sa.Integer),
)
MARK = "\x01"


def upgrade() -> None:
    with op.batch_alter_table("sync_rows") as rows:
        rows.add_column(sa.Column("op", sa.Text(), nullable=True))
    row = ROWS.c
    key = sa.literal('"') + row.entity + sa.literal('",') + _quoted(row.row_id)
    version = sa.cast(row.version, sa.Text)
    put = sa.literal('["put",') + key + sa.literal(",") + row.body
    put = put + sa.literal(f",{MARK},") + version + sa.literal("]")
    gone = sa.literal('["del",') + key + sa.literal("]")
    op.execute(ROWS.update().values(op=sa.case((row.body.is_(None), gone), else_=put)))
    with op.batch_alter_table("sync_rows") as rows:
        rows.alter_column("op", existing_type=sa.Text(), nullable=False)
        rows.drop_column("body")


def downgrade() -> None:
    with op.batch_alter_table("sync_rows") as rows:
        rows.add_column(sa.Column("body", sa.Text(), nullable=True))
    read = sa.func.replace(ROWS.c.op, MARK, "null")
    if _is_postgres():
        body = sa.cast(sa.cast(read, sa.JSON).op("->")(3), sa.Text)
    else:
        body = sa.func.json_extract(read, "$[3]")
    op.execute(ROWS.update().values(body=body))
    with op.batch_alter_table("sync_rows") as rows:
        rows.drop_column("op")


def _quoted(column: sa.ColumnElement[str]) -> sa.ColumnElement[str]:
    """A text as JSON."""
    quote = sa.func.to_json if _is_postgres() else sa.func.json_quote
    return sa.cast(quote(column), sa.Text)


def _is_postgres() -> bool:
    return op.get_bind().dialect.name == "postgresql"
