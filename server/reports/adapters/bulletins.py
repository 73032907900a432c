"""Reports: a month's bulletin on paper; it says what the page in the app says, and no more."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from server.bulletins.rules import COLOURS, percent
from server.core.runtime import Runtime
from server.reports import queries
from server.reports.adapters.letters import Letters
from server.reports.adapters.typesetting import set_paper
from server.reports.rules.wording import month_word, time_word

STATES: Mapping[str, str] = {"draft": "待批准", "published": "已公示", "withdrawn": "已撤回"}
# Printed across each page of what does not stand.
MARKS: Mapping[str, str] = {"draft": "草稿", "published": "", "withdrawn": "已撤回"}
NO_RATE = "—"


@dataclass(frozen=True)
class Paper:
    """A bulletin on paper, with the name of its file."""

    name: str
    pdf: bytes


def print_bulletin(runtime: Runtime, org: str, bulletin_id: str, *, reader: str) -> Paper:
    now = runtime.clock.now()
    with runtime.reading() as session:
        found = queries.get_bulletin(session, org, bulletin_id)
        company = queries.get_company_name(session, org)
    letters = Letters()
    data = letters.drawable(
        {
            "org": company,
            "month": month_word(found.period),
            "version": found.version,
            "state": STATES[found.state],
            "mark": MARKS[found.state],
            "lines": [_cells(line["unit_name"], line) for line in found.lines],
            "total": _cells("合计", _total(found.lines)),
            "highlights": found.highlights,
            "remark": found.remark,
            "withdrawn": found.withdrawn_reason,
            "published": _time(found.published_at),
            "counted": time_word(found.counted_at),
            "reader": reader,
            "printed": time_word(now),
        }
    )
    pdf = set_paper("bulletin", data | {"note": letters.note()}, {}, now)
    return Paper(f"三色督查单公示-{found.period}.pdf", pdf)


def _time(at: datetime | None) -> str:
    return "" if at is None else time_word(at)


def _total(lines: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Of all units; the rate is made from the sums, not from the rates."""
    sums = {key: sum(line[key] for line in lines) for key in (*COLOURS, "closed")}
    return {**sums, "closing_rate": percent(sums["closed"], sum(sums[each] for each in COLOURS))}


def _cells(name: str, line: Mapping[str, Any]) -> list[str]:
    rate = line["closing_rate"]
    counts = (str(line[key]) for key in (*COLOURS, "closed"))
    return [name, *counts, NO_RATE if rate is None else f"{rate}%"]
