"""Demo: what a unit writes to an order, and what the reviewer says to that."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from server.core.actor import Actor
from server.demo.filler import Filler
from server.demo.ids import demo_id
from server.demo.photos import Photographer
from server.demo.scenes import draw_scene, draw_signature

REVIEWS: Mapping[str, tuple[list[str], str]] = {
    "return": (["photo_unclear"], "照片看不清号码，请重拍"),
    "fail": (["measures_vague"], "现场复核仍有超时，措施没有落实"),
    "pass": ([], "整改到位"),
}
HELD_BEFORE = timedelta(hours=2)


@dataclass(frozen=True)
class Answer:
    """What is answered: an order at its site, its matters by item, and who speaks for the unit."""

    order_id: str
    site: str
    matters: Sequence[tuple[str, str]]
    staff: Actor
    at: datetime


@dataclass
class Answerer:
    """Plays unit and reviewer."""

    filler: Filler
    photographer: Photographer
    people: Mapping[str, Actor]

    def feed_back(self, answer: Answer, *, is_orange: bool = False) -> None:
        """With a photo for each matter; an orange order has its meeting, plan and stamped copy."""
        self.photographer.site = answer.site
        args = {
            "order_id": answer.order_id,
            "feedback_id": demo_id("feedback", answer.order_id, 1),
            "signer_name": answer.staff.name,
            "signature_photo_id": self._take(
                answer, "signature", draw_signature(answer.staff.user_id)
            ),
            "matters": [self._mended(answer, *matter) for matter in answer.matters],
            **(self._met(answer) if is_orange else {}),
        }
        self.filler.run("order.submit_feedback", args, answer.staff, answer.at)

    def review(self, order_id: str, verdict: str, at: datetime) -> None:
        reasons, note = REVIEWS[verdict]
        args: dict[str, Any] = {
            "order_id": order_id,
            "review_id": demo_id("review", order_id, 1),
            "matters": [],
            "whole": {"verdict": verdict, "reasons": reasons},
            "note": note,
        }
        self.filler.run("order.review", args, self.people["reviewer01"], at)

    def _mended(self, answer: Answer, matter_id: str, item: str) -> dict[str, Any]:
        scene = draw_scene(f"{item} after {answer.order_id[:4]}", is_good=True)
        return {
            "matter_id": matter_id,
            "cause": "班前检查不到位，责任未落实到人",
            "measures": "当日整改，班前会通报，纳入每日巡查",
            "outcome": "已整改完成，见整改后照片",
            "photo_ids": [self._take(answer, matter_id, scene)],
        }

    def _met(self, answer: Answer) -> dict[str, Any]:
        slots = ("meeting", "stamped")
        meeting, stamped = (
            self._take(answer, slot, draw_scene(f"{slot} {answer.order_id[:4]}", is_good=True))
            for slot in slots
        )
        held = {"held_at": answer.at - HELD_BEFORE, "chair": answer.staff.name, "photo_id": meeting}
        told = {"attendees": "全班人员", "record": "逐条分析原因，明确责任人与完成时限"}
        plan = "每日班前交接核对，班组长签字，周末抽查"
        return {"meeting": {**held, **told}, "plan": plan, "stamped_photo_id": stamped}

    def _take(self, answer: Answer, slot: str, picture: bytes) -> str:
        subject = ("order", answer.order_id)
        return self.photographer.take(picture, subject, slot, answer.staff, answer.at)
