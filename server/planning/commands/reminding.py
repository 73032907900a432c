"""Planning writes: reminders of tasks that are due, and word to the head of those that are over."""

from pydantic import Field
from sqlalchemy.orm import Session

from server.core.actor import Actor
from server.core.clock import Moment
from server.core.command import Command, command
from server.core.db import lock_rows
from server.core.events import emit
from server.planning.commands.making import reminder_steps
from server.planning.events import TaskDue, TaskOverdue
from server.planning.models.tasks import Task
from server.planning.queries.tasks import get_task
from server.planning.rules.reminders import is_escalated, next_reminder


class RemindOfTasks(Command):
    task_ids: list[str] = Field(min_length=1, max_length=200)


@command("task.remind", grant="system", stale="append")
def remind_of_tasks(command: RemindOfTasks, actor: Actor, at: Moment, session: Session) -> None:
    """Each day once, by the server's day in China: who comes second finds nothing left to say."""
    today = at.received_on
    steps = reminder_steps(session, actor.org, today)
    lock_rows(session, Task, actor.org, sorted(command.task_ids))
    for task_id in dict.fromkeys(command.task_ids):
        task = get_task(session, actor.org, task_id)
        if task.state != "open" or task.remind_on is None or task.remind_on > today:
            continue
        fact = (task.id, task.assignee_id, task.site_name, task.due_on.isoformat())
        if is_escalated(task.due_on, steps, today):
            emit(session, TaskOverdue(*fact, task.unit_id))
        else:
            emit(session, TaskDue(*fact, (task.due_on - today).days))
        task.remind_on = next_reminder(task.due_on, steps, today)
