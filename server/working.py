"""Working: the process that does background work."""

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Mapping

import structlog
from flask import Flask

from server.bulletins.jobs import draft_bulletins
from server.catalogue.jobs import list_matters_adrift, pass_up_unread
from server.core.queue import Queue, Tasks, open_working_queue, wake
from server.core.runtime import Runtime
from server.evidence.jobs import run_due
from server.nightly import run_nightly
from server.notifications.jobs import deliver_due, escalate_unread
from server.orders.jobs import escalate_overdue, issue_drafts
from server.planning.jobs.imports import run_imports
from server.planning.jobs.sweeping import make_scheduled_tasks, open_plans, remind_of_tasks
from server.reports.jobs import run_prints

THREADS = 2
# How often a worker looks for a wake-up without Redis, and for its server.
LOOK_S = 1.0
NICENESS = 10
# What is looked for each minute, in this order; what each has done, by company.
SWEEPS: Mapping[str, Callable[[Runtime], Iterator[tuple[str, object]]]] = {
    "orders overdue": escalate_overdue,
    "orders issued by the system": issue_drafts,
    "notices unread": escalate_unread,
    "bulletin drafted": draft_bulletins,
    "plan opened": open_plans,
    "tasks of schedules": make_scheduled_tasks,
    "tasks reminded of": remind_of_tasks,
    "matter results unread": pass_up_unread,
    "matters without a next step": list_matters_adrift,
}


def work(app: Flask, threads: int = THREADS, beside: int | None = None) -> None:
    """Work until told to stop; beside a server, by its process id, until that one is gone."""
    queue = open_working_queue(app.extensions["ducha"].settings, _tasks(app))
    if beside is not None:
        # What it shares the machine with answers people: it works with what they leave.
        os.nice(NICENESS)
        threading.Thread(target=_end_with, args=(beside,), name="server", daemon=True).start()
    # What became due while nobody worked.
    wake(app.extensions["ducha"].settings)
    _consume(queue, threads)


def _consume(queue: Queue, threads: int) -> None:
    consumer = queue.huey.create_consumer(
        workers=threads, worker_type="thread", max_delay=LOOK_S, graceful_signal="TERM"
    )
    consumer.run()


def _tasks(app: Flask) -> Tasks:
    runtime: Runtime = app.extensions["ducha"]

    def due() -> None:
        with app.app_context():
            # Photos may take long; what people wait for goes first.
            deliver_due(runtime)
            run_due(runtime)
            # Somebody sits before the screen and waits for what a file would change.
            run_imports(runtime)
            # After the photos: nobody waits on the spot for a month of paper.
            run_prints(runtime)

    def night() -> None:
        with app.app_context():
            for done in run_nightly(runtime):
                told = {"org": done.org, "step": done.step, "count": done.count}
                structlog.get_logger().info("nightly", **told)

    def minute() -> None:
        with app.app_context():
            for told, sweep in SWEEPS.items():
                for org, done in sweep(runtime):
                    structlog.get_logger().info(told, org=org, done=done)
            # What has just been passed on waits for no other minute.
            deliver_due(runtime)

    return Tasks(run_due=due, run_minutely=minute, run_nightly=night)


def _end_with(server: int) -> None:
    """A process that lost its parent has another one, however the first has ended."""
    while os.getppid() == server:
        time.sleep(LOOK_S)
    os.kill(os.getpid(), signal.SIGTERM)
