"""Planning shapes: tasks (检查任务)."""

from datetime import date, datetime

from server.core.feeds import Feed, RowShape, company_scope, unit_scope, user_scope
from server.core.words import Form, Level, TaskKind, TaskState
from server.planning.models.tasks import Task


class TaskRow(RowShape):
    site_id: str
    site_name: str
    unit_id: str
    unit_name: str
    branch_name: str
    template_id: str
    level: Level
    form: Form
    assignee_id: str
    assignee_name: str
    due_on: date
    state: TaskState
    note: str
    visit_id: str | None
    kind: TaskKind
    order_id: str | None
    order_number: str
    item_codes: list[str]
    plan_id: str | None
    schedule_id: str | None
    campaign_id: str | None
    acknowledged_at: datetime | None
    handed_by_name: str
    handed_reason: str
    swap_to_id: str | None
    swap_task_id: str | None
    matter_id: str | None


def _scopes(task: Task) -> list[str]:
    """An open task is carried by whom it is for, by whom it is offered, and by those who see to
    the unit's plans; a settled one leaves the phones. A mystery visit is not seen by its unit."""
    if task.state != "open":
        return []
    is_covert = task.form == "mystery"
    office = company_scope("covert-tasks") if is_covert else unit_scope(task.unit_id, "plans")
    return [user_scope(user) for user in (task.assignee_id, task.swap_to_id) if user] + [office]


TASK_FEED = Feed("task", Task, TaskRow, _scopes)
