"""SQLite: durable transactions, a snapshot for each reader, and one writer after the other."""

import sqlite3
import time
from threading import Lock
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.engine import Connection
from sqlalchemy.pool import ConnectionPoolEntry

# The log is folded back into the database at 16 MB instead of 4: a page that many pushes touch is
# then written there once.
PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "wal_autocheckpoint=4000",
)
# How long a writer waits for the others, in seconds, and how often it looks.
PATIENCE_S = 30.0
LOOK_S = 0.001


def prepare_engine(engine: Engine) -> None:
    """Give SQLite real transactions and the durability that I9 promises; others need nothing."""
    if engine.dialect.name == "sqlite":
        turn = Lock()

        def begin(connection: Connection) -> None:
            _begin(connection, turn)

        event.listen(engine, "connect", _configure)
        event.listen(engine, "begin", begin)
        event.listen(engine, "checkin", _end_turn)


def _configure(connection: Any, _record: ConnectionPoolEntry) -> None:
    # The driver's own transaction handling starts none for reads; we begin ourselves.
    connection.isolation_level = None
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    _wait_for_locks(connection, is_waiting=True)


def _begin(connection: Connection, turn: Lock) -> None:
    if not connection.get_execution_options().get("ducha_writes", False):
        connection.exec_driver_sql("BEGIN")
        return
    # SQLite's own waiting sleeps ever longer, up to 100 ms, while the database lies idle. Here one
    # thread a process looks every millisecond and the others wait for it. The turn lasts until the
    # connection is given back, over several transactions if need be.
    if "turn" not in connection.info and turn.acquire(timeout=PATIENCE_S):
        connection.info["turn"] = turn
    _begin_immediate(connection)


def _begin_immediate(connection: Connection) -> None:
    patience_ends = time.monotonic() + PATIENCE_S
    driver: Any = connection.connection.driver_connection
    _wait_for_locks(driver, is_waiting=False)
    try:
        while not _has_begun(connection, is_last_try=time.monotonic() >= patience_ends):
            time.sleep(LOOK_S)
    finally:
        _wait_for_locks(driver, is_waiting=True)


def _has_begun(connection: Connection, *, is_last_try: bool) -> bool:
    driver: Any = connection.connection.driver_connection
    try:
        driver.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or is_last_try:
            connection.exec_driver_sql("BEGIN IMMEDIATE")  # raises as SQLAlchemy's own error
        return False
    return True


def _wait_for_locks(driver: Any, *, is_waiting: bool) -> None:
    driver.execute(f"PRAGMA busy_timeout={int(PATIENCE_S * 1000) if is_waiting else 0}")


def _end_turn(_connection: Any, record: ConnectionPoolEntry) -> None:
    turn: Lock | None = record.info.pop("turn", None)
    if turn is not None:
        turn.release()
