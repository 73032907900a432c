"""Planning rules: tasks (检查任务)."""

from collections.abc import Collection
from datetime import date

from server.core.problems import Problem
from server.core.words import TaskOutcome


class TaskUnknown(Problem):
    slug, title = "task-unknown", "找不到这项任务"


class TaskNotOpen(Problem):
    slug, title = "task-not-open", "该任务已完成或已取消"


class TaskNotYours(Problem):
    slug, status, title = "task-not-yours", 403, "这项任务不是您的，可能已移交给他人"


class LevelNotOffered(Problem):
    slug, status, title = "level-not-offered", 422, "这份检查表不用于所选级别"


class AssigneeUnfit(Problem):
    slug, status = "assignee-unfit", 422
    title = "此人不能在该单位做这一级别的检查，请换一位"


class HandOverToSame(Problem):
    slug, status, title = "hand-over-to-same", 422, "任务已经由此人负责，请换一位"


class SwapUnfit(Problem):
    slug, status, title = "swap-unfit", 422, "只能用自己的任务换他人的任务，请重新选择"


class SwapGone(Problem):
    slug, title = "swap-gone", "这次换班已答复或已失效，请刷新后查看"


def check_open(state: str) -> None:
    if state != "open":
        raise TaskNotOpen(state=state)


def check_level(level: str, offered: Collection[str]) -> None:
    if level not in offered:
        raise LevelNotOffered(level=level)


def check_assignee(user_id: str, able: Collection[str]) -> None:
    """`able`: who may make checks of this level over this unit, and is still active."""
    if user_id not in able:
        raise AssigneeUnfit(user_id=user_id)


def check_hand_over(from_id: str, to_id: str) -> None:
    if from_id == to_id:
        raise HandOverToSame(user_id=to_id)


def check_swap(own_assignee: str, other_assignee: str, asker: str) -> None:
    """One gives what is his own for what is another's."""
    if own_assignee != asker or other_assignee == asker:
        raise SwapUnfit


def former_after(former: Collection[str], leaving: str, coming: str) -> list[str]:
    """Who has had a task before, each once; whoever gets it back is no former one."""
    return [its for its in dict.fromkeys((*former, leaving)) if its != coming]


def outcome_of(due_on: date, on: date, is_former: bool) -> TaskOutcome:
    """How a result counts: from whom the task was taken, it is late whatever the day."""
    if is_former:
        return "former"
    return "overdue" if on > due_on else "on_time"
