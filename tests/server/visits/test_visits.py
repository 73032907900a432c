"""Visits: who may check what, and what makes a check complete."""

from server.core.actor import system_actor
from server.core.runtime import Runtime
from tests.builders.company import item, perform, photo_template
from tests.builders.device import Device
from tests.builders.visits import (
    answer,
    arrive,
    attach,
    closed_visit,
    new_id,
    photo_args,
    sign,
    start,
)
from tests.conftest import DeviceOf


def close(device: Device, visit_id: str, *photo_ids: str, **claims: object) -> dict[str, object]:
    return device.do("visit.close", visit_id=visit_id, photo_ids=list(photo_ids), **claims)


def try_start(device: Device, **changes: object) -> dict[str, object]:
    args = {"visit_id": new_id(), "site_id": "hall", "template_id": "short"}
    return device.do("visit.start", **{**args, "level": "hq", "form": "spot", **changes})


def test_a_closed_site_takes_no_check(runtime: Runtime, device_of: DeviceOf) -> None:
    perform(runtime, "site.close", site_id="hall", reason="flood")
    assert try_start(device_of("ines"))["code"] == "site-closed"


def test_an_unknown_site_is_named_so(device_of: DeviceOf) -> None:
    assert try_start(device_of("ines"), site_id="nowhere")["code"] == "site-unknown"


def test_the_level_follows_the_post(device_of: DeviceOf) -> None:
    assert try_start(device_of("tess"), site_id="door")["code"] == "level-not-allowed"
    own = try_start(device_of("tess"), site_id="door", level="team", form="self")
    assert own["status"] == "applied"
    other = try_start(device_of("tess"), level="team", form="self")
    assert other["code"] == "level-not-allowed"


def test_a_list_is_used_at_its_own_levels(device_of: DeviceOf) -> None:
    result = try_start(
        device_of("tess"), site_id="door", template_id="photo", level="team", form="self"
    )
    assert result["code"] == "level-not-offered"


def test_an_incomplete_check_says_what_is_missing(device_of: DeviceOf) -> None:
    device = device_of("ines")
    visit_id = start(device)
    answer(device, visit_id, "A", "fail")
    result = close(device, visit_id)
    assert result["code"] == "visit-incomplete"
    assert result["details"] == {
        "items": [
            {"item_code": "A", "missing": ["photo"]},
            {"item_code": "B", "missing": ["answer"]},
        ]
    }


def test_the_inspected_side_signs_before_closing(device_of: DeviceOf) -> None:
    device = device_of("ines")
    visit_id = start(device)
    for code in ("A", "B"):
        answer(device, visit_id, code)
    assert close(device, visit_id)["code"] == "visit-not-signed"
    signature = sign(device, visit_id)
    assert close(device, visit_id, signature)["status"] == "applied"


def test_refusing_to_sign_needs_a_reason(device_of: DeviceOf) -> None:
    device = device_of("ines")
    visit_id = start(device)
    witness = attach(device, "visit", visit_id, "witness")
    refusal = {"visit_id": visit_id, "is_refused": True, "photo_id": witness}
    assert device.do("visit.sign", **refusal)["code"] == "refusal-unexplained"
    refusal["refusal_reason"] = "says it was not his shift"
    assert device.do("visit.sign", **refusal)["status"] == "applied"


def test_the_servers_score_stands_and_the_difference_is_told(device_of: DeviceOf) -> None:
    device = device_of("ines")
    visit_id = start(device)
    signature = sign(device, visit_id)
    for code in ("A", "B"):
        answer(device, visit_id, code)
    result = close(device, visit_id, signature, score_tenths=990, colour="green")
    assert result["conflicts"] == [
        {"row": f"visit/{visit_id}", "field": "score_tenths", "theirs": 1000, "yours": 990}
    ]


def test_a_closed_check_is_not_changed(device_of: DeviceOf) -> None:
    device = device_of("ines")
    visit_id, photos = closed_visit(device)
    assert answer(device, visit_id, "A", "fail")["code"] == "visit-not-open"
    assert device.do("photo.detach", photo_id=photos[0])["code"] == "visit-not-open"


def test_another_inspector_does_not_write_into_a_check(device_of: DeviceOf) -> None:
    visit_id = start(device_of("ines"))
    assert answer(device_of("ivan"), visit_id, "A")["code"] == "visit-not-yours"


def test_a_check_awaits_its_photos_before_it_is_complete(
    runtime: Runtime, device_of: DeviceOf
) -> None:
    device = device_of("ines")
    visit_id, photos = closed_visit(device, failing=("A",))
    arrive(runtime, photos[0])
    device.pull()
    assert device.rows("visit")[visit_id]["completed_at"] is None
    assert device.rows("visit")[visit_id]["missing_photos"] == 1
    arrive(runtime, photos[1])
    device.pull()
    assert device.rows("visit")[visit_id]["completed_at"] is not None


def test_a_refused_photo_is_replaced_after_closing(runtime: Runtime, device_of: DeviceOf) -> None:
    device = device_of("ines")
    visit_id, photos = closed_visit(device, failing=("A",))
    arrive(runtime, photos[0])
    args = {"photo_id": photos[1], "reason": "no-picture"}
    runtime.perform("photo.refuse", args, system_actor("testco"))
    new = attach(device, "visit", visit_id, "A", replaces=photos[1])
    arrive(runtime, new)
    device.pull()
    visit = device.rows("visit")[visit_id]
    assert sorted(visit["photo_ids"]) == sorted([photos[0], new])
    assert visit["completed_at"] is not None


def test_an_item_may_refuse_pictures_that_were_not_shot_on_the_spot(
    runtime: Runtime, device_of: DeviceOf
) -> None:
    items = [item("A", 60, is_gallery_allowed=False), item("B", 40)]
    template = {**photo_template(), "template_id": "spot", "code": "SPOT", "items": items}
    perform(runtime, "template.publish", **template)
    ines = device_of("ines")
    visit_id = start(ines, template="spot")

    def attach_from(source: str, slot: str) -> dict[str, object]:
        args = photo_args(new_id(), "visit", visit_id, slot)
        return ines.do("photo.attach", **{**args, "source": source})

    refused = attach_from("gallery", "A")
    assert (refused["code"], refused["details"]) == ("gallery-not-allowed", {"item_code": "A"})
    for source, slot in (("camera", "A"), ("gallery", "B"), ("gallery", "witness")):
        assert attach_from(source, slot)["status"] == "applied"
    ines.pull()
    rows = ines.rows("template")["spot"]["items"]
    assert [row["is_gallery_allowed"] for row in rows] == [False, True]


def test_a_failed_item_is_remembered_at_its_site(runtime: Runtime, device_of: DeviceOf) -> None:
    device = device_of("ines")
    for _ in range(2):
        _, photos = closed_visit(device, failing=("A",))
        arrive(runtime, *photos)
    device.pull()
    finding = device.rows("finding")["hall.A"]
    assert (finding["failures_12m"], finding["last_failed_on"]) == (2, "2026-05-06")
