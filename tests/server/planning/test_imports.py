"""An import from the upload to its undoing: what counts when, and what the journal tells."""

import pytest
from sqlalchemy import select

from server.core.journal import JournalEntry
from server.core.runtime import Runtime
from server.planning.models.populations import CaseRecord
from tests.builders.company import perform
from tests.builders.device import Json
from tests.builders.lists import Importer, Row, services, stored
from tests.conftest import DeviceOf

MAY = ("hall-team", "services", "2026-05")
NORTH = ("north", "customers", "2026-04")


def journal(runtime: Runtime, command: str) -> list[JournalEntry]:
    with runtime.reading() as session:
        query = select(JournalEntry).where(JournalEntry.command == command)
        return list(session.scalars(query.order_by(JournalEntry.number)))


def facts(runtime: Runtime, command: str, event: str) -> list[Json]:
    told = [fact for entry in journal(runtime, command) for fact in entry.events]
    return [fact for fact in told if fact["event"] == event]


def required(clerk: Importer, quota_id: str) -> int:
    clerk.device.pull()
    return clerk.device.rows("quota")[quota_id]["required"]


@pytest.mark.clause("W1-12(1)a")
def test_services_row_by_row_become_a_teams_quota(runtime: Runtime, clerk: Importer) -> None:
    import_id = clerk.check("services", services(34))
    row = clerk.row(import_id)
    assert (row["state"], row["good"], row["bad"], row["duplicates"]) == ("checked", 34, 0, 0)
    assert stored(runtime) == [], "a dry run changes nothing"
    assert clerk.sizes() == {}
    clerk.confirm(import_id)
    row = clerk.row(import_id)
    assert (row["state"], row["done"], row["total"]) == ("done", 34, 34)
    assert len(stored(runtime)) == 34
    assert clerk.sizes() == {MAY: 34}
    assert required(clerk, "team_self.hall-team.2026-05") == 2, "⌈34 × 3 %⌉"


@pytest.mark.clause("W1-12(1)b")
def test_customers_at_the_months_end_become_the_next_months_quota(clerk: Importer) -> None:
    rows: list[Row] = [("north", "2026-04", "33,334"), ("south", "2026年4月", 33_333)]
    clerk.bring("customers", rows)
    assert clerk.sizes() == {NORTH: 33_334, ("south", "customers", "2026-04"): 33_333}
    assert required(clerk, "branch_spot.north.2026-05") == 2
    assert required(clerk, "branch_spot.south.2026-05") == 1


@pytest.mark.clause("W1-12(1)a")
def test_a_month_without_services_has_a_quota_of_nothing(clerk: Importer) -> None:
    clerk.bring("service_counts", [("hall-team", "2026-05", 0)])
    assert clerk.sizes() == {MAY: 0}
    assert required(clerk, "team_self.hall-team.2026-05") == 0


def test_cases_are_counted_by_unit_month_and_channel(runtime: Runtime, clerk: Importer) -> None:
    rows: list[Row] = [
        ("C1", "north", "政务", "2026-05-01", "2026-05-02"),
        ("C2", "north", "政务", "2026-05-01", ""),
        ("C3", "north", "网办", "2026-05-01", ""),
        ("C4", "south", "热线", "2026-04-30", "2026-05-04"),
    ]
    clerk.bring("cases", rows)
    told = facts(runtime, "import.run_batch", "CasesCounted")
    assert {
        (its["unit_id"], its["period"], its["channel"]): (its["total"], its["called_back"])
        for its in told
    } == {
        ("north", "2026-05", "government"): (2, 1),
        ("north", "2026-05", "web"): (1, 0),
        ("south", "2026-04", "hotline"): (1, 1),
    }
    assert clerk.sizes()["north", "cases_government", "2026-05"] == 2
    # Called back later: the list is brought again, and only this channel of this month changes.
    clerk.bring("cases", [("C1", "north", "政务", "2026-05-01", "2026-05-02")])
    assert stored(runtime, CaseRecord) == ["C1", "C3", "C4"]
    last = facts(runtime, "import.run_batch", "CasesCounted")[-1]
    assert (last["total"], last["called_back"]) == (1, 1)


def test_the_second_import_of_a_month_replaces_or_adds_by_choice(
    runtime: Runtime, clerk: Importer
) -> None:
    clerk.bring("services", services(10))
    second = clerk.check("services", services(10, first=8))
    (line,) = clerk.details(second)["lines"]
    assert (line["former"], line["given"], line["overlap"]) == (10, 10, 2)
    assert (line["after_replace"], line["after_add"]) == (10, 18), "said beforehand"
    assert clerk.row(second)["duplicates"] == 2
    clerk.confirm(second, "add")
    assert clerk.sizes() == {MAY: 18}
    assert len(stored(runtime)) == 18
    third = clerk.bring("services", services(5, first=16))
    assert clerk.sizes() == {MAY: 5}
    assert stored(runtime) == sorted(row[0] for row in services(5, first=16))
    assert clerk.undo(third)["status"] == "applied"
    assert clerk.sizes() == {MAY: 18}
    assert len(stored(runtime)) == 18


def test_other_units_and_months_stay_as_they_are(runtime: Runtime, clerk: Importer) -> None:
    clerk.bring(
        "services", [*services(3), *services(4, "door-team"), *services(5, month="2026-04")]
    )
    clerk.bring("services", services(1, first=100))
    assert clerk.sizes() == {
        MAY: 1,
        ("door-team", "services", "2026-05"): 4,
        ("hall-team", "services", "2026-04"): 5,
    }
    assert len(stored(runtime)) == 10


def test_a_reference_that_is_stored_elsewhere_is_counted_and_left_out(
    runtime: Runtime, clerk: Importer
) -> None:
    clerk.bring("services", services(3))
    moved = [(row[0], "door-team", *row[2:]) for row in services(2)]
    import_id = clerk.check("services", [*moved, *services(4, "door-team")])
    row = clerk.row(import_id)
    assert (row["good"], row["duplicates"], row["bad"]) == (4, 2, 0)
    clerk.confirm(import_id)
    assert clerk.sizes() == {MAY: 3, ("door-team", "services", "2026-05"): 4}


@pytest.mark.clause("W1-12(1)a")
def test_undoing_takes_the_whole_import_back(runtime: Runtime, clerk: Importer) -> None:
    clerk.bring("services", services(34))
    before = stored(runtime)
    import_id = clerk.bring("services", [*services(99, first=20), *services(7, "door-team")])
    assert required(clerk, "team_self.hall-team.2026-05") == 3
    result = clerk.undo(import_id, "导错了月份")
    assert result["status"] == "applied", result
    row = clerk.row(import_id)
    assert (row["state"], row["undone_by"], row["undo_reason"]) == ("undone", "Clara", "导错了月份")
    assert clerk.sizes() == {MAY: 34}
    assert stored(runtime) == before
    assert required(clerk, "team_self.hall-team.2026-05") == 2
    assert required(clerk, "team_self.door-team.2026-05") == 0
    (undone,) = facts(runtime, "import.undo", "ImportUndone")
    assert undone["counts"] == [
        ["door-team", "services", "2026-05", 7, 0],
        ["hall-team", "services", "2026-05", 99, 34],
    ]
    assert clerk.undo(import_id)["code"] == "import-not-undoable"


def test_undoing_gives_a_typed_number_back_with_its_writer(
    runtime: Runtime, clerk: Importer
) -> None:
    args = {"unit_id": "north", "kind": "customers", "period": "2026-04"}
    clerk.device.do("population.set", **args, size=900)
    (typed,) = clerk.populations("2026-04")
    import_id = clerk.bring("customers", [("north", "2026-04", 1000)])
    assert clerk.sizes() == {NORTH: 1000}
    clerk.undo(import_id)
    (again,) = clerk.populations("2026-04")
    assert again == typed
    assert (again["source"], again["set_by"]) == ("typed", "Clara")


def test_what_was_changed_since_is_not_undone_over(clerk: Importer) -> None:
    first = clerk.bring("customers", [("north", "2026-04", 1000)])
    second = clerk.bring("customers", [("north", "2026-04", 1001)])
    assert clerk.undo(first)["code"] == "import-overlaid"
    clerk.undo(second)
    assert clerk.undo(first)["status"] == "applied"
    assert clerk.sizes() == {}


def test_what_changed_since_the_check_asks_for_another_check(clerk: Importer) -> None:
    import_id = clerk.check("customers", [("north", "2026-04", 1000)])
    clerk.bring("customers", [("north", "2026-04", 990)])
    assert clerk.confirm(import_id)["code"] == "import-outdated"
    clerk.device.do("import.check_again", import_id=import_id)
    clerk.work()
    assert clerk.confirm(import_id)["status"] == "applied"
    assert clerk.sizes() == {NORTH: 1000}


@pytest.mark.clause("W1-12(1)b")
def test_ten_times_as_many_customers_are_confirmed_with_a_reason_alone(
    runtime: Runtime, clerk: Importer
) -> None:
    args = {"unit_id": "north", "kind": "customers"}
    perform(runtime, "population.set", **args, period="2026-03", size=33_334)
    import_id = clerk.check("customers", [("north", "2026-04", 333_340)])
    (line,) = clerk.details(import_id)["lines"]
    assert (line["level_replace"], line["last_month"]) == ("reason", 33_334)
    assert clerk.confirm(import_id)["code"] == "import-needs-reason"
    assert clerk.confirm(import_id, reason="并入邻县用户")["status"] == "applied"
    (told,) = facts(runtime, "import.confirm", "ImportConfirmed")
    assert told["reason"] == "并入邻县用户"
    typed = {"unit_id": "south", "kind": "customers"}
    clerk.device.do("population.set", **typed, period="2026-03", size=100)
    asked = clerk.device.do("population.set", **typed, period="2026-04", size=1000)
    assert asked["code"] == "population-needs-reason"
    given = clerk.device.do("population.set", **typed, period="2026-04", size=1000, reason="并入")
    assert given["status"] == "applied"


def test_the_journal_has_the_file_the_counts_and_a_digest_for_each_batch(
    runtime: Runtime, clerk: Importer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.planning.jobs.imports.ROWS_AT_ONCE", 10)
    import_id = clerk.bring("services", [*services(12), *services(13, "door-team")])
    (told,) = facts(runtime, "import.confirm", "ImportConfirmed")
    row = clerk.row(import_id)
    assert told["sha256"] == row["sha256"]
    assert told["counts"] == [
        ["door-team", "services", "2026-05", None, 13],
        ["hall-team", "services", "2026-05", None, 12],
    ]
    (entry,) = journal(runtime, "import.confirm")
    assert entry.actor_name == "Clara"
    batches = facts(runtime, "import.run_batch", "RecordsMoved")
    assert [its["rows"] for its in batches] == [10, 10, 5]
    assert len({its["sha256"] for its in batches}) == 3
    assert all(len(entry.rows) <= 5 for entry in journal(runtime, "import.run_batch"))


def test_a_batch_of_the_api_goes_the_same_way(clerk: Importer) -> None:
    body = {
        "import_id": "api-1",
        "list_name": "customers",
        "rows": [
            {"unit": "north", "month": "2026-04", "count": 1000},
            {"unit": "south", "month": "2026-04", "count": "1.5"},
        ],
    }
    answer = clerk.device.post("/api/imports/rows", body)
    assert (answer.status_code, answer.json["state"]) == (202, "waiting")
    assert clerk.device.post("/api/imports/rows", body).json["id"] == "api-1", "sent again"
    clerk.work()
    assert clerk.reasons("api-1") == [(3, "月末用户数", "不能有小数或正号，请填整数")]
    clerk.confirm("api-1", accepts_bad=True, reason="south 下月补")
    (found,) = clerk.populations("2026-04")
    assert (found["size"], found["source"], found["import_id"]) == (1000, "api", "api-1")


def test_a_cancelled_import_is_over(runtime: Runtime, clerk: Importer) -> None:
    import_id = clerk.check("services", services(3))
    assert clerk.device.do("import.cancel", import_id=import_id)["status"] == "applied"
    assert clerk.confirm(import_id)["code"] == "import-not-checked"
    assert clerk.row(import_id)["state"] == "cancelled"
    assert stored(runtime) == []


def test_only_those_who_keep_the_numbers_see_and_move_imports(
    clerk: Importer, device_of: DeviceOf
) -> None:
    import_id = clerk.check("services", services(3))
    # Whose quota hangs on a number does not set it: not even the branch's own people.
    for login in ("bram", "tess", "hugo"):
        other = Importer(clerk.runtime, device_of(login))
        assert other.try_put("services", b"x", "y").status_code == 403
        assert other.confirm(import_id)["code"] == "not-allowed"
        other.device.pull()
        assert other.device.rows("import") == {}
    assert Importer(clerk.runtime, device_of("adam")).row(import_id)["state"] == "checked"


def test_two_imports_are_not_stored_at_once(runtime: Runtime, clerk: Importer) -> None:
    first, second = (
        clerk.check("services", services(3)),
        clerk.check("services", services(3, "door-team")),
    )
    assert clerk.device.do("import.confirm", import_id=first, mode="add")["status"] == "applied"
    assert clerk.device.do("import.confirm", import_id=second, mode="add")["code"] == "import-busy"
    clerk.work()
    assert clerk.confirm(second, "add")["status"] == "applied"


def test_a_worker_is_woken_by_who_confirms_and_by_nobody_else(
    clerk: Importer, monkeypatch: pytest.MonkeyPatch
) -> None:
    woken: list[object] = []
    monkeypatch.setattr("server.syncing.routes.exchange.wake", woken.append)
    import_id = clerk.check("customers", [("north", "2026-04", 5)])
    clerk.device.do("population.set", unit_id="south", kind="customers", period="2026-04", size=1)
    assert woken == []
    clerk.confirm(import_id)
    assert len(woken) == 1
    clerk.undo(import_id)
    assert len(woken) == 2
