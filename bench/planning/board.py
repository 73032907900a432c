"""Planning bench: the quota board of sixty units over a year, asked of a running server."""

import json
import statistics
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from bench.planning.filling import VISITS, fill_year
from bench.results import Figure
from bench.sync.load import Request, Sender
from bench.sync.postgres import Postgres, refresh_statistics, running_postgres
from bench.sync.processes import free_port, running_server
from server.app import create_app
from server.core.clock import local_day
from server.core.logs import configure_logs
from server.core.runtime import Runtime
from server.core.settings import read_settings
from server.installation import migrate_database
from server.quotas.jobs import recount
from tests.builders.company import PASSWORD

REQUESTS, MOST_MS = 240, 300
PATH = "/api/quotas/board?year={year}"


def measure_board() -> list[Figure]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="ducha-board-")))
        postgres = stack.enter_context(running_postgres())
        return [_measure(folder / "sqlite", None), _measure(folder / "postgres", postgres)]


def _measure(folder: Path, postgres: Postgres | None) -> Figure:
    runtime = _open(folder, postgres)
    # The last whole year: customers are counted when a month is over.
    year = local_day(runtime.clock.now()).year - 1
    fill_year(runtime, year)
    _settle(runtime, postgres)
    begin = time.perf_counter()
    differences = sum(1 for _ in recount(runtime))
    seconds = time.perf_counter() - begin
    times, lines, cells = _ask(runtime, folder, year)
    runtime.engine.dispose()
    p95 = statistics.quantiles(times, n=20)[-1]
    name = "SQLite" if postgres is None else "PostgreSQL"
    note = (
        f"{name}: {lines} lines with {cells} quotas of 60 units and more, {VISITS:,} visits;"
        f" {REQUESTS} requests through granian, median {statistics.median(times):.0f} ms;"
        f" kept counts against a recount of all visits: {differences} differences,"
        f" counted in {seconds:.1f} s"
    )
    suffix = "" if postgres is None else "-postgres"
    return Figure(f"board-p95-ms{suffix}", round(p95, 1), "ms", name, f"<{MOST_MS}", note)


def _open(folder: Path, postgres: Postgres | None) -> Runtime:
    folder.mkdir()
    settings = read_settings({"DUCHA_DATA": str(folder), "DUCHA_SECRET_KEY": "bench"})
    if postgres is not None:
        url = postgres.new_database("board").replace("://", "+psycopg://", 1)
        settings = replace(settings, database_url=url)
    app = create_app(settings)
    configure_logs(is_quiet=True)
    with app.app_context():
        migrate_database(app)
    return app.extensions["ducha"]


def _settle(runtime: Runtime, postgres: Postgres | None) -> None:
    if postgres is not None:
        refresh_statistics(runtime.settings.database_url.replace("+psycopg", ""))
        return
    with runtime.engine.begin() as link:
        link.exec_driver_sql("ANALYZE")


def _ask(runtime: Runtime, folder: Path, year: int) -> tuple[list[float], int, int]:
    """Milliseconds of each answer to the head of the group, and how much is in it."""
    port = free_port()
    env = {
        "DUCHA_DATA": str(folder),
        "DUCHA_DATABASE_URL": runtime.settings.database_url,
        "DUCHA_SECRET_KEY": "bench",
    }
    ducha = str(Path(sys.executable).parent / "ducha")
    command = [ducha, "serve", "--no-worker", "--port", str(port)]
    with running_server(command, port, folder, env):
        sender, headers = _sign_in(port)
        request = Request("GET", PATH.format(year=year), headers, b"")
        answer = sender.send(request)
        times: list[float] = []
        for _ in range(REQUESTS):
            begin = time.perf_counter()
            answer = sender.send(request)
            times.append((time.perf_counter() - begin) * 1000)
            if not answer.is_ok:
                raise RuntimeError(f"{request.path}: {answer.body!r}")
        lines = json.loads(answer.body)["lines"]
    return times, len(lines), sum(len(line["cells"]) for line in lines)


def _sign_in(port: int) -> tuple[Sender, dict[str, str]]:
    sender = Sender(port)
    answer = sender.send(Request("GET", "/api/session", {}, b""))
    headers = {"Content-Type": "application/json", "Cookie": sender.cookie}
    headers["X-CSRFToken"] = json.loads(answer.body)["csrf"]
    body = json.dumps({"login": "hugo", "password": PASSWORD}).encode()
    if not sender.send(Request("POST", "/api/session", headers, body)).is_ok:
        raise RuntimeError("signing in failed")
    return sender, {"Cookie": sender.cookie}
