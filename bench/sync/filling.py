"""Sync bench: loads our tables in bulk, past the unit of work, as if the commands had run.

Only here: rows, index, row versions, scopes' sums and clock agree; the journal has no lines for it.
"""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any, cast

import psycopg
import sqlalchemy as sa
from sqlalchemy.orm import Session

from bench.sync.company import ORG
from bench.sync.records import photo_record
from server.core.db import Base
from server.core.feeds import unit_scope, user_scope
from server.core.replication import SyncClock, SyncIndex, SyncRow, SyncScope
from server.core.runtime import Runtime
from server.evidence.models import Photo
from server.evidence.schemas import PhotoRow
from sync.hub.digest import MODULUS, row_digest
from sync.hub.rendering import put_op

A_VERSION = 200
CHUNK = 20_000
ENTITY = "photo"
INSTANT = "%Y-%m-%d %H:%M:%S.%f"
Json = dict[str, Any]


def fill(runtime: Runtime, count: int) -> int:
    """Store `count` photos, 200 a version, in the scopes of the 60 units and their heads in turn.

    Returns the clock's version before the first of them.
    """
    with runtime.reading() as session:
        before = session.get_one(SyncClock, ORG).version
    sums: dict[str, Json] = {}
    for start in range(0, count, CHUNK):
        numbers = range(start, min(count, start + CHUNK))
        _store(runtime, [_row(number, before) for number in numbers], sums)
    with runtime.bookkeeping() as session:
        _merge_sums(session, sums)
        clock = session.get_one(SyncClock, ORG)
        clock.version = before + (count + A_VERSION - 1) // A_VERSION
    return before


def _row(number: int, before: int) -> Json:
    record = photo_record(number)
    return {
        **record,
        "org": ORG,
        "unit_id": record["owner_id"],
        "key_id": "",
        "signature": "",
        "is_shared": True,
        "is_carried": True,
        "taken_at": datetime.fromisoformat(record["taken_at"]),
        "version": before + 1 + number // A_VERSION,
        "scopes": (unit_scope(record["owner_id"], "orders"), user_scope(record["owner_id"])),
    }


def _store(runtime: Runtime, rows: list[Json], sums: dict[str, Json]) -> None:
    with runtime.engine.execution_options(ducha_writes=True).begin() as link:
        _insert(link, Photo, rows)
        _insert(link, SyncIndex, list(_entries(rows)))
        _insert(link, SyncRow, list(_states(rows)))
    for row in rows:
        for scope in row["scopes"]:
            total = sums.setdefault(scope, {"version": 0, "digest": 0, "rows": 0})
            total["version"] = row["version"]
            total["digest"] += row_digest(ENTITY, row["id"], row["version"])
            total["rows"] += 1


def _entries(rows: list[Json]) -> Iterator[Json]:
    for row in rows:
        for scope in row["scopes"]:
            yield {**row, "scope": scope, "entity": ENTITY, "row_id": row["id"], "is_live": True}


def _states(rows: list[Json]) -> Iterator[Json]:
    for row in rows:
        yield {
            **row,
            "entity": ENTITY,
            "row_id": row["id"],
            "client_id": "bench-fill",
            "other_version": 0,
            "fields": json.dumps({}),
            "scopes": "\n".join(row["scopes"]),
            "op": put_op(ENTITY, row["id"], _body(row), row["version"]),
        }


def _body(row: Json) -> str:
    return PhotoRow.model_validate(row).model_dump_json()


def _insert(link: sa.Connection, model: type[Base], rows: list[Json]) -> None:
    """COPY where there is one, else one prepared statement for all rows."""
    table = cast(sa.Table, model.__table__)
    names = [column.name for column in table.columns if column.name in rows[0]]
    values = [tuple(_kept(row[name]) for name in names) for row in rows]
    target = f"{table.name} ({', '.join(names)})"
    if link.dialect.name == "postgresql":
        driver = cast("psycopg.Connection[Any]", link.connection.driver_connection)
        with driver.cursor() as cursor, cursor.copy(f"COPY {target} FROM STDIN".encode()) as sink:
            for value in values:
                sink.write_row(value)
        return
    marks = ", ".join("?" * len(names))
    link.exec_driver_sql(f"INSERT INTO {target} VALUES ({marks})", [_plain(v) for v in values])


def _kept(part: Any) -> Any:
    return json.dumps(part) if isinstance(part, list) else part


def _plain(value: tuple[Any, ...]) -> tuple[Any, ...]:
    """As SQLite keeps it: instants in UTC, without a zone."""
    return tuple(f"{part:{INSTANT}}" if isinstance(part, datetime) else part for part in value)


def _merge_sums(session: Session, sums: dict[str, Json]) -> None:
    """What a scope held before stays in its sum."""
    for scope, added in sums.items():
        row = session.get(SyncScope, (ORG, scope))
        row = row or SyncScope(org=ORG, scope=scope, version=0, digest=0, rows=0)
        row.version = added["version"]
        row.digest = (row.digest + added["digest"]) % MODULUS
        row.rows += added["rows"]
        session.add(row)
