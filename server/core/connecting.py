"""Connecting: engine and pool, and the kinds of session on them: to write, to read, to ask once."""

from functools import lru_cache, partial
from time import monotonic
from typing import Any

from psycopg.abc import Buffer
from psycopg.adapt import Loader
from pydantic_core import from_json
from sqlalchemy import Engine, event
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry, PoolResetState

from server.core.db import RAW_TEXT, json_text

# So long after its last use a connection counts as being there.
FRESH_S = 1.0


def engine_options(url: str) -> dict[str, Any]:
    """Pool and driver options; writers on PostgreSQL run READ COMMITTED."""
    json = {"json_serializer": json_text, "json_deserializer": from_json}
    if url.startswith("sqlite"):
        arguments = {"timeout": 30, "check_same_thread": False}
        return {"connect_args": arguments, "pool_size": 16, "max_overflow": 48, **json}
    return {
        **json,
        "pool_size": 10,
        "max_overflow": 22,
        "isolation_level": "READ COMMITTED",
    }


def end_leftovers(engine: Engine) -> None:
    """No connection goes back to the pool with a transaction, and its locks, open.

    Where a commit fails on its way, SQLAlchemy takes the transaction for ended and resets nothing.
    """
    event.listen(engine, "reset", _end_transaction)


def _end_transaction(connection: Any, _record: ConnectionPoolEntry, state: PoolResetState) -> None:
    if state.transaction_was_reset:
        connection.rollback()


def ask_the_idle(engine: Engine) -> None:
    """A connection to a server is asked whether it is still there, unless it was just used.

    Asking each time (`pool_pre_ping`) costs a pull that finds nothing a tenth of its time.
    """
    if engine.dialect.name != "sqlite":
        event.listen(engine, "checkin", _note_use)
        event.listen(engine, "checkout", partial(_ask, engine.dialect))


def leave_raw_text(engine: Engine) -> None:
    """What a statement asks for as `RawText` comes undecoded: a page is half a megabyte of it."""
    if engine.dialect.name != "sqlite":
        event.listen(engine, "connect", _leave_raw_text)


def _leave_raw_text(connection: Any, _record: ConnectionPoolEntry) -> None:
    connection.adapters.register_loader(RAW_TEXT, _Undecoded)


class _Undecoded(Loader):
    def load(self, data: Buffer) -> bytes:
        # A copy: what is given lives no longer than the result.
        return bytes(data)


def _note_use(_connection: Any, record: ConnectionPoolEntry) -> None:
    record.info["used_at"] = monotonic()


def _ask(dialect: Dialect, connection: Any, record: ConnectionPoolEntry, _proxy: Any) -> None:
    # A new connection has not been used yet.
    if monotonic() - record.info.get("used_at", monotonic()) < FRESH_S:
        return
    try:
        dialect.do_ping(connection)
    except Exception as error:
        raise InvalidatePoolError from error


class WriteSession(Session):
    """A session that only a unit of work opens and commits."""


def open_writer(engine: Engine) -> WriteSession:
    """A session for one unit of work; `locked` holds the rows that it has taken for a change."""
    return WriteSession(writing_engine(engine), expire_on_commit=False, info={"locked": {}})


def open_reader(engine: Engine) -> Session:
    """A session with one snapshot for all its queries."""
    return Session(_reading_engine(engine), expire_on_commit=False)


def open_asker(engine: Engine) -> Session:
    """A session for one query, which PostgreSQL answers without a transaction around it."""
    return Session(_asking_engine(engine), expire_on_commit=False)


# Options make a new engine over the same pool, which is dear enough to be made once.
@lru_cache(maxsize=8)
def writing_engine(engine: Engine) -> Engine:
    """The engine whose transactions mean to write."""
    return engine.execution_options(ducha_writes=True)


@lru_cache(maxsize=8)
def _reading_engine(engine: Engine) -> Engine:
    if engine.dialect.name != "postgresql":
        return engine
    return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


@lru_cache(maxsize=8)
def _asking_engine(engine: Engine) -> Engine:
    if engine.dialect.name != "postgresql":
        return engine
    return engine.execution_options(isolation_level="AUTOCOMMIT")
