"""Planning reads: which checks are asked for already."""

from collections import Counter
from collections.abc import Collection

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from server.core.db import among
from server.planning.models.tasks import Task


def count_open_checks(
    session: Session, org: str, site_ids: Collection[str], level: str, form: str
) -> Counter[str]:
    """Open tasks by site, of one level and form."""
    query = select(Task.site_id, func.count()).where(
        Task.org == org,
        among(session, Task.site_id, list(site_ids)),
        Task.state == "open",
        Task.level == level,
        Task.form == form,
    )
    return Counter({key: count for key, count in session.execute(query.group_by(Task.site_id))})


def count_open_tasks_of(session: Session, org: str, user_ids: Collection[str]) -> Counter[str]:
    """Open tasks by person."""
    query = select(Task.assignee_id, func.count()).where(
        Task.org == org, among(session, Task.assignee_id, list(user_ids)), Task.state == "open"
    )
    return Counter({key: count for key, count in session.execute(query.group_by(Task.assignee_id))})
