"""Poke: when a stream ends, who gets none, and what a fault does to it."""

import threading
import time

import pytest
from sqlalchemy import update
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as NoFreeConnection

from server.core.clock import SetClock
from server.core.runtime import Runtime
from server.organisation.models import LoginSession, User
from tests.builders.company import perform
from tests.conftest import DeviceOf
from tests.server.syncing.poke_streams import PATIENCE_S, Stream, listening


def is_watching() -> bool:
    return any(thread.name == "poke" for thread in threading.enumerate())


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
    monkeypatch.setattr("server.syncing.adapters.poke_stream.KEEPALIVE_S", 0.2)
    monkeypatch.setattr("server.syncing.adapters.poke_stream.LIFETIME_S", 0.7)
    stream = listening(streams, device_of("stan"))
    rest, began = list[str](), time.monotonic()
    while (text := stream.next()) is not None:
        rest.append(text)
        assert time.monotonic() - began < PATIENCE_S
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
