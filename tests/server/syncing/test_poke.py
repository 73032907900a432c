"""Poke: who is told that something of his has changed, how soon, and when the stream ends."""

import queue
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as NoFreeConnection

from server.core.clock import SetClock
from server.core.runtime import Runtime
from server.organisation.models import LoginSession, RoleAssignment, User
from tests.builders.company import ORG, perform
from tests.builders.device import Device
from tests.conftest import DeviceOf

ROOT = Path(__file__).parents[3]
PATIENCE_S = 10.0
QUIET_S = 1.0
WRITER = """
import sys, time
from pathlib import Path
from tests.builders.company import perform
from tests.conftest import make_app
app = make_app(Path(sys.argv[1]), sys.argv[2])
print("ready", flush=True)
sys.stdin.readline()
perform(app.extensions["ducha"], "site.close", site_id=sys.argv[3], reason="flood")
print(time.monotonic(), flush=True)
"""


class Stream:
    """An open stream, read by a thread, as a browser would."""

    def __init__(self, device: Device, **headers: str) -> None:
        path = f"/api/sync/poke?client_id={device.client_id}"
        self.response: Any = device.http.get(path, headers=headers, buffered=False)
        assert self.response.status_code == 200, self.response.get_data(as_text=True)
        self._found: queue.Queue[tuple[str, float] | None] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def next(self, patience_s: float = PATIENCE_S) -> str | None:
        """The next event's text; None at the stream's end; queue.Empty where all is quiet."""
        found = self._found.get(timeout=patience_s)
        return found and found[0]

    def next_at(self) -> float:
        """When the next event came, on the machine's monotonic clock."""
        found = self._found.get(timeout=PATIENCE_S)
        assert found is not None
        return found[1]

    def is_quiet(self) -> bool:
        try:
            self.next(QUIET_S)
        except queue.Empty:
            return True
        return False

    def _read(self) -> None:
        for piece in self.response.response:
            self._found.put((piece.decode(), time.monotonic()))
        self._found.put(None)


@pytest.fixture
def streams() -> Iterator[list[Stream]]:
    opened: list[Stream] = []
    yield opened
    for stream in opened:
        stream.response.close()


def listening(streams: list[Stream], device: Device, **headers: str) -> Stream:
    """A stream that has said hello."""
    stream = Stream(device, **headers)
    streams.append(stream)
    first = stream.next()
    assert first is not None
    assert first.startswith("event: hello\n")
    return stream


def is_watching() -> bool:
    return any(thread.name == "poke" for thread in threading.enumerate())


def test_a_stream_says_hello_and_is_neither_stored_nor_buffered(
    streams: list[Stream], device_of: DeviceOf
) -> None:
    phone = device_of("ines")
    accept = {"Accept-Encoding": "gzip, br, zstd"}
    headers = listening(streams, phone, **accept).response.headers
    assert headers["Content-Type"].startswith("text/event-stream")
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Accel-Buffering"] == "no"
    assert "Content-Encoding" not in headers
    assert phone.http.get("/api/sync/poke").get_json()["slug"] == "invalid-request"


def test_a_commit_by_another_process_pokes_within_a_second(
    streams: list[Stream], device_of: DeviceOf, tmp_path: Path, database_url: str
) -> None:
    stream = listening(streams, device_of("stan"))
    command = [sys.executable, "-c", WRITER, str(tmp_path), database_url, "hall"]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as writer:
        assert writer.stdin is not None
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
        writer.stdin.write("go\n")
        writer.stdin.flush()
        committed_at = float(writer.stdout.readline())
        assert stream.next_at() - committed_at < 1.0


def test_only_those_are_poked_whose_scopes_have_changed(
    runtime: Runtime, streams: list[Stream], device_of: DeviceOf
) -> None:
    north, south = (listening(streams, device_of(login)) for login in ("stan", "sven"))
    perform(runtime, "site.close", site_id="far", reason="flood")
    poke = south.next()
    assert poke is not None
    assert poke.startswith('event: poke\ndata: {"version": ')
    assert north.is_quiet()


def test_what_happens_at_once_is_one_poke_a_second(
    runtime: Runtime, streams: list[Stream], device_of: DeviceOf
) -> None:
    stream = listening(streams, device_of("stan"))
    began = time.monotonic()
    for turn in range(6):
        name = "site.reopen" if turn % 2 else "site.close"
        perform(runtime, name, site_id="hall", **({} if turn % 2 else {"reason": "x"}))
        time.sleep(0.1)
    pokes = 0
    while True:
        try:
            stream.next(2.0)
        except queue.Empty:
            break
        pokes += 1
    assert 1 <= pokes <= 2
    assert time.monotonic() - began < PATIENCE_S


@pytest.mark.parametrize("command", ["device.report_lost", "device.retire"])
def test_a_revoked_device_is_poked_and_its_stream_ends(
    streams: list[Stream], device_of: DeviceOf, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setattr("server.syncing.adapters.poke.CHECK_S", 0.1)
    phone, admin = device_of("stan"), device_of("adam")
    phone.pull()
    stream = listening(streams, phone)
    reason = {"reason": "x"} if command == "device.retire" else {}
    assert admin.do(command, client_id=phone.client_id, **reason)["status"] == "applied"
    poke = stream.next()
    assert poke is not None
    assert poke.startswith("event: poke")
    assert stream.next() is None
    again = phone.http.get(f"/api/sync/poke?client_id={phone.client_id}")
    assert again.get_json()["slug"] == "device-revoked"


def test_the_stream_ends_with_the_sign_in(
    runtime: Runtime,
    clock: SetClock,
    streams: list[Stream],
    device_of: DeviceOf,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("server.syncing.adapters.poke.CHECK_S", 0.1)
    stan, ines = (listening(streams, device_of(login)) for login in ("stan", "ines"))
    with runtime.bookkeeping() as session:
        mine = update(LoginSession).where(LoginSession.user_id == "stan")
        session.execute(mine.values(ended_at=clock.instant))
        session.execute(update(User).where(User.id == "ines").values(is_active=False))
    for stream in (stan, ines):
        assert stream.next() is not None
        assert stream.next() is None


def test_rights_that_change_are_followed(
    runtime: Runtime,
    streams: list[Stream],
    device_of: DeviceOf,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("CHECK_S", "RIGHTS_S"):
        monkeypatch.setattr(f"server.syncing.adapters.poke.{name}", 0.1)
    stream = listening(streams, device_of("stan"))
    with runtime.bookkeeping() as session:
        fields = {"user_id": "stan", "role": "site_staff", "unit_id": "south-team"}
        session.add(RoleAssignment(id="stan.second", org=ORG, **fields))
    assert stream.next() is not None
    assert stream.is_quiet()
    perform(runtime, "site.close", site_id="far", reason="flood")
    assert stream.next() is not None


def test_a_full_house_sends_newcomers_back_to_polling(
    streams: list[Stream], device_of: DeviceOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.syncing.adapters.poke.MOST_LISTENERS", 1)
    first, second = device_of("stan"), device_of("ines")
    stream = listening(streams, first)
    answer = second.http.get(f"/api/sync/poke?client_id={second.client_id}")
    assert (answer.status_code, answer.get_json()["slug"]) == (503, "poke-full")
    assert int(answer.headers["Retry-After"]) > 0
    stream.response.close()
    listening(streams, second)


def test_nobody_watches_where_nobody_listens(
    streams: list[Stream], device_of: DeviceOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream = listening(streams, device_of("stan"))
    assert is_watching()
    stream.response.close()
    ends = time.monotonic() + PATIENCE_S
    while is_watching() and time.monotonic() < ends:
        time.sleep(0.05)
    assert not is_watching()
    listening(streams, device_of("ines"))
    assert is_watching()


def test_a_quiet_stream_breathes_and_ends_by_itself(
    streams: list[Stream], device_of: DeviceOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.syncing.adapters.poke.KEEPALIVE_S", 0.2)
    monkeypatch.setattr("server.syncing.adapters.poke.LIFETIME_S", 0.7)
    stream = listening(streams, device_of("stan"))
    rest: list[str] = []
    while (text := stream.next()) is not None:
        rest.append(text)
    assert set(rest) == {": \n\n"}
    assert len(rest) >= 2


def test_a_database_that_is_away_for_a_moment_ends_no_stream(
    runtime: Runtime,
    streams: list[Stream],
    device_of: DeviceOf,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*_: object) -> None:
        raise OperationalError("SELECT", {}, Exception("gone"))

    stream = listening(streams, device_of("stan"))
    with monkeypatch.context() as patch:
        patch.setattr("server.syncing.queries.list_clocks", fail)
        perform(runtime, "site.close", site_id="hall", reason="flood")
        assert stream.is_quiet()
    assert stream.next() is not None


def test_no_free_connection_is_a_fault_that_passes(
    runtime: Runtime, device_of: DeviceOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a thread for each stream there are more threads than connections."""

    def wait_in_vain(*_: object) -> None:
        raise NoFreeConnection("QueuePool limit")

    phone = device_of("stan")
    monkeypatch.setattr("server.syncing.queries.find_client", wait_in_vain)
    answer = phone.http.get(f"/api/sync/poke?client_id={phone.client_id}")
    assert (answer.status_code, answer.get_json()["slug"]) == (503, "unavailable")
    assert int(answer.headers["Retry-After"]) > 0
