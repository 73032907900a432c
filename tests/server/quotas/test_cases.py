"""Quotas: callbacks of closed cases (回访), as the case lists tell of them."""

import pytest
from sqlalchemy.orm import Session

from server.core.actor import Actor, system_actor
from server.core.clock import Moment
from server.core.command import Command, command
from server.core.events import emit
from server.core.runtime import Runtime
from server.planning.events import CasesCounted
from server.quotas.queries.recount import list_differences
from tests.builders.company import ORG
from tests.builders.quotas import quota
from tests.conftest import DeviceOf


class CountCases(Command):
    unit_id: str
    channel: str
    total: int
    called_back: int


@command("cases.count", grant="system", stale="append")
def count_cases(command: CountCases, actor: Actor, at: Moment, session: Session) -> None:
    """Tells what an import of cases would."""
    told = command.model_dump()
    emit(session, CasesCounted(period="2026-05", **told))


@pytest.fixture(autouse=True)
def teller(runtime: Runtime, monkeypatch: pytest.MonkeyPatch) -> None:
    spec = count_cases.__dict__["spec"]
    monkeypatch.setitem(runtime.wiring.commands, spec.name, spec)


def tell(runtime: Runtime, unit: str, channel: str, total: int, called_back: int) -> None:
    args = {"unit_id": unit, "channel": channel, "total": total, "called_back": called_back}
    runtime.perform("cases.count", args, system_actor(ORG))


@pytest.mark.clause("W2-35a")
def test_every_case_of_government_and_online_channels_is_called_back(
    runtime: Runtime, device_of: DeviceOf
) -> None:
    tell(runtime, "hall-team", "government", 7, 5)
    tell(runtime, "door-team", "web", 3, 3)
    tell(runtime, "south-team", "web", 9, 9)
    head = device_of("hugo")
    assert quota(head, "callback_full.north.2026-05") == (8, 10)
    assert quota(head, "callback_full.south.2026-05") == (9, 9)
    tell(runtime, "hall-team", "government", 6, 6)
    assert quota(head, "callback_full.north.2026-05") == (9, 9)


@pytest.mark.parametrize(("total", "required"), [(0, 0), (1, 1), (20, 1), (21, 2), (400, 20)])
def test_of_the_hotlines_cases_a_sample_is(
    runtime: Runtime, device_of: DeviceOf, total: int, required: int
) -> None:
    tell(runtime, "hall-team", "hotline", total, 0)
    assert quota(device_of("hugo"), "callback_sample.north.2026-05") == (0, required)


def test_no_more_callbacks_count_than_there_are_cases(
    runtime: Runtime, device_of: DeviceOf
) -> None:
    tell(runtime, "hall-team", "web", 2, 5)
    assert quota(device_of("hugo"), "callback_full.north.2026-05") == (2, 2)


def test_headquarters_own_cases_belong_to_no_branch(runtime: Runtime, device_of: DeviceOf) -> None:
    tell(runtime, "group", "web", 2, 1)
    head = device_of("hugo")
    head.pull()
    assert head.rows("quota") == {}


def test_a_recount_agrees(runtime: Runtime) -> None:
    tell(runtime, "hall-team", "web", 7, 5)
    tell(runtime, "hall-team", "hotline", 50, 5)
    with runtime.reading() as session:
        assert list(list_differences(session, ORG)) == []
