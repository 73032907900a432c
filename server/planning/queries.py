"""Planning: every read."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.core.db import lock_row
from server.planning.models import Population, Task
from server.planning.rules import TaskUnknown


def get_task(session: Session, org: str, task_id: str) -> Task:
    task = lock_row(session, Task, org, task_id)
    if task is None:
        raise TaskUnknown(task_id=task_id)
    return task


def find_population(
    session: Session, org: str, unit_id: str, kind: str, period: str
) -> Population | None:
    return session.scalar(
        select(Population).where(
            Population.org == org,
            Population.unit_id == unit_id,
            Population.kind == kind,
            Population.period == period,
        )
    )


def list_open_tasks_at(session: Session, org: str, site_id: str) -> list[Task]:
    query = select(Task).where(Task.org == org, Task.site_id == site_id, Task.state == "open")
    return list(session.scalars(query.order_by(Task.id)))
