"""Reports: makes the prints that were ordered, part by part, and removes old ones at night.

It may be killed anywhere: a part that was written stays, and the next worker goes on behind it.
"""

from pathlib import Path

import structlog

from server.core.actor import system_actor
from server.core.leasing import MOST_TRIES, Books, LeaseLost, Taken
from server.core.runtime import Runtime
from server.reports import queries
from server.reports.adapters import shelf
from server.reports.adapters.printing import print_newest
from server.reports.models import MonthPrint, PrintWork
from server.reports.rules import RUNNING, PrintOver

# So many orders are in memory, and lost, where a worker dies.
AT_ONCE = 10
BOOKS = Books(PrintWork)
# Then a worker looks whether it should stop.
MOST_AT_ONCE = 3


class PrintCancelled(Exception):
    """Nobody wants it any more."""


def run_prints(runtime: Runtime) -> int:
    """Make what was ordered; how many prints were tried."""
    for count in range(MOST_AT_ONCE):
        taken = BOOKS.take_due(runtime)
        if taken is None:
            return count
        _try(runtime, taken)
    return MOST_AT_ONCE


def sweep_prints(runtime: Runtime) -> int:
    """Remove the files of prints whose time is over; how many."""
    with runtime.reading() as session:
        kept = queries.list_kept_prints(session)
    return shelf.sweep(runtime.settings, kept)


def _try(runtime: Runtime, taken: Taken) -> None:
    try:
        _make(runtime, taken)
    except LeaseLost:
        return
    except PrintCancelled:
        _forget(runtime, taken)
    except Exception as error:
        _note_failure(runtime, taken, error)
    else:
        _forget(runtime, taken)


def _make(runtime: Runtime, taken: Taken) -> None:
    job = _load(runtime, taken)
    parts: list[Path] = []
    for start in range(0, job.total, AT_ONCE):
        BOOKS.renew(runtime, taken)
        path = shelf.part_path(runtime.settings, job.id, start // AT_ONCE)
        if not path.exists():
            _make_part(runtime, job, start, path)
        parts.append(path)
    pages, size = shelf.finish(runtime.settings, job.id, parts)
    _tell(runtime, job, "report.end_print", state="done", pages=pages, size=size)


def _load(runtime: Runtime, taken: Taken) -> MonthPrint:
    with runtime.reading() as session:
        job = queries.find_print(session, taken.id)
    if job is None or job.state not in RUNNING:
        raise PrintCancelled
    return job


def _make_part(runtime: Runtime, job: MonthPrint, start: int, path: Path) -> None:
    ids = job.order_ids[start : start + AT_ONCE]
    _tell(runtime, job, "report.note_printed", order_ids=ids, done=start)
    told = {"reader": job.user_name, "origin": job.origin}
    slips = [print_newest(runtime, job.org, order_id, **told).pdf for order_id in ids]
    shelf.keep_part(path, slips)


def _tell(runtime: Runtime, job: MonthPrint, name: str, **args: object) -> None:
    try:
        runtime.perform(name, {"print_id": job.id, **args}, system_actor(job.org))
    except PrintOver as over:
        raise PrintCancelled from over


def _note_failure(runtime: Runtime, taken: Taken, error: Exception) -> None:
    what = f"{type(error).__name__}: {error}"
    told = {"print_id": taken.id, "tries": taken.tries}
    structlog.get_logger().error("month print", error=what, **told)
    if taken.tries < MOST_TRIES:
        BOOKS.postpone(runtime, taken, what)
        return
    args = {"print_id": taken.id, "state": "failed"}
    runtime.perform("report.end_print", args, system_actor(taken.org))
    _forget(runtime, taken)


def _forget(runtime: Runtime, taken: Taken) -> None:
    shelf.forget_parts(runtime.settings, taken.id)
    BOOKS.finish(runtime, taken)
