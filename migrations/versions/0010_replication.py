"""Replication: scopes and body with each row, sums per scope, the horizon, the operator's name."""

import hashlib
from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

MODULUS = 2**48


def upgrade() -> None:
    op.create_table(
        "sync_scopes",
        sa.Column("org", sa.String(length=200), nullable=False),
        sa.Column("scope", sa.String(length=120), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("digest", sa.BigInteger(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("org", "scope", name=op.f("pk_sync_scopes")),
    )
    op.create_index(op.f("ix_sync_scopes_org_version"), "sync_scopes", ["org", "version"])
    with op.batch_alter_table("sync_clock") as clock:
        clock.add_column(sa.Column("horizon", sa.Integer(), nullable=False, server_default="0"))
        clock.add_column(
            sa.Column("schema", sa.String(length=16), nullable=False, server_default="")
        )
    op.drop_index(op.f("ix_sync_index_org_entity_row_id"), table_name="sync_index")
    _index_as_its_own_key(is_so=True)
    with op.batch_alter_table("sync_rows") as rows:
        rows.add_column(sa.Column("scopes", sa.Text(), nullable=False, server_default=""))
        rows.add_column(sa.Column("body", sa.Text(), nullable=True))
    with op.batch_alter_table("journal") as journal:
        journal.add_column(
            sa.Column("operator_id", sa.String(length=200), nullable=False, server_default="")
        )
    _fill_scopes()


def downgrade() -> None:
    with op.batch_alter_table("journal") as journal:
        journal.drop_column("operator_id")
    _index_as_its_own_key(is_so=False)
    op.create_index(
        op.f("ix_sync_index_org_entity_row_id"), "sync_index", ["org", "entity", "row_id"]
    )
    with op.batch_alter_table("sync_rows") as rows:
        rows.drop_column("body")
        rows.drop_column("scopes")
    with op.batch_alter_table("sync_clock") as clock:
        clock.drop_column("schema")
        clock.drop_column("horizon")
    op.drop_table("sync_scopes")


def _index_as_its_own_key(*, is_so: bool) -> None:
    """On SQLite the index becomes a table without rowid: one tree to write instead of two."""
    if op.get_bind().dialect.name == "sqlite":
        kind = {"sqlite_with_rowid": not is_so}
        with op.batch_alter_table("sync_index", recreate="always", table_kwargs=kind):
            pass


def _fill_scopes() -> None:
    """What is there already gets its scopes' sums, as if it had been kept from the start."""
    link = op.get_bind()
    sums: dict[tuple[str, str], list[int]] = {}
    for org, scope, entity, row_id, version, is_live in _entries(link):
        found = sums.setdefault((org, scope), [0, 0, 0])
        found[0] = max(found[0], version)
        if is_live:
            content = hashlib.sha256(f"{entity}/{row_id}@{version}".encode()).digest()
            found[1] = (found[1] + int.from_bytes(content[:6], "big")) % MODULUS
            found[2] += 1
    rows = [
        {"org": org, "scope": scope, "version": version, "digest": digest, "rows": count}
        for (org, scope), (version, digest, count) in sums.items()
    ]
    table = sa.table(
        "sync_scopes",
        *(sa.column(name) for name in ("org", "scope", "version", "digest", "rows")),
    )
    if rows:
        link.execute(sa.insert(table), rows)


def _entries(link: sa.Connection) -> Iterator[sa.Row[tuple[str, str, str, str, int, bool]]]:
    query = sa.text("SELECT org, scope, entity, row_id, version, is_live FROM sync_index")
    with link.execute(query, execution_options={"yield_per": 5000}) as found:
        yield from found
