"""Bench of evidence: looking up a picture among two million hashes, on both databases."""

import statistics
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any, cast

import sqlalchemy as sa

from bench.results import Figure
from bench.sync.postgres import Postgres, refresh_statistics
from server.app import create_app
from server.core.runtime import Runtime
from server.core.settings import read_settings
from server.evidence.adapters.hashing import hashes_of, read_small
from server.evidence.adapters.search import look_up
from server.evidence.models import Photo, PhotoHash
from server.evidence.queries.suspicion import bands_of
from server.installation import migrate_database

HASHES, LOOKUPS, BATCH, ORG = 2_000_000, 200, 20_000, "bench"
FEWEST_BITS, MOST_BITS = 8, 24
MOST_MS = 50
TABLE = cast(sa.Table, PhotoHash.__table__)
Hashes = Mapping[str, int]


def measure_lookups(folder: Path, postgres: Postgres, contents: list[bytes]) -> list[Figure]:
    known: list[Hashes] = [hashes_of(read_small(content)) for content in contents]
    uris = {
        "SQLite": f"sqlite:///{folder / 'hashes.sqlite3'}",
        "PostgreSQL": postgres.new_database("hashes").replace("postgresql", "postgresql+psycopg"),
    }
    return [_measure(name, folder, uri, known, postgres) for name, uri in uris.items()]


def _measure(name: str, folder: Path, uri: str, known: list[Hashes], postgres: Postgres) -> Figure:
    runtime = _open(folder, uri)
    _fill(runtime, known)
    if runtime.engine.dialect.name == "postgresql":
        refresh_statistics(uri.replace("+psycopg", ""))
    times = sorted(_times(runtime, known))
    runtime.engine.dispose()
    suffix = "" if name == "SQLite" else "-postgres"
    return Figure(
        f"likeness-lookup-ms{suffix}",
        round(statistics.median(times), 1),
        "ms",
        f"{name}: p95 {times[int(len(times) * 0.95)]:.1f} ms",
        f"<{MOST_MS}",
        f"median of {len(times)} pictures, all hashes of each, among {HASHES:,} that scatter "
        f"around those of {len(known):,} pictures",
    )


def _open(folder: Path, uri: str) -> Runtime:
    settings = read_settings({"DUCHA_DATA": str(folder), "DUCHA_SECRET_KEY": "bench"})
    app = create_app(replace(settings, database_url=uri))
    with app.app_context():
        migrate_database(app)
    return app.extensions["ducha"]


def _fill(runtime: Runtime, known: list[Hashes]) -> None:
    """The rows first, their indexes afterwards: that is a tenth of the time."""
    indexes = list(TABLE.indexes)
    with runtime.engine.begin() as link:
        for index in indexes:
            index.drop(link)
        for rows in _batches(known):
            link.execute(TABLE.insert(), rows)
        for index in indexes:
            index.create(link)


def _batches(known: list[Hashes]) -> Iterator[list[dict[str, Any]]]:
    """Hashes of invented pictures: each is one that was measured, with some of its bits turned."""
    chance, kinds = Random(1), sorted({kind for hashes in known for kind in hashes} - {"content"})
    for start in range(0, HASHES, BATCH):
        rows: list[dict[str, Any]] = []
        for number in range(start, start + BATCH):
            photo, kind = divmod(number, len(kinds))
            value = _near(known[photo % len(known)][kinds[kind]], chance)
            rows.append(_row(f"photo-{photo}", kinds[kind], value))
        yield rows


def _near(value: int, chance: Random) -> int:
    for bit in chance.sample(range(64), chance.randint(FEWEST_BITS, MOST_BITS)):
        value ^= 1 << bit if bit < 63 else -(1 << 63)  # noqa: PLR2004  (the sign's bit)
    return value


def _row(photo_id: str, kind: str, value: int) -> dict[str, Any]:
    bands = {f"band{number}": band for number, band in enumerate(bands_of(value))}
    return {"photo_id": photo_id, "kind": kind, "org": ORG, "value": value, **bands}


def _times(runtime: Runtime, known: list[Hashes]) -> Iterator[float]:
    for hashes in Random(2).sample(known, LOOKUPS):
        begin = time.perf_counter()
        look_up(runtime, Photo(id="new", org=ORG), hashes)
        yield (time.perf_counter() - begin) * 1000
