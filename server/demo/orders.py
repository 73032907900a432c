"""Demo: issues the order of a check and takes it as far as its story says."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from server.core.actor import Actor
from server.demo.asking import Asked, Asker
from server.demo.checks import Checker
from server.demo.filler import Filler
from server.demo.ids import ORG, demo_id
from server.demo.photos import Photographer
from server.demo.scenes import draw_scene, draw_signature
from server.demo.stories import Story
from server.orders.commands.drafting import draft_id
from server.orders.rules import ORANGE
from server.orders.rules.numbers import origin_of

STAGES = ("delivered", "acknowledged", "feedback", "returned", "orange", "closed")
VERDICTS = {"returned": "return", "orange": "fail", "closed": "pass"}
REVIEWS: Mapping[str, tuple[list[str], str]] = {
    "return": (["photo_unclear"], "照片看不清号码，请重拍"),
    "fail": (["measures_vague"], "现场复核仍有超时，措施没有落实"),
    "pass": ([], "整改到位"),
}
WAIT = timedelta(hours=3)


@dataclass
class OrderTeller:
    """Plays the parts of inspector, unit and reviewer."""

    filler: Filler
    photographer: Photographer
    checker: Checker
    people: Mapping[str, Actor]

    @property
    def asker(self) -> Asker:
        return Asker(self.filler, self.people)

    def tell(self, story: Story, now: datetime) -> None:
        inspector, staff = self.people[story.inspector], self.people[story.staff]
        key = f"{story.site}/{story.days_ago}"
        at = now - timedelta(days=story.days_ago, hours=2)
        place = (story.site, story.template, "hq", "spot")
        visit_id, at = self.checker.check(
            f"hq/{key}", inspector, at, place=place, troubles=story.troubles
        )
        order_id = demo_id("order", key)
        self._issue(story, order_id, visit_id, inspector, at)
        if story.stage == "mistaken":
            args = {"visit_id": visit_id, "reason": "检查表选错，应为上门服务检查表"}
            self.filler.run("visit.ask_void", args, inspector, at + WAIT)
        if story.stage == "green":
            self._acknowledge(order_id, staff, at + WAIT)
        if story.stage in STAGES:
            self._answer(story, order_id, staff, min(at + WAIT, now))

    def _issue(
        self, story: Story, order_id: str, visit_id: str, actor: Actor, at: datetime
    ) -> None:
        is_green = not story.troubles
        args = {
            "order_id": order_id,
            "visit_id": visit_id,
            "colour": "green" if is_green else "blue",
            "temporary_number": f"临{at:%m%d}-{order_id[:4]}",
            "highlights": "主动为老年客户全程帮办，现场好评" if is_green else "",
            "matters": [
                {
                    "matter_id": demo_id("matter", order_id, trouble.item),
                    "item_code": trouble.item,
                    "requirement": trouble.requirement,
                    "rectify_days": 3,
                }
                for trouble in story.troubles
            ],
        }
        self.filler.run("order.issue", args, actor, at)
        if "order.issue" not in actor.grants and story.stage != "proposed":
            later = at + timedelta(minutes=20)
            self.filler.run(
                "order.confirm", {"order_id": order_id}, self.people["grouphead"], later
            )

    def _answer(self, story: Story, order_id: str, staff: Actor, at: datetime) -> None:
        reached = STAGES.index(story.stage)
        if reached >= STAGES.index("acknowledged"):
            self._acknowledge(order_id, staff, at)
        matters = [demo_id("matter", order_id, trouble.item) for trouble in story.troubles]
        self.asker.ask(Asked(order_id, matters, staff, at), story.asks)
        if reached >= STAGES.index("feedback"):
            self._feed_back(story, order_id, staff, at + timedelta(minutes=30))
        if reached > STAGES.index("feedback"):
            self._review(order_id, VERDICTS[story.stage], at + timedelta(minutes=50))
        if story.stage == "orange":
            self._go_on_in_orange(order_id, staff, at + timedelta(days=5))

    def _acknowledge(self, order_id: str, staff: Actor, at: datetime) -> None:
        self.filler.run("order.acknowledge", {"order_id": order_id}, staff, at)

    def _go_on_in_orange(self, blue_id: str, staff: Actor, at: datetime) -> None:
        """The head confirms the draft, and the unit signs for it."""
        orange_id = draft_id(ORG, origin_of("", ORANGE, "failed", blue_id))
        self.filler.run("order.confirm", {"order_id": orange_id}, self.people["grouphead"], at)
        self._acknowledge(orange_id, staff, at + WAIT)

    def _feed_back(self, story: Story, order_id: str, staff: Actor, at: datetime) -> None:
        subject = ("order", order_id)
        self.photographer.site = story.site
        answers: list[dict[str, Any]] = []
        for trouble in story.troubles:
            matter_id = demo_id("matter", order_id, trouble.item)
            scene = draw_scene(f"{trouble.item} after {order_id[:4]}", is_good=True)
            photo_id = self.photographer.take(scene, subject, matter_id, staff, at)
            answers.append(
                {
                    "matter_id": matter_id,
                    "cause": "班前检查不到位，责任未落实到人",
                    "measures": "当日整改，班前会通报，纳入每日巡查",
                    "outcome": "已整改完成，见整改后照片",
                    "photo_ids": [photo_id],
                }
            )
        signature = self.photographer.take(
            draw_signature(order_id), subject, "signature", staff, at
        )
        args = {
            "order_id": order_id,
            "feedback_id": demo_id("feedback", order_id, 1),
            "signer_name": staff.name,
            "signature_photo_id": signature,
            "matters": answers,
        }
        self.filler.run("order.submit_feedback", args, staff, at)

    def _review(self, order_id: str, verdict: str, at: datetime) -> None:
        reasons, note = REVIEWS[verdict]
        args: dict[str, Any] = {
            "order_id": order_id,
            "review_id": demo_id("review", order_id, 1),
            "matters": [],
            "whole": {"verdict": verdict, "reasons": reasons},
            "note": note,
        }
        self.filler.run("order.review", args, self.people["reviewer01"], at)
