"""Migrations: Alembic's environment, on the application's own engine."""

from alembic import context
from flask import current_app

from server.core.db import db

with current_app.app_context(), db.engine.execution_options(ducha_writes=True).connect() as link:
    context.configure(
        connection=link,
        target_metadata=db.metadata,
        render_as_batch=link.dialect.name == "sqlite",
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()
