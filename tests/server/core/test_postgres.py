"""The same product on PostgreSQL: the working day, and what its driver refuses."""

from collections.abc import Iterator
from pathlib import Path

import pytest
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
