"""Campaigns: a list of sites that are all looked at, hidden while they are mystery visits."""

import pytest

from server.core.runtime import Runtime
from tests.builders.company import add_person, perform
from tests.builders.device import Device
from tests.builders.plans import a_campaign, applied, asked, campaign_args, kinds, tasks_of
from tests.builders.visits import answer, sign, start
from tests.conftest import DeviceOf


def check(device: Device, task: dict[str, object]) -> None:
    visit_id = start(device, str(task["site_id"]), task_id=task["id"], form=task["form"])
    photos = [sign(device, visit_id)]
    for code in ("A", "B"):
        answer(device, visit_id, code)
    applied(device.do("visit.close", visit_id=visit_id, photo_ids=photos))


@pytest.mark.clause("W1-10(1).5")
def test_a_campaign_covers_its_sites_and_shows_progress_by_unit(
    head: Device, device_of: DeviceOf
) -> None:
    sites = [{"site_id": "hall", "assignee_id": "ines"}, {"site_id": "far", "assignee_id": "ines"}]
    key = a_campaign(head, sites=sites)
    ines = device_of("ines")
    assert kinds(ines) == ["tasks_given"]
    first, second = tasks_of(ines)
    assert (first["due_on"], first["campaign_id"]) == ("2026-05-20", key)
    check(ines, first)
    path = f"/api/tasks/progress?sources={key}"
    lines = asked(head, path)["lines"]
    done = {line["branch_id"]: (line["done"], line["total"]) for line in lines}
    assert done == {"south": (1, 1), "north": (0, 1)}
    assert head.do("campaign.close", campaign_id=key)["code"] == "campaign-uncovered"
    check(ines, second)
    applied(head.do("campaign.close", campaign_id=key, note="fine"))
    head.pull()
    row = head.rows("campaign")[key]
    assert (row["state"], row["done"], row["total"]) == ("closed", 2, 2)
    assert head.do("campaign.close", campaign_id=key)["code"] == "campaign-closed"


def test_closed_before_the_end_it_says_why_and_calls_off_the_rest(head: Device) -> None:
    key = a_campaign(head)
    applied(head.do("campaign.close", campaign_id=key, uncovered_reason="put off"))
    assert tasks_of(head) == []
    row = head.rows("campaign")[key]
    assert (row["done"], row["total"], row["closing_note"]) == (0, 2, "put off")


@pytest.mark.clause("C1-7(1).3a")
def test_a_mystery_campaign_is_the_groups_own_until_it_is_published(
    runtime: Runtime, head: Device, branch: Device, device_of: DeviceOf
) -> None:
    add_person(runtime, "cleo", "group_clerk", "group", "hq")
    key = a_campaign(head, kind="mystery", form="mystery")
    cleo, rita = device_of("cleo"), device_of("rita")
    for device, sees in ((head, True), (cleo, True), (branch, False), (rita, False)):
        assert (len(tasks_of(device)) > 0) is sees
        assert (key in device.rows("campaign")) is sees
        lines = asked(device, f"/api/tasks/progress?sources={key}")["lines"]
        assert (lines != []) is sees


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"ends_on": "2026-05-05", "starts_on": "2026-05-01"}, "campaign-period"),
        ({"starts_on": "2026-05-20", "ends_on": "2026-05-10"}, "campaign-period"),
        ({"sites": [{"site_id": "hall"}, {"site_id": "hall"}]}, "campaign-sites"),
        ({"sites": [{"site_id": "nowhere"}]}, "site-unknown"),
        ({"sites": [{"site_id": "hall", "assignee_id": "bram"}]}, "assignee-unfit"),
        ({"kind": "mystery"}, "campaign-form"),
        ({"form": "mystery"}, "campaign-form"),
        ({"template_id": "photo", "level": "team"}, "level-not-offered"),
    ],
)
def test_a_campaign_that_cannot_be_carried_out_is_refused_by_name(
    head: Device, changes: dict[str, object], code: str
) -> None:
    assert head.do("campaign.open", **campaign_args(**changes))["code"] == code
    assert tasks_of(head) == []


def test_a_closed_site_belongs_to_no_campaign(runtime: Runtime, head: Device) -> None:
    perform(runtime, "site.close", site_id="hall", reason="gone")
    assert head.do("campaign.open", **campaign_args())["code"] == "site-closed"


def test_a_branch_has_campaigns_over_its_own_sites_alone(branch: Device) -> None:
    args = {"unit_id": "north", "level": "company"}
    applied(branch.do("campaign.open", **campaign_args(**args, sites=[{"site_id": "hall"}])))
    result = branch.do("campaign.open", **campaign_args(**args, sites=[{"site_id": "far"}]))
    assert result["code"] == "not-allowed"
