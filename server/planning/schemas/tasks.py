"""Planning shapes: tasks (检查任务)."""

from datetime import date

from server.core.feeds import Feed, RowShape, user_scope
from server.core.words import Form, Level, TaskKind, TaskState
from server.planning.models.tasks import Task


class TaskRow(RowShape):
    site_id: str
    site_name: str
    unit_name: str
    template_id: str
    level: Level
    form: Form
    assignee_id: str
    due_on: date
    state: TaskState
    note: str
    visit_id: str | None
    kind: TaskKind
    order_id: str | None
    order_number: str
    item_codes: list[str]


def _scopes(task: Task) -> list[str]:
    """An open task is carried by whom it is for; a settled one leaves the phone."""
    return [user_scope(task.assignee_id)] if task.state == "open" else []


TASK_FEED = Feed("task", Task, TaskRow, _scopes)
