"""Background work: nothing is lost when a worker dies, and nothing is done twice by two of them."""

from __future__ import annotations

import hashlib
import os
import signal
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update
from structlog.testing import capture_logs

from server.core.clock import SetClock
from server.core.queue import Tasks, open_working_queue, wake
from server.core.runtime import Runtime
from server.evidence.adapters.blobs import blob_store
from server.evidence.adapters.work import LEASE, finish, pause_after, postpone, take_due
from server.evidence.jobs import STEPS, Step, run_due
from server.evidence.models import Photo, PhotoWork
from tests.builders.blobs import copy_of, flip_a_bit
from tests.builders.company import perform
from tests.builders.device import Device
from tests.builders.processes import running, wait_until
from tests.builders.valkey import running_redis
from tests.builders.visits import new_id, photo_args, start
from tests.conftest import DeviceOf

if TYPE_CHECKING:
    from collections.abc import Callable

    Jpeg = Callable[..., bytes]

STEP = ("read-back",)
SLOW = "tests/server/evidence/slow_worker.py"


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def visit(device_of: DeviceOf) -> tuple[Device, str]:
    device = device_of("ines")
    return device, start(device)


@pytest.fixture
def photos(runtime: Runtime, visit: tuple[Device, str], jpeg: Jpeg) -> list[str]:
    """Five photos whose bytes have come."""
    return [_arrived(runtime, *visit, jpeg(seed=seed)) for seed in range(5)]


def _arrived(runtime: Runtime, device: Device, visit_id: str, content: bytes) -> str:
    sha256 = hashlib.sha256(content).hexdigest()
    photo_id = new_id()
    told = {"sha256": sha256, "size": len(content)}
    args = {**photo_args(photo_id, "visit", visit_id, "A"), **told}
    assert device.do("photo.attach", **args)["status"] == "applied"
    blob_store(runtime.settings).put("originals", sha256, content)
    perform(runtime, "photo.confirm", photo_id=photo_id)
    return photo_id


def rows(runtime: Runtime) -> list[PhotoWork]:
    with runtime.reading() as session:
        return list(session.scalars(select(PhotoWork).order_by(PhotoWork.photo_id)))


def hash_of(runtime: Runtime, photo_id: str) -> str:
    with runtime.reading() as session:
        return session.scalars(select(Photo.sha256).where(Photo.id == photo_id)).one()


def test_work_is_noted_with_the_confirmation_and_goes_when_it_is_done(
    runtime: Runtime, photos: list[str]
) -> None:
    assert {row.photo_id for row in rows(runtime)} == set(photos)
    assert run_due(runtime) == len(photos) * len(STEPS)
    assert rows(runtime) == []


def test_a_copy_that_is_missing_is_made(runtime: Runtime, photos: list[str]) -> None:
    run_due(runtime)
    for photo_id in photos:
        shown = copy_of(runtime, photo_id)
        assert blob_store(runtime.settings).find("display", shown)


def test_a_step_that_fails_stays_visible_and_is_tried_ever_more_rarely(
    runtime: Runtime, photos: list[str], clock: SetClock
) -> None:
    flip_a_bit(runtime.settings, "originals", hash_of(runtime, photos[0]))
    run_due(runtime)
    (failed,) = rows(runtime)
    assert (failed.photo_id, failed.step, failed.tries) == (photos[0], "read-back", 1)
    assert failed.last_error.startswith("OriginalLost: ")
    assert failed.next_try_at == clock.now() + pause_after(1)
    assert run_due(runtime) == 0
    clock.instant += pause_after(1)
    assert run_due(runtime) == 1
    assert rows(runtime)[0].next_try_at == clock.now() + 2 * pause_after(1)
    flip_a_bit(runtime.settings, "originals", hash_of(runtime, photos[0]))
    clock.instant += 2 * pause_after(1)
    run_due(runtime)
    assert rows(runtime) == []


def test_pauses_grow_to_hours_and_no_further() -> None:
    pauses = [pause_after(tries) for tries in range(1, 100)]
    assert pauses == sorted(pauses)
    assert (pauses[0], pauses[-1]) == (timedelta(seconds=30), timedelta(hours=6))


def test_a_step_fails_alone(runtime: Runtime, photos: list[str]) -> None:
    seen = list[str]()

    def count(_runtime: Runtime, _org: str, photo_id: str) -> None:
        seen.append(photo_id)

    def fail(_runtime: Runtime, _org: str, _photo_id: str) -> None:
        raise RuntimeError("not today")

    for _ in range(2):
        run_due(runtime, (Step("counts", count), Step("fails", fail)))
    assert sorted(seen) == sorted(photos)
    assert {row.step for row in rows(runtime)} == {"fails"}


def test_many_at_once_take_each_step_once(runtime: Runtime, photos: list[str]) -> None:
    seen = list[str]()

    def count(_runtime: Runtime, _org: str, photo_id: str) -> None:
        seen.append(photo_id)

    def work(_: int) -> None:
        run_due(runtime, (Step("counts", count),))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))
    assert Counter(seen) == Counter(photos)
    assert rows(runtime) == []


def test_what_a_dead_worker_held_comes_up_again_and_he_cannot_end_it(
    runtime: Runtime, photos: list[str], clock: SetClock
) -> None:
    dead = take_due(runtime, STEP)
    assert dead is not None
    clock.instant += LEASE
    again = [take_due(runtime, STEP) for _ in photos]
    (other,) = [taken for taken in again if taken and taken.photo_id == dead.photo_id]
    assert other.tries == 2
    finish(runtime, dead)
    postpone(runtime, dead, "late")
    assert {(row.photo_id, row.last_error) for row in rows(runtime)} == {(p, "") for p in photos}
    finish(runtime, other)
    assert len(rows(runtime)) == len(photos) - 1


def test_a_photo_that_was_taken_back_needs_no_work(
    runtime: Runtime, visit: tuple[Device, str], photos: list[str]
) -> None:
    assert visit[0].do("photo.detach", photo_id=photos[0])["status"] == "applied"
    run_due(runtime)
    assert rows(runtime) == []


def test_a_queue_that_is_away_costs_no_upload(runtime: Runtime) -> None:
    away = replace(runtime.settings, redis_url="redis://127.0.0.1:9/0")
    with capture_logs() as lines:
        wake(away)
    assert [line["event"] for line in lines] == ["wake-up lost"]


@dataclass
class Site:
    """An installation whose processes can be started and killed."""

    runtime: Runtime
    env: dict[str, str]
    log: Path

    def steps(self) -> list[str]:
        path = self.runtime.settings.data_dir / "steps.log"
        return path.read_text().splitlines() if path.exists() else []

    def hold(self, name: str, *, is_on: bool = True) -> None:
        path = self.runtime.settings.data_dir / name
        path.touch() if is_on else path.unlink()

    def make_all_due(self) -> None:
        """As if the leases had ended."""
        with self.runtime.bookkeeping() as session:
            session.execute(update(PhotoWork).values(next_try_at=self.runtime.clock.now()))

    def worker(self, stack: ExitStack) -> int:
        process = running(SLOW, "1", env=self.env, log=self.log)
        return stack.enter_context(process).pid


@pytest.fixture(params=["sqlite", "redis"])
def site(
    runtime: Runtime, database_url: str, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Site]:
    env = {
        "DUCHA_DATA": str(tmp_path),
        "DUCHA_DATABASE_URL": database_url,
        "DUCHA_SECRET_KEY": "test",
    }
    site = Site(runtime, env, tmp_path / "worker.log")
    if request.param == "sqlite":
        yield site
        return
    with running_redis(tmp_path) as url:
        env["DUCHA_REDIS_URL"] = url
        object.__setattr__(runtime.settings, "redis_url", url)
        yield site


def test_a_worker_killed_in_the_middle_loses_nothing_and_repeats_only_what_it_was_at(
    site: Site, photos: list[str]
) -> None:
    """Real processes, kill -9; what was done before the kill is not done again."""
    site.hold("hold")
    site.hold("stumble")
    with ExitStack() as stack:
        pid = site.worker(stack)
        wait_until(lambda: "begin" in " ".join(site.steps()), "a step is begun", site.log)
        os.killpg(pid, signal.SIGKILL)
    before = site.steps()
    (at,) = [line.removeprefix("begin ") for line in before if line.startswith("begin")]
    site.hold("hold", is_on=False)
    site.make_all_due()
    with ExitStack() as stack:
        for _ in range(2):
            site.worker(stack)
        wait_until(
            lambda: {row.step for row in rows(site.runtime)} == {"c-stumble"}, "work", site.log
        )
        site.hold("stumble", is_on=False)
        wait_until(lambda: all(row.last_error for row in rows(site.runtime)), "errors", site.log)
        site.make_all_due()
        wake(site.runtime.settings)
        wait_until(lambda: rows(site.runtime) == [], "all is done", site.log)
    done = Counter(site.steps())
    assert {line: done[line] for line in done if not line.startswith("begin")} == {
        f"{step} {photo_id}": 1 for step in ("first", "end", "through") for photo_id in photos
    }
    begun = {photo_id: done[f"begin {photo_id}"] for photo_id in photos}
    assert begun == {photo_id: 2 if photo_id == at else 1 for photo_id in photos}


def test_a_wake_up_comes_through_the_queue_signed(site: Site, photos: list[str]) -> None:
    """Nobody who only reaches the queue can make a worker do anything."""
    told = list[str]()
    tasks = Tasks(
        run_due=lambda: told.append("due"),
        run_minutely=lambda: told.append("minute"),
        run_nightly=lambda: told.append("night"),
    )
    worker = open_working_queue(site.runtime.settings, tasks).huey
    wake(site.runtime.settings)
    wake(site.runtime.settings)
    assert worker.pending_count() == 1
    task = worker.dequeue()
    worker.execute(task)
    assert told == ["due"]
    wake(replace(site.runtime.settings, secret_key="another"))
    with pytest.raises(ValueError, match="ignature"):
        worker.dequeue()
