"""Orders bench: a real orange slip with its photos, through the route."""

import statistics
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask

from bench.results import Figure
from server.app import create_app
from server.core.clock import SetClock
from server.core.logs import configure_logs
from server.core.runtime import Runtime
from server.core.settings import read_settings
from server.installation import migrate_database
from tests.builders.company import NOW, fill_company
from tests.builders.device import Device
from tests.builders.slips import (
    orange_after,
    pass_review,
    pictures_on,
    printable_order,
    rectified,
)

# Two matters with three photos before and three after.
PHOTOS, EACH = 12, 3
RUNS, LIMIT_MS = 5, 3000
# What our phones send at most.
SIZE = (2048, 1536)


def measure_slips() -> list[Figure]:
    with tempfile.TemporaryDirectory(prefix="ducha-slips-") as folder, a_company(folder) as app:
        runtime: Runtime = app.extensions["ducha"]
        order_id = an_orange_order(app, runtime)
        reader = Device(app.test_client()).sign_in("hugo")
        begin = time.process_time()
        times = [_timed(reader, order_id) for _ in range(RUNS)]
        worked = 1000 * (time.process_time() - begin) / RUNS
    note = (
        f"orange, two matters, {PHOTOS} photos of {SIZE[0]} × {SIZE[1]} pixels, meeting, stamped"
        f" copy and two signatures, noted in the journal; slowest {max(times):.0f} ms of {RUNS};"
        f" {worked:.0f} ms of processor each"
    )
    return [
        Figure(
            "slip-ms", round(statistics.median(times)), "ms", "SQLite, folder", f"≤{LIMIT_MS}", note
        )
    ]


def an_orange_order(app: Flask, runtime: Runtime) -> str:
    """Late as a blue one, confirmed, answered and passed; its photos are full-sized."""
    ines, stan, hugo, rita = (
        Device(app.test_client()).sign_in(login) for login in ("ines", "stan", "hugo", "rita")
    )
    printable_order(runtime, ines, EACH, "A", "B", size=SIZE)
    clock = runtime.clock
    if not isinstance(clock, SetClock):
        raise TypeError("the bench sets its clock")
    order_id = orange_after(runtime, clock, hugo)
    rectified(runtime, stan, order_id, EACH, size=SIZE)
    pass_review(rita, order_id)
    return order_id


def _timed(reader: Device, order_id: str) -> float:
    begin = time.perf_counter()
    answer = reader.http.get(f"/api/orders/{order_id}/slip")
    spent = 1000 * (time.perf_counter() - begin)
    # Meeting, stamped copy, and the signatures under the feedback and of the check.
    if answer.status_code != 200 or sum(pictures_on(answer.data)) != PHOTOS + 4:  # noqa: PLR2004
        raise RuntimeError("this is no whole slip")
    return spent


@contextmanager
def a_company(folder: str) -> "Generator[Flask]":
    settings = read_settings({"DUCHA_DATA": str(Path(folder)), "DUCHA_SECRET_KEY": "bench"})
    app = create_app(settings, SetClock(NOW))
    configure_logs(is_quiet=True)
    with app.app_context():
        migrate_database(app)
    fill_company(app.extensions["ducha"])
    try:
        yield app
    finally:
        app.extensions["ducha"].engine.dispose()
