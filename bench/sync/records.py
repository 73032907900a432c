"""Sync bench: the rows that every product stores, the same in content for all of them."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bench.sync.company import ITEMS, TEAMS, item_code, team
from bench.sync.mutations import NOTE, time_ordered_id

Json = dict[str, Any]
FIRST_DAY = date(2026, 1, 1)


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


def finding_record(number: int) -> Json:
    """Row `number` of a bulk load: what failed last at a site, in turn for each of the units."""
    return {
        "id": f"{number:08d}-5d1c-7bd2-9f53-0c4d8a6e1f27",
        "site_id": team(number % TEAMS),
        "repeat_key": f"K{number // TEAMS:06d}",
        "last_failed_on": (FIRST_DAY + timedelta(days=number % 300)).isoformat(),
        "failures_12m": number % 4 + 1,
        "last_visit_id": f"{number:08d}-5d1c-7bd2-9f53-111111111111",
    }


def as_json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
