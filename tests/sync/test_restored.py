"""A backup was put back: phones read anew, send again what was lost, and all end equal (16)."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask

from server.cli import cli
from server.core.audit import audit
from server.core.restoring import LEAP
from server.core.runtime import Runtime
from tests.builders.device import Device, Json
from tests.builders.visits import answer, start
from tests.conftest import DeviceOf


@pytest.fixture
def database() -> str:
    """A backup here is a copy of the file."""
    return "sqlite"


class Backup:
    """A copy of the database that can be put back in the place of what came after it."""

    def __init__(self, app: Flask, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.app, self.path, self.copy = app, path, path.with_suffix(".backup")
        monkeypatch.setenv("DUCHA_DATA", str(path.parent))
        monkeypatch.setenv("DUCHA_DATABASE_URL", f"sqlite:///{path}")

    def make(self) -> None:
        self._close()
        shutil.copy(self.path, self.copy)

    def put_back(self) -> str:
        """What `ducha restored` says."""
        self._close()
        shutil.copy(self.copy, self.path)
        done = CliRunner().invoke(cli, ["restored"])
        assert done.exit_code == 0, done.output
        return done.output

    def _close(self) -> None:
        """With its last connection the write-ahead log goes into the file."""
        self.app.extensions["ducha"].engine.dispose()
        assert not self.path.with_name(f"{self.path.name}-wal").exists()


@pytest.fixture
def backup(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Backup:
    return Backup(app, tmp_path / "ducha.sqlite3", monkeypatch)


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
