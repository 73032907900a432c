"""Batches: straight where nothing fails, careful where a failure left something, tried again."""

import dataclasses
import json
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, select
from sqlalchemy.exc import OperationalError

from server.core.runtime import Runtime
from server.core.unit_of_work import UnitOfWork
from server.evidence.models import Photo
from server.syncing.models import SyncResult, SyncStray
from server.visits.models import Answer, Visit
from sync.hub.digest import MODULUS, digest_text, row_digest
from tests.builders.device import Device
from tests.builders.visits import attach, closed_visit, new_id, photo_args, start, visit_args
from tests.conftest import DeviceOf

WIRE = Path(__file__).parents[2] / "sync" / "wire"


@contextmanager
def statements(runtime: Runtime) -> Generator[list[str]]:
    """What the database is asked meanwhile; savepoints by their name."""
    asked: list[str] = []

    def on_execute(_link: Any, _cursor: Any, text: str, *_: Any) -> None:
        asked.append(text)

    def on_savepoint(*_: Any) -> None:
        asked.append("SAVEPOINT")

    event.listen(runtime.engine, "before_cursor_execute", on_execute)
    event.listen(runtime.engine, "savepoint", on_savepoint)
    yield asked
    event.remove(runtime.engine, "before_cursor_execute", on_execute)
    event.remove(runtime.engine, "savepoint", on_savepoint)


def answers(device: Device, visit_id: str, count: int) -> list[dict[str, Any]]:
    codes = ["A", "B"]
    return [
        device.mutation("visit.answer", visit_id=visit_id, item_code=codes[n % 2], result="pass")
        for n in range(count)
    ]


def test_a_batch_costs_no_more_statements_than_one_mutation(
    runtime: Runtime, device_of: DeviceOf
) -> None:
    device = device_of("ines")
    first, second = start(device), start(device)
    with statements(runtime) as alone:
        device.push(*answers(device, first, 2))
    with statements(runtime) as batch:
        device.push(*answers(device, second, 2), *answers(device, second, 100))
    assert len(batch) <= len(alone) + 2
    assert "SAVEPOINT" not in batch


def test_a_refusal_before_any_change_needs_no_savepoint(
    runtime: Runtime, device_of: DeviceOf
) -> None:
    device = device_of("ines")
    visit_id = start(device)
    refused = device.mutation("visit.answer", visit_id=new_id(), item_code="A", result="pass")
    with statements(runtime) as asked:
        results = device.push(refused, *answers(device, visit_id, 2))["results"]
    assert [result["code"] for result in results] == ["visit-unknown", None, None]
    assert "SAVEPOINT" not in asked


def test_a_refusal_after_a_change_runs_the_batch_again_with_savepoints(
    runtime: Runtime, device_of: DeviceOf
) -> None:
    foreign = start(device_of("ivan"))
    device = device_of("ines")
    visit_id = start(device)
    good = answers(device, visit_id, 2)
    late = device.mutation("photo.attach", **photo_args(new_id(), "visit", foreign, "A"))
    with statements(runtime) as asked:
        results = device.push(*good, late)["results"]
    assert [result["code"] for result in results] == [None, None, "visit-not-yours"]
    assert "SAVEPOINT" in asked
    with runtime.reading() as session:
        assert len(session.scalars(select(Answer)).all()) == 2


def test_a_refused_deletion_deletes_nothing_with_the_rest_of_its_batch(
    runtime: Runtime, device_of: DeviceOf
) -> None:
    """A row is marked as deleted long before the database hears of it."""
    device = device_of("ines")
    visit_id = start(device)
    photo_id = attach(device, "visit", visit_id, "A")
    answer = device.push(
        device.mutation("visit.discard", visit_id=visit_id, reason=""),
        device.mutation("photo.detach", photo_id=photo_id),
        device.mutation("visit.start", **visit_args()),
    )
    assert [its["status"] for its in answer["results"]] == ["applied", "rejected", "applied"]
    device.pull()
    with runtime.reading() as session:
        assert session.get(Photo, photo_id) is not None
        assert ("photo", photo_id) in device.base


@pytest.mark.parametrize("state", ["40001", "40P01"])
def test_a_collision_is_tried_again_at_once(
    state: str, runtime: Runtime, device_of: DeviceOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    device, seal = device_of("ines"), UnitOfWork.seal
    tries: list[int] = []

    class Collided(Exception):
        sqlstate = state

    def collide(unit: UnitOfWork) -> int | None:
        tries.append(1)
        if len(tries) < 3:
            raise OperationalError("UPDATE", {}, Collided())
        return seal(unit)

    monkeypatch.setattr(UnitOfWork, "seal", collide)
    visit = {"visit_id": new_id(), "site_id": "hall", "template_id": "short"}
    result = device.do("visit.start", **visit, level="hq", form="spot")
    assert (result["status"], len(tries)) == ("applied", 3)
    with runtime.reading() as session:
        assert len(session.scalars(select(Visit)).all()) == 1


def test_a_fault_of_the_database_takes_nothing_and_asks_for_patience(
    runtime: Runtime, device_of: DeviceOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    device = device_of("ines")

    def fail(_unit: UnitOfWork) -> int | None:
        raise OperationalError("COMMIT", {}, Exception("disk I/O error"))

    with monkeypatch.context() as patched:
        patched.setattr(UnitOfWork, "seal", fail)
        mutation = device.mutation("noop")
        answer = device.push(mutation)
    assert (answer["halt"]["code"], answer["last_seq"], answer["results"]) == ("transient", 0, [])
    assert device.push(mutation)["last_seq"] == 1


def test_both_contents_under_one_uid_are_kept(runtime: Runtime, device_of: DeviceOf) -> None:
    device = device_of("ines")
    visit_id = start(device)
    first = answers(device, visit_id, 1)[0]
    device.push(first)
    other = {**first, "args": {**first["args"], "result": "na"}}
    assert device.push(other)["results"][0]["code"] == "uid-reused"
    device.push(other)
    with runtime.reading() as session:
        strays = session.scalars(select(SyncStray)).all()
        assert [(stray.uid, stray.args["result"], stray.why) for stray in strays] == [
            (first["uid"], "na", "uid-reused")
        ]
        assert session.scalars(select(Answer)).one().result == "pass"


def test_scenario_18_an_app_that_is_ahead_of_the_server_waits(
    runtime: Runtime, device_of: DeviceOf
) -> None:
    device = device_of("ines")
    visit_id = start(device)
    known = answers(device, visit_id, 1)[0]
    new = device.mutation("visit.fly")
    answer = device.push(known, new, app="99.0.0")
    assert (answer["halt"]["code"], answer["last_seq"]) == ("server-behind", known["seq"])
    newer = {**answers(device, visit_id, 1)[0], "seq": new["seq"], "v": 7}
    assert device.push(newer, app="99.0.0")["halt"]["code"] == "server-behind"
    assert device.push(newer, app="1.0.0")["results"][0]["code"] == "unknown-command"


def test_args_of_an_older_version_are_brought_to_todays(
    runtime: Runtime, device_of: DeviceOf
) -> None:
    commands: Any = runtime.wiring.commands

    def upcast(args: dict[str, Any]) -> dict[str, Any]:
        return {**args, "result": args["result"].removeprefix("was-")}

    spec = commands["visit.answer"]
    commands["visit.answer"] = dataclasses.replace(spec, version=3, upcasters={2: upcast})
    device = device_of("ines")
    visit_id = start(device)
    args = {"visit_id": visit_id, "item_code": "A", "result": "was-pass"}
    assert device.do("visit.answer", **args, _v=2)["status"] == "applied"
    assert device.do("visit.answer", **args, _v=1)["code"] == "version-too-old"


def test_what_a_status_change_was_refused_against_comes_with_the_refusal(
    runtime: Runtime, device_of: DeviceOf
) -> None:
    first, second = device_of("hugo"), device_of("hugo")
    second.pull()
    seen = {"site/hall": second.versions["site/hall"]}
    first.do("site.close", site_id="hall", reason="flood")
    result = second.do("site.close", site_id="hall", reason="late", _base=seen)
    assert (result["code"], result["row"]["is_closed"]) == ("stale-base", True)


def test_the_digest_is_that_of_the_rows_which_the_device_holds(
    runtime: Runtime, device_of: DeviceOf
) -> None:
    inspector, reader = device_of("ines"), device_of("stan")
    closed_visit(inspector)
    for device in (inspector, reader):
        digest = pulled_digest(device)
        assert digest == expected_digest(device)
        assert len(digest) >= 2


def test_no_digest_is_sent_unasked(device_of: DeviceOf) -> None:
    assert device_of("ines").pull()[-1]["digest"] is None


@pytest.mark.parametrize("case", json.loads((WIRE / "digest.json").read_text()))
def test_digest_vectors(case: dict[str, Any]) -> None:
    sums: dict[str, int] = {}
    for row in case["rows"]:
        for scope in row["scopes"]:
            part = row_digest(row["entity"], row["id"], row["version"])
            sums[scope] = (sums.get(scope, 0) + part) % MODULUS
    assert {scope: digest_text(total) for scope, total in sums.items()} == case["digest"]


def test_a_repaired_result_reaches_the_device_that_waits_for_it(
    runtime: Runtime, device_of: DeviceOf
) -> None:
    device = device_of("ines")
    device.do("noop")
    with runtime.bookkeeping() as session:
        row = session.scalars(select(SyncResult)).one()
        row.result = {**row.result, "status": "parked"}
    assert ask(device, ack=1, parked=[1])["results"] == []
    with runtime.bookkeeping() as session:
        row = session.scalars(select(SyncResult)).one()
        row.result = {**row.result, "status": "rejected"}
    assert [its["status"] for its in ask(device, ack=1, parked=[1])["results"]] == ["rejected"]
    assert ask(device, ack=1, parked=[])["results"] == []


def ask(device: Device, **wishes: Any) -> dict[str, Any]:
    body = {"protocol": 1, "client_id": device.client_id, "cursor": device.cursor, **wishes}
    return device.post("/api/sync/pull", body).json


def pulled_digest(device: Device) -> dict[str, str]:
    device.pull(limit=7)
    return ask(device, check=True)["digest"]


def expected_digest(device: Device) -> dict[str, str]:
    sums: dict[str, int] = {}
    for (entity, row_id), scopes in device.scopes.items():
        for scope in scopes:
            part = row_digest(entity, row_id, device.versions[f"{entity}/{row_id}"])
            sums[scope] = (sums.get(scope, 0) + part) % MODULUS
    return {scope: digest_text(total) for scope, total in sums.items()}


def test_a_row_that_two_devices_make_at_once_keeps_and_shows_both(device_of: DeviceOf) -> None:
    phone, tablet = device_of("ines"), device_of("ines")
    visit_id = start(phone)
    args = {"visit_id": visit_id, "item_code": "A", "result": "partial"}
    assert phone.do("visit.answer", **args, note="from the phone")["conflicts"] == []
    again = phone.do("visit.answer", **args, note="from the phone again")
    assert again["conflicts"] == []
    result = tablet.do("visit.answer", **{**args, "note": "from the tablet"})
    changed = {its["field"]: (its["theirs"], its["yours"]) for its in result["conflicts"]}
    assert changed["note"] == ("from the phone again", "from the tablet")
    assert "result" not in changed
