"""Imports: lists that are brought in, what they change; where each number came from."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

ROW_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
ASIDES = {
    "service_asides": (("kind", 40), ("district", 40)),
    "case_asides": (("channel", 20),),
}


def _text(name: str, length: int = 200, *, is_optional: bool = False) -> "sa.Column[str]":
    return sa.Column(name, sa.String(length), nullable=is_optional)


def _number(name: str, *, is_optional: bool = False) -> "sa.Column[int]":
    return sa.Column(name, sa.Integer(), nullable=is_optional)


def _large(name: str) -> "sa.Column[int]":
    return sa.Column(name, sa.BigInteger(), nullable=False)


def _instant(name: str, *, is_optional: bool = False) -> "sa.Column[object]":
    return sa.Column(name, sa.DateTime(timezone=True), nullable=is_optional)


def _day(name: str, *, is_optional: bool = False) -> "sa.Column[object]":
    return sa.Column(name, sa.Date(), nullable=is_optional)


def upgrade() -> None:
    _widen_populations()
    op.add_column("units", _day("closed_on", is_optional=True))
    _create_imports()
    _create_lines()
    _create_work()
    _create_aside("service_asides", _day("served_on"))
    _create_aside("case_asides", _day("closed_on"), _day("called_back_on", is_optional=True))


def _widen_populations() -> None:
    with op.batch_alter_table("populations") as table:
        table.add_column(sa.Column("source", sa.String(10), nullable=False, server_default="typed"))
        table.add_column(
            sa.Column("has_records", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        table.add_column(_text("import_id", is_optional=True))
        table.add_column(_instant("set_at", is_optional=True))
        table.add_column(sa.Column("set_by", sa.String(80), nullable=False, server_default=""))
        table.add_column(sa.Column("reason", sa.String(300), nullable=False, server_default=""))
    with op.batch_alter_table("populations") as table:
        for name in ("source", "has_records", "set_by", "reason"):
            table.alter_column(name, server_default=None)


def _create_imports() -> None:
    op.create_table(
        "imports",
        *(_text("id"), _text("org"), _text("list_name", 20), _text("source", 10)),
        *(_text("file_name"), _large("size"), _text("sha256", 64), _text("user_id")),
        *(_text("user_name", 80), _instant("received_at"), _text("state", 20)),
        *(_text("problem", 40), _text("problem_text", 300)),
        *(_number(name) for name in ("done", "total", "good", "bad", "duplicates")),
        *(_text("mode", 10, is_optional=True), _text("reason", 300)),
        *(_text("confirmed_by", 80, is_optional=True), _instant("confirmed_at", is_optional=True)),
        *(_text("undo_reason", 300), _text("undone_by", 80, is_optional=True)),
        *(_instant("ended_at", is_optional=True), _text("phase", 10)),
        *(_number("batches"), _large("cursor")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imports")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_imports_user_id")),
    )
    op.create_index(op.f("ix_imports_org"), "imports", ["org"])


def _create_lines() -> None:
    op.create_table(
        "import_lines",
        *(_text("id"), _text("org"), _text("import_id"), _number("position")),
        *(_text("unit_id"), _text("unit_name", 120), _text("kind", 20), _text("period", 7)),
        *(_number(name) for name in ("given", "overlap", "called_back")),
        sa.Column("former", sa.JSON(), nullable=True),
        *(_number(name, is_optional=True) for name in ("last_month", "last_year")),
        *(_text("level_replace", 10), _text("level_add", 10)),
        sa.Column("is_aside", sa.Boolean(), nullable=False),
        sa.Column("is_settled", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_lines")),
        sa.ForeignKeyConstraint(
            ["import_id"], ["imports.id"], name=op.f("fk_import_lines_import_id")
        ),
    )
    op.create_index(op.f("ix_import_lines_org"), "import_lines", ["org"])
    op.create_index(
        op.f("ix_import_lines_import_id_position"),
        "import_lines",
        ["import_id", "position"],
        unique=True,
    )


def _create_work() -> None:
    op.create_table(
        "import_work",
        *(_text("import_id"), _text("org"), _number("tries"), _instant("next_try_at")),
        _text("last_error", 500),
        sa.PrimaryKeyConstraint("import_id", name=op.f("pk_import_work")),
    )
    op.create_index(op.f("ix_import_work_next_try_at"), "import_work", ["next_try_at"])


def _create_aside(name: str, *days: "sa.Column[object]") -> None:
    op.create_table(
        name,
        sa.Column("id", ROW_NUMBER, nullable=False),
        *(_text("aside_for"), _text("org"), _text("unit_id"), _text("period", 7)),
        *(_text(column, length) for column, length in ASIDES[name]),
        *days,
        *(_text("reference", 60), _text("import_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
    )
    op.create_index(op.f(f"ix_{name}_aside_for"), name, ["aside_for"])


def downgrade() -> None:
    for table in ("case_asides", "service_asides", "import_work", "import_lines", "imports"):
        op.drop_table(table)
    with op.batch_alter_table("units") as table:
        table.drop_column("closed_on")
    with op.batch_alter_table("populations") as table:
        for name in ("source", "has_records", "import_id", "set_at", "set_by", "reason"):
            table.drop_column(name)
