"""Tombstones that are old enough are forgotten, and who slept longer reads everything again."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from server.core.audit import audit
from server.core.clock import SetClock
from server.core.horizon import find_last_version, purge_tombstones
from server.core.replication import SyncClock, SyncIndex
from server.core.runtime import Runtime
from sync.hub.cursor import LAST_KEY, START, Cursor, read_cursor, write_cursor
from sync.hub.ports import Position
from tests.builders.company import NOW, ORG
from tests.builders.device import Device
from tests.builders.nights import night, pass_days
from tests.builders.visits import attach, start
from tests.conftest import DeviceOf


def tombstones(runtime: Runtime) -> int:
    query = select(func.count()).where(SyncIndex.org == ORG, SyncIndex.is_live.is_(False))
    with runtime.reading() as session:
        return session.scalar(query) or 0


def clock_row(runtime: Runtime) -> SyncClock:
    with runtime.reading() as session:
        return session.get_one(SyncClock, ORG)


def leave_tombstones(device: Device, count: int = 3) -> None:
    """Photos that are attached and taken back."""
    visit_id = start(device)
    for _ in range(count):
        device.do("photo.detach", photo_id=attach(device, "visit", visit_id, "A"))


def full_base(device_of: DeviceOf, login: str = "ines") -> dict[tuple[str, str], object]:
    device = device_of(login)
    device.pull()
    return dict(device.base)


def test_tombstones_go_after_their_days_and_not_before(
    runtime: Runtime, device_of: DeviceOf, clock: SetClock
) -> None:
    leave_tombstones(device_of("ines"))
    assert tombstones(runtime) == 3
    pass_days(clock, 90)
    assert night(runtime)["tombstones"] == 0
    assert clock_row(runtime).horizon == 0
    pass_days(clock, 90.1)
    assert night(runtime)["tombstones"] == 3
    assert tombstones(runtime) == 0


def test_the_horizon_is_the_newest_tombstone_that_went(
    runtime: Runtime, device_of: DeviceOf, clock: SetClock
) -> None:
    device = device_of("ines")
    leave_tombstones(device)
    newest = clock_row(runtime).version
    start(device)
    pass_days(clock, 91)
    night(runtime)
    assert clock_row(runtime).horizon == newest < clock_row(runtime).version


def test_scenario_17_who_slept_past_the_horizon_reads_all_again_and_is_right(
    runtime: Runtime, device_of: DeviceOf, clock: SetClock
) -> None:
    device, sleeper = device_of("ines"), device_of("ines")
    visit_id = start(device)
    photo_id = attach(device, "visit", visit_id, "A")
    sleeper.pull()
    device.do("photo.detach", photo_id=photo_id)
    pass_days(clock, 91)
    night(runtime)
    assert ("photo", photo_id) in sleeper.base
    page = sleeper.sign_in("ines").pull()[0]
    assert page["reset"] == "horizon"
    assert sleeper.base == full_base(device_of)
    assert sleeper.pull()[0]["reset"] is None


def test_who_has_read_everything_is_not_sent_back(
    runtime: Runtime, device_of: DeviceOf, clock: SetClock
) -> None:
    device = device_of("ines")
    leave_tombstones(device)
    device.pull()
    pass_days(clock, 91)
    night(runtime)
    assert clock_row(runtime).horizon > 0
    assert device.sign_in("ines").pull()[0]["reset"] is None


def test_a_first_sync_of_many_pages_is_not_sent_back_by_an_old_horizon(
    runtime: Runtime, device_of: DeviceOf, clock: SetClock
) -> None:
    device = device_of("ines")
    leave_tombstones(device)
    pass_days(clock, 91)
    night(runtime)
    new = device_of("ines")
    pages = new.pull(limit=3)
    assert len(pages) > 3
    assert {page["reset"] for page in pages} == {None}
    assert new.base == full_base(device_of)


def test_a_first_sync_that_rested_until_the_horizon_passed_it_begins_again(
    runtime: Runtime, device_of: DeviceOf, clock: SetClock
) -> None:
    device, new = device_of("ines"), device_of("ines")
    visit_id = start(device)
    photo_id = attach(device, "visit", visit_id, "A")
    attach(device, "visit", visit_id, "B")
    while ("photo", photo_id) not in new.base:
        assert new.pull_page(limit=1)["more"]
    device.do("photo.detach", photo_id=photo_id)
    leave_tombstones(device)
    pass_days(clock, 91)
    night(runtime)
    pages = new.sign_in("ines").pull(limit=3)
    assert [page["reset"] for page in pages].count("horizon") == 1
    assert new.base == full_base(device_of)


def test_scopes_that_come_later_are_read_to_their_end_without_beginning_again(
    runtime: Runtime, device_of: DeviceOf, clock: SetClock
) -> None:
    device = device_of("ines")
    leave_tombstones(device)
    device.pull()
    pass_days(clock, 91)
    night(runtime)
    staff = device_of("stan")
    staff.pull()
    # As if the unit's scopes had come after the last pull: the cursor forgets that it knew them.
    forget_scopes(staff)
    pages = staff.pull(limit=1)
    assert len(pages) > 1
    assert {page["reset"] for page in pages} == {None}
    assert staff.base == full_base(device_of, "stan")


def forget_scopes(device: Device) -> None:
    cursor = read_cursor(device.cursor or "")
    assert cursor is not None
    kept = frozenset(scope for scope in cursor.scopes if not scope.startswith("unit:"))
    later = {scope: position for scope, position in cursor.later.items() if scope in kept}
    device.cursor = write_cursor(replace(cursor, scopes=kept, later=later))


@pytest.mark.parametrize(
    ("position", "begun", "may_miss"),
    [
        (START, 0, False),
        ((6, "photo", "p"), 0, True),
        ((7, "photo", "p"), 0, True),
        ((7, LAST_KEY, ""), 0, False),
        ((8, "photo", "p"), 0, False),
        ((3, "photo", "p"), 7, False),
        ((3, "photo", "p"), 6, True),
    ],
)
def test_only_who_may_have_missed_a_tombstone_up_to_version_seven_is_sent_back(
    position: Position, begun: int, may_miss: bool
) -> None:
    done = (9, LAST_KEY, "")
    scopes, later = frozenset({"public", "user:x"}), {"user:x": position}
    cursor = Cursor("epoch", "1", done, scopes, later, {"user:x": begun} if begun else {})
    assert cursor.may_miss_before(7) is may_miss


def test_the_version_of_a_day_is_never_one_that_a_younger_line_shares(
    runtime: Runtime, device_of: DeviceOf, clock: SetClock
) -> None:
    device = device_of("ines")
    start(device)
    old = clock_row(runtime).version
    pass_days(clock, 2)
    start(device)
    pass_days(clock, 1)  # a server whose clock was put back
    start(device)
    with runtime.reading() as session:
        assert find_last_version(session, ORG, NOW + timedelta(days=0.5)) == old
        assert find_last_version(session, ORG, NOW) == 0
        assert find_last_version(session, ORG, NOW + timedelta(days=9)) == old + 2


def test_a_purge_in_small_steps_never_leaves_the_horizon_behind_what_is_gone(
    runtime: Runtime, device_of: DeviceOf
) -> None:
    leave_tombstones(device_of("ines"), 5)
    upto = clock_row(runtime).version
    query = select(SyncIndex.version).where(SyncIndex.is_live.is_(False))
    with runtime.reading() as session:
        left = sorted(session.scalars(query))
    while left:
        with runtime.bookkeeping() as session:
            assert purge_tombstones(session, ORG, upto, limit=2) == min(2, len(left))
        gone, left = left[:2], left[2:]
        assert clock_row(runtime).horizon == gone[-1]
        with runtime.reading() as session:
            assert sorted(session.scalars(query)) == left
            assert list(audit(session, runtime.wiring.feeds)) == []
