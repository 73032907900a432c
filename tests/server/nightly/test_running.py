"""The nightly command: idempotent, interruptible, and safe on two nodes at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from server.core.audit import audit
from server.core.clock import SetClock
from server.core.replication import SyncClock
from server.core.runtime import Runtime
from server.core.unit_of_work import UnitOfWork
from server.nightly import AgeOut, Stuck
from tests.builders.company import NOW, ORG
from tests.builders.nights import carried, closed_order, night, pass_days
from tests.builders.visits import arrive, closed_visit, delivered_order, start
from tests.conftest import DeviceOf, make_app

VISITS = 23  # more than one batch


@pytest.fixture
def busy(runtime: Runtime, device_of: DeviceOf, clock: SetClock) -> Runtime:
    """A company with a closed order, an open one and many complete visits, a month later."""
    devices = [device_of(login) for login in ("ines", "stan", "rita")]
    closed_order(runtime, *devices)
    delivered_order(runtime, devices[0], "B")
    for _ in range(VISITS):
        _, photos = closed_visit(devices[0])
        arrive(runtime, *photos)
    pass_days(clock, 31)
    return runtime


def clock_of(runtime: Runtime) -> tuple[int, int, int]:
    with runtime.reading() as session:
        row = session.scalars(select(SyncClock).where(SyncClock.org == ORG)).one()
        return row.version, row.journal_number, row.horizon


def differences(runtime: Runtime) -> list[str]:
    with runtime.reading() as session:
        found = audit(session, runtime.wiring.feeds)
        return [f"{item.place} {item.what}" for _, item in found]


def test_a_second_run_finds_nothing_to_do(busy: Runtime) -> None:
    assert night(busy)["visit.age_out"] == VISITS + 1
    before = clock_of(busy)
    assert set(night(busy).values()) == {0}
    assert clock_of(busy) == before


def test_killed_after_any_of_its_transactions_it_finishes_the_next_time(
    busy: Runtime, device_of: DeviceOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit = UnitOfWork.commit
    runs = 0
    while True:
        runs += 1
        committed = 0

        def once(unit: UnitOfWork) -> None:
            nonlocal committed
            if committed == 1:
                raise KeyboardInterrupt
            committed += 1
            commit(unit)

        with monkeypatch.context() as patch:
            patch.setattr(UnitOfWork, "commit", once)
            try:
                night(busy)
                break
            except KeyboardInterrupt:
                assert differences(busy) == []
    assert runs > 2
    device = device_of("ines")
    assert len(carried(device, "visit")) == len(carried(device, "order")) == 1
    assert differences(busy) == []


def test_two_nodes_at_once_do_the_work_once(
    busy: Runtime, database_url: str, tmp_path: Path, clock: SetClock, device_of: DeviceOf
) -> None:
    other = make_app(tmp_path, database_url, clock).extensions["ducha"]
    with ThreadPoolExecutor(2) as pool:
        for run in [pool.submit(night, runtime) for runtime in (busy, other)]:
            run.result()
    other.engine.dispose()
    assert set(night(busy).values()) == {0}
    assert differences(busy) == []
    device = device_of("ines")
    assert len(carried(device, "visit")) == len(carried(device, "order")) == 1


def test_phones_that_work_meanwhile_lose_nothing(busy: Runtime, device_of: DeviceOf) -> None:
    device = device_of("ines")
    with ThreadPoolExecutor(1) as pool:
        run = pool.submit(night, busy)
        made = {closed_visit(device)[0] for _ in range(5)}
        run.result()
    assert made <= carried(device, "visit")
    assert differences(busy) == []


def test_a_step_that_takes_nothing_away_stops_instead_of_filling_the_journal(
    busy: Runtime, device_of: DeviceOf
) -> None:
    open_visit = start(device_of("ines"))

    def list_settled(_session: Session, _org: str, _before: datetime, _limit: int) -> list[str]:
        return [open_visit]

    ageing = AgeOut("visit", list_settled, 20)
    with pytest.raises(Stuck, match=open_visit):
        ageing.run(busy, ORG, NOW, {"carry.visit_days": 30})
