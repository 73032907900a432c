"""Demo: issues the order of a check and takes it as far as its story says."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from server.core.actor import Actor
from server.core.clock import CHINA, local_day
from server.demo.answers import Answer, Answerer
from server.demo.asking import Asked, Asker
from server.demo.checks import Checker
from server.demo.filler import Filler
from server.demo.ids import demo_id
from server.demo.oranges import OrangeTeller
from server.demo.photos import Photographer
from server.demo.stories import Story
from server.orders.commands.lookback import follow_up_id

STAGES = ("delivered", "acknowledged", "late", "feedback", "returned", "orange", "failed", "closed")
VERDICTS = {"returned": "return", "orange": "fail", "failed": "fail", "closed": "pass"}
WAIT = timedelta(hours=3)
FEEDBACK_AFTER, REVIEW_AFTER = timedelta(minutes=30), timedelta(minutes=50)
CONFIRMED_LATE = timedelta(days=5)
# A look-back is made within its month; one that is not due yet is still open.
LOOKED_BACK_AFTER = timedelta(days=12)


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

    @property
    def answerer(self) -> Answerer:
        return Answerer(self.filler, self.photographer, self.people)

    @property
    def oranges(self) -> OrangeTeller:
        return OrangeTeller(self.filler, self.answerer, self.people)

    def tell(self, story: Story, now: datetime) -> None:
        staff, key = self.people[story.staff], f"{story.site}/{story.days_ago}"
        inspector = self.people[story.inspector]
        visit_id, at = self._check(story, f"hq/{key}", _began(story, now))
        order_id = demo_id("order", key)
        self._issue(story, order_id, visit_id, inspector, at)
        if story.stage == "mistaken":
            args = {"visit_id": visit_id, "reason": "检查表选错，应为上门服务检查表"}
            self.filler.run("visit.ask_void", args, inspector, at + WAIT)
        if story.stage == "green":
            self._acknowledge(order_id, staff, at + WAIT)
        if story.stage in STAGES:
            self._answer(story, _answer_to(story, order_id, staff, min(at + WAIT, now)), now)
        if story.stage == "repeated":
            self._tell_repetition(story, _answer_to(story, order_id, staff, at + WAIT), now)

    def _check(
        self, story: Story, key: str, at: datetime, task_id: str | None = None
    ) -> tuple[str, datetime]:
        return self.checker.check(
            key,
            self.people[story.inspector],
            at,
            place=(story.site, story.template, "hq", "spot"),
            troubles=story.troubles,
            task_id=task_id,
        )

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

    def _answer(self, story: Story, its: Answer, now: datetime) -> None:
        reached = STAGES.index(story.stage)
        if reached >= STAGES.index("acknowledged"):
            self._acknowledge(its.order_id, its.staff, its.at)
        matters = [matter_id for matter_id, _ in its.matters]
        self.asker.ask(Asked(its.order_id, matters, its.staff, its.at), story.asks)
        if story.stage == "late":
            expired = replace(its, at=self.oranges.expire(its.order_id))
            self._end_in_orange(story, expired, now)
        if reached >= STAGES.index("feedback"):
            self.answerer.feed_back(replace(its, at=its.at + FEEDBACK_AFTER * story.pace))
        if reached > STAGES.index("feedback"):
            judged = its.at + REVIEW_AFTER * story.pace
            self.answerer.review(its.order_id, VERDICTS[story.stage], judged)
            if story.stage == "failed":
                self._end_in_orange(story, replace(its, at=judged), now)
        if story.stage == "orange":
            self.oranges.sign_for("orange", its.order_id, its.staff, its.at + CONFIRMED_LATE)

    def _tell_repetition(self, story: Story, its: Answer, now: datetime) -> None:
        """The blue order goes on beside the orange one."""
        self._acknowledge(its.order_id, its.staff, its.at)
        self._end_in_orange(story, its, now)
        answered = its.at + FEEDBACK_AFTER * story.pace
        self.answerer.feed_back(replace(its, at=answered))
        self.answerer.review(its.order_id, "pass", answered + WAIT)

    def _end_in_orange(self, story: Story, blue: Answer, now: datetime) -> None:
        visit_id = demo_id("visit", f"hq/{story.site}/{story.days_ago}")

        def look_back(orange_id: str, closed_at: datetime) -> None:
            at = closed_at + LOOKED_BACK_AFTER
            if at >= now - WAIT:
                return
            again = replace(story, troubles=(), stage="green")
            task_id = follow_up_id("lookback", orange_id, visit_id)
            looked, ended = self._check(again, f"lookback/{orange_id}", at, task_id)
            order_id = demo_id("order", looked)
            self._issue(again, order_id, looked, self.people[story.inspector], ended)
            self._acknowledge(order_id, blue.staff, ended + WAIT)

        self.oranges.close(story.stage, blue, look_back)

    def _acknowledge(self, order_id: str, staff: Actor, at: datetime) -> None:
        self.filler.run("order.acknowledge", {"order_id": order_id}, staff, at)


def _began(story: Story, now: datetime) -> datetime:
    if story.hour is None:
        return now - timedelta(days=story.days_ago, hours=2)
    day = local_day(now) - timedelta(days=story.days_ago)
    return datetime.combine(day, time(), CHINA) + timedelta(hours=story.hour)


def _answer_to(story: Story, order_id: str, staff: Actor, at: datetime) -> Answer:
    matters = [
        (demo_id("matter", order_id, trouble.item), trouble.item) for trouble in story.troubles
    ]
    return Answer(order_id, story.site, matters, staff, at)
