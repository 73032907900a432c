"""docs/scenarios.md is made from the tests' names; no scenario of the protocol is without one."""

import ast
import os
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
TARGET = ROOT / "docs" / "scenarios.md"
PYTHON_NAME = re.compile(r"test_scenario_(\d\d|sw|camera)_")
# The title of a test, also of one that runs for each of a list.
VITEST_TITLE = re.compile(r"(?:\bit\(|\btest\(|\]\)\()\s*'scenario (\d\d): ([^']+)'")
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

What goes wrong between phones and server, and the tests that show what happens then, made from
the tests' names (`make api` writes it anew). Numbers are those of the sync protocol; generated
histories of the first sixteen are under `tests/sim`.

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
    for folder in ("pwa/src", "sync/device/testing"):
        for path in sorted((ROOT / folder).rglob("*.test.ts")):
            for number, title in VITEST_TITLE.findall(path.read_text()):
                yield number, f"{path.relative_to(ROOT)}::scenario {number}: {title}"


def by_scenario() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for number, test in (*python_tests(), *vitest_tests()):
        found.setdefault(number, []).append(test)
    return found


def written() -> str:
    tests = by_scenario()
    lines = [
        f"| {number} | {what} | {'<br>'.join(f'`{test}`' for test in tests.get(number, []))} |\n"
        for number, what in SCENARIOS.items()
    ]
    return HEAD + "".join(lines)


def test_every_scenario_has_a_test_that_bears_its_number() -> None:
    assert set(SCENARIOS) <= set(by_scenario())


def test_no_test_bears_the_number_of_a_scenario_that_there_is_not() -> None:
    assert set(by_scenario()) <= set(SCENARIOS)


def test_no_title_that_begins_with_a_scenario_is_overlooked() -> None:
    """A title in other quotes, or of another kind of test, would be missing on the page."""
    for folder in ("pwa/src", "sync/device/testing"):
        for path in (ROOT / folder).rglob("*.test.ts"):
            text = path.read_text()
            named = len(re.findall(r"""['"`]scenario \w+:""", text))
            assert named == len(VITEST_TITLE.findall(text)), path


def test_the_page_is_that_of_the_tests() -> None:
    if os.environ.get("DUCHA_WRITE_SCENARIOS"):
        TARGET.write_text(written())
    assert TARGET.read_text() == written(), "run make api"
