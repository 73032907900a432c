"""The benches: what they load, push and time is what the product stores, takes and gives."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from bench.orders.slips import PHOTOS, a_company, an_orange_order
from bench.sync.company import team
from bench.sync.day_visit import whole_visit
from bench.sync.mutations import Outbox
from bench.sync.ours import make_app
from bench.sync.profile import is_applied, pulls, sender
from tests.builders.device import Device
from tests.builders.sealing import DeviceKey
from tests.builders.slips import pictures_on, texts_of


@pytest.fixture
def app() -> Iterator[Flask]:
    with tempfile.TemporaryDirectory() as folder:
        app = make_app(Path(folder), None)
        yield app
        app.extensions["ducha"].engine.dispose()


def test_rows_loaded_in_bulk_are_pulled(app: Flask) -> None:
    send, bodies = pulls(app, stored=2_000)
    send(bodies[0])


def test_a_whole_visit_is_taken(app: Flask) -> None:
    send, outbox, key = (
        sender(app, team(0), "/api/sync/push", is_applied),
        Outbox(team(0)),
        DeviceKey(),
    )
    registered = outbox.mutation("photo.register_key", **key.registration())
    mutations, photo_ids = whole_visit(outbox, key)
    send(outbox.push_request([registered, *mutations]))
    assert len(photo_ids) == 6


def test_the_slip_that_is_timed_is_orange_and_whole(tmp_path: Path) -> None:
    with a_company(str(tmp_path)) as app:
        order_id = an_orange_order(app, app.extensions["ducha"])
        reader = Device(app.test_client()).sign_in("hugo")
        pdf = reader.http.get(f"/api/orders/{order_id}/slip").data
    assert "（橙单）" in texts_of(pdf)[0]
    assert sum(pictures_on(pdf)) == PHOTOS + 4
