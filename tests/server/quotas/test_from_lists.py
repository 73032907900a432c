"""Quotas follow the lists that are imported: services, customers, cases; and what is taken back."""

import pytest

from server.core.runtime import Runtime
from server.quotas.queries.recount import list_differences
from tests.builders.company import ORG, add_person
from tests.builders.device import Json
from tests.builders.lists import Importer, services
from tests.builders.quotas import quota, read
from tests.conftest import DeviceOf

BOTH = pytest.mark.parametrize("database", ["sqlite", "postgres"])
CASES = [
    ("C1", "north", "政务", "2026-05-01", "2026-05-02"),
    ("C2", "north", "政务", "2026-05-01", ""),
    ("C3", "north", "APP", "2026-05-02", "2026-05-02"),
    *((f"H{n}", "north", "热线", "2026-05-02", "2026-05-03" if n < 1 else "") for n in range(21)),
]


@pytest.fixture
def clerk(runtime: Runtime, device_of: DeviceOf) -> Importer:
    add_person(runtime, "clara", "group_clerk", "group", "hq")
    return Importer(runtime, device_of("clara"))


def differences(runtime: Runtime) -> list[object]:
    with runtime.reading() as session:
        return list(list_differences(session, ORG))


@pytest.mark.clause("W2-35a", "W2-35b")
def test_a_list_of_cases_makes_the_callback_quotas(
    runtime: Runtime, device_of: DeviceOf, clerk: Importer
) -> None:
    import_id = clerk.bring("cases", CASES)
    head = device_of("hugo")
    assert quota(head, "callback_full.north.2026-05") == (2, 3)
    assert quota(head, "callback_sample.north.2026-05") == (1, 2)
    clerk.undo(import_id)
    assert quota(head, "callback_full.north.2026-05") == (0, 0)
    assert differences(runtime) == []


@BOTH
def test_a_number_of_callbacks_opens_its_cases_and_who_was_not_called(
    runtime: Runtime, device_of: DeviceOf, clerk: Importer
) -> None:
    clerk.bring("cases", CASES)
    head = device_of("hugo")
    full = read(head, "quotas/callback_full.north.2026-05/cases?called_back=false")
    assert full["channels"] == [
        {"channel": "app", "total": 1, "called_back": 1},
        {"channel": "government", "total": 2, "called_back": 1},
    ]
    north = {"unit_name": "north", "closed_on": "2026-05-01"}
    assert full["cases"] == [
        {**north, "reference": "C2", "channel": "government", "called_back_on": None}
    ]
    made = read(head, "quotas/callback_full.north.2026-05/cases?called_back=true")["cases"]
    assert [(its["reference"], its["called_back_on"]) for its in made] == [
        ("C1", "2026-05-02"),
        ("C3", "2026-05-02"),
    ]
    sample = read(head, "quotas/callback_sample.north.2026-05/cases")
    assert {its["channel"] for its in sample["cases"]} == {"hotline"}
    assert len(sample["cases"]) == 20


def test_cases_come_page_by_page_and_are_asked_for_in_numbers(
    runtime: Runtime, device_of: DeviceOf, clerk: Importer
) -> None:
    clerk.bring("cases", [(f"H{n}", "north", "热线", "2026-05-02", "") for n in range(51)])
    head, path = device_of("hugo"), "quotas/callback_sample.north.2026-05/cases"
    first, rest = read(head, path), read(head, f"{path}?offset=50")
    assert (len(first["cases"]), first["has_more"]) == (50, True)
    assert (len(rest["cases"]), rest["has_more"]) == (1, False)
    assert len({its["reference"] for its in first["cases"] + rest["cases"]}) == 51
    read(head, f"{path}?offset=-1", status=422)


def test_other_units_cases_are_nobody_elses_and_other_quotas_have_none(
    runtime: Runtime, device_of: DeviceOf, clerk: Importer
) -> None:
    clerk.bring("cases", CASES)
    clerk.bring("services", services(34))
    nothing: Json = {"channels": [], "cases": [], "has_more": False}
    assert read(device_of("hugo"), "quotas/team_self.hall-team.2026-05/cases") == nothing
    read(device_of("tess"), "quotas/callback_full.north.2026-05/cases", status=404)


@pytest.mark.clause("W1-12(1)a")
def test_a_list_of_services_sizes_the_teams_quota_and_its_undoing_unsizes_it(
    runtime: Runtime, device_of: DeviceOf, clerk: Importer
) -> None:
    first = clerk.bring("services", services(34))
    second = clerk.bring("services", services(33, first=34), mode="add")
    head = device_of("hugo")
    assert quota(head, "team_self.hall-team.2026-05") == (0, 3)
    clerk.undo(second)
    assert quota(head, "team_self.hall-team.2026-05") == (0, 2)
    clerk.undo(first)
    assert quota(head, "team_self.hall-team.2026-05")[1] in (None, 0)
    assert differences(runtime) == []
