"""Planning bench: ten million services, the same in every database, loaded in bulk."""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa

from bench.planning.rows import COLUMNS, NAMES
from bench.sync.postgres import Postgres, refresh_statistics
from server.app import create_app
from server.core.clock import SetClock
from server.core.logs import configure_logs
from server.core.runtime import Runtime
from server.core.settings import read_settings
from server.installation import migrate_database
from tests.builders.company import NOW, fill_company


class Company:
    """The test company with so many services of one team in one month."""

    def __init__(self, folder: Path, postgres: Postgres | None, records: int) -> None:
        self.clock = SetClock(NOW)
        self.records = records
        folder.mkdir()
        settings = read_settings({"DUCHA_DATA": str(folder), "DUCHA_SECRET_KEY": "bench"})
        if postgres is not None:
            url = postgres.new_database("drawing").replace("://", "+psycopg://", 1)
            settings = replace(settings, database_url=url)
        app = create_app(settings, self.clock)
        configure_logs(is_quiet=True)
        with app.app_context():
            migrate_database(app)
        self.runtime: Runtime = app.extensions["ducha"]
        fill_company(self.runtime)
        self._load(is_postgres=postgres is not None)

    def pass_time(self) -> None:
        """Two draws never begin in the same instant."""
        self.clock.instant += timedelta(minutes=1)

    @contextmanager
    def link(self) -> Generator[sa.Connection]:
        with self.runtime.engine.execution_options(ducha_writes=True).begin() as link:
            yield link

    def settle(self) -> None:
        """What autovacuum or a checkpoint would do in time."""
        if self.runtime.engine.dialect.name == "postgresql":
            refresh_statistics(self.runtime.settings.database_url.replace("+psycopg", ""))
            return
        with self.runtime.engine.connect() as link:
            driver = link.connection.driver_connection
            assert driver is not None
            driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def _load(self, *, is_postgres: bool) -> None:
        """Indexes are made afterwards, as in every bulk load."""
        with self.link() as link:
            indexes = sa.inspect(link).get_indexes("service_records")
            for index in indexes:
                link.exec_driver_sql(f"DROP INDEX {index['name']}")
            link.execute(sa.text(_insert(self.records, is_postgres=is_postgres)))
            for index in indexes:
                unique = "UNIQUE" if index["unique"] else ""
                names = ", ".join(str(name) for name in index["column_names"])
                link.exec_driver_sql(
                    f"CREATE {unique} INDEX {index['name']} ON service_records ({names})"
                )
        self.settle()


def _insert(records: int, *, is_postgres: bool) -> str:
    if is_postgres:
        source = f"generate_series(CAST(1 AS bigint), {records}) AS t(n)"
        day = "DATE '2026-04-01' + CAST(n % 30 AS INTEGER)"
        return (
            f"INSERT INTO service_records ({NAMES}) SELECT {COLUMNS.format(day=day)} FROM {source}"
        )
    numbers = f"WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < {records})"
    day = "'2026-04-' || substr('0' || (n % 30 + 1), -2)"
    columns = COLUMNS.format(day=day)
    return f"INSERT INTO service_records ({NAMES}) {numbers} SELECT {columns} FROM t"
