"""Boards: orders are searched and counted on the server; monthly bulletins with their receipts."""

import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

AT_ONCE = 500
NAMES = ("site_name", "unit_name", "branch_name", "issuer_name")
NUMBERS = ("number", "temporary_number", "template_name")
ITEM = ("item_code", "category", "text")
ORDERS = sa.table(
    "orders", *(sa.column(name, sa.String) for name in ("id", "search", *NAMES, *NUMBERS))
)
MATTERS = sa.table("matters", *(sa.column(name, sa.String) for name in ("order_id", *ITEM)))
ID = sa.String(200)
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    with op.batch_alter_table("orders") as orders:
        orders.add_column(sa.Column("search", sa.Text(), nullable=False, server_default=""))
    for columns in (["org", "issued_at", "id"], ["org", "delivered_at"]):
        op.create_index(op.f(f"ix_orders_{'_'.join(columns)}"), "orders", columns)
    _index_texts()
    op.create_table(
        "bulletins",
        *_key(),
        sa.Column("period", sa.String(10), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("counted_at", INSTANT, nullable=False),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.Column("highlights", sa.JSON(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("published_at", INSTANT, nullable=True),
        sa.Column("withdrawn_at", INSTANT, nullable=True),
        sa.Column("withdrawn_reason", sa.String(500), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulletins")),
        sa.UniqueConstraint(
            "org", "period", "version", name=op.f("uq_bulletins_org_period_version")
        ),
    )
    op.create_table(
        "bulletin_desks",
        *_key(),
        sa.Column("period", sa.String(10), nullable=False),
        sa.Column("editor_ids", sa.JSON(), nullable=False),
        sa.Column("editor_names", sa.JSON(), nullable=False),
        sa.Column("approver_name", sa.String(80), nullable=False),
        sa.Column("withdrawer_name", sa.String(80), nullable=False),
        sa.Column("held_back", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulletin_desks")),
    )
    op.create_table(
        "bulletin_receipts",
        *_key(),
        sa.Column("bulletin_id", ID, nullable=False),
        sa.Column("unit_id", ID, nullable=False),
        sa.Column("unit_name", sa.String(120), nullable=False),
        sa.Column("acknowledged_at", INSTANT, nullable=True),
        sa.Column("acknowledged_by", sa.String(80), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulletin_receipts")),
        sa.ForeignKeyConstraint(
            ["bulletin_id"], ["bulletins.id"], name=op.f("fk_bulletin_receipts_bulletin_id")
        ),
    )
    for table in ("bulletins", "bulletin_desks", "bulletin_receipts"):
        op.create_index(op.f(f"ix_{table}_org"), table, ["org"])
    op.create_index(op.f("ix_bulletin_receipts_bulletin_id"), "bulletin_receipts", ["bulletin_id"])


def _key() -> tuple[sa.Column[str], sa.Column[str]]:
    return sa.Column("id", ID, nullable=False), sa.Column("org", ID, nullable=False)


def _index_texts() -> None:
    """What is there already can be found like what comes."""
    link, after = op.get_bind(), ""
    while found := link.execute(
        sa.select(ORDERS).where(ORDERS.c.id > after).order_by(ORDERS.c.id).limit(AT_ONCE)
    ).all():
        items: dict[str, list[str]] = {order.id: [] for order in found}
        for matter in link.execute(sa.select(MATTERS).where(MATTERS.c.order_id.in_(items))):
            items[matter.order_id] += [getattr(matter, name) for name in ITEM]
        for order in found:
            names = [getattr(order, name) for name in NAMES]
            texts = [getattr(order, name) or "" for name in NUMBERS] + items[order.id]
            search = "\n".join(
                dict.fromkeys([*_lines([*names, *texts]), *_initials(names + texts)])
            )
            this = ORDERS.c.id == order.id
            link.execute(ORDERS.update().where(this).values(search=search))
        after = found[-1].id


def _lines(texts: list[str]) -> list[str]:
    return [text for one in texts if (text := unicodedata.normalize("NFKC", one).lower().strip())]


def _initials(texts: list[str]) -> list[str]:
    from pypinyin import Style, lazy_pinyin  # noqa: PLC0415  (ten megabytes, here alone)

    return ["".join(lazy_pinyin(text, style=Style.FIRST_LETTER)) for text in _lines(texts)]


def downgrade() -> None:
    for table in ("bulletin_receipts", "bulletin_desks", "bulletins"):
        op.drop_table(table)
    for columns in (["org", "issued_at", "id"], ["org", "delivered_at"]):
        op.drop_index(op.f(f"ix_orders_{'_'.join(columns)}"), "orders")
    with op.batch_alter_table("orders") as orders:
        orders.drop_column("search")
