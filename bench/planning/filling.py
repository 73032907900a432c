"""Planning bench: a company of sixty units with a year of visits, filled past the door.

What each visit counts for is worked out here by its number alone, and shares nothing with the rule.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

import sqlalchemy as sa

from server.core.runtime import Runtime
from server.quotas.models import Quota, QuotaCount
from server.visits.models import Visit
from tests.builders.company import ORG, fill_company, perform

BRANCHES, DEPARTMENTS, TEAMS = 6, 14, 40
VISITS, AT_ONCE = 300_000, 20_000
MONTHS, DAYS = 12, 28
# Of fifty visits one is voided, and one waits for a photo.
ODD, VOIDED, WAITING = 50, 17, 33
Row = dict[str, Any]


@dataclass(frozen=True)
class Made:
    """The visit of a number: where, when, on which level, and whether it counts."""

    number: int
    year: int

    @property
    def team(self) -> int:
        return self.number % TEAMS

    @property
    def day(self) -> date:
        place = self.number // TEAMS
        return date(self.year, place % MONTHS + 1, place // MONTHS % DAYS + 1)

    @property
    def counts(self) -> bool:
        return self.number % ODD not in (VOIDED, WAITING)

    @property
    def level(self) -> str:
        """Of ten checks of a team eight are its own, one its department's, one its branch's."""
        return {8: "department", 9: "company"}.get(self.number // TEAMS % 10, "team")

    @property
    def inspector_unit(self) -> str:
        department = self.team % DEPARTMENTS
        names = {"team": f"team-{self.team}", "department": f"dep-{department}"}
        return names.get(self.level, f"branch-{department % BRANCHES}")

    @property
    def quota_id(self) -> str:
        kinds = {"team": "team_self", "department": "department_self", "company": "branch_spot"}
        return f"{kinds[self.level]}.{self.inspector_unit}.{self.day:%Y-%m}"


def fill_year(runtime: Runtime, year: int) -> None:
    """Units, populations and quotas by commands; visits and counts in bulk."""
    fill_company(runtime)
    for number in range(BRANCHES):
        _add_unit(runtime, f"branch-{number}", "branch", "hq")
    for number in range(DEPARTMENTS):
        _add_unit(runtime, f"dep-{number}", "department", f"branch-{number % BRANCHES}")
    for number in range(TEAMS):
        _add_unit(runtime, f"team-{number}", "team", f"dep-{number % DEPARTMENTS}")
    for month in range(1, MONTHS + 1):
        _fill_month(runtime, f"{year}-{month:02d}", month)
    _fill_visits(runtime, year)


def _add_unit(runtime: Runtime, unit: str, kind: str, parent: str) -> None:
    args = {"unit_id": unit, "code": unit, "name": unit, "kind": kind, "parent_id": parent}
    perform(runtime, "unit.add", **args)


def _fill_month(runtime: Runtime, period: str, month: int) -> None:
    sizes = [("services", f"team-{its}", 12_000 + 97 * its + month) for its in range(TEAMS)]
    sizes += [("customers", f"branch-{its}", 9_000_000 + 31 * its) for its in range(BRANCHES)]
    for kind, unit, size in sizes:
        args = {"unit_id": unit, "kind": kind, "period": period, "size": size}
        perform(runtime, "population.set", **args)
    perform(runtime, "quota.open_month", period=period)


def _fill_visits(runtime: Runtime, year: int) -> None:
    done: Counter[str] = Counter()
    with runtime.engine.execution_options(ducha_writes=True).begin() as link:
        for start in range(0, VISITS, AT_ONCE):
            made = [Made(number, year) for number in range(start, min(VISITS, start + AT_ONCE))]
            link.execute(_table(Visit).insert(), [_visit(its) for its in made])
            counted = [its for its in made if its.counts]
            link.execute(_table(QuotaCount).insert(), list(_counts(counted)))
            done.update(its.quota_id for its in counted)
        quotas = _table(Quota)
        update = quotas.update().where(quotas.c.id == sa.bindparam("of"))
        rows = [{"of": row_id, "count": count} for row_id, count in done.items()]
        link.execute(update.values(done=sa.bindparam("count")), rows)


def _visit(its: Made) -> Row:
    at = datetime.fromisoformat(f"{its.day}T02:00:00+00:00")
    is_voided = its.number % ODD == VOIDED
    is_waiting = its.number % ODD == WAITING
    unit = f"team-{its.team}"
    return {
        **{"id": f"visit-{its.number}", "org": ORG, "site_id": "door", "site_name": "door"},
        **{"unit_id": unit, "unit_name": unit, "template_id": "short", "template_name": "Short"},
        **{"level": its.level, "form": "spot" if its.level == "company" else "self"},
        **{"inspector_id": "tess", "inspector_name": "Tess"},
        **{"inspector_unit_id": its.inspector_unit, "day": its.day},
        **{"state": "voided" if is_voided else "closed", "started_at": at, "received_at": at},
        **{"closed_at": at, "completed_at": None if is_waiting else at, "settled_at": at},
        **{"signer_name": "", "signer_post": "", "is_refused": False, "refusal_reason": ""},
        **{"photo_ids": [], "missing_photos": int(is_waiting), "void_reason": ""},
        **{"void_refusal": "", "is_held": False, "is_carried": False},
    }


def _counts(made: list[Made]) -> Iterator[Row]:
    for its in made:
        visit_id = f"visit-{its.number}"
        yield {
            **{"id": f"{its.quota_id}.{visit_id}", "org": ORG, "quota_id": its.quota_id},
            **{"visit_id": visit_id, "subject": visit_id, "is_voided": False},
        }


def _table(model: Any) -> sa.Table:
    return cast(sa.Table, model.__table__)
