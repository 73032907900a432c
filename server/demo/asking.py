"""Demo: what units object to and ask for, what the head answers, what people have to say."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from server.core.actor import Actor
from server.core.clock import local_day
from server.demo.filler import Filler
from server.demo.ids import demo_id

SOON = timedelta(minutes=10)


@dataclass(frozen=True)
class Asked:
    """An order just signed for, or just delivered, and who speaks for its unit."""

    order_id: str
    matters: Sequence[str]
    staff: Actor
    at: datetime


@dataclass
class Asker:
    """Plays the unit and the group's head between delivery and feedback."""

    filler: Filler
    people: Mapping[str, Actor]

    def ask(self, asked: Asked, asks: Sequence[str]) -> None:
        known: Mapping[str, Callable[[Asked], None]] = {
            "object": self._object,
            "upheld": self._uphold,
            "extend": self._extend,
            "granted": self._grant,
            "comment": self._comment,
        }
        for name in asks:
            known[name](asked)

    def _object(self, asked: Asked) -> None:
        args = {
            "order_id": asked.order_id,
            "objection_id": demo_id("objection", asked.order_id),
            "matter_ids": [asked.matters[-1]],
            "reason": "检查当时正在更换，当天已到位，请复核现场照片",
            "photo_ids": [],
        }
        self.filler.run("order.object", args, asked.staff, asked.at + SOON)

    def _uphold(self, asked: Asked) -> None:
        self._object(asked)
        args = {
            "order_id": asked.order_id,
            "objection_id": demo_id("objection", asked.order_id),
            "is_upheld": True,
            "answer": "现场照片可以证明，异议成立",
        }
        self._as_head("order.answer_objection", args, asked)

    def _extend(self, asked: Asked) -> None:
        """Two days after the limit of three, which a day of rest may move further on."""
        wanted_on = local_day(asked.at) + timedelta(days=5)
        args = {
            "order_id": asked.order_id,
            "extension_id": demo_id("extension", asked.order_id),
            "reason": "更换的材料由厂家统一制作，到货晚两天",
            "wanted_on": wanted_on.isoformat(),
        }
        self.filler.run("order.ask_extension", args, asked.staff, asked.at + SOON)

    def _grant(self, asked: Asked) -> None:
        self._extend(asked)
        args = {"order_id": asked.order_id, "is_granted": True, "answer": "同意，到货当日更换"}
        self._as_head("order.answer_extension", args, asked)

    def _comment(self, asked: Asked) -> None:
        for number, (speaker, text) in enumerate(
            (
                (self.people["leader01"], "请分公司举一反三，检查其他营业厅有没有同样问题"),
                (asked.staff, "已安排各班组自查，结果随整改反馈一并上报"),
            )
        ):
            comment_id = demo_id("comment", asked.order_id, number)
            args = {"order_id": asked.order_id, "comment_id": comment_id, "text": text}
            self.filler.run("order.comment", args, speaker, asked.at + SOON * (number + 1))

    def _as_head(self, name: str, args: Mapping[str, object], asked: Asked) -> None:
        self.filler.run(name, args, self.people["grouphead"], asked.at + SOON * 2)
