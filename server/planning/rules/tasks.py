"""Planning rules: tasks (检查任务)."""

from collections.abc import Collection

from server.core.problems import Problem


class TaskUnknown(Problem):
    slug, title = "task-unknown", "找不到这项任务"


class TaskNotOpen(Problem):
    slug, title = "task-not-open", "该任务已完成或已取消"


class LevelNotOffered(Problem):
    slug, status, title = "level-not-offered", 422, "这份检查表不用于所选级别"


def check_open(state: str) -> None:
    if state != "open":
        raise TaskNotOpen(state=state)


def check_level(level: str, offered: Collection[str]) -> None:
    if level not in offered:
        raise LevelNotOffered(level=level)
