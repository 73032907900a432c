"""docs/compliance.md is made from the `clause` markers on tests, and names real obligations."""

import ast
import csv
import os
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
TARGET = ROOT / "docs" / "compliance.md"
HEAD = """# Compliance

Which obligations of the five regulations have a test that shows them, made from the `clause`
markers on the tests (`make api` writes it anew). What is missing here is not shown yet.

| obligation | clause | shown by |
| --- | --- | --- |
"""


def marked() -> Iterator[tuple[str, str]]:
    """Each obligation's id with the test that is marked with it."""
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef):
                for decorator in node.decorator_list:
                    yield from _ids(decorator, f"{path.relative_to(ROOT)}::{node.name}")


def _ids(decorator: ast.expr, test: str) -> Iterator[tuple[str, str]]:
    if isinstance(decorator, ast.Call) and ast.unparse(decorator.func) == "pytest.mark.clause":
        for argument in decorator.args:
            yield ast.literal_eval(argument), test


def obligations() -> dict[str, str]:
    path = ROOT / "server" / "demo" / "obligations.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {row["id"]: row["article"] for row in csv.DictReader(file)}


def written() -> str:
    articles = obligations()
    by_id: dict[str, list[str]] = {}
    for clause, test in marked():
        by_id.setdefault(clause, []).append(test)
    lines = [
        f"| {clause} | {articles[clause]} | {'<br>'.join(f'`{test}`' for test in tests)} |"
        for clause, tests in sorted(by_id.items())
    ]
    count = f"\n{len(by_id)} of {len(articles)} obligations.\n"
    return HEAD + "\n".join(lines) + "\n" + count


def test_every_marker_names_a_real_obligation() -> None:
    assert {clause for clause, _ in marked()} <= set(obligations())


def test_the_page_is_that_of_the_markers() -> None:
    if os.environ.get("DUCHA_WRITE_COMPLIANCE"):
        TARGET.write_text(written())
    assert TARGET.read_text() == written(), "run make api"
