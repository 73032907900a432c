"""A backup was put back: phones read anew, send again what was lost, and all end equal (16)."""

import shutil
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from flask import Flask

from server.cli import cli
from server.core.audit import audit
from server.core.restoring import LEAP
from server.core.runtime import Runtime
from tests.builders.device import Device, Json
from tests.builders.visits import answer, start, visit_args
from tests.conftest import DeviceOf, administer


class Backup:
    """A copy of the database that can be put back in the place of what came after it."""

    def __init__(self, app: Flask) -> None:
        self._engine = app.extensions["ducha"].engine

    def make(self) -> None:
        self._engine.dispose()
        self._copy()

    def put_back(self) -> str:
        """What `ducha restored` says."""
        self._engine.dispose()
        self._replace()
        done = CliRunner().invoke(cli, ["restored"])
        assert done.exit_code == 0, done.output
        return done.output

    def _copy(self) -> None:
        raise NotImplementedError

    def _replace(self) -> None:
        raise NotImplementedError


class FileBackup(Backup):
    """With its last connection SQLite's write-ahead log goes into the file."""

    def __init__(self, app: Flask, path: Path) -> None:
        super().__init__(app)
        self.path, self.copy = path, path.with_suffix(".backup")

    def _copy(self) -> None:
        self._carry(self.path, self.copy)

    def _replace(self) -> None:
        self._carry(self.copy, self.path)

    def _carry(self, source: Path, target: Path) -> None:
        assert not self.path.with_name(f"{self.path.name}-wal").exists()
        shutil.copy(source, target)


class DatabaseBackup(Backup):
    """PostgreSQL: another database made of this one, which takes its name in the end."""

    def __init__(self, app: Flask, server: str, name: str) -> None:
        super().__init__(app)
        self.server, self.name, self.copy = server, name, f"{name}_backup"

    def _copy(self) -> None:
        administer(self.server, f'CREATE DATABASE "{self.copy}" TEMPLATE "{self.name}"')

    def _replace(self) -> None:
        administer(self.server, f'DROP DATABASE "{self.name}" WITH (FORCE)')
        administer(self.server, f'ALTER DATABASE "{self.copy}" RENAME TO "{self.name}"')


@pytest.fixture
def backup(
    app: Flask,
    database_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> Backup:
    monkeypatch.setenv("DUCHA_DATA", str(tmp_path))
    monkeypatch.setenv("DUCHA_DATABASE_URL", database_url)
    if database_url.startswith("sqlite"):
        return FileBackup(app, tmp_path / "ducha.sqlite3")
    name = sa.make_url(database_url).database or ""
    return DatabaseBackup(app, request.getfixturevalue("postgres_server"), name)


def send_again(device: Device, sent: list[Json]) -> None:
    """As the phone does after `reset: epoch`: all that it had sent in the last days, from the
    server's last_seq on."""
    pages = device.pull()
    assert pages[0]["reset"] == "epoch"
    known = pages[-1]["last_seq"]
    answer = device.push(*(mutation for mutation in sent if mutation["seq"] > known))
    assert answer["halt"] is None
    assert {result["status"] for result in answer["results"]} == {"applied"}
    device.pull()


def test_scenario_16_phones_resend_what_the_backup_lacks_and_end_equal(
    backup: Backup, runtime: Runtime, device_of: DeviceOf
) -> None:
    inspector, second = device_of("ines"), device_of("ines")
    visit_id = start(inspector)
    inspector.pull()
    second.pull()
    backup.make()
    lost = [
        inspector.mutation("visit.answer", visit_id=visit_id, item_code=code, result="pass")
        for code in ("A", "B")
    ]
    inspector.push(*lost)
    inspector.pull()
    second.pull()
    before = dict(inspector.base)
    said = backup.put_back()
    assert "testco" in said
    for device in (inspector, second):
        device.sign_in("ines")
    send_again(inspector, lost)
    assert second.pull()[0]["reset"] == "epoch"
    assert inspector.base == before == second.base
    with runtime.reading() as session:
        assert list(audit(session, runtime.wiring.feeds)) == []


def test_a_base_of_the_lost_future_is_stale_against_what_was_written_since(
    backup: Backup, device_of: DeviceOf
) -> None:
    """Were versions given out twice, it would look as if the sender had seen the other's answer."""
    inspector, second = device_of("ines"), device_of("ines")
    visit_id = start(inspector)
    answer(inspector, visit_id, "A", "pass")
    backup.make()
    for result in ("na", "fail", "pass"):
        answer(inspector, visit_id, "A", result)
    inspector.pull()
    key = f"answer/{visit_id}.A"
    seen = inspector.versions[key]
    backup.put_back()
    inspector.sign_in("ines")
    answer(second.sign_in("ines"), visit_id, "A", "na")
    inspector.seq = inspector.pull()[-1]["last_seq"]
    result = inspector.do(
        "visit.answer", visit_id=visit_id, item_code="A", result="pass", _base={key: seen}
    )
    assert [conflict["field"] for conflict in result["conflicts"]] == ["result"]
    assert result["version"] > LEAP


def test_scenario_16_what_is_pushed_in_a_lost_history_waits_for_what_came_before_it(
    backup: Backup, device_of: DeviceOf
) -> None:
    """Else a re-keyed phone's new answers would come before the visit that they belong to."""
    inspector = device_of("ines")
    backup.make()
    lost = inspector.mutation("visit.start", **visit_args())
    visit_id, epoch = lost["args"]["visit_id"], inspector.push(lost)["epoch"]
    later = inspector.mutation("visit.answer", visit_id=visit_id, item_code="A", result="pass")
    backup.put_back()
    inspector.sign_in("ines")
    halted = inspector.push(later, epoch=epoch)
    assert (halted["halt"]["code"], halted["results"], halted["last_seq"]) == ("restored", [], 0)
    assert halted["epoch"] != epoch
    taken = inspector.push(lost, later, epoch=halted["epoch"])
    assert [result["status"] for result in taken["results"]] == ["applied", "applied"]
    assert inspector.pull()[-1]["version"] >= taken["results"][-1]["version"]
