"""A worker that is killed while it works on an import: nothing is lost, nothing is there twice."""

import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from server.core.clock import SetClock
from server.core.runtime import Runtime
from server.core.unit_of_work import UnitOfWork
from server.planning.adapters.staging import Staging
from server.planning.jobs import imports
from tests.builders.import_worker import peak_of
from tests.builders.lists import Importer, as_csv, heads, services, stored
from tests.builders.processes import running, wait_until

MAY = ("hall-team", "services", "2026-05")
LEASE = timedelta(minutes=6)
MEGABYTE = 1 << 20
MOST_MB = 220


class Killed(BaseException):
    """A worker that dies says nothing to anybody."""


def dying(work: Callable[..., Any], after: int, *, is_late: bool) -> Callable[..., Any]:
    """Work that does so often what it should, and then dies before or after it."""
    calls = Counter[str]()

    def step(*given: Any, **more: Any) -> Any:
        calls["calls"] += 1
        if calls["calls"] <= after:
            return work(*given, **more)
        if is_late:
            work(*given, **more)
        raise Killed

    return step


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("jobs.imports", "jobs.checking", "commands.import_moving"):
        monkeypatch.setattr(f"server.planning.{module}.ROWS_AT_ONCE", 10)
    monkeypatch.setattr("server.planning.commands.import_settling.LINES_AT_ONCE", 1)


def go_on(clerk: Importer, clock: SetClock) -> None:
    """The next worker, once the lease of the dead one has run out."""
    assert imports.run_imports(clerk.runtime) == 0, "the lease of the dead runs on"
    clock.instant += LEASE
    clerk.work()


@pytest.mark.parametrize("after", [0, 3, 5])
def test_a_check_begins_anew(
    runtime: Runtime,
    clock: SetClock,
    clerk: Importer,
    monkeypatch: pytest.MonkeyPatch,
    after: int,
) -> None:
    import_id = clerk.put("services", as_csv([heads("services"), *services(60), ("x",)]))
    with monkeypatch.context() as patched:
        patched.setattr(Staging, "add", dying(Staging.add, after, is_late=True))
        with pytest.raises(Killed):
            imports.run_imports(runtime)
    go_on(clerk, clock)
    row = clerk.row(import_id)
    assert (row["state"], row["good"], row["bad"]) == ("checked", 60, 1)


@pytest.mark.parametrize("death", [(after, is_late) for after in range(8) for is_late in (0, 1)])
def test_storing_goes_on_behind_what_is_committed(
    runtime: Runtime,
    clock: SetClock,
    clerk: Importer,
    monkeypatch: pytest.MonkeyPatch,
    death: tuple[int, int],
) -> None:
    """Eleven former rows go aside, 35 come; death before or after each of eight commits."""
    after, is_late = death
    clerk.bring("services", services(11))
    import_id = clerk.check("services", [*services(25, first=5), *services(10, "door-team")])
    clerk.device.do("import.confirm", import_id=import_id, mode="replace")
    with monkeypatch.context() as patched:
        patched.setattr(
            UnitOfWork, "commit", dying(UnitOfWork.commit, after, is_late=bool(is_late))
        )
        with pytest.raises(Killed):
            imports.run_imports(runtime)
    go_on(clerk, clock)
    row = clerk.row(import_id)
    assert (row["state"], row["done"], row["total"]) == ("done", 35, 35)
    wanted = [*services(25, first=5), *services(10, "door-team")]
    assert stored(runtime) == sorted(row[0] for row in wanted)
    assert clerk.sizes() == {MAY: 25, ("door-team", "services", "2026-05"): 10}


@pytest.mark.parametrize("after", range(9))
def test_taking_back_goes_on_behind_what_is_committed(
    runtime: Runtime,
    clock: SetClock,
    clerk: Importer,
    monkeypatch: pytest.MonkeyPatch,
    after: int,
) -> None:
    clerk.bring("services", services(11))
    before = stored(runtime)
    import_id = clerk.bring("services", [*services(25, first=5), *services(10, "door-team")])
    clerk.device.do("import.undo", import_id=import_id, reason="传错了")
    with monkeypatch.context() as patched:
        patched.setattr(UnitOfWork, "commit", dying(UnitOfWork.commit, after, is_late=False))
        with pytest.raises(Killed):
            imports.run_imports(runtime)
    go_on(clerk, clock)
    assert clerk.row(import_id)["state"] == "undone"
    assert stored(runtime) == before
    assert clerk.sizes() == {MAY: 11}


def test_a_worker_that_comes_too_late_stores_nothing(
    runtime: Runtime, clock: SetClock, clerk: Importer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was only slow: another one took over, and did all of it, while it held a batch."""
    import_id = clerk.check("services", services(30))
    clerk.device.do("import.confirm", import_id=import_id, mode="add")
    sound, held = imports._next_batch, Counter[str]()  # pyright: ignore[reportPrivateUsage]

    def slow(its: Runtime, of: Any) -> Any:
        batch = sound(its, of)
        held["batches"] += 1
        if held["batches"] == 2:
            clock.instant += LEASE
            clerk.work()
        return batch

    monkeypatch.setattr(imports, "_next_batch", slow)
    imports.run_imports(runtime)
    assert clerk.row(import_id)["state"] == "done"
    assert len(stored(runtime)) == 30


def test_what_fails_again_and_again_is_given_up_and_can_be_taken_back(
    runtime: Runtime, clock: SetClock, clerk: Importer, monkeypatch: pytest.MonkeyPatch
) -> None:
    clerk.bring("services", services(11))
    before = stored(runtime)
    import_id = clerk.check("services", services(30, first=5))
    clerk.device.do("import.confirm", import_id=import_id, mode="replace")

    def full(session: Any, its: Any, rows: Any) -> None:
        if its.cursor >= 20:
            raise OSError("no space left on device")
        sound(session, its, rows)

    sound = imports.store_rows
    with monkeypatch.context() as patched:
        patched.setattr(imports, "store_rows", full)
        for _ in range(6):
            clerk.work()
            clock.instant += timedelta(hours=1)
    assert clerk.row(import_id)["state"] == "failed"
    assert clerk.sizes() == {MAY: 11}, "what is half stored does not count"
    assert clerk.undo(import_id)["status"] == "applied"
    assert clerk.row(import_id)["state"] == "undone"
    assert stored(runtime) == before
    assert clerk.sizes() == {MAY: 11}


@pytest.mark.long
def test_a_hundred_thousand_rows_and_kill_minus_nine_in_bounded_memory(
    runtime: Runtime, clerk: Importer, tmp_path: Path, database_url: str
) -> None:
    """A real process that is killed in its fifth batch, and another one that goes on."""
    rows = services(100_000)
    import_id = clerk.put("services", as_csv([heads("services"), *rows]))
    command = ("tests/builders/import_worker.py", str(tmp_path), database_url)
    env = {"PYTHONPATH": str(Path(__file__).parents[3])}
    peaks = [int(_run(*command, "0", env=env))]
    assert clerk.row(import_id)["good"] == 100_000
    clerk.device.do("import.confirm", import_id=import_id, mode="add")
    (tmp_path / "hold").touch()
    log = tmp_path / "batches.log"
    with running(*command, "0", env=env, log=tmp_path / "worker.log") as process:
        lines = lambda: log.read_text().splitlines() if log.exists() else []  # noqa: E731
        wait_until(lambda: len(lines()) == 5, "the fifth batch", tmp_path / "worker.log")
        peaks.append(peak_of(process.pid))
        os.killpg(process.pid, signal.SIGKILL)
    (tmp_path / "hold").unlink()
    assert len(stored(runtime)) == 20_000, "four batches are committed, the fifth is gone"
    peaks.append(int(_run(*command, "6", env=env)))
    assert clerk.row(import_id)["state"] == "done"
    assert stored(runtime) == sorted(row[0] for row in rows)
    assert clerk.sizes() == {MAY: 100_000}
    assert max(peaks) < MOST_MB * MEGABYTE, [peak // MEGABYTE for peak in peaks]


def _run(*arguments: str, env: dict[str, str]) -> str:
    done = subprocess.run(
        [sys.executable, *arguments],
        env={**os.environ, **env},
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
