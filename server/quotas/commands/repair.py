"""Quotas, writes: counts that do not agree with the visits are counted anew, and journaled."""

from pydantic import Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from server.core.actor import Actor
from server.core.clock import Moment
from server.core.command import Command, command
from server.core.events import emit
from server.organisation.queries import get_unit_facts
from server.quotas.commands.opening import Cause, open_quota, resize
from server.quotas.events import QuotaRepaired
from server.quotas.models import QuotaCount
from server.quotas.queries import parts_of
from server.quotas.queries.recount import Subjects, count_anew, done_of


class RepairQuotas(Command):
    """`quota_ids`: those of which a recount tells something else."""

    quota_ids: list[str] = Field(min_length=1, max_length=5000)


@command("quota.repair", grant="system", stale="append")
def repair_quotas(command: RepairQuotas, actor: Actor, at: Moment, session: Session) -> None:
    anew = count_anew(session, actor.org)
    for row_id in sorted(set(command.quota_ids)):
        kind, unit_id, period = parts_of(row_id)
        unit = get_unit_facts(session, unit_id)
        quota = open_quota(session, actor.org, kind, unit, period)
        wanted = anew.get(row_id, {})
        _replace_counts(session, actor.org, row_id, wanted)
        done = done_of(session, quota, wanted)
        if done != quota.done:
            emit(session, QuotaRepaired(row_id, quota.done, done))
        quota.done = done
        resize(session, quota, Cause("repair", actor, at))


def _replace_counts(session: Session, org: str, row_id: str, wanted: Subjects) -> None:
    query = select(QuotaCount).where(QuotaCount.org == org, QuotaCount.quota_id == row_id)
    kept = {its.visit_id: its for its in session.scalars(query.with_for_update())}
    for visit_id, its in kept.items():
        its.is_voided = visit_id not in wanted
        its.subject = wanted.get(visit_id, its.subject)
    for visit_id in wanted.keys() - kept.keys():
        count_id = f"{row_id}.{visit_id}"
        ids = {"id": count_id, "org": org, "quota_id": row_id, "visit_id": visit_id}
        session.add(QuotaCount(**ids, subject=wanted[visit_id]))
    session.flush()
