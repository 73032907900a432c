"""Planning bench: DuckDB's exact stratified draw over the same services, in a process of its own.

`python -m bench.planning.duck RECORDS SHARE ROUNDS` prints seconds of each round, and how many.
"""

import json
import sys
import tempfile
import time
from pathlib import Path

import duckdb

from bench.planning.rows import COLUMNS, NAMES

DRAW = """CREATE OR REPLACE TABLE picks AS SELECT id, kind, district FROM (
  SELECT id, kind, district,
    row_number() OVER (PARTITION BY kind, district ORDER BY lot) AS place,
    count(*) OVER (PARTITION BY kind, district) AS size
  FROM (SELECT id, kind, district, random() AS lot FROM service_records))
  WHERE place <= ceil(size * {share} / 1000000.0)"""


def main() -> None:
    records, share, rounds = (int(its) for its in sys.argv[1:])
    with tempfile.TemporaryDirectory(prefix="ducha-duck-") as folder:
        link = duckdb.connect(str(Path(folder) / "services.duckdb"))
        columns = COLUMNS.format(day="DATE '2026-04-01' + CAST(n % 30 AS INTEGER)")
        names = ", ".join(
            f"column{place} AS {name}" for place, name in enumerate(NAMES.split(", "))
        )
        given = f"(SELECT {columns} FROM range(1, {records + 1}) t(n))"
        aliases = ", ".join(f"column{place}" for place in range(9))
        link.execute(f"CREATE TABLE service_records AS SELECT {names} FROM {given} AS s({aliases})")
        link.execute("CHECKPOINT")
        seconds = [_draw(link, share) for _ in range(rounds)]
        count = link.execute("SELECT count(*) FROM picks").fetchall()[0][0]
        link.close()
    sys.stdout.write(
        json.dumps({"seconds": seconds, "count": count, "version": duckdb.__version__})
    )


def _draw(link: duckdb.DuckDBPyConnection, share: int) -> float:
    begin = time.perf_counter()
    link.execute(DRAW.format(share=share))
    return time.perf_counter() - begin


if __name__ == "__main__":
    main()
