"""A month's orders in one file: ordered once, made in the background, resumed, cancelled, swept."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from server.core.clock import SetClock
from server.core.journal import JournalEntry
from server.core.runtime import Runtime
from server.organisation.models import RoleAssignment
from server.reports import jobs
from server.reports.adapters import shelf
from server.reports.models import PrintWork
from tests.builders.company import set_policy
from tests.builders.device import Device, Json
from tests.builders.nights import night
from tests.builders.slips import opened, printable_order, texts_of
from tests.builders.visits import new_id
from tests.conftest import DeviceOf

MAY = "2026-05"
ORIGIN = "https://ducha.test"


@pytest.fixture
def head(device_of: DeviceOf) -> Device:
    return device_of("hugo")


@pytest.fixture
def orders(runtime: Runtime, device_of: DeviceOf) -> list[str]:
    """Three green and one blue order."""
    inspector = device_of("ines")
    greens = [printable_order(runtime, inspector, 0) for _ in range(3)]
    return [*greens, printable_order(runtime, inspector, 1, "A")]


def order_print(device: Device, **changes: Any) -> tuple[str, Json]:
    args = {"print_id": new_id(), "month": MAY, "unit_id": "hq", "origin": ORIGIN, **changes}
    return args["print_id"], device.do("report.order_month_print", **args)


def row_of(device: Device, print_id: str) -> Json:
    device.pull()
    return device.rows("month_print")[print_id]


def file_of(device: Device, print_id: str) -> Any:
    return device.http.get(f"/api/month-prints/{print_id}/file")


def numbers_in(pdf: bytes) -> list[str]:
    """Of the slips that begin in it."""
    pages = [text for text in texts_of(pdf) if "第1页/共" in text]
    return [text.split("单号：")[1][:11] for text in pages]


def test_all_orders_of_the_month_come_in_one_file(
    runtime: Runtime, head: Device, orders: list[str]
) -> None:
    print_id, result = order_print(head)
    assert result["status"] == "applied", result
    row = row_of(head, print_id)
    assert (row["state"], row["done"], row["total"]) == ("waiting", 0, 4)
    assert file_of(head, print_id).json["slug"] == "print-not-ready"
    assert jobs.run_prints(runtime) == 1
    row = row_of(head, print_id)
    assert (row["state"], row["done"]) == ("done", 4)
    answer = file_of(head, print_id)
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert len(answer.data) == row["size"]
    assert numbers_in(answer.data) == [
        "绿〔2026〕0001",
        "绿〔2026〕0002",
        "绿〔2026〕0003",
        "蓝〔2026〕0001",
    ]
    with opened(answer.data) as document:
        assert len(document) == row["pages"]
    assert "导出人Hugo" in texts_of(answer.data)[0]


def test_its_parts_are_gone_and_done_work_is_not_done_again(
    runtime: Runtime, head: Device, orders: list[str]
) -> None:
    print_id, _ = order_print(head)
    jobs.run_prints(runtime)
    assert not shelf.work_folder(runtime.settings, print_id).exists()
    assert jobs.run_prints(runtime) == 0


@pytest.mark.parametrize(
    ("changes", "count"),
    [({"colour": "blue"}, 1), ({"colour": "green"}, 3), ({"unit_id": "north"}, 4)],
)
def test_colour_and_unit_choose(head: Device, orders: list[str], changes: Json, count: int) -> None:
    print_id, _ = order_print(head, **changes)
    assert row_of(head, print_id)["total"] == count


@pytest.mark.parametrize(
    "changes", [{"month": "2026-04"}, {"month": "2026-06"}, {"unit_id": "south"}]
)
def test_where_there_is_nothing_to_print_it_says_so(
    head: Device, orders: list[str], changes: Json
) -> None:
    assert order_print(head, **changes)[1]["code"] == "print-empty"


@pytest.mark.parametrize("origin", ["javascript:x", "https://a b", "https://a/b?c", "ftp://a"])
def test_codes_lead_to_no_odd_address(head: Device, orders: list[str], origin: str) -> None:
    assert order_print(head, origin=origin)[1]["status"] == "rejected"


def test_a_unit_over_which_one_prints_nothing_is_refused(
    device_of: DeviceOf, orders: list[str]
) -> None:
    assert order_print(device_of("stan"), unit_id="hall-team")[1]["code"] == "not-allowed"
    assert order_print(device_of("hugo"), unit_id="nowhere")[1]["code"] == "not-allowed"


def test_one_runs_at_a_time_for_each_person(
    runtime: Runtime, head: Device, device_of: DeviceOf, orders: list[str]
) -> None:
    order_print(head)
    assert order_print(head)[1]["code"] == "print-running"
    assert order_print(device_of("rita"))[1]["status"] == "applied"
    assert jobs.run_prints(runtime) == 2
    assert order_print(head)[1]["status"] == "applied"


def test_another_person_neither_sees_nor_fetches_nor_cancels_it(
    runtime: Runtime, head: Device, device_of: DeviceOf, orders: list[str]
) -> None:
    print_id, _ = order_print(head)
    rita = device_of("rita")
    rita.pull()
    assert rita.rows("month_print") == {}
    assert rita.do("report.cancel", print_id=print_id)["code"] == "print-unknown"
    jobs.run_prints(runtime)
    assert file_of(rita, print_id).json["slug"] == "print-unknown"


def test_who_lost_the_unit_no_longer_fetches_the_file(
    runtime: Runtime, head: Device, orders: list[str]
) -> None:
    print_id, _ = order_print(head)
    jobs.run_prints(runtime)
    assert file_of(head, print_id).status_code == 200
    with runtime.bookkeeping() as session:
        for role in session.scalars(select(RoleAssignment).filter_by(user_id="hugo")):
            role.unit_id = "south"
    assert file_of(head, print_id).json["slug"] == "print-unknown"


class Killed(BaseException):
    """A worker that dies says nothing to anybody."""


def test_a_worker_that_was_killed_is_followed_by_one_that_goes_on(
    runtime: Runtime,
    clock: SetClock,
    head: Device,
    orders: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(jobs, "AT_ONCE", 1)
    made: list[str] = []
    sound = jobs.print_newest

    def dying(its: Runtime, org: str, order_id: str, **told: str) -> Any:
        if len(made) == 2:
            raise Killed
        made.append(order_id)
        return sound(its, org, order_id, **told)

    monkeypatch.setattr(jobs, "print_newest", dying)
    print_id, _ = order_print(head)
    with pytest.raises(Killed):
        jobs.run_prints(runtime)
    row = row_of(head, print_id)
    assert (row["state"], row["done"]) == ("working", 2)
    assert jobs.run_prints(runtime) == 0, "the lease of the dead runs on"
    clock.instant += timedelta(minutes=6)
    again: list[str] = []

    def living(its: Runtime, org: str, order_id: str, **told: str) -> Any:
        again.append(order_id)
        return sound(its, org, order_id, **told)

    monkeypatch.setattr(jobs, "print_newest", living)
    assert jobs.run_prints(runtime) == 1
    assert row_of(head, print_id)["state"] == "done"
    assert (made, again) == (orders[:2], orders[2:]), "what was made is not made again"
    assert len(numbers_in(file_of(head, print_id).data)) == 4


def test_a_cancelled_print_stops_between_its_parts(
    runtime: Runtime, head: Device, orders: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "AT_ONCE", 1)
    print_id, _ = order_print(head)
    made: list[str] = []
    sound = jobs.print_newest

    def stopping(its: Runtime, org: str, order_id: str, **told: str) -> Any:
        made.append(order_id)
        if len(made) == 2:
            assert head.do("report.cancel", print_id=print_id)["status"] == "applied"
        return sound(its, org, order_id, **told)

    monkeypatch.setattr(jobs, "print_newest", stopping)
    jobs.run_prints(runtime)
    row = row_of(head, print_id)
    assert (row["state"], row["done"]) == ("cancelled", 1)
    assert len(made) == 2
    assert not shelf.work_folder(runtime.settings, print_id).exists()
    assert jobs.run_prints(runtime) == 0
    assert head.do("report.cancel", print_id=print_id)["code"] == "print-over"


def test_what_fails_is_tried_again_and_in_the_end_says_so(
    runtime: Runtime,
    clock: SetClock,
    head: Device,
    orders: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def failing(*_: Any, **__: Any) -> Any:
        raise OSError("no space left")

    monkeypatch.setattr(jobs, "print_newest", failing)
    print_id, _ = order_print(head)
    tries = 0
    while row_of(head, print_id)["state"] in ("waiting", "working"):
        tries += jobs.run_prints(runtime)
        clock.instant += timedelta(hours=1)
    assert (tries, row_of(head, print_id)["state"]) == (5, "failed")
    with runtime.reading() as session:
        assert session.scalars(select(PrintWork)).all() == []


def test_a_late_worker_loses_to_the_one_that_took_over(
    runtime: Runtime, clock: SetClock, head: Device, orders: list[str]
) -> None:
    order_print(head)
    late = jobs.BOOKS.take_due(runtime)
    assert late
    clock.instant += timedelta(minutes=6)
    assert jobs.BOOKS.take_due(runtime)
    with pytest.raises(jobs.LeaseLost):
        jobs.BOOKS.renew(runtime, late)


def test_the_night_removes_a_file_when_its_time_is_over(
    runtime: Runtime, clock: SetClock, head: Device, orders: list[str]
) -> None:
    set_policy(runtime, "carry.month_print_days", 7, clock.now().date())
    print_id, _ = order_print(head)
    jobs.run_prints(runtime)
    clock.instant += timedelta(days=6.9)
    assert night(runtime)["month_print.files"] == 0
    head = head.sign_in("hugo")
    assert file_of(head, print_id).status_code == 200
    clock.instant += timedelta(days=0.2)
    done = night(runtime)
    assert (done["month_print.age_out"], done["month_print.files"]) == (1, 1)
    assert file_of(head, print_id).status_code == 410
    head.pull()
    assert print_id not in head.rows("month_print")


def test_the_night_leaves_photos_and_running_prints_alone(
    runtime: Runtime, clock: SetClock, head: Device, orders: list[str]
) -> None:
    photos = sorted(runtime.settings.photo_dir.rglob("*"))
    print_id, _ = order_print(head)
    folder = shelf.work_folder(runtime.settings, print_id)
    folder.mkdir(parents=True)
    clock.instant += timedelta(days=100)
    night(runtime)
    assert folder.is_dir()
    assert set(photos) <= set(runtime.settings.photo_dir.rglob("*"))


def test_the_journal_names_every_order_that_was_printed(
    runtime: Runtime, head: Device, orders: list[str]
) -> None:
    print_id, _ = order_print(head)
    jobs.run_prints(runtime)
    query = select(JournalEntry).where(JournalEntry.command == "report.note_printed")
    with runtime.reading() as session:
        told = [fact for line in session.scalars(query) for fact in line.events]
    assert [fact["order_id"] for fact in told] == orders
    assert {fact["print_id"] for fact in told} == {print_id}
