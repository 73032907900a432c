"""Sync bench: what a product must offer so that it can be measured beside the others."""

import shutil
import tempfile
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from bench.sync.kinto import Kinto, running_kinto
from bench.sync.load import Answer, Request, Sender
from bench.sync.ours import Ducha, running_ours
from bench.sync.postgres import Postgres, running_postgres
from bench.sync.pouchdb import PouchDB, running_pouchdb


class Product(Protocol):
    """A running server that takes batches. `roots` are the processes whose CPU is its own."""

    roots: list[int]

    @property
    def name(self) -> str: ...

    @property
    def setting(self) -> str:
        """Versions, configuration and durability, for the table."""
        ...

    def prepare(self, clients: int, batches: int) -> list[tuple[Sender, list[Request]]]:
        """Each client's connection and its batches of 200 new rows, ready to send."""
        ...

    def count_acknowledged(self, answers: list[Answer]) -> int: ...

    def count_stored(self) -> dict[str, int]:
        """What the store itself holds, by table."""
        ...

    def settle(self) -> None:
        """Refresh the database's statistics, as its own upkeep would in time."""
        ...


@contextmanager
def bench_folder() -> Generator[Path]:
    """Scratch space that is gone afterwards, on the disk of the temporary folder."""
    folder = Path(tempfile.mkdtemp(prefix="ducha-bench-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def made(folder: Path, name: str) -> Path:
    """A folder of one product's own."""
    path = folder / name
    path.mkdir()
    return path


class SideBySide:
    """All products of one run, with the PostgreSQL that two of them share."""

    def __init__(self, stack: ExitStack) -> None:
        enter = stack.enter_context
        folder = enter(bench_folder())
        self.folder = folder
        self.postgres: Postgres = enter(running_postgres())
        self.sqlite: Ducha = enter(running_ours(made(folder, "sqlite")))
        self.postgresql: Ducha = enter(running_ours(made(folder, "pg"), self.postgres))
        self.kinto: Kinto = enter(running_kinto(made(folder, "kinto"), self.postgres))
        self.pouchdb: PouchDB = enter(running_pouchdb(made(folder, "pouchdb")))
        self.fsynced: PouchDB = enter(running_pouchdb(made(folder, "fsynced"), is_fsynced=True))

    def all(self) -> list[Product]:
        apart = replace(self.kinto, is_apart=True)
        return [self.sqlite, self.postgresql, self.kinto, apart, self.pouchdb, self.fsynced]
