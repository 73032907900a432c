"""Planning reads: tasks (检查任务)."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.core.db import lock_row
from server.planning.models.tasks import Task
from server.planning.rules.tasks import TaskUnknown


def get_task(session: Session, org: str, task_id: str) -> Task:
    task = lock_row(session, Task, org, task_id)
    if task is None:
        raise TaskUnknown(task_id=task_id)
    return task


@dataclass(frozen=True)
class FollowUpFacts:
    """A look-back or re-inspection: after which order, on which items, settled by which visit."""

    task_id: str
    kind: str
    order_id: str
    item_codes: list[str]
    visit_id: str | None


def find_follow_up(session: Session, org: str, task_id: str | None) -> FollowUpFacts | None:
    """None for no task, and for one that follows no order."""
    query = select(Task).where(Task.org == org, Task.id == task_id, Task.order_id.is_not(None))
    task = session.scalar(query) if task_id else None
    if task is None:
        return None
    return FollowUpFacts(task.id, task.kind, str(task.order_id), task.item_codes, task.visit_id)


def list_open_tasks_after(session: Session, org: str, order_id: str) -> list[Task]:
    """Look-backs and re-inspections after an order that nobody has made yet, for a change."""
    query = select(Task).where(Task.org == org, Task.order_id == order_id, Task.state == "open")
    return list(session.scalars(query.order_by(Task.id).with_for_update()))


def list_open_tasks_at(session: Session, org: str, site_id: str) -> list[Task]:
    query = select(Task).where(Task.org == org, Task.site_id == site_id, Task.state == "open")
    return list(session.scalars(query.order_by(Task.id)))


def list_to_remind(session: Session, org: str, today: date) -> list[str]:
    """Open tasks of which something is to be said by today."""
    query = select(Task.id).where(Task.org == org, Task.remind_on <= today, Task.state == "open")
    return list(session.scalars(query.order_by(Task.id)))
