"""Migrations: Alembic's environment, on the application's own engine."""

from collections.abc import Iterator
from contextlib import contextmanager

from alembic import context
from flask import current_app
from sqlalchemy import Connection

from server.core.db import db


@contextmanager
def tables_anew(link: Connection) -> Iterator[None]:
    """SQLite changes a table by copying it, to which rows of others refer meanwhile.

    So it follows no reference until all is done, and none may lead nowhere then.
    """
    driver = link.connection.driver_connection
    if link.dialect.name != "sqlite" or driver is None:
        yield
        return
    # Past SQLAlchemy, which would begin a transaction, in which this says nothing.
    driver.execute("PRAGMA foreign_keys=OFF")
    yield
    driver.execute("PRAGMA foreign_keys=ON")


def check_references(link: Connection) -> None:
    if link.dialect.name == "sqlite":
        lost = link.exec_driver_sql("PRAGMA foreign_key_check").all()
        if lost:
            raise RuntimeError(f"a migration left rows that refer to nothing: {lost[:5]}")


with current_app.app_context(), db.engine.execution_options(ducha_writes=True).connect() as link:
    context.configure(
        connection=link,
        target_metadata=db.metadata,
        render_as_batch=link.dialect.name == "sqlite",
        compare_type=True,
    )
    with tables_anew(link), context.begin_transaction():
        context.run_migrations()
        check_references(link)
