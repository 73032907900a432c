"""The house's own rules, each in a few lines."""

import ast
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade
from openapi_spec_validator import validate

from server.core.db import db
from server.core.problems import Problem
from server.core.words import NoticeKind
from server.openapi import describe
from tests.conftest import make_app

ROOT = Path(__file__).parents[2]
COMMITTERS = ("server/core/unit_of_work.py", "server/core/runtime.py")
# The filler of the demo keeps units of work open over many commands; it commits through them.
UNIT_USERS = (
    "server/demo/filler.py",
    "server/syncing/adapters/pushing.py",
    "server/syncing/adapters/repair.py",
)
CLOCK_READERS = ("server/core/clock.py",)


def python_files() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted((ROOT / "server").rglob("*.py")):
        yield str(path.relative_to(ROOT)), ast.parse(path.read_text())


def calls(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func)


def test_only_core_commits() -> None:
    offenders = [
        path
        for path, tree in python_files()
        if path not in (*COMMITTERS, *UNIT_USERS)
        and any(name.endswith(".commit") for name in calls(tree))
    ]
    assert offenders == []


def test_only_core_reads_the_clock() -> None:
    readers = re.compile(r"(datetime\.(now|utcnow|today)|date\.today|time\.time|time_ns)$")
    offenders = [
        path
        for path, tree in python_files()
        if path not in CLOCK_READERS and any(readers.search(name) for name in calls(tree))
    ]
    assert offenders == []


def test_problem_slugs_are_unique_and_titles_are_chinese(app: Flask) -> None:
    slugs: dict[str, type[Problem]] = {}
    for kind in all_problems(Problem):
        assert slugs.setdefault(kind.slug, kind) is kind, kind.slug
        assert re.search(r"[\u4e00-\u9fff]", kind.title), kind.slug


def all_problems(kind: type[Problem]) -> Iterator[type[Problem]]:
    for child in kind.__subclasses__():
        yield child
        yield from all_problems(child)


def test_every_file_says_what_it_is_in_its_first_line() -> None:
    for path in (*(ROOT / "sync/device").rglob("*.ts"), *(ROOT / "pwa/src").rglob("*.ts")):
        if "node_modules" in path.parts or path.name == "schema.d.ts":
            continue
        assert path.read_text().startswith(("//", "/*")), path


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_migrations_go_up_down_and_up_again_and_match_the_models(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    is_sqlite = kind == "sqlite"
    url = (
        f"sqlite:///{tmp_path / 'm.sqlite3'}"
        if is_sqlite
        else request.getfixturevalue("postgres_url")
    )
    app = make_app(tmp_path, url)
    with app.app_context():
        upgrade()
        downgrade(revision="base")
        assert set(sa.inspect(db.engine).get_table_names()) <= {"alembic_version"}
        upgrade()
        with db.engine.connect() as link:
            context = MigrationContext.configure(link, opts={"compare_type": False})
            assert compare_metadata(context, db.metadata) == []
        db.engine.dispose()


def test_there_is_one_migration_head_and_numbers_have_no_gap() -> None:
    names = sorted(path.name for path in (ROOT / "migrations/versions").glob("*.py"))
    assert [name[:4] for name in names] == [f"{n:04d}" for n in range(1, len(names) + 1)]


def test_migrations_import_nothing_of_ours() -> None:
    for path in (ROOT / "migrations/versions").glob("*.py"):
        assert not re.search(r"^(from|import) (server|sync)", path.read_text(), re.MULTILINE)


def test_the_api_description_is_valid_and_committed(app: Flask) -> None:
    document = describe(app)
    validate(document)
    committed = json.loads((ROOT / "docs/api.json").read_text())
    assert document == committed, "run make api"


def test_the_typescript_types_are_those_of_the_description(tmp_path: Path) -> None:
    target = tmp_path / "schema.d.ts"
    command = [".ci/with-node", "npx", "openapi-typescript", "docs/api.json", "-o", str(target)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    committed = (ROOT / "pwa/src/api/schema.d.ts").read_text()
    assert target.read_text() == committed, "run make api"


def test_every_screen_text_is_in_every_language() -> None:
    for path in (ROOT / "pwa/src").rglob("text.json"):
        texts = json.loads(path.read_text())
        assert set(texts) == {"zh-CN", "en"}, path
        assert set(leaves(texts["zh-CN"])) == set(leaves(texts["en"])), path


def leaves(texts: dict[str, object], before: str = "") -> Iterator[str]:
    for name, value in texts.items():
        if isinstance(value, dict):
            yield from leaves(value, f"{before}{name}.")  # pyright: ignore[reportUnknownArgumentType]
        else:
            yield f"{before}{name}"


def test_help_starts_without_a_traceback() -> None:
    command = [sys.executable, "-m", "server.cli", "--help"]
    found = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    assert found.returncode == 0, found.stderr


def test_every_kind_of_notice_has_words_in_the_app_and_for_the_way_out() -> None:
    out = json.loads((ROOT / "server/notifications/texts.json").read_text())
    app = json.loads((ROOT / "pwa/src/features/notifications/text.json").read_text())
    kinds = set(get_args(NoticeKind))
    assert set(out["kind"]) == kinds
    for language in ("zh-CN", "en"):
        assert set(app[language]["kind"]) == {*kinds, "other"}, language
