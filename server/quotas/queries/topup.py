"""Quotas, reads: where to check next to close a gap, by whom and until when (补足清单)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from server.catalogue.queries.checklists import list_newest_templates
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
from server.quotas.rules.counting import FILLED_BY, Check, Place, counts_of
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
    fits = _fitting(session, quota.org, sites, (level, form))
    candidates = _candidates(session, quota.org, {key: sites[key] for key in fits}, tasks)
    weights = _weights(get_policies(session, quota.org, today), form)
    found: list[SuggestedSite] = []
    missing = max(0, gap - asked)
    days = topup.spread(missing, quota.starts_on, quota.workdays, today)
    for its in topup.ranked(candidates, weights, missing, today):
        site = sites[its.site_id]
        if its.times:
            taken, days = days[: its.times], days[its.times :]
            found.append(
                SuggestedSite(site.id, site.name, site.unit_name, its, fits[site.id], taken)
            )
    places = [place_of(session, sites[its.site_id].unit_id) for its in found]
    people = _people(session, quota, level, places) if found else []
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


def _fitting(
    session: Session, org: str, sites: Mapping[str, Any], wanted: tuple[str, str]
) -> dict[str, topup.Checklist]:
    """By site the checklist for such a check; a site for which there is none is left out."""
    its = list_newest_templates(session, org)
    checklists = [topup.Checklist(one.id, one.name, one.scene, one.levels) for one in its]
    found = {key: topup.fitting(checklists, *wanted, site.kind) for key, site in sites.items()}
    return {key: checklist for key, checklist in found.items() if checklist is not None}


def _people(
    session: Session, quota: Quota, level: str, places: Sequence[Place]
) -> list[tuple[Person, int]]:
    """Who holds the level's grant and whose checks there would count, the least busy first."""
    people = list_people(session, quota.org)
    able = list_user_ids_with(session, quota.org, f"visit.{level}", quota.unit_id)
    fit = [its for its in able if _would_count(session, quota, level, people[its], places)]
    load = count_open_tasks_of(session, quota.org, fit)
    found = [(people[its], load[its]) for its in fit]
    return sorted(found, key=lambda its: (its[1], its[0].login))


def _would_count(
    session: Session, quota: Quota, level: str, person: Person, places: Sequence[Place]
) -> bool:
    """A check by this person at every place of the list, by the counting rule itself."""
    own, form = place_of(session, person.unit_id), FILLED_BY[quota.kind][1]
    checks = (Check(level, form, place, own, quota.starts_on) for place in places)
    return all(any(its.kind == quota.kind for its in counts_of(check)) for check in checks)
