"""Sync bench, a day: one whole visit as a phone pushes it."""

import secrets
from datetime import UTC, datetime

from bench.sync.company import DAY_ITEMS, DAY_TEMPLATE, item_code
from bench.sync.mutations import NOTE, Json, Outbox, time_ordered_id
from tests.builders.sealing import PLACE, DeviceKey

# The two items that are partly met, which must have one each, and three others.
PHOTOGRAPHED = (0, 3, 6, 9, 12)
PHOTO_BYTES = 350_000


def whole_visit(box: Outbox, key: DeviceKey) -> tuple[list[Json], list[str]]:
    """Start, 18 answers, five photos' rows and a signature's, each sealed, sign, close."""
    visit_id = time_ordered_id()
    start = box.mutation(
        "visit.start",
        visit_id=visit_id,
        site_id=box.site_id,
        template_id=DAY_TEMPLATE,
        task_id=None,
        level="team",
        form="spot",
        check_in=None,
    )
    answers = [_answer(box, visit_id, number) for number in range(DAY_ITEMS)]
    slots = [item_code(number) for number in PHOTOGRAPHED] + ["signature"]
    photos = [_photo(box, key, visit_id, slot) for slot in slots]
    photo_ids = [photo["args"]["photo_id"] for photo in photos]
    signed = box.mutation(
        "visit.sign",
        visit_id=visit_id,
        signer_name="王建国",
        signer_post="值班班长",
        is_refused=False,
        refusal_reason="",
        photo_id=photo_ids[-1],
    )
    closed = box.mutation("visit.close", visit_id=visit_id, photo_ids=photo_ids)
    later = [*answers, *photos, signed, closed]
    for mutation in later:
        mutation["deps"] = [start["uid"]]
    signed["deps"].append(photos[-1]["uid"])
    closed["deps"].append(signed["uid"])
    return [start, *later], photo_ids


def _answer(box: Outbox, visit_id: str, number: int) -> Json:
    """Every ninth is partly met, with a note; the others pass."""
    is_partial = number % 9 == 0
    return box.mutation(
        "visit.answer",
        visit_id=visit_id,
        item_code=item_code(number),
        result="partial" if is_partial else "pass",
        note=NOTE if is_partial else "",
        inputs={},
    )


def _photo(box: Outbox, key: DeviceKey, visit_id: str, slot: str) -> Json:
    args: Json = dict(
        photo_id=time_ordered_id(),
        subject_kind="visit",
        subject_id=visit_id,
        slot=slot,
        sha256=secrets.token_hex(32),
        size=PHOTO_BYTES,
        width=1600,
        height=1200,
        taken_at=datetime.now(UTC).isoformat(),
        source="camera",
        **PLACE,
    )
    # A team, its site and its head go by one name here.
    head = {"id": box.site_id, "name": "值班班长"}
    return box.mutation("photo.attach", v=2, **args, seal=key.seal(args, inspector=head))
