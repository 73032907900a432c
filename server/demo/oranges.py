"""Demo: the orange order that follows a blue one, to its end and to the look-back on it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from server.core.actor import Actor, system_actor
from server.core.words import OrangeCause
from server.demo.answers import Answer, Answerer
from server.demo.filler import Filler
from server.demo.ids import ORG
from server.orders.commands.drafting import copied_id, draft_id
from server.orders.queries import get_order
from server.orders.rules import ORANGE
from server.orders.rules.numbers import origin_of

CAUSES: Mapping[str, OrangeCause] = {
    "late": "overdue",
    "failed": "failed",
    "orange": "failed",
    "repeated": "repeated",
}
SOON = timedelta(minutes=5)
CONFIRMED_AFTER, ANSWERED_AFTER = timedelta(hours=4), timedelta(hours=30)
WAIT = timedelta(hours=3)
LookBack = Callable[[str, datetime], None]


@dataclass
class OrangeTeller:
    """Plays the head of the group, the clock, and the unit that meets about it."""

    filler: Filler
    answerer: Answerer
    people: Mapping[str, Actor]

    def expire(self, blue_id: str) -> datetime:
        """The sweep finds it a few minutes after its limit; returns when."""
        due_at = get_order(self.filler.session, ORG, blue_id).escalates_at
        if due_at is None:
            raise ValueError(f"{blue_id} has no limit that could pass")
        args = {"order_ids": [blue_id]}
        self.filler.run("order.escalate_overdue", args, system_actor(ORG), due_at + SOON)
        return due_at + SOON

    def sign_for(self, stage: str, blue_id: str, staff: Actor, at: datetime) -> str:
        """The head confirms the draft, and the unit signs for it; returns the order's id."""
        orange_id = draft_id(ORG, origin_of("", ORANGE, CAUSES[stage], blue_id))
        self.filler.run("order.confirm", {"order_id": orange_id}, self.people["grouphead"], at)
        self.filler.run("order.acknowledge", {"order_id": orange_id}, staff, at + WAIT)
        return orange_id

    def close(self, stage: str, blue: Answer, look_back: LookBack) -> None:
        """Confirmed, met about, answered, passed, and looked back on."""
        begun = blue.at + CONFIRMED_AFTER
        orange_id = self.sign_for(stage, blue.order_id, blue.staff, begun)
        answered = begun + ANSWERED_AFTER
        matters = [(copied_id(orange_id, matter_id), item) for matter_id, item in blue.matters]
        answer = Answer(orange_id, blue.site, matters, blue.staff, answered)
        self.answerer.feed_back(answer, is_orange=True)
        self.answerer.review(orange_id, "pass", answered + WAIT)
        look_back(orange_id, answered)
