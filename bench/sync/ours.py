"""Sync bench: this server as `ducha serve` runs it, with signed-in devices that push and pull."""

import json
import os
import sys
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask

from bench.sync.company import PASSWORD, fill_company, team
from bench.sync.load import Answer, Request, Sender
from bench.sync.mutations import BATCH, Outbox, in_batches, visit_ids
from bench.sync.postgres import Postgres, refresh_statistics
from bench.sync.processes import free_port, running_server
from server.app import create_app
from server.core.logs import configure_logs
from server.core.runtime import Runtime
from server.core.settings import read_settings

VISITS_A_BATCH = 10
COUNTED = {
    "answers": "SELECT count(*) FROM answers",
    "sync_results": "SELECT count(*) FROM sync_results WHERE name = 'visit.answer'",
    "journal": "SELECT count(*) FROM journal WHERE command = 'visit.answer'",
}


@dataclass
class Phone:
    """One signed-in device: its outbox and the headers of its requests."""

    login: str
    outbox: Outbox
    headers: dict[str, str]

    def push(self, mutations: list[dict[str, Any]]) -> Request:
        body = self.outbox.push_request(mutations)
        return Request("POST", "/api/sync/push", self.headers, body)

    def pull(self, cursor: str | None, limit: int = 1000) -> Request:
        body = self.outbox.pull_request(cursor, limit)
        return Request("POST", "/api/sync/pull", self.headers, body)


@dataclass
class Ducha:
    """A running server on one database, and that database seen from here."""

    port: int
    runtime: Runtime
    roots: list[int]
    database: str
    setting: str
    phones: list[Phone] = field(default_factory=list[Phone])

    @property
    def name(self) -> str:
        return f"Ducha on {self.database}"

    def sign_in(self, login: str) -> Phone:
        sender = Sender(self.port)
        answer = sender.send(Request("GET", "/api/session", {}, b""))
        headers = {"Content-Type": "application/json", "Cookie": sender.cookie}
        headers["X-CSRFToken"] = json.loads(answer.body)["csrf"]
        body = json.dumps({"login": login, "password": PASSWORD}).encode()
        answer = sender.send(Request("POST", "/api/session", headers, body))
        if not answer.is_ok:
            raise RuntimeError(f"signing in failed: {answer.body!r}")
        headers |= {"Cookie": sender.cookie, "X-CSRFToken": json.loads(answer.body)["csrf"]}
        return Phone(login, Outbox(login), headers)

    def prepare(self, clients: int, batches: int) -> list[tuple[Sender, list[Request]]]:
        """Phones whose visits are started already; each push is 200 answers of ten visits."""
        for number in range(len(self.phones), clients):
            self.phones.append(self.sign_in(team(number)))
        return [
            (Sender(self.port), self._pushes(phone, batches)) for phone in self.phones[:clients]
        ]

    def count_acknowledged(self, answers: list[Answer]) -> int:
        batches = [json.loads(answer.body)["results"] for answer in answers if answer.is_ok]
        return sum(result["status"] == "applied" for batch in batches for result in batch)

    def count_stored(self) -> dict[str, int]:
        with self.runtime.reading() as session:
            return {
                name: session.execute(sa.text(query)).scalar_one()
                for name, query in COUNTED.items()
            }

    def settle(self) -> None:
        url = self.runtime.settings.database_url
        if url.startswith("postgresql"):
            refresh_statistics(url.replace("+psycopg", ""))
        else:
            with self.runtime.engine.begin() as link:
                link.exec_driver_sql("ANALYZE")

    def _pushes(self, phone: Phone, batches: int) -> list[Request]:
        starts = phone.outbox.start_visits(VISITS_A_BATCH * batches)
        sender = Sender(self.port)
        for some in in_batches(starts):
            if self.count_acknowledged([sender.send(phone.push(some))]) != len(some):
                raise RuntimeError("the visits could not be started")
        answers = phone.outbox.answers(visit_ids(starts))
        return [phone.push(batch) for batch in in_batches(answers)]


@contextmanager
def running_ours(folder: Path, postgres: Postgres | None = None) -> Generator[Ducha]:
    """On PostgreSQL in a new database there, else on SQLite in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    runtime: Runtime = make_app(folder, postgres).extensions["ducha"]
    port = free_port()
    env = {
        "DUCHA_DATA": str(folder),
        "DUCHA_DATABASE_URL": runtime.settings.database_url,
        "DUCHA_SECRET_KEY": "bench",
    }
    command = [str(Path(sys.executable).parent / "ducha"), "serve", "--port", str(port)]
    kept = "WAL, synchronous=FULL" if postgres is None else postgres.setting
    setting = f"granian, 2 workers; {kept}; POST /api/sync/push of {BATCH} visit.answer"
    try:
        with running_server(command, port, folder, env) as pid:
            roots = [pid] if postgres is None else [pid, postgres.pid]
            database = "SQLite" if postgres is None else "PostgreSQL"
            yield Ducha(port, runtime, roots, database, setting)
    finally:
        runtime.engine.dispose()


def make_app(folder: Path, postgres: Postgres | None) -> Flask:
    """The application in this process on a new, filled database."""
    url = f"sqlite:///{folder / 'ducha.sqlite3'}"
    if postgres is not None:
        address = postgres.new_database(f"ducha_{os.urandom(4).hex()}")
        url = address.replace("postgresql://", "postgresql+psycopg://")
    settings = read_settings({"DUCHA_DATA": str(folder), "DUCHA_SECRET_KEY": "bench"})
    app = create_app(replace(settings, database_url=url))
    configure_logs(is_quiet=True)
    fill_company(app)
    return app
