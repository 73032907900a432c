"""Sync bench: Kinto over PostgreSQL, as its production guide says: uWSGI with two processes."""

import base64
import json
import subprocess
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg

from bench.sync.load import Answer, Request, Sender
from bench.sync.mutations import BATCH
from bench.sync.peers import install_kinto, version_of_kinto
from bench.sync.postgres import Postgres, refresh_statistics
from bench.sync.processes import HOST, free_port, running_server
from bench.sync.records import answer_records, as_json, photo_record

HEADERS = {
    "Authorization": "Basic " + base64.b64encode(b"bench:bench").decode(),
    "Content-Type": "application/json",
}
CREATED = (200, 201)
APPLICATION = """
from pyramid.paster import get_app
application = get_app("kinto.ini")
"""
SETTINGS = """
[app:main]
use = egg:kinto
kinto.storage_backend = kinto.core.storage.postgresql
kinto.storage_url = {url}
kinto.cache_backend = kinto.core.cache.postgresql
kinto.cache_url = {url}
kinto.permission_backend = kinto.core.permission.postgresql
kinto.permission_url = {url}
kinto.storage_pool_size = 50
kinto.cache_pool_size = 50
kinto.permission_pool_size = 50
kinto.batch_max_requests = 200
kinto.userid_hmac_secret = bench
kinto.bucket_create_principals = system.Authenticated
multiauth.policies = basicauth

[uwsgi]
http = {host}:{port}
http-keepalive = 1
http-timeout = 120
wsgi-file = app.wsgi
virtualenv = {venv}
master = true
processes = 2
enable-threads = true
lazy-apps = true
single-interpreter = true
buffer-size = 65535
post-buffering = 65535
die-on-term = true
disable-logging = true
"""


@dataclass
class Kinto:
    """A running Kinto. As a company's devices share one world, so do its clients one collection.

    Apart, each has a collection of its own: kinder to Kinto, which locks a collection, and of no
    use to a supervisor, who would have to follow them all.
    """

    port: int
    uri: str
    roots: list[int]
    is_apart: bool = False
    clients: int = 0

    @property
    def name(self) -> str:
        return "Kinto on PostgreSQL, apart" if self.is_apart else "Kinto on PostgreSQL"

    @property
    def setting(self) -> str:
        collections = "a collection a client" if self.is_apart else "one collection"
        return (
            f"{version_of_kinto()} (2 processes), PUT of {BATCH} records through /v1/batch "
            f"(kinto.batch_max_requests={BATCH}), basic auth, {collections}"
        )

    def prepare(self, clients: int, batches: int) -> list[tuple[Sender, list[Request]]]:
        for number in range(self.clients, clients):
            self.make_collection(self._collection(number))
        self.clients = max(clients, self.clients)
        return [
            (Sender(self.port), [_batch_request(self._collection(number)) for _ in range(batches)])
            for number in range(clients)
        ]

    def _collection(self, client: int) -> str:
        return f"c{client}" if self.is_apart else "all"

    def count_acknowledged(self, answers: list[Answer]) -> int:
        batches = [json.loads(answer.body)["responses"] for answer in answers if answer.is_ok]
        return sum(response["status"] in CREATED for batch in batches for response in batch)

    def count_stored(self) -> dict[str, int]:
        query = "SELECT count(*) FROM objects WHERE resource_name = 'record' AND NOT deleted"
        with psycopg.connect(self.uri) as link:
            found = link.execute(query).fetchone()
        return {"records": found[0] if found else 0}

    def settle(self) -> None:
        refresh_statistics(self.uri)

    def make_collection(self, name: str) -> None:
        for path in ("/v1/buckets/bench", _path(name)):
            answer = Sender(self.port).send(Request("PUT", path, HEADERS, b"{}"))
            if answer.status not in CREATED:
                raise RuntimeError(f"Kinto refuses {path}: {answer.body!r}")

    def fill(self, name: str, count: int, changes: int) -> Request:
        """Bulk load of a collection; returns the request for its newest `changes` records."""
        self.make_collection(name)
        columns = "id, parent_id, resource_name, last_modified, data, deleted"
        trigger = "ALTER TABLE objects {} TRIGGER tgr_objects_last_modified"
        with psycopg.connect(self.uri) as link:
            # It would look for the newest record before each row; the times are distinct here.
            link.execute(trigger.format("DISABLE"))
            with link.cursor().copy(f"COPY objects ({columns}) FROM STDIN") as sink:
                for number in range(count):
                    sink.write_row(_object(name, number))
            link.execute(trigger.format("ENABLE"))
        since = int(_modified_at(count - changes - 1).timestamp() * 1000)
        query = f"_since={since}&_sort=last_modified&_limit={changes}"
        return Request("GET", f"{_path(name)}/records?{query}", HEADERS, b"")


@contextmanager
def running_kinto(folder: Path, postgres: Postgres) -> Generator[Kinto]:
    venv, port, uri = install_kinto(), free_port(), postgres.new_database("kinto")
    url = uri.replace("postgresql://", "postgresql+psycopg2://")
    settings = SETTINGS.format(url=url, host=HOST, port=port, venv=venv)
    (folder / "kinto.ini").write_text(settings)
    (folder / "app.wsgi").write_text(APPLICATION)
    migrate = [str(venv / "bin" / "kinto"), "migrate", "--ini", "kinto.ini"]
    subprocess.run(migrate, cwd=folder, check=True, capture_output=True)
    command = [str(venv / "bin" / "uwsgi"), "--ini", "kinto.ini"]
    with running_server(command, port, folder) as pid:
        yield Kinto(port, uri, [pid, postgres.pid])


def _path(collection: str) -> str:
    return f"/v1/buckets/bench/collections/{collection}"


def _batch_request(collection: str) -> Request:
    requests = [
        {"path": f"{_path(collection)}/records/{record.pop('id')}", "body": {"data": record}}
        for record in answer_records(BATCH)
    ]
    body = as_json({"defaults": {"method": "PUT"}, "requests": requests})
    return Request("POST", "/v1/batch", HEADERS, body)


def _modified_at(number: int) -> datetime:
    return datetime(2026, 1, 1, tzinfo=UTC) + timedelta(milliseconds=number)


def _object(collection: str, number: int) -> tuple[str, str, str, datetime, str, bool]:
    record = photo_record(number)
    at = _modified_at(number).replace(tzinfo=None)
    parent = _path(collection).removeprefix("/v1")
    return record.pop("id"), parent, "record", at, as_json(record).decode(), False
