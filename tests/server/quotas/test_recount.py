"""Quotas counted anew: nothing differs, what is broken is found, and mending is journaled."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import text

from server.cli import cli
from server.core.audit import audit
from server.core.clock import SetClock
from server.core.runtime import Runtime
from server.nightly import run_nightly
from server.quotas.jobs import recount
from tests.builders.company import ORG, perform
from tests.builders.quotas import open_department, quota, self_check, set_customers, set_services
from tests.builders.visits import arrive, closed_visit
from tests.conftest import DeviceOf

MAY = "team_self.door-team.2026-05"
Recount = Callable[..., Result]


BOTH = pytest.mark.parametrize("database", ["sqlite", "postgres"])


@pytest.fixture
def filled(runtime: Runtime, device_of: DeviceOf) -> Runtime:
    """Quotas of every kind that visits fill; one visit awaits a photo, one is voided."""
    tess, ines, hugo = device_of("tess"), device_of("ines"), device_of("hugo")
    open_department(runtime)
    perform(runtime, "quota.open_month", period="2026-05")
    set_services(runtime, 34)
    set_services(runtime, 100, "2026-04", unit="first-team")
    set_customers(runtime, 33_334)
    visits = [self_check(tess) for _ in range(3)]
    self_check(device_of("dora"), site="gate", level="department")
    for _ in range(2):
        self_check(ines, site="hall", form="mystery", level="hq")
    arrive(runtime, *closed_visit(ines)[1])
    closed_visit(ines)
    tess.do("visit.ask_void", visit_id=visits[0], reason="wrong")
    hugo.do("visit.void", visit_id=visits[0])
    return runtime


@pytest.fixture
def ducha(tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Recount:
    monkeypatch.setenv("DUCHA_DATA", str(tmp_path))
    monkeypatch.setenv("DUCHA_DATABASE_URL", database_url)
    return lambda *options: CliRunner().invoke(cli, ["quota", "recount", *options])


@BOTH
def test_what_is_kept_as_events_arrive_equals_a_recount(filled: Runtime, ducha: Recount) -> None:
    found = ducha()
    assert (found.exit_code, found.output) == (0, "不一致 / differences: 0\n")


BROKEN = {
    "a number": (f"UPDATE quotas SET done = 9 WHERE id = '{MAY}'", f"{MAY}  done  9 → 2"),
    "a base": (f"UPDATE quotas SET base = 35 WHERE id = '{MAY}'", f"{MAY}  base  35 → 34"),
    "what is required": (
        "UPDATE quotas SET required = 1 WHERE id = 'branch_spot.north.2026-05'",
        "branch_spot.north.2026-05  required  1 → 2",
    ),
    "a count": (f"DELETE FROM quota_counts WHERE quota_id = '{MAY}'", "None → "),
    "a voided one that counts": (
        f"UPDATE quota_counts SET is_voided = (1 = 0) WHERE quota_id = '{MAY}'",
        " → None",
    ),
}


@pytest.mark.parametrize(("sql", "told"), BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_count_is_found_mended_and_journaled(
    filled: Runtime, ducha: Recount, device_of: DeviceOf, sql: str, told: str
) -> None:
    with filled.bookkeeping() as session:
        session.execute(text(sql))
    found = ducha()
    assert found.exit_code == 1
    assert told in found.output
    assert ducha("--repair").exit_code == 1
    assert ducha().exit_code == 0
    assert quota(device_of("hugo"), MAY) == (2, 2)
    assert quota(device_of("hugo"), "branch_spot.north.2026-05") == (0, 2)
    with filled.reading() as session:
        journaled = session.execute(
            text("SELECT count(*) FROM journal WHERE command = :name"), {"name": "quota.repair"}
        )
        assert journaled.scalar() == 1
        assert [its for its in audit(session, filled.wiring.feeds) if "quota" in its[1].place] == []


@BOTH
def test_a_quota_that_is_not_there_at_all_is_opened_by_mending(
    filled: Runtime, ducha: Recount, device_of: DeviceOf
) -> None:
    with filled.bookkeeping() as session:
        session.execute(text(f"DELETE FROM quota_counts WHERE quota_id = '{MAY}'"))
        session.execute(text(f"DELETE FROM quota_changes WHERE quota_id = '{MAY}'"))
        session.execute(text(f"DELETE FROM quotas WHERE id = '{MAY}'"))
    assert f"{MAY}  missing  0 → 2" in ducha("--repair").output
    assert list(recount(filled)) == []
    assert quota(device_of("hugo"), MAY) == (2, 2)


def test_a_night_opens_the_month_once(
    filled: Runtime, clock: SetClock, device_of: DeviceOf
) -> None:
    clock.instant = clock.instant.replace(month=6)
    done = {its.step: its.count for its in run_nightly(filled) if its.org == ORG}
    assert done["quotas"] > 0
    head = device_of("hugo")
    head.pull()
    june = {key: row for key, row in head.rows("quota").items() if row["period"] == "2026-06"}
    assert june["team_self.door-team.2026-06"]["stands_in"] == "2026-05"
    assert {row["starts_on"] for row in june.values()} == {date(2026, 6, 1).isoformat()}
    again = {its.step: its.count for its in run_nightly(filled) if its.org == ORG}
    assert again["quotas"] == 0
