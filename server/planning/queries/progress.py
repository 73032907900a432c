"""Planning reads: who has how much to do, and how far plans have come (W1-9(2)b)."""

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from server.core.actor import Actor
from server.core.db import among
from server.planning.models.tasks import Task

SOURCES: tuple[InstrumentedAttribute[str | None], ...] = (
    Task.plan_id,
    Task.schedule_id,
    Task.campaign_id,
)


class Done(NamedTuple):
    """A plan, schedule or campaign in one branch; `late`: done, but after its day or by a former
    assignee; `overdue`: open after its day."""

    source_id: str
    branch_id: str
    branch_name: str
    total: int
    done: int
    late: int
    overdue: int


def visible_tasks(session: Session, actor: Actor, grant: str) -> ColumnElement[bool]:
    """As the feed's scopes: over the grant's units; mystery visits for the group alone."""
    is_mine = and_(Task.org == actor.org, among(session, Task.unit_id, actor.units(grant)))
    return is_mine if actor.has("task.covert") else and_(is_mine, Task.form != "mystery")


def list_settled(session: Session, actor: Actor, span: tuple[date, date], limit: int) -> list[Task]:
    """Done or called off within these days, both included, the newest first."""
    query = select(Task).where(
        visible_tasks(session, actor, "plan.read"), Task.settled_on.between(*span)
    )
    return list(session.scalars(query.order_by(Task.settled_on.desc(), Task.id).limit(limit)))


def list_open(session: Session, actor: Actor) -> list[Task]:
    """All that somebody is still to do, where this person gives tasks."""
    query = select(Task).where(visible_tasks(session, actor, "task.assign"), Task.state == "open")
    return list(session.scalars(query.order_by(Task.due_on, Task.id)))


def count_progress(
    session: Session, actor: Actor, sources: Collection[str], today: date
) -> list[Done]:
    """By source and branch, without what was called off."""
    found: list[Done] = []
    for source in SOURCES:
        query = (
            select(
                source,
                Task.branch_id,
                Task.branch_name,
                func.count(),
                _count(Task.state == "done"),
                _count(Task.outcome.in_(("overdue", "former"))),
                _count(and_(Task.state == "open", Task.due_on < today)),
            )
            .where(
                visible_tasks(session, actor, "plan.read"),
                among(session, source, sources),
                Task.state != "cancelled",
            )
            .group_by(source, Task.branch_id, Task.branch_name)
            .order_by(source, Task.branch_name)
        )
        found += [Done(*row) for row in session.execute(query)]
    return found


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)
