"""Sync bench: one device's mutations and requests, as the wire has them."""

import json
import secrets
import time
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from bench.sync.company import ITEMS, TEMPLATE, item_code

Json = dict[str, Any]
BATCH = 200
NOTE = "大厅导视牌缺一块，已告知值班班长，三天内补装；其余各处整洁，公示齐全。"


def time_ordered_id() -> str:
    """A UUIDv7, as phones make them: milliseconds first, the rest random."""
    millis = time.time_ns() // 1_000_000
    value = millis << 80 | 7 << 76 | secrets.randbits(12) << 64 | 2 << 62 | secrets.randbits(62)
    return str(uuid.UUID(int=value))


@dataclass
class Outbox:
    """What one device of one person has made so far; `seq` counts on."""

    site_id: str
    client_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    seq: int = 0

    def mutation(self, name: str, v: int = 1, **args: Any) -> Json:
        self.seq += 1
        return {
            "seq": self.seq,
            "uid": time_ordered_id(),
            "name": name,
            "v": v,
            "args": args,
            "base": {},
            "deps": [],
            "occurred_at": datetime.now(UTC).isoformat(),
        }

    def start_visits(self, count: int) -> list[Json]:
        return [
            self.mutation(
                "visit.start",
                visit_id=time_ordered_id(),
                site_id=self.site_id,
                template_id=TEMPLATE,
                level="team",
                form="self",
            )
            for _ in range(count)
        ]

    def answers(self, visit_ids: Iterable[str]) -> list[Json]:
        """One new answer for each item of each visit: 200 for ten visits."""
        return [
            self.mutation(
                "visit.answer",
                visit_id=visit_id,
                item_code=item_code(number),
                result="partial" if number % 5 == 0 else "pass",
                note=NOTE if number % 5 == 0 else "",
                inputs={},
            )
            for visit_id in visit_ids
            for number in range(ITEMS)
        ]

    def push_request(self, mutations: list[Json]) -> bytes:
        request = {
            "protocol": 1,
            "client_id": self.client_id,
            "app": "1.0.0",
            "sent_at": datetime.now(UTC).isoformat(),
            "mutations": mutations,
        }
        return json.dumps(request, ensure_ascii=False).encode()

    def pull_request(self, cursor: str | None, limit: int = 1000) -> bytes:
        request = {
            "protocol": 1,
            "client_id": self.client_id,
            "app": "1.0.0",
            "cursor": cursor,
            "ack": self.seq,
            "limit": limit,
        }
        return json.dumps(request).encode()


def visit_ids(starts: Iterable[Json]) -> list[str]:
    """Ids of the visits that these `visit.start` mutations begin."""
    return [start["args"]["visit_id"] for start in starts]


def in_batches(mutations: list[Json]) -> list[list[Json]]:
    return [mutations[at : at + BATCH] for at in range(0, len(mutations), BATCH)]
