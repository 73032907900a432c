"""Planning reads: recurring schedules."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.core.db import lock_row
from server.planning.models.schedules import Schedule
from server.planning.models.tasks import Task
from server.planning.rules.schedules import ScheduleUnknown


def get_schedule(session: Session, org: str, schedule_id: str) -> Schedule:
    """The schedule, locked for a change."""
    schedule = lock_row(session, Schedule, org, schedule_id)
    if schedule is None:
        raise ScheduleUnknown(schedule_id=schedule_id)
    return schedule


def list_due_schedules(session: Session, org: str, today: date) -> list[str]:
    """Those of which tasks are to be made: by the index, so nothing is paid for the others."""
    query = select(Schedule.id).where(Schedule.org == org, Schedule.make_on <= today)
    return list(session.scalars(query.order_by(Schedule.id)))


def list_open_tasks_of_schedule(session: Session, org: str, schedule_id: str) -> list[Task]:
    """For a change."""
    query = select(Task).where(
        Task.org == org, Task.schedule_id == schedule_id, Task.state == "open"
    )
    return list(session.scalars(query.order_by(Task.id).with_for_update()))
