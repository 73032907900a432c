"""The command line brings a whole rescue file in, once, and says in one line what it cannot."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask

from server import app as application
from server.cli import cli, main
from server.core.runtime import Runtime
from tests.conftest import DeviceOf
from tests.server.syncing.rescue_files import (
    PASSPHRASE,
    entry,
    journal,
    ledger_size,
    manifest,
    packed,
    photo_of,
    picture,
    seal,
    visit_of,
)

Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """The command line on this test's database; exit status and all that was printed."""
    monkeypatch.setattr(application, "create_app", lambda: app)
    secret = tmp_path / "passphrase"

    def import_file(path: Path, passphrase: str = PASSPHRASE) -> tuple[int, str]:
        secret.write_text(passphrase + "\n")
        line = ["rescue", "import", str(path), "--passphrase-file", str(secret)]
        found = CliRunner().invoke(cli, line, standalone_mode=True)
        return found.exit_code, found.output

    return import_file


def test_the_command_line_imports_a_file_once(
    run: Run, runtime: Runtime, device_of: DeviceOf, tmp_path: Path
) -> None:
    phone, content = device_of("ines"), picture()
    answered, sent = visit_of(phone), visit_of(phone)
    phone.push(answered, sent)
    visit, refused = visit_of(phone), visit_of(phone, "nowhere")
    photo = photo_of(phone, visit["args"]["visit_id"], content)
    noops = [phone.mutation("noop") for _ in range(230)]
    photos = {photo["args"]["photo_id"]: content, "another-photo": content}
    entries = [
        entry(phone, answered, "settled"),
        entry(phone, sent, "sending"),
        *(entry(phone, its) for its in (visit, refused, photo, *noops)),
    ]
    plain = packed(manifest("ines", entries[::-1], photos), b"".join(photos.values()))
    path = seal(tmp_path / "rescue", plain)
    status, text = run(path)
    assert status == 0, text
    assert "applied: 232" in text
    assert "known already: 1" in text
    assert "answered before: 1" in text
    assert "refused: 1\n" in text
    assert "visit.start  site-unknown" in text
    assert "present 1, 原已在 / already 0, 被拒绝 / refused 1" in text
    assert "another-photo  photo-not-attached" in text
    size = ledger_size(runtime)
    status, text = run(path)
    assert (status, ledger_size(runtime)) == (0, size)
    assert "applied: 0\n" in text
    assert "known already: 234" in text
    assert "present 0, 原已在 / already 1" in text
    (line,) = journal(runtime, visit["uid"])
    assert (line.actor_id, line.operator_id) == ("ines", "system")


def test_the_command_line_parks_what_blows_up_and_goes_on(
    run: Run, device_of: DeviceOf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def explode(*_: object) -> None:
        raise RuntimeError("a bug")

    phone = device_of("ines")
    monkeypatch.setattr("server.visits.queries.find_answer", explode)
    visit = visit_of(phone)
    args = {"visit_id": visit["args"]["visit_id"], "item_code": "A", "result": "pass"}
    answer, last = phone.mutation("visit.answer", **args), phone.mutation("noop")
    entries = [entry(phone, its) for its in (visit, answer, last)]
    status, text = run(seal(tmp_path / "rescue", packed(manifest("ines", entries))))
    assert status == 0, text
    assert "refused: 1\n" in text
    assert "visit.answer  parked" in text


@pytest.mark.parametrize("kind", ["wrong passphrase", "cut off", "a stranger"])
def test_what_cannot_be_imported_is_one_line_and_exit_status_2(
    app: Flask,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    kind: str,
) -> None:
    monkeypatch.setattr(application, "create_app", lambda: app)
    user_id = "nobody" if kind == "a stranger" else "ines"
    path = seal(tmp_path / "rescue", packed(manifest(user_id, [])))
    if kind == "cut off":
        path.write_bytes(path.read_bytes()[:-20])
    secret = tmp_path / "passphrase"
    secret.write_text("wrong" if kind == "wrong passphrase" else PASSPHRASE)
    line = ["ducha", "rescue", "import", str(path), "--passphrase-file", str(secret)]
    monkeypatch.setattr("sys.argv", line)
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    (told,) = capsys.readouterr().err.strip().splitlines()
    assert told.startswith("ducha: ")
    expected = "no such user here" if kind == "a stranger" else "wrong passphrase"
    assert expected in told
