"""Working: the process that does background work."""

import os
import signal
import threading
import time

import structlog
from flask import Flask

from server.bulletins.jobs import draft_bulletins
from server.core.queue import Queue, Tasks, open_working_queue, wake
from server.core.runtime import Runtime
from server.evidence.jobs import run_due
from server.nightly import run_nightly
from server.orders.jobs import escalate_overdue

THREADS = 2
# How often a worker looks for a wake-up without Redis, and for its server.
LOOK_S = 1.0
NICENESS = 10


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
            run_due(runtime)

    def night() -> None:
        with app.app_context():
            for done in run_nightly(runtime):
                told = {"org": done.org, "step": done.step, "count": done.count}
                structlog.get_logger().info("nightly", **told)

    def minute() -> None:
        with app.app_context():
            for org, count in escalate_overdue(runtime):
                structlog.get_logger().info("orders overdue", org=org, count=count)
            for org, period in draft_bulletins(runtime):
                structlog.get_logger().info("bulletin drafted", org=org, period=period)

    return Tasks(run_due=due, run_minutely=minute, run_nightly=night)


def _end_with(server: int) -> None:
    """A process that lost its parent has another one, however the first has ended."""
    while os.getppid() == server:
        time.sleep(LOOK_S)
    os.kill(os.getpid(), signal.SIGTERM)
