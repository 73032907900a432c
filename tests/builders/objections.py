"""Objections (异议) as the unit raises and the head answers them."""

from tests.builders.device import Device, Json
from tests.builders.visits import new_id


def object_to(device: Device, order_id: str, *matters: str, **more: object) -> Json:
    args = {"order_id": order_id, "objection_id": new_id(), "matter_ids": list(matters)}
    told: Json = {"reason": "The board was new", "photo_ids": []}
    return device.do("order.object", **{**args, **told, **more})


def raised(device: Device, order_id: str, *matters: str) -> str:
    """The id of an objection that the server took."""
    objection_id = new_id()
    result = object_to(device, order_id, *matters, objection_id=objection_id)
    assert result["status"] == "applied", result
    return objection_id


def answer(device: Device, order_id: str, objection_id: str, is_upheld: bool) -> Json:
    told = {"is_upheld": is_upheld, "answer": "Seen on the photo"}
    return device.do("order.answer_objection", order_id=order_id, objection_id=objection_id, **told)
