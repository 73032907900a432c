"""Sync bench, profile: where the time of one push or pull goes, inside this process."""

import cProfile
import json
import pstats
import statistics
import time
from collections.abc import Callable
from contextlib import ExitStack
from http import HTTPStatus

from flask import Flask

from bench.sync.company import PASSWORD, SUPERVISOR, team
from bench.sync.mutations import BATCH, Json, Outbox, in_batches, visit_ids
from bench.sync.ours import VISITS_A_BATCH, make_app
from bench.sync.postgres import running_postgres
from bench.sync.products import bench_folder
from bench.sync.supervisor import CHANGES, fill_and_fall_behind

ROUNDS = 9
WARM_UP = 3
REQUESTS = WARM_UP + ROUNDS + 1
LINES = 30
STORED = 10_000

Send = Callable[[bytes], None]


def print_profile(*, on_postgres: bool, of_pull: bool) -> None:
    """Median of nine requests through the whole application, then one under the profiler."""
    with ExitStack() as stack:
        folder = stack.enter_context(bench_folder())
        postgres = stack.enter_context(running_postgres()) if on_postgres else None
        app = make_app(folder, postgres)
        stack.callback(app.extensions["ducha"].engine.dispose)
        send, bodies = pulls(app) if of_pull else pushes(app)
        name, size = ("a pulled row", CHANGES) if of_pull else ("a mutation", BATCH)
        times = [_timed(send, body) / size * 1e6 for body in bodies[:-1]][WARM_UP:]
        profile = cProfile.Profile()
        profile.runcall(send, bodies[-1])
        pstats.Stats(profile).sort_stats("tottime").print_stats(LINES)
        best, worst, median = min(times), max(times), statistics.median(times)
        print(  # noqa: T201
            f"{'PostgreSQL' if on_postgres else 'SQLite'}: {median:.0f} µs {name}"
            f" (median of {ROUNDS} of {size}; best {best:.0f}, worst {worst:.0f})"
        )


def pushes(app: Flask) -> tuple[Send, list[bytes]]:
    """Batches of 200 answers of ten visits, which are started already."""
    send = sender(app, team(0), "/api/sync/push", is_applied)
    outbox = Outbox(team(0))
    starts = outbox.start_visits(VISITS_A_BATCH * REQUESTS)
    for some in in_batches(starts):
        send(outbox.push_request(some))
    batches = in_batches(outbox.answers(visit_ids(starts)))
    return send, [outbox.push_request(batch) for batch in batches]


def pulls(app: Flask, stored: int = STORED) -> tuple[Send, list[bytes]]:
    """The newest 1,000 of so many rows, for a supervisor over 60 units."""
    send = sender(app, SUPERVISOR, "/api/sync/pull", is_full)
    behind = fill_and_fall_behind(app.extensions["ducha"], stored)
    return send, [Outbox(SUPERVISOR).pull_request(behind)] * REQUESTS


def is_applied(answer: Json) -> bool:
    return all(result["status"] == "applied" for result in answer["results"])


def is_full(answer: Json) -> bool:
    return len(answer["ops"]) == CHANGES


def sender(app: Flask, login: str, path: str, is_right: Callable[[Json], bool]) -> Send:
    """Sends one body as this person; a wrong answer ends the run."""
    http = app.test_client()
    csrf = http.get("/api/session").get_json()["csrf"]
    credentials = {"login": login, "password": PASSWORD}
    answer = http.post("/api/session", json=credentials, headers={"X-CSRFToken": csrf})
    headers = {"X-CSRFToken": answer.get_json()["csrf"], "Content-Type": "application/json"}

    def send(body: bytes) -> None:
        response = http.post(path, data=body, headers=headers)
        if response.status_code != HTTPStatus.OK or not is_right(json.loads(response.data)):
            raise RuntimeError(f"{path} went wrong: {response.text[:500]}")

    return send


def _timed(send: Send, body: bytes) -> float:
    begin = time.perf_counter()
    send(body)
    return time.perf_counter() - begin
