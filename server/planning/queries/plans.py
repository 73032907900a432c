"""Planning reads: annual programmes and monthly plans."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.core.db import lock_row
from server.planning.models.plans import Plan
from server.planning.models.tasks import Task
from server.planning.rules.plans import PlanUnknown


def get_plan(session: Session, org: str, plan_id: str) -> Plan:
    """The version, locked for a change."""
    plan = lock_row(session, Plan, org, plan_id)
    if plan is None:
        raise PlanUnknown(plan_id=plan_id)
    return plan


def list_versions(session: Session, org: str, unit_id: str, kind: str, period: str) -> list[Plan]:
    """All versions of one plan, the newest last."""
    query = select(Plan).where(
        Plan.org == org, Plan.unit_id == unit_id, Plan.kind == kind, Plan.period == period
    )
    return list(session.scalars(query.order_by(Plan.version)))


def find_approved(session: Session, org: str, unit_id: str, kind: str, period: str) -> Plan | None:
    versions = list_versions(session, org, unit_id, kind, period)
    return next((plan for plan in versions if plan.state == "approved"), None)


def list_opened(session: Session, org: str, periods: Collection[str]) -> set[tuple[str, str, str]]:
    """Unit, kind and period of all plans that were begun for these periods."""
    query = select(Plan.unit_id, Plan.kind, Plan.period).where(
        Plan.org == org, Plan.period.in_(list(periods))
    )
    return {(unit_id, kind, period) for unit_id, kind, period in session.execute(query)}


def list_tasks_of_plan(session: Session, org: str, plan_id: str) -> list[Task]:
    """All tasks that a plan's version has, for a change."""
    query = select(Task).where(Task.org == org, Task.plan_id == plan_id)
    return list(session.scalars(query.order_by(Task.id).with_for_update()))
