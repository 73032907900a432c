"""The sync bench: what it loads and pushes is what the product stores and takes."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from bench.sync.company import team
from bench.sync.day_visit import whole_visit
from bench.sync.mutations import Outbox
from bench.sync.ours import make_app
from bench.sync.profile import is_applied, pulls, sender
from tests.builders.sealing import DeviceKey


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
