"""Quotas, reads: where to check next to close a gap, by whom and until when (补足清单)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from server.catalogue.queries import list_newest_templates
from server.organisation.queries import (
    Person,
    get_policies,
    list_people,
    list_sites_of,
    list_unit_ids_below,
    list_user_ids_with,
)
from server.planning.queries.open_tasks import count_open_checks, count_open_tasks_of
from server.quotas.models import Quota
from server.quotas.queries.sizing import place_of
from server.quotas.rules import topup
from server.quotas.rules.counting import FILLED_BY, Check, counts_of
from server.visits.queries.checks import count_repeats


@dataclass(frozen=True)
class SuggestedSite:
    """A site of the list with its rank, the checklist that fits, and the days of its checks."""

    site_id: str
    site_name: str
    unit_name: str
    ranked: topup.Suggestion
    checklist: topup.Checklist
    due_on: list[date]


@dataclass(frozen=True)
class TopUpList:
    """`asked`: so many checks are asked for by open tasks already."""

    level: str
    form: str
    gap: int
    asked: int
    sites: list[SuggestedSite]
    people: list[tuple[Person, int]]


def get_top_up(session: Session, quota: Quota, today: date) -> TopUpList:
    """Ranked sites of the quota's unit, with who may make such checks there."""
    if quota.kind not in FILLED_BY:
        raise topup.TopUpNotOffered(kind=quota.kind)
    level, form = FILLED_BY[quota.kind]
    units = list_unit_ids_below(session, quota.org, quota.unit_id)
    sites = {its.id: its for its in list_sites_of(session, quota.org, units)}
    tasks = count_open_checks(session, quota.org, list(sites), level, form)
    gap, asked = max(0, quota.required - quota.done), sum(tasks.values())
    candidates = _candidates(session, quota.org, sites, tasks)
    weights = _weights(get_policies(session, quota.org, today), form)
    checklists = _checklists(session, quota.org)
    found: list[SuggestedSite] = []
    days = topup.spread(gap, quota.starts_on, quota.workdays, today) if gap else []
    for its in topup.ranked(candidates, weights, max(0, gap - asked), today):
        site = sites[its.site_id]
        checklist = topup.fitting(checklists, level, form, site.kind)
        if checklist is not None and its.times:
            taken, days = days[: its.times], days[its.times :]
            found.append(SuggestedSite(site.id, site.name, site.unit_name, its, checklist, taken))
    people = _people(session, quota, level) if found else []
    return TopUpList(level, form, gap, asked, found, people)


def _candidates(
    session: Session, org: str, sites: Mapping[str, Any], tasks: Mapping[str, int]
) -> list[topup.Candidate]:
    repeats = count_repeats(session, org, list(sites))
    return [
        topup.Candidate(
            site_id=site.id,
            is_closed=site.is_closed,
            last_checked_on=site.last_checked_on,
            open_problems=site.open_problems,
            failures=repeats.get(site.id, 0),
            has_task=tasks.get(site.id, 0) > 0,
        )
        for site in sites.values()
    ]


def _weights(policies: Mapping[str, int], form: str) -> topup.Weights:
    """A team checks itself every day; only others' checks leave a site some rest."""
    return topup.Weights(
        never=policies["topup.never"],
        problem=policies["topup.problem"],
        failure=policies["topup.failure"],
        day=policies["topup.day"],
        rest_days=policies["topup.rest_days"] if form == "spot" else 0,
    )


def _checklists(session: Session, org: str) -> list[topup.Checklist]:
    found = list_newest_templates(session, org)
    return [topup.Checklist(its.id, its.name, its.scene, its.levels) for its in found]


def _people(session: Session, quota: Quota, level: str) -> list[tuple[Person, int]]:
    """Who holds the level's grant and whose checks would count, the least busy first."""
    people = list_people(session, quota.org)
    able = list_user_ids_with(session, quota.org, f"visit.{level}", quota.unit_id)
    fit = [its for its in able if _would_count(session, quota, level, people[its])]
    load = count_open_tasks_of(session, quota.org, fit)
    found = [(people[its], load[its]) for its in fit]
    return sorted(found, key=lambda its: (its[1], its[0].login))


def _would_count(session: Session, quota: Quota, level: str, person: Person) -> bool:
    """A check of the quota's unit by this person, by the counting rule itself."""
    unit, own = place_of(session, quota.unit_id), place_of(session, person.unit_id)
    check = Check(level, FILLED_BY[quota.kind][1], unit, own, quota.starts_on)
    return any(its.kind == quota.kind for its in counts_of(check))
