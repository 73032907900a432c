"""Sync bench: PouchDB server over LevelDB, as it is delivered and with every write fsynced."""

import json
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.sync.load import Answer, Request, Sender
from bench.sync.mutations import BATCH
from bench.sync.peers import WITH_NODE, install_pouchdb, version_of_pouchdb
from bench.sync.processes import HOST, free_port, running_server
from bench.sync.records import Json, answer_records, as_json, photo_record

HEADERS = {"Content-Type": "application/json"}
CREATED = 201
FILL = 10_000
# LevelDB fsyncs only if it is asked to with each write, which PouchDB does not.
FSYNC = """
const leveldown = require(process.env.BENCH_LEVELDOWN).prototype;
const batch = leveldown._batch;
leveldown._batch = function (operations, options, callback) {
  return batch.call(this, operations, { ...options, sync: true }, callback);
};
"""


@dataclass
class PouchDB:
    """A running PouchDB server: one process, one database for all clients."""

    port: int
    roots: list[int]
    is_fsynced: bool

    def __post_init__(self) -> None:
        self._send("PUT", "/bench", b"")

    @property
    def name(self) -> str:
        return "PouchDB on LevelDB, fsynced" if self.is_fsynced else "PouchDB on LevelDB"

    @property
    def setting(self) -> str:
        kept = "sync: true on every LevelDB write" if self.is_fsynced else "as delivered: no fsync"
        return f"{version_of_pouchdb()} (1 process), _bulk_docs of {BATCH}, {kept}"

    def prepare(self, clients: int, batches: int) -> list[tuple[Sender, list[Request]]]:
        return [
            (Sender(self.port), [_bulk("bench", answer_records(BATCH)) for _ in range(batches)])
            for _ in range(clients)
        ]

    def count_acknowledged(self, answers: list[Answer]) -> int:
        batches = [json.loads(answer.body) for answer in answers if answer.status == CREATED]
        return sum("ok" in result for batch in batches for result in batch)

    def count_stored(self) -> dict[str, int]:
        counted = self._send("GET", "/bench/_all_docs?limit=0", b"")
        return {"documents": counted["total_rows"]}

    def settle(self) -> None:
        """Nothing to analyse."""

    def fill(self, name: str, count: int, changes: int) -> Request:
        """Load a database in large batches; returns the request for its newest changes."""
        self._send("PUT", f"/{name}", b"")
        sender = Sender(self.port)
        for start in range(0, count, FILL):
            rows = [photo_record(number) for number in range(start, min(count, start + FILL))]
            answer = sender.send(_bulk(name, rows))
            if self.count_acknowledged([answer]) != len(rows):
                raise RuntimeError(f"PouchDB took less than it was given: {answer.body[:200]!r}")
        query = f"since={count - changes}&limit={changes}&include_docs=true"
        return Request("GET", f"/{name}/_changes?{query}", HEADERS, b"")

    def _send(self, method: str, path: str, body: bytes) -> Json:
        answer = Sender(self.port).send(Request(method, path, HEADERS, body))
        if answer.status not in (200, CREATED):
            raise RuntimeError(f"PouchDB refuses {path}: {answer.body!r}")
        return json.loads(answer.body)


@contextmanager
def running_pouchdb(folder: Path, *, is_fsynced: bool = False) -> Generator[PouchDB]:
    installed, port = install_pouchdb(), free_port()
    modules = installed / "node_modules"
    preload = folder / "fsync.js"
    preload.write_text(FSYNC)
    # with-node goes to the repository's root, and the server logs into the folder that it is in.
    command = [str(WITH_NODE), "env", "-C", str(folder), "node"]
    command += ["--require", str(preload)] if is_fsynced else []
    command += [str(modules / "pouchdb-server" / "bin" / "pouchdb-server")]
    command += ["--port", str(port), "--host", HOST, "--dir", str(folder)]
    command += ["--config", str(folder / "config.json"), "--no-stdout-logs"]
    env = {"BENCH_LEVELDOWN": str(modules / "leveldown"), "NODE_ENV": "production"}
    with running_server(command, port, folder, env) as pid:
        yield PouchDB(port, [pid], is_fsynced)


def _bulk(database: str, rows: list[Json]) -> Request:
    docs = [{"_id": row.pop("id"), **row} for row in rows]
    return Request("POST", f"/{database}/_bulk_docs", HEADERS, as_json({"docs": docs}))
