"""Poke: who is told that something of his has changed, how soon, and when the stream ends."""

import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import update

from server.core.actor import Actor
from server.core.replication import SyncClock
from server.core.runtime import Runtime
from server.organisation.models import RoleAssignment
from server.organisation.queries import scopes_of
from tests.builders.company import ORG, perform
from tests.conftest import DeviceOf
from tests.server.syncing.poke_streams import Stream, listening

ROOT = Path(__file__).parents[3]
WRITER = """
import sys, time
from pathlib import Path
from tests.builders.company import perform
from tests.conftest import make_app
app = make_app(Path(sys.argv[1]), sys.argv[2])
print("ready", flush=True)
sys.stdin.readline()
changes = (("site.close", {"reason": "x"}), ("site.reopen", {}), ("site.close", {"reason": "y"}))
for name, more in changes:
    perform(app.extensions["ducha"], name, site_id=sys.argv[3], **more)
    print(time.monotonic(), flush=True)
    time.sleep(1.4)
"""


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
        for _ in range(3):
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


def test_a_phone_is_poked_at_most_once_a_second(
    runtime: Runtime, streams: list[Stream], device_of: DeviceOf
) -> None:
    stream = listening(streams, device_of("stan"))
    times = list[float]()
    for _ in range(3):
        perform(runtime, "site.close", site_id="hall", reason="flood")
        perform(runtime, "site.reopen", site_id="hall")
        times.append(stream.next_at())
    assert min(times[1] - times[0], times[2] - times[1]) > 0.95


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


def test_what_is_committed_while_somebody_connects_is_not_missed(
    runtime: Runtime,
    streams: list[Stream],
    device_of: DeviceOf,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The commit comes after the newcomer read the clock, and the watch tells the others first."""
    first, phone = listening(streams, device_of("stan")), device_of("stan")

    def slowly(actor: Actor) -> frozenset[str]:
        perform(runtime, "site.close", site_id="hall", reason="flood")
        assert first.next() is not None
        return scopes_of(actor)

    with monkeypatch.context() as patch:
        patch.setattr("server.syncing.adapters.poke.scopes_of", slowly)
        late = listening(streams, phone)
    poke = late.next()
    assert poke is not None
    assert poke.startswith("event: poke")


def test_a_clock_that_a_restore_has_put_back_pokes_again(
    runtime: Runtime, streams: list[Stream], device_of: DeviceOf
) -> None:
    perform(runtime, "site.close", site_id="hall", reason="flood")
    stream = listening(streams, device_of("stan"))
    with runtime.bookkeeping() as session:
        session.execute(update(SyncClock).values(version=SyncClock.version - 1))
    assert stream.is_quiet()
    perform(runtime, "site.reopen", site_id="hall")
    assert stream.next() is not None
