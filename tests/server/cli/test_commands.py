"""The console: every command of `ducha` is run, here or where its subject is tested."""

from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import select

from server.cli import cli
from server.core.journal import JournalEntry
from server.core.runtime import Runtime
from tests.builders.company import ORG
from tests.builders.device import Device
from tests.builders.slips import printable_order
from tests.conftest import DeviceOf

ROOT = Path(__file__).parents[3]
# Who tells an empty or sound database what.
TOLD = {
    "migrate": "the database is up to date",
    "nightly": "  0",
    "restored": "new epoch, version",
    "check": "differences: 0",
    "evidence verify": "flaws: 0",
    "evidence pending": "to be tried again: 0",
    "evidence examine --all": "photos examined: 0",
    "quota recount": "differences: 0",
    "draw lookbacks 2026-05": "differences: 0",
}
HERE = ("openapi", "user", "report slip")
ELSEWHERE = {
    "serve": "tests/server/syncing/test_poke_serving.py",
    "work": "tests/server/evidence/test_worker_beside.py",
    "demo": "tests/house/test_compliance.py",
    "draw verify": "tests/server/planning/test_draw_verifying.py",
    "rescue import": "tests/server/syncing/test_rescue_import.py",
}


@pytest.fixture
def console(app: Flask, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    monkeypatch.setattr("server.app.create_app", lambda: app)
    return CliRunner()


def run(console: CliRunner, *words: str) -> Result:
    result = console.invoke(cli, list(words))
    assert result.exit_code == 0, (result.output, result.exception)
    return result


def leaves(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[str]:
    for name, its in group.commands.items():
        if isinstance(its, click.Group):
            yield from leaves(its, (*path, name))
        else:
            yield " ".join((*path, name))


def test_every_command_is_run_by_a_test() -> None:
    told = {" ".join(word for word in its.split()[:2] if word.isalpha()) for its in TOLD}
    assert set(leaves(cli)) == {*told, *HERE, *ELSEWHERE}
    for name, path in ELSEWHERE.items():
        assert name.split()[-1] in (ROOT / path).read_text(), path


@pytest.mark.parametrize("words", TOLD)
def test_a_command_tells_how_things_are(console: CliRunner, words: str) -> None:
    assert TOLD[words] in run(console, *words.split()).output


def test_the_api_is_described_in_a_file(console: CliRunner, tmp_path: Path) -> None:
    path = tmp_path / "api.json"
    run(console, "openapi", str(path))
    assert '"/api/session"' in path.read_text()


def test_an_account_that_was_added_can_sign_in(console: CliRunner, app: Flask) -> None:
    words = ["--name", "新人", "--post", "督查员", "--unit", "hq", "--role", "inspector"]
    secret = ["--org", ORG, "--password", "longenough2026"]
    assert "account added: newly" in run(console, "user", "newly", *words, *secret).output
    assert Device(app.test_client()).sign_in("newly", "longenough2026").csrf


def test_a_slip_is_written_by_its_number_and_journaled(
    console: CliRunner, runtime: Runtime, device_of: DeviceOf, tmp_path: Path
) -> None:
    inspector: Device = device_of("ines")
    order_id = printable_order(runtime, inspector, 1, "A")
    inspector.pull()
    number = inspector.rows("order")[order_id]["number"]
    path = tmp_path / "slip.pdf"
    assert "kB" in run(console, "report", "slip", number, "--out", str(path)).output
    assert path.read_bytes().startswith(b"%PDF")
    with runtime.reading() as session:
        query = select(JournalEntry.args).where(JournalEntry.command == "report.note_slip")
        assert list(session.scalars(query)) == [{"order_id": order_id}]
    unknown = console.invoke(cli, ["report", "slip", "蓝〔2026〕9999", "--out", str(path)])
    assert unknown.exit_code == 1
