"""Quotas follow the lists that are imported: services, customers, cases; and what is taken back."""

import pytest

from server.core.runtime import Runtime
from server.quotas.queries.recount import list_differences
from tests.builders.company import ORG, add_person
from tests.builders.lists import Importer, services
from tests.builders.quotas import quota
from tests.conftest import DeviceOf

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
