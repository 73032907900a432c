"""The same product on PostgreSQL: the working day, and what its driver refuses."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from server.core.db import ID_LENGTH
from server.core.journal import find_breaks
from server.core.runtime import Runtime
from server.installation import migrate_database
from server.quotas import queries
from server.visits.queries import answer_id
from tests.builders.company import ORG, fill_company
from tests.builders.device import Device
from tests.builders.visits import delivered_order, feed_back, review
from tests.conftest import make_app


@pytest.fixture
def postgres_app(postgres_url: str, tmp_path: Path) -> Iterator[Flask]:
    app = make_app(tmp_path, postgres_url)
    with app.app_context():
        migrate_database(app)
    fill_company(app.extensions["ducha"])
    yield app
    app.extensions["ducha"].engine.dispose()


def test_the_working_day_on_postgresql(postgres_app: Flask) -> None:
    runtime: Runtime = postgres_app.extensions["ducha"]
    inspector, staff, reviewer = (
        Device(postgres_app.test_client()).sign_in(login) for login in ("ines", "stan", "rita")
    )
    order_id, matters = delivered_order(runtime, inspector, "A", "B")
    staff.do("order.acknowledge", order_id=order_id)
    feed_back(runtime, staff, order_id, matters)
    assert review(reviewer, order_id, "pass")["status"] == "applied"
    for device in (inspector, staff, reviewer):
        device.pull(limit=3)
        assert device.rows("order")[order_id]["state"] == "closed"
    with runtime.reading() as session:
        assert list(find_breaks(session, ORG)) == []


def test_text_that_the_database_cannot_hold_is_a_clear_problem(postgres_app: Flask) -> None:
    device = Device(postgres_app.test_client()).sign_in("ines")
    answer = device.http.get("/api/photos/%00/display")
    assert (answer.status_code, answer.get_json()["slug"]) == (422, "invalid-request")
    result = device.do("notice.read", notice_ids=["\x00"])
    assert result["status"] == "rejected"


def test_ids_that_are_put_together_fit_their_columns() -> None:
    """SQLite does not mind a longer text; PostgreSQL does."""
    longest = "x" * 60
    quota = queries.quota_id("hq_division", longest, "2026-11")
    assert len(f"{quota}.{longest}") <= ID_LENGTH
    assert len(answer_id(longest, "x" * 40)) <= ID_LENGTH


def test_keys_are_compared_by_code_points_whatever_the_database_sorts_by(
    postgres_app: Flask,
) -> None:
    """A cursor's position is compared in Python too, and LAST_KEY must come after every entity."""
    query = (
        "SELECT table_name, column_name, collation_name FROM information_schema.columns "
        "WHERE table_name IN ('sync_index', 'sync_rows') "
        "AND column_name IN ('org', 'scope', 'entity', 'row_id')"
    )
    runtime: Runtime = postgres_app.extensions["ducha"]
    with runtime.reading() as session:
        found = {(table, name): how for table, name, how in session.execute(sa.text(query))}
    found.pop(("sync_rows", "scope"), None)
    assert set(found.values()) == {"C"}, found


def test_a_connection_that_lay_idle_is_asked_before_it_is_used(
    postgres_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    runtime: Runtime = postgres_app.extensions["ducha"]
    device = Device(postgres_app.test_client()).sign_in("ines")
    device.pull()
    others = "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
    ended = f"SELECT pg_terminate_backend(pid) FROM ({others}) p WHERE pid <> pg_backend_pid()"
    url = runtime.engine.url
    admin = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    with admin.connect() as link:
        assert link.execute(sa.text(ended)).scalars().all()
    admin.dispose()
    monkeypatch.setattr("server.core.connecting.FRESH_S", 0.0)
    assert device.pull()[-1]["more"] is False
