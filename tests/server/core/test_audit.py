"""`ducha check`: SQL that went past the door is found and named."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import text

from server.cli import SHOWN, cli
from server.core.audit import Difference, audit
from server.core.runtime import Runtime
from tests.builders.company import ORG
from tests.builders.visits import delivered_order
from tests.conftest import DeviceOf

DOCTORED = {
    "a row added": (
        "INSERT INTO answers (id, org, visit_id, inspector_id, item_code, repeat_key, result, note,"
        " inputs, answered_at, is_carried) SELECT 'forged', org, visit_id, inspector_id, 'Z', 'Z',"
        " result, note, inputs, answered_at, is_carried FROM answers LIMIT 1",
        [("answer/forged", "missing from user:ines")],
    ),
    "a row removed": (
        "DELETE FROM notices WHERE user_id = 'stan'",
        [("notice/", "in the index, but there is no such row")],
    ),
    "a row given to another unit": (
        "UPDATE sites SET unit_id = 'south-team' WHERE id = 'hall'",
        [
            ("site/hall", "missing from unit:south-team/sites"),
            ("site/hall", "still unit:hall-team/sites"),
        ],
    ),
    "an entry removed": (
        "DELETE FROM sync_index WHERE entity = 'site' AND row_id = 'far'",
        [
            ("site/far", "missing from unit:south-team/sites"),
            ("unit:south-team/sites", "1 rows by its sums, 0 by the index"),
        ],
    ),
    "an entry's version changed": (
        "UPDATE sync_index SET version = 1 WHERE entity = 'site' AND row_id = 'far'",
        [("site/far", "version 1 in unit:south-team/sites, 10 of its own"), ("unit:south", "")],
    ),
    "an entry ahead of the clock": (
        "UPDATE sync_index SET version = 99999 WHERE entity = 'site' AND row_id = 'far'",
        [("site/far", "version 99999 is ahead of the clock")],
    ),
    "a sum changed": (
        "UPDATE sync_scopes SET digest = digest + 1 WHERE scope = 'public'",
        [("public", "rows by its sums")],
    ),
    "a scope's version put back": (
        "UPDATE sync_scopes SET version = 1 WHERE scope = 'public'",
        [("public", "version 1, but")],
    ),
    "a sum removed": (
        "DELETE FROM sync_scopes WHERE scope = 'public'",
        [("public", "has rows, but no sums are kept of it")],
    ),
    "a sum of nothing": (
        "INSERT INTO sync_scopes (org, scope, version, digest, rows)"
        " VALUES ('testco', 'unit:ghost/sites', 3, 5, 1)",
        [("unit:ghost/sites", "1 rows by its sums, 0 by the index")],
    ),
    "a line of the journal changed": (
        "UPDATE journal SET actor_name = 'somebody' WHERE number = 5",
        [("journal/5", "content")],
    ),
}


@pytest.fixture
def lived_in(runtime: Runtime, device_of: DeviceOf) -> Runtime:
    delivered_order(runtime, device_of("ines"), "A")
    return runtime


def differences(runtime: Runtime) -> list[Difference]:
    with runtime.reading() as session:
        found = list(audit(session, runtime.wiring.feeds))
    assert {org for org, _ in found} <= {ORG}
    return [difference for _, difference in found]


def test_what_came_through_the_door_agrees(lived_in: Runtime) -> None:
    assert differences(lived_in) == []


@pytest.mark.parametrize(("sql", "expected"), DOCTORED.values(), ids=DOCTORED.keys())
def test_sql_past_the_door_is_found_and_named(
    lived_in: Runtime, sql: str, expected: list[tuple[str, str]]
) -> None:
    with lived_in.bookkeeping() as session:
        session.execute(text(sql))
    found = differences(lived_in)
    for place, what in expected:
        assert any(item.place.startswith(place) and what in item.what for item in found), found


def test_the_command_names_the_first_hundred_and_ends_with_one(
    lived_in: Runtime, tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DUCHA_DATA", str(tmp_path))
    monkeypatch.setenv("DUCHA_DATABASE_URL", database_url)
    honest = CliRunner().invoke(cli, ["check"])
    assert (honest.exit_code, honest.output) == (0, "不一致 / differences: 0\n")
    with lived_in.bookkeeping() as session:
        session.execute(text("UPDATE journal SET actor_name = 'x'"))
        session.execute(text("UPDATE sync_index SET version = version + 700"))
    found = CliRunner().invoke(cli, ["check"])
    lines = found.output.splitlines()
    assert found.exit_code == 1
    assert len(lines) == SHOWN + 1
    assert lines[0] == f"{ORG}  journal/1  content"
    assert int(lines[-1].removeprefix("不一致 / differences: ")) > SHOWN
