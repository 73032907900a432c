"""The 100 %: a check that is made for a supervision matter covers it, until it is voided."""

from typing import Any

import pytest

from server.catalogue.commands import matter_cover
from server.catalogue.events import MatterCovered, MatterUncovered
from server.core.events import Event, emit
from server.core.runtime import Runtime
from tests.builders.device import Device, Json
from tests.builders.matters import closed_matter, day, matter_args, matter_of, part, register
from tests.builders.visits import answer, new_id, sign, start
from tests.conftest import DeviceOf


def assign(head: Device, matter_id: str, site: str = "door") -> Json:
    args = {"site_id": site, "template_id": "short", "level": "hq", "form": "key"}
    more = {"assignee_id": "ines", "due_on": day(3), "matter_id": matter_id}
    return head.do("task.assign", task_id=f"t-{matter_id}-{site}", **args, **more)


def check(device: Device, task_id: str, site: str = "door") -> str:
    visit_id = start(device, site, form="key", task_id=task_id)
    photos = [sign(device, visit_id)]
    for code in ("A", "B"):
        answer(device, visit_id, code)
    result = device.do("visit.close", visit_id=visit_id, photo_ids=photos)
    assert result["status"] == "applied", result
    return visit_id


def told(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Facts about coverage, as they are emitted."""
    found: list[Any] = []

    def note(session: Any, event: Event) -> None:
        found.append(event)
        emit(session, event)

    monkeypatch.setattr(matter_cover, "emit", note)
    return found


@pytest.mark.clause("W1-12(2)a")
def test_a_closed_check_covers_the_matter_and_a_voided_one_no_longer(
    runtime: Runtime, clerk: Device, device_of: DeviceOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    facts = told(monkeypatch)
    head, inspector = device_of("hugo"), device_of("ines")
    matter_id = register(clerk, matter_args(parts=[part("north")]))
    assert assign(head, matter_id)["status"] == "applied"
    assert matter_of(clerk, matter_id)["visit_ids"] == []
    visit_id = check(inspector, f"t-{matter_id}-door")
    assert matter_of(clerk, matter_id)["visit_ids"] == [visit_id]
    asked = inspector.do("visit.ask_void", visit_id=visit_id, reason="走错站点")
    assert asked["status"] == "applied", asked
    voided = head.do("visit.void", visit_id=visit_id)
    assert voided["status"] == "applied", voided
    assert matter_of(clerk, matter_id)["visit_ids"] == []
    covered, uncovered = facts
    assert isinstance(covered, MatterCovered)
    assert isinstance(uncovered, MatterUncovered)
    assert (covered.visit_id, covered.track, covered.unit_ids) == (visit_id, "key", ("north",))
    assert not uncovered.is_covered


def test_a_check_for_a_matter_is_made_at_its_units_while_it_is_open(
    clerk: Device, device_of: DeviceOf
) -> None:
    head = device_of("hugo")
    matter_id = register(clerk, matter_args(parts=[part("north")]))
    assert assign(head, matter_id, "far")["code"] == "site-outside-matter"
    assert assign(head, new_id())["code"] == "supervision-matter-unknown"
    settled = closed_matter(clerk, device_of("dora"))
    assert assign(head, settled)["code"] == "supervision-matter-not-open"
