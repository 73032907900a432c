"""Visits and orders in the states that tests start from, made by devices."""

import uuid
from itertools import zip_longest
from typing import Any

from server.core.actor import system_actor
from server.core.runtime import Runtime
from tests.builders.company import NOW, ORG
from tests.builders.device import Device, Json

SHA = "0" * 64


def new_id() -> str:
    return str(uuid.uuid4())


def start(device: Device, site: str = "hall", template: str = "short", **changes: Any) -> str:
    """An open visit of this device's person; returns its id."""
    args = visit_args(site_id=site, template_id=template, **changes)
    result = device.do("visit.start", **args)
    assert result["status"] == "applied", result
    return args["visit_id"]


def visit_args(**changes: Any) -> Json:
    """Arguments of `visit.start`, under an id of its own."""
    where = {"visit_id": new_id(), "site_id": "hall", "template_id": "short"}
    return {**where, "level": "hq", "form": "spot", **changes}


def attach(
    device: Device, kind: str, subject_id: str, slot: str, *, replaces: str | None = None
) -> str:
    """A photo's row, without its bytes; returns its id."""
    photo_id = new_id()
    args = {**photo_args(photo_id, kind, subject_id, slot), "replaces": replaces}
    result = device.do("photo.attach", **args)
    assert result["status"] == "applied", result
    return photo_id


def photo_args(photo_id: str, kind: str, subject_id: str, slot: str) -> Json:
    return {
        "photo_id": photo_id,
        "subject_kind": kind,
        "subject_id": subject_id,
        "slot": slot,
        "sha256": SHA,
        "size": 10,
        "width": 4,
        "height": 3,
        "taken_at": NOW.isoformat(),
        "source": "camera",
    }


def arrive(runtime: Runtime, *photo_ids: str) -> None:
    """The photos' bytes are there."""
    for photo_id in photo_ids:
        runtime.perform("photo.confirm", {"photo_id": photo_id}, system_actor(ORG))


def refuse(runtime: Runtime, photo_id: str, reason: str) -> None:
    """The photo's bytes came, and were none that we keep."""
    args = {"photo_id": photo_id, "reason": reason}
    runtime.perform("photo.refuse", args, system_actor(ORG))


def answer(device: Device, visit_id: str, item_code: str, result: str = "pass") -> Json:
    note = "" if result in ("pass", "na") else "something is wrong"
    return device.do(
        "visit.answer", visit_id=visit_id, item_code=item_code, result=result, note=note
    )


def sign(device: Device, visit_id: str) -> str:
    """Signed by the inspected side; returns the signature's photo id."""
    photo_id = attach(device, "visit", visit_id, "signature")
    device.do("visit.sign", visit_id=visit_id, signer_name="X", signer_post="Y", photo_id=photo_id)
    return photo_id


def closed_visit(
    device: Device, *, failing: tuple[str, ...] = (), site: str = "hall"
) -> tuple[str, list[str]]:
    """A closed visit by the short list at a site; returns its id and its photos' ids."""
    visit_id = start(device, site)
    photos = [sign(device, visit_id)]
    for code in ("A", "B"):
        answer(device, visit_id, code, "fail" if code in failing else "pass")
    photos += [attach(device, "visit", visit_id, code) for code in failing]
    result = device.do("visit.close", visit_id=visit_id, photo_ids=photos)
    assert result["status"] == "applied", result
    return visit_id, photos


def issue(
    device: Device, visit_id: str, *items: str, days: tuple[int, ...] = ()
) -> tuple[str, Json]:
    """A green order without items, a blue one with; returns its id and the push's result.

    `days`: in how many each is to be mended, three where it is not said.
    """
    order_id = new_id()
    matters = [
        {"matter_id": new_id(), "item_code": code, "requirement": "Mend it", "rectify_days": left}
        for code, left in zip_longest(items, days, fillvalue=3)
    ]
    result = device.do(
        "order.issue",
        order_id=order_id,
        visit_id=visit_id,
        colour="blue" if items else "green",
        temporary_number="T-1",
        matters=matters,
    )
    return order_id, result


def delivered_order(
    runtime: Runtime, device: Device, *items: str, days: tuple[int, ...] = ()
) -> tuple[str, list[str]]:
    """An order whose photos are all there; returns its id and its matters' ids."""
    visit_id, photos = closed_visit(device, failing=items)
    order_id, result = issue(device, visit_id, *items, days=days)
    assert result["status"] == "applied", result
    arrive(runtime, *photos)
    device.pull()
    return order_id, matters_of(device, order_id)


def matters_of(device: Device, order_id: str) -> list[str]:
    """Ids of an order's matters that the device has pulled, in their order."""
    found = [
        (key, row) for key, row in device.rows("matter").items() if row["order_id"] == order_id
    ]
    return [key for key, _ in sorted(found, key=lambda its: its[1]["position"])]


def feed_back(
    runtime: Runtime, device: Device, order_id: str, matters: list[str], **more: Any
) -> Json:
    """Photos and feedback of the unit; returns the result of the feedback."""
    photos = {matter_id: attach(device, "order", order_id, matter_id) for matter_id in matters}
    signature = attach(device, "order", order_id, "signature")
    arrive(runtime, *photos.values(), signature)
    return device.do(
        "order.submit_feedback",
        order_id=order_id,
        feedback_id=new_id(),
        signer_name="Stan",
        signature_photo_id=signature,
        matters=[
            {
                "matter_id": matter_id,
                "cause": "cause",
                "measures": "measures",
                "outcome": "done",
                "photo_ids": [photo_id],
            }
            for matter_id, photo_id in photos.items()
        ],
        **more,
    )


def meet(runtime: Runtime, device: Device, order_id: str) -> Json:
    """What an orange order asks for besides: the meeting, the plan, the stamped copy."""
    photo, stamped = (attach(device, "order", order_id, slot) for slot in ("meeting", "stamp"))
    arrive(runtime, photo, stamped)
    meeting = {
        "held_at": device.now.isoformat(),
        "chair": "Stan",
        "attendees": "Stan, Tess",
        "photo_id": photo,
    }
    return {"meeting": meeting, "plan": "New boards by Friday", "stamped_photo_id": stamped}


def review(device: Device, order_id: str, verdict: str, *reasons: str) -> Json:
    """A verdict on an order's feedback; returns its result."""
    return device.do(
        "order.review",
        order_id=order_id,
        review_id=new_id(),
        verdict=verdict,
        reasons=list(reasons),
        note="",
    )


def judge(device: Device, order_id: str, verdicts: Json, **more: Any) -> Json:
    """A verdict on each matter, by its id: `{matter_id: (verdict, *reasons)}`; the result."""
    return device.do(
        "order.review",
        _v=2,
        order_id=order_id,
        review_id=new_id(),
        matters=[
            {"matter_id": matter_id, "verdict": verdict, "reasons": reasons}
            for matter_id, (verdict, *reasons) in verdicts.items()
        ],
        **more,
    )


def answer_for(matter_id: str, *photo_ids: str) -> Json:
    """What the unit writes about a matter, with photos where it is mended."""
    told = {"matter_id": matter_id, "cause": "cause", "measures": "measures", "outcome": "so far"}
    return {**told, "photo_ids": list(photo_ids)}
