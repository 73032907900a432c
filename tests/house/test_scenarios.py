"""docs/scenarios.md is made from the tests' names, and no scenario of the protocol is without one."""

import ast
import os
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
TARGET = ROOT / "docs" / "scenarios.md"
TESTED = ("tests", "sync/device/testing", "pwa/src/local")
PYTHON_NAME = re.compile(r"test_scenario_(\d\d|sw|camera)_")
VITEST_NAME = re.compile(r"""\b(?:it|test)(?:\.each)?\b[^'"`]*?['"`]scenario (\d\d): ([^'"`]+)""")
EACH_TITLE = re.compile(r"""\]\)\(\s*['"`]scenario (\d\d): ([^'"`]+)""")
SCENARIOS = {
    "01": "The response is lost after the commit",
    "02": "A crash between commit and ack",
    "03": "Two writers commit in reverse order during a pull",
    "04": "A commit between a pull's queries",
    "05": "A row is edited between pages",
    "06": "The phone is killed at page 2",
    "07": "A scope is granted",
    "08": "A scope is revoked while another still holds the row",
    "09": "A row moves between scopes",
    "10": "Rights are revoked and granted again",
    "11": "A deletion, then an offline edit",
    "12": "A refusal with three dependents and one independent",
    "13": "A poison mutation",
    "14": "The database fails in mid-batch",
    "15": "A seq is reused after a lost local commit, or by a cloned profile",
    "16": "The server is restored from a backup",
    "17": "A client 13 weeks old",
    "18": "A client newer than the server",
    "19": "A local upgrade throws with 200 changes pending",
    "20": "Two tabs, one frozen with the lock",
    "21": "A clock three days off, or running backwards",
    "22": "401 in mid-push, then another user signs in",
    "23": "Storage is full while a photo is saved",
    "24": "An upload is cut at 40 %, killed, expired, damaged; the same photo twice",
    "25": "The connection to IndexedDB is lost, or its databases are evicted",
    "sw": "A new version of the app arrives during an open check",
    "camera": "The page dies while the camera is open",
}
HEAD = """# Scenarios

What goes wrong between phones and server, and the tests that show what happens then, made from the
tests' names (`make api` writes it anew). Numbers are those of the sync protocol; generated histories
of the first sixteen are under `tests/sim`.

| scenario | what happens | shown by |
| --- | --- | --- |
"""


def python_tests() -> Iterator[tuple[str, str]]:
    """Each scenario's number with a test function that carries it in its name."""
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef) and (found := PYTHON_NAME.match(node.name)):
                yield found[1], f"{path.relative_to(ROOT)}::{node.name}"


def vitest_tests() -> Iterator[tuple[str, str]]:
    """The same for the titles of TypeScript tests."""
    for folder in TESTED[1:]:
        for path in sorted((ROOT / folder).rglob("*.test.ts")):
            text = path.read_text()
            for number, title in titles(text):
                yield number, f"{path.relative_to(ROOT)}::scenario {number}: {title}"


def titles(text: str) -> list[tuple[str, str]]:
    """Scenario numbers and titles of a TypeScript file, in the order of the file."""
    found = {its.start(1): its for its in re.finditer(r"'scenario (\d\d): ([^']+)'", text)}
    return [(its[1], its[2]) for _, its in sorted(found.items()) if _is_title(text, its.start())]


def _is_title(text: str, at: int) -> bool:
    """Whether the string that begins there is what a test is called, not something else."""
    before = text[:at].rstrip()
    return before.endswith(("it(", "test(", "])("))
