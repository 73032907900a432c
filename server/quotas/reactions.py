"""Quotas: what fills them, and what changes their size."""

from sqlalchemy.orm import Session

from server.core.actor import Actor
from server.core.clock import Moment
from server.core.events import reacts_to
from server.organisation.queries import find_branch_of, get_unit
from server.planning.events import PopulationSet
from server.quotas import queries, rules
from server.quotas.commands import open_quota
from server.quotas.models import QuotaCount
from server.visits.events import VisitCompleted, VisitVoided


@reacts_to(VisitCompleted)
def count_visit(fact: VisitCompleted, actor: Actor, at: Moment, session: Session) -> None:
    """A visit counts when it is complete with its photos, once in each quota that it fills."""
    branch = find_branch_of(session, get_unit(session, fact.unit_id))
    check = rules.Check(
        level=fact.level,
        form=fact.form,
        unit_id=fact.unit_id,
        branch_id=branch.id if branch else None,
        inspector_unit_id=fact.inspector_unit_id,
        day=fact.day,
    )
    for count in rules.counts_of(check):
        quota = open_quota(session, actor.org, count.kind, count.unit_id, count.period)
        row_id = f"{quota.id}.{fact.visit_id}"
        if not queries.is_counted(session, row_id):
            session.add(
                QuotaCount(id=row_id, org=actor.org, quota_id=quota.id, visit_id=fact.visit_id)
            )
            quota.done += 1


@reacts_to(VisitVoided)
def uncount_visit(fact: VisitVoided, actor: Actor, at: Moment, session: Session) -> None:
    """A voided visit counts nowhere."""
    for count in queries.list_counts_of(session, actor.org, fact.visit_id):
        quota = queries.find_quota(session, actor.org, count.quota_id)
        count.is_voided = True
        if quota is not None:
            quota.done -= 1


@reacts_to(PopulationSet)
def resize_quota(fact: PopulationSet, actor: Actor, at: Moment, session: Session) -> None:
    """A month's services or customers became known: recompute what is required."""
    kind = rules.KIND_OF_POPULATION.get(fact.kind)
    if kind is None:
        return
    is_snapshot = kind == rules.BRANCH_SPOT
    period = rules.month_after(fact.period) if is_snapshot else fact.period
    quota = open_quota(session, actor.org, kind, fact.unit_id, period)
    quota.base = fact.size
    quota.required = rules.required(fact.size, quota.ratio_ppm or 0)
