"""Sync bench: the rows that every product stores, the same in content for all of them."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from bench.sync.company import ITEMS, TEAMS, item_code, team
from bench.sync.mutations import NOTE, time_ordered_id

Json = dict[str, Any]
FIRST_INSTANT = datetime(2026, 1, 1, tzinfo=UTC)


def answer_records(count: int) -> list[Json]:
    """New answers as a phone sees them, for the products that know no commands."""
    found: list[Json] = []
    visit_id = ""
    for number in range(count):
        if number % ITEMS == 0:
            visit_id = time_ordered_id()
        item = number % ITEMS
        found.append(
            {
                "id": f"{visit_id}_{item_code(item)}",
                "visit_id": visit_id,
                "item_code": item_code(item),
                "result": "partial" if item % 5 == 0 else "pass",
                "note": NOTE if item % 5 == 0 else "",
                "inputs": {},
                "answered_at": datetime.now(UTC).isoformat(),
            }
        )
    return found


def photo_record(number: int) -> Json:
    """Row `number` of a bulk load: a photo, of which a company has more than of anything else."""
    unit = team(number % TEAMS)
    return {
        "id": f"{number:08d}-5d1c-7bd2-9f53-0c4d8a6e1f27",
        "subject_kind": "visit",
        "subject_id": f"{number // 5:08d}-5d1c-7bd2-9f53-111111111111",
        "slot": item_code(number % ITEMS),
        "sha256": f"{number:064x}",
        "size": 180_000 + number % 200_000,
        "width": 2048,
        "height": 1536,
        "taken_at": (FIRST_INSTANT + timedelta(seconds=number)).isoformat().replace("+00:00", "Z"),
        "source": "camera",
        "lat": 20.4 + number % 997 / 10_000,
        "lon": 118.4 + number % 991 / 10_000,
        "accuracy_m": float(number % 40 + 3),
        "fix_age_s": number % 30,
        "skew_ms": number % 900,
        "facts_hash": f"{number + 1:064x}",
        "seal": "signed",
        "owner_id": unit,
        "owner_name": unit,
        "blob": "present",
        "refusal": None,
        "marks": [],
    }


def as_json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
