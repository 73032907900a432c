"""Sync bench: which measurement is set against which, and what is asked of the ratio."""

from collections.abc import Mapping
from dataclasses import dataclass

from bench.results import Figure

SQLITE, POSTGRESQL = "Ducha on SQLite", "Ducha on PostgreSQL"
KINTO, POUCHDB = "Kinto on PostgreSQL", "PouchDB on LevelDB"


@dataclass(frozen=True)
class Pair:
    """Two measurements by name; the ratio is ours ÷ theirs, or the other way where less is better.

    `limit` is empty where the pair is only told for completeness.
    """

    key: str
    ours: str
    theirs: str
    limit: str = ""
    is_less_better: bool = False
    unit: str = ""

    def figure(self, measured: Mapping[str, float], note: str) -> Figure:
        ours, theirs = measured[self.ours], measured[self.theirs]
        ratio = theirs / ours if self.is_less_better else ours / theirs
        against = f"{self.theirs}: {theirs:,.1f}"
        return Figure(
            figure=self.key,
            value=round(ratio, 2),
            unit=self.unit or ("theirs ÷ ours" if self.is_less_better else "ours ÷ theirs"),
            ours=f"{self.ours}: {ours:,.1f}",
            against=f"{against}; limit {self.limit}" if self.limit else against,
            note=note,
        )


PUSH_PAIRS = (
    Pair("push16-vs-kinto", POSTGRESQL, KINTO, "≥20"),
    Pair("push16-vs-pouchdb", SQLITE, POUCHDB, "≥0.5, goal 1"),
    Pair("push16-vs-pouchdb-fsynced", SQLITE, "PouchDB on LevelDB, fsynced"),
    Pair("push16-vs-kinto-from-sqlite", SQLITE, KINTO),
    Pair("push16-vs-kinto-apart", POSTGRESQL, "Kinto on PostgreSQL, apart"),
    Pair("push16-vs-pouchdb-from-postgresql", POSTGRESQL, POUCHDB),
    Pair("push16-vs-raw-sqlite", SQLITE, "raw sqlite3"),
    Pair("push16-vs-raw-postgresql", POSTGRESQL, "raw psycopg"),
)
PULL_PAIRS = (
    Pair("pull-vs-kinto", POSTGRESQL, KINTO, "≥3", is_less_better=True),
    Pair("pull-vs-kinto-from-sqlite", SQLITE, KINTO, is_less_better=True),
    Pair("pull-vs-pouchdb", SQLITE, POUCHDB, is_less_better=True),
)
