"""Orders with real photos, and what can be read off their slips again."""

import hashlib
import re
from collections.abc import Generator
from contextlib import contextmanager
from datetime import timedelta
from io import BytesIO
from typing import Any

import pypdfium2
import zxingcpp
from PIL import Image, ImageDraw

from server.core.clock import SetClock
from server.core.runtime import Runtime
from server.evidence.adapters.blobs import blob_store
from server.orders.jobs import escalate_overdue
from tests.builders.device import Device
from tests.builders.visits import (
    answer,
    arrive,
    issue,
    new_id,
    photo_args,
    review,
    start,
)

FOUR_DAYS = timedelta(days=4)
SIZE = (1600, 1200)


def a_picture(number: int, size: tuple[int, int] = SIZE) -> bytes:
    """A JPEG as a phone makes it; another one for each number."""
    picture = Image.effect_noise(size, 40).convert("RGB")
    ImageDraw.Draw(picture).rectangle(
        (number * 7 % 900, 40, 1000, 600), fill=(number * 37 % 255, 90, 150)
    )
    target = BytesIO()
    picture.save(target, "JPEG", quality=80)
    return target.getvalue()


def shoot(
    runtime: Runtime, device: Device, subject: tuple[str, str], slot: str, content: bytes
) -> str:
    """A photo whose bytes are in the store."""
    digest = hashlib.sha256(content).hexdigest()
    blob_store(runtime.settings).put("originals", digest, content)
    with Image.open(BytesIO(content)) as picture:
        width, height = picture.size
    photo_id = new_id()
    args = photo_args(photo_id, *subject, slot)
    told = {**args, "sha256": digest, "size": len(content), "width": width, "height": height}
    result = device.do("photo.attach", **told)
    assert result["status"] == "applied", result
    arrive(runtime, photo_id)
    return photo_id


def checked(
    runtime: Runtime,
    inspector: Device,
    photos: int,
    *failing: str,
    size: tuple[int, int] = SIZE,
) -> str:
    """A closed check with so many photos for each item that failed; returns the visit's id."""
    visit_id = start(inspector)
    place = ("visit", visit_id)
    ids = [shoot(runtime, inspector, place, "signature", a_picture(0, (600, 200)))]
    signer = {"signer_name": "值班经理", "signer_post": "厅长", "photo_id": ids[0]}
    inspector.do("visit.sign", visit_id=visit_id, **signer)
    for code in ("A", "B"):
        answer(inspector, visit_id, code, "fail" if code in failing else "pass")
    ids += [
        shoot(runtime, inspector, place, code, a_picture(number, size))
        for code in failing
        for number in range(photos)
    ]
    result = inspector.do("visit.close", visit_id=visit_id, photo_ids=ids)
    assert result["status"] == "applied", result
    return visit_id


def printable_order(
    runtime: Runtime,
    inspector: Device,
    photos: int,
    *failing: str,
    size: tuple[int, int] = SIZE,
) -> str:
    """A delivered order, green where nothing failed."""
    visit_id = checked(runtime, inspector, photos, *failing, size=size)
    order_id, result = issue(inspector, visit_id, *failing)
    assert result["status"] == "applied", result
    return order_id


def slip_of(device: Device, order_id: str) -> bytes:
    """An order's PDF, as this person gets it."""
    answer = device.http.get(f"/api/orders/{order_id}/slip")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf"), answer.text
    return answer.data


def matters_of(device: Device, order_id: str) -> list[str]:
    device.pull()
    rows = [row for row in device.rows("matter").values() if row["order_id"] == order_id]
    return [row["id"] for row in sorted(rows, key=lambda row: row["position"])]


def rectified(
    runtime: Runtime,
    staff: Device,
    order_id: str,
    photos: int,
    *,
    size: tuple[int, int] = SIZE,
    **texts: str,
) -> None:
    """Signed for and answered, with so many photos a matter; an orange order with its meeting."""
    ids = matters_of(staff, order_id)
    staff.do("order.acknowledge", order_id=order_id)
    place = ("order", order_id)
    told = {"cause": "原因在此", "measures": "措施在此", "outcome": "结果在此", **texts}
    answers = [
        {
            "matter_id": each,
            **told,
            "photo_ids": [
                shoot(runtime, staff, place, each, a_picture(n + 50, size)) for n in range(photos)
            ],
        }
        for each in ids
    ]
    signature = shoot(runtime, staff, place, "signature", a_picture(9, (600, 200)))
    result = staff.do(
        "order.submit_feedback",
        order_id=order_id,
        feedback_id=new_id(),
        signer_name="签字的人",
        signature_photo_id=signature,
        matters=answers,
        **_orange(runtime, staff, order_id),
    )
    assert result["status"] == "applied", result


def _orange(runtime: Runtime, staff: Device, order_id: str) -> dict[str, Any]:
    if staff.rows("order")[order_id]["colour"] != "orange":
        return {}
    place = ("order", order_id)
    meeting = {
        "held_at": staff.now.isoformat(),
        "chair": "主持的人",
        "attendees": "全体人员",
        "record": "会议记录在此",
        "photo_id": shoot(runtime, staff, place, "meeting", a_picture(70)),
    }
    stamp = shoot(runtime, staff, place, "stamp", a_picture(71))
    return {"meeting": meeting, "plan": "方案在此", "stamped_photo_id": stamp}


def orange_after(runtime: Runtime, clock: SetClock, head: Device) -> str:
    """Four days later the one order that is late is followed by an orange one, confirmed."""
    clock.instant += FOUR_DAYS
    list(escalate_overdue(runtime))
    head.pull()
    (draft,) = [row for row in head.rows("order").values() if row["state"] == "draft"]
    result = head.do("order.confirm", order_id=draft["id"])
    assert result["status"] == "applied", result
    return draft["id"]


def pass_review(reviewer: Device, order_id: str) -> None:
    result = review(reviewer, order_id, "pass")
    assert result["status"] == "applied", result


@contextmanager
def opened(pdf: bytes) -> "Generator[pypdfium2.PdfDocument]":
    document = pypdfium2.PdfDocument(pdf)
    try:
        yield document
    finally:
        document.close()


def texts_of(pdf: bytes) -> list[str]:
    """Each page's text without any white space: lines break where they like."""
    with opened(pdf) as document:
        return [re.sub(r"\s+", "", page.get_textpage().get_text_range()) for page in document]


def picture_of(pdf: bytes, page: int = 0, scale: float = 3) -> Image.Image:
    with opened(pdf) as document:
        return document[page].render(scale=scale).to_pil()


def codes_on(pdf: bytes, page: int = 0) -> list[str]:
    """What the QR codes of a page say."""
    return [found.text for found in zxingcpp.read_barcodes(picture_of(pdf, page))]


def pictures_on(pdf: bytes) -> list[int]:
    """How many photos each page shows."""
    kind = pypdfium2.raw.FPDF_PAGEOBJ_IMAGE
    with opened(pdf) as document:
        return [len(list(page.get_objects(filter=[kind]))) for page in document]
