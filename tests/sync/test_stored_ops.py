"""Migration 0015: rows that were stored as bodies become ops, and back, without a loss."""

import json

from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import select, text

from server.core.replication import SyncRow
from server.core.runtime import Runtime
from tests.builders.visits import attach, start
from tests.conftest import DeviceOf

BODIES = "SELECT entity, row_id, body FROM sync_rows"


def test_rows_go_to_bodies_and_back(app: Flask, runtime: Runtime, device_of: DeviceOf) -> None:
    device = device_of("ines")
    visit_id = start(device)
    note = '引号 " 与 \\ 反斜杠，以及 \n 换行'
    device.do("visit.answer", visit_id=visit_id, item_code="A", result="fail", note=note)
    photo_id = attach(device, "visit", visit_id, "A")
    assert device.do("photo.detach", photo_id=photo_id)["status"] == "applied"
    before = _ops(runtime)
    with app.app_context():
        downgrade(revision="0014")
        with runtime.engine.connect() as link:
            bodies = {(entity, row_id): body for entity, row_id, body in link.execute(text(BODIES))}
        upgrade()
    assert _ops(runtime) == before
    told = {key: json.loads(op.replace("\x01", "null")) for key, op in before.items()}
    assert {op[0] for op in told.values()} == {"put", "del"}
    for key, op in told.items():
        body = bodies[key]
        assert (json.loads(body) if body else None) == (op[3] if op[0] == "put" else None)


def _ops(runtime: Runtime) -> dict[tuple[str, str], str]:
    with runtime.reading() as session:
        query = select(SyncRow.entity, SyncRow.row_id, SyncRow.op)
        return {(entity, row_id): op for entity, row_id, op in session.execute(query)}
