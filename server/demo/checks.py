"""Demo: makes one check from start to close, as its inspector."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from server.core.actor import Actor
from server.demo.filler import Filler
from server.demo.ids import demo_id, site_id, template_id
from server.demo.photos import Photographer
from server.demo.scenes import draw_scene, draw_signature
from server.demo.stories import Trouble
from server.visits.rules import FAIL, PARTIAL, PASS

PACE = timedelta(seconds=40)


@dataclass
class Checker:
    """Knows the checklists; walks through one item by item."""

    filler: Filler
    photographer: Photographer
    templates: Mapping[str, list[dict[str, Any]]]

    def check(
        self,
        key: str,
        actor: Actor,
        at: datetime,
        *,
        place: tuple[str, str, str, str],
        troubles: tuple[Trouble, ...] = (),
        task_id: str | None = None,
    ) -> tuple[str, datetime]:
        """Check a place (site, template, level, form); returns the visit's id and its end."""
        site, template, level, form = place
        visit_id = demo_id("visit", key)
        self.photographer.site = site
        args = {
            "visit_id": visit_id,
            "site_id": site_id(site),
            "template_id": template_id(template),
            "level": level,
            "form": form,
            "task_id": task_id,
            "check_in": {"at": at, "method": "gps", "accuracy_m": 18, "distance_m": 24},
        }
        self.filler.run("visit.start", args, actor, at)
        found = {trouble.item: trouble for trouble in troubles}
        walk = [
            (item, found.get(item["code"]), at + number * PACE)
            for number, item in enumerate(self.templates[template], start=1)
        ]
        answers = [(_answer(visit_id, *step[:2]), step[2]) for step in walk]
        self.filler.run_all("visit.answer", answers, actor)
        photo_ids = [its for step in walk for its in self._photograph(visit_id, *step, actor)]
        at = walk[-1][2]
        if form not in ("self", "mystery"):
            photo_ids.append(self._sign(visit_id, actor, at))
        closing = {"visit_id": visit_id, "photo_ids": photo_ids}
        self.filler.run("visit.close", closing, actor, at)
        return visit_id, at

    def _photograph(
        self,
        visit_id: str,
        item: dict[str, Any],
        trouble: Trouble | None,
        at: datetime,
        actor: Actor,
    ) -> list[str]:
        result = _result(trouble)
        return [
            self.photographer.take(
                draw_scene(f"{item['code']} {visit_id[:4]}-{number}", is_good=result == PASS),
                ("visit", visit_id),
                item["code"],
                actor,
                at + timedelta(seconds=number),
            )
            for number in range(_photos(item, result))
        ]

    def _sign(self, visit_id: str, actor: Actor, at: datetime) -> str:
        # Who is on duty at a place signs the same whenever he signs.
        picture = draw_signature(self.photographer.site)
        subject = ("visit", visit_id)
        photo_id = self.photographer.take(picture, subject, "signature", actor, at)
        args = {
            "visit_id": visit_id,
            "signer_name": "当班负责人",
            "signer_post": "值班经理",
            "photo_id": photo_id,
        }
        self.filler.run("visit.sign", args, actor, at)
        return photo_id


def _answer(visit_id: str, item: dict[str, Any], trouble: Trouble | None) -> dict[str, Any]:
    return {
        "visit_id": visit_id,
        "item_code": item["code"],
        "result": _result(trouble),
        "note": trouble.note if trouble else "",
    }


def _result(trouble: Trouble | None) -> str:
    return trouble.result if trouble else PASS


def _photos(item: dict[str, Any], result: str) -> int:
    is_due = item["photo_mode"] == "always" or (
        item["photo_mode"] == "on_fail" and result in (PARTIAL, FAIL)
    )
    return item["photo_min"] if is_due else 0
