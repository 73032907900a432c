"""Verifying a draw: whoever alters what it was made from, in whichever table, is found."""

import json
from datetime import date

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import insert, select, text

from server import cli
from server.core.journal import JournalEntry
from server.core.runtime import Runtime
from server.planning.models.populations import ServiceRecord
from server.planning.rules.seeds import commitment_of
from tests.builders.company import ORG
from tests.builders.device import Device, Json
from tests.builders.draws import (
    PERIOD,
    begin,
    drawn,
    freeze,
    make,
    picks,
    proof,
    serve,
    site_plan,
    wrong,
)


@pytest.fixture
def made(runtime: Runtime, head: Device) -> Json:
    """4,000 services, so that a stratum fills more than one block."""
    serve(runtime, 4_000)
    return drawn(head, by=["district"], count=40, reserve_ppm=100_000)


def change(runtime: Runtime, statement: str, **values: object) -> None:
    """What no command would do."""
    with runtime.bookkeeping() as session:
        assert session.connection().execute(text(statement), values).rowcount == 1


def record(runtime: Runtime, number: int) -> int:
    with runtime.reading() as session:
        reference = f"hall-team-{number:06d}"
        query = text("SELECT id FROM service_records WHERE reference = :reference")
        return session.connection().execute(query, {"reference": reference}).scalar_one()


@pytest.mark.clause("W1-10(3).3")
def test_a_draw_that_nobody_touched_is_right_in_every_part(made: Json, head: Device) -> None:
    report = proof(head)
    assert report["is_right"]
    assert [its["check"] for its in report["checks"]] == [
        "plan",
        "commitment",
        "rows",
        "population",
        "picks",
        "order",
    ]
    assert (report["changed"], report["later"]) == (0, 0)


@pytest.mark.clause("W1-10(3).3")
@pytest.mark.parametrize(
    "column", ["reference = 'x'", "kind = 'x'", "served_on = '2026-04-02'", "unit_id = 'door-team'"]
)
def test_a_row_that_was_altered_is_named(
    runtime: Runtime, made: Json, head: Device, column: str
) -> None:
    row_id = record(runtime, 3_000)
    change(runtime, f"UPDATE service_records SET {column} WHERE id = :id", id=row_id)
    report = proof(head)
    assert not report["is_right"]
    known_by = "x" if column.startswith("reference") else "hall-team-003000"
    assert report["changes"] == [{"kind": "altered", "row": f"{known_by} #{row_id}"}]
    assert wrong(report) == ["rows", "population"]


def test_a_row_that_moved_to_another_stratum_is_altered_not_lost_and_found(
    runtime: Runtime, made: Json, head: Device
) -> None:
    row_id = record(runtime, 5)
    change(runtime, "UPDATE service_records SET district = '东区' WHERE id = :id", id=row_id)
    report = proof(head)
    assert report["changes"] == [{"kind": "altered", "row": f"hall-team-000005 #{row_id}"}]
    assert wrong(report) == ["rows", "population"]


@pytest.mark.parametrize("number", [0, 2_222, 3_999])
def test_a_row_that_was_deleted_is_named(
    runtime: Runtime, made: Json, head: Device, number: int
) -> None:
    row_id = record(runtime, number)
    change(runtime, "DELETE FROM service_records WHERE id = :id", id=row_id)
    report = proof(head)
    assert report["changes"] == [{"kind": "missing", "row": f"#{row_id}"}]
    assert wrong(report) == ["rows", "population"]


def test_a_row_that_was_put_between_is_named(runtime: Runtime, head: Device) -> None:
    serve(runtime, 100)
    row_id = record(runtime, 50)
    change(runtime, "DELETE FROM service_records WHERE id = :id", id=row_id)
    drawn(head)
    row = {"org": ORG, "unit_id": "hall-team", "period": PERIOD, "kind": "维修", "district": "东区"}
    row |= {"served_on": date(2026, 4, 3), "reference": "new", "import_id": "i", "id": row_id}
    with runtime.bookkeeping() as session:
        session.execute(insert(ServiceRecord), [row])
    report = proof(head)
    assert report["changes"] == [{"kind": "added", "row": f"new #{row_id}"}]
    assert wrong(report) == ["rows"]


def test_services_that_come_later_are_counted_and_harm_nothing(
    runtime: Runtime, made: Json, head: Device
) -> None:
    serve(runtime, 7, begin=4_000)
    report = proof(head)
    assert (report["is_right"], report["later"], report["changed"]) == (True, 7, 0)


@pytest.mark.parametrize(
    ("statement", "checks"),
    [
        ("UPDATE draws SET secret = :hash", ["commitment", "picks"]),
        ("UPDATE draws SET commitment = :hash", ["commitment"]),
        ("UPDATE draws SET population_hash = :hash", ["population"]),
        ("UPDATE draws SET picks_hash = :hash", ["picks"]),
        ("UPDATE draw_strata SET hash = :hash WHERE number = 0", []),
        ("UPDATE draw_strata SET size = size + 1 WHERE number = 0", ["population", "picks"]),
        (
            "UPDATE draw_strata SET key = '[\"x\"]' WHERE number = 0",
            ["rows", "population", "picks"],
        ),
        ("UPDATE draw_picks SET ordinals = ids WHERE stratum = 0", ["picks"]),
        ("UPDATE draw_picks SET ids = ordinals WHERE stratum = 0", ["picks"]),
        ("DELETE FROM draw_picks WHERE stratum = 0", ["picks"]),
    ],
)
def test_what_was_altered_in_the_draw_itself_is_found(
    runtime: Runtime, made: Json, head: Device, statement: str, checks: list[str]
) -> None:
    bound = {"hash": "0" * 64} if ":hash" in statement else {}
    change(runtime, statement, **bound)
    assert wrong(proof(head)) == checks


def test_an_altered_plan_is_not_the_one_that_was_journaled(
    runtime: Runtime, made: Json, head: Device
) -> None:
    with runtime.bookkeeping() as session:
        statement = "UPDATE draws SET plan = REPLACE(CAST(plan AS TEXT), '40', '39')"
        if session.get_bind().dialect.name == "postgresql":
            statement += "::json"
        session.connection().execute(text(statement))
    assert wrong(proof(head)) == ["plan", "picks"]


def rewrite_events(runtime: Runtime, command: str, old: str, new: str) -> None:
    """The journal's line of a command tells another fact."""
    with runtime.bookkeeping() as session:
        entry = session.scalars(select(JournalEntry).filter_by(command=command)).one()
        told = json.dumps(entry.events)
        assert old in told
        entry.events = json.loads(told.replace(old, new))


def test_a_seed_that_was_told_otherwise_is_not_the_one(
    runtime: Runtime, made: Json, head: Device
) -> None:
    rewrite_events(runtime, "draw.make", made["seed"], "0" * 64)
    assert wrong(proof(head)) == ["commitment"]


def test_another_seed_with_its_own_commitment_is_not_the_one_that_was_promised(
    runtime: Runtime, made: Json, head: Device
) -> None:
    """Whoever found a seed that draws better would have to change the journal's first line too."""
    other = "0" * 64
    values = {"secret": other, "commitment": commitment_of(other)}
    change(runtime, "UPDATE draws SET secret = :secret, commitment = :commitment", **values)
    rewrite_events(runtime, "draw.make", made["seed"], other)
    assert wrong(proof(head)) == ["commitment", "picks"]


def test_a_seed_that_was_changed_before_the_draw_is_found_before_it(
    runtime: Runtime, head: Device
) -> None:
    serve(runtime, 10)
    begin(head)
    freeze(head)
    assert wrong(proof(head)) == []
    change(runtime, "UPDATE draws SET secret = :secret", secret="0" * 64)
    assert wrong(proof(head)) == ["commitment"]


def test_a_seed_that_was_promised_after_the_freezing_proves_nothing(
    runtime: Runtime, made: Json, head: Device
) -> None:
    late = "UPDATE journal SET number = number + 1000 WHERE command = 'draw.begin'"
    change(runtime, late)
    assert wrong(proof(head)) == ["order"]


def test_a_draw_that_no_journal_knows_is_not_right(
    runtime: Runtime, made: Json, head: Device
) -> None:
    change(runtime, "DELETE FROM journal WHERE command = 'draw.begin'")
    assert wrong(proof(head)) == ["plan", "commitment", "order"]


def test_of_sites_the_frozen_rows_count_since_sites_go_on_changing(
    runtime: Runtime, head: Device
) -> None:
    drawn(head, plan=site_plan(count=2))
    change(runtime, "UPDATE sites SET name = 'renamed' WHERE id = 'hall'")
    assert proof(head)["is_right"]
    change(runtime, "UPDATE draw_blocks SET lines = REPLACE(lines, 'far', 'near')")
    report = proof(head)
    assert wrong(report) == ["rows", "population"]
    assert report["changed"] == 1


def test_a_population_that_was_altered_after_freezing_is_not_drawn_from(
    runtime: Runtime, head: Device
) -> None:
    begin(head, plan=site_plan(count=2))
    freeze(head)
    change(runtime, "UPDATE draw_blocks SET lines = REPLACE(lines, 'far', 'near')")
    assert make(head)["code"] == "draw-altered"
    serve(runtime, 30)
    begin(head, "d2")
    freeze(head, "d2")
    change(runtime, "UPDATE draw_strata SET size = 1 WHERE draw_id = 'd2' AND number = 0")
    assert make(head, "d2")["code"] == "draw-altered"
    assert picks(head, "d2") == []


def test_before_it_is_drawn_what_there_is_can_be_verified(runtime: Runtime, head: Device) -> None:
    serve(runtime, 30)
    begin(head)
    assert [its["check"] for its in proof(head)["checks"]] == ["plan", "commitment"]
    freeze(head)
    report = proof(head)
    assert [its["check"] for its in report["checks"]][2:] == ["rows", "population"]
    assert report["is_right"]


@pytest.mark.clause("W1-10(3).3")
def test_the_command_says_yes_and_after_one_altered_row_no(
    app: Flask, runtime: Runtime, made: Json, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.app.create_app", lambda: app)
    told = CliRunner().invoke(cli.cli, ["draw", "verify", "d1"])
    assert (told.exit_code, told.output.count("✓")) == (0, 6), told.output
    assert made["population_hash"] in told.output
    row_id = record(runtime, 77)
    change(runtime, "UPDATE service_records SET kind = 'x' WHERE id = :id", id=row_id)
    told = CliRunner().invoke(cli.cli, ["draw", "verify", "d1"])
    assert told.exit_code == 1
    assert f"被改动 / altered: hall-team-000077 #{row_id}" in told.output
    assert "否，不能复现 / no" in told.output


def test_the_command_names_a_draw_that_is_not_there(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.app.create_app", lambda: app)
    told = CliRunner().invoke(cli.cli, ["draw", "verify", "nothing"])
    assert told.exit_code == 1
    assert "找不到这次抽样" in str(told.exception)
