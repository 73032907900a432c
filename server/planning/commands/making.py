"""Planning writes: how every task comes to be (检查任务)."""

import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from server.core.db import remember
from server.core.events import emit
from server.organisation.queries import get_policies
from server.planning.events import TasksGiven
from server.planning.models.tasks import Task
from server.planning.queries.assigning import (
    Wanted,
    list_able,
    list_proposals,
    open_loads,
    people_of,
)
from server.planning.rules.plans import PlanNobody
from server.planning.rules.reminders import Steps, next_reminder, steps_by
from server.planning.rules.tasks import check_assignee

NAMESPACE = uuid.UUID("5d1b7f0a-9f3e-4c58-8d57-6a1f2b9c4e20")


@dataclass(frozen=True)
class Place:
    """A site, as far as tasks need it; `kind` of the site."""

    id: str
    name: str
    kind: str
    unit_id: str
    unit_name: str
    branch_id: str
    branch_name: str


def place_of(site: Any) -> Place:
    """Of a row of the organisation's sites."""
    return Place(**{field.name: getattr(site, field.name) for field in fields(Place)})


@dataclass(frozen=True)
class Work:
    """What is to be done, and by whom where somebody is named."""

    template_id: str
    level: str
    form: str
    assignee_id: str | None = None


def task_key(*parts: object) -> str:
    """From what it is, so that nothing is made twice."""
    return str(uuid.uuid5(NAMESPACE, " ".join(map(str, parts))))


def reminder_steps(session: Session, org: str, on: date) -> Steps:
    key = ("reminder steps", org, on)
    return remember(session, key, lambda: steps_by(get_policies(session, org, on)))


def make_task(
    session: Session, org: str, on: date, site: Place, due_on: date, **fields: Any
) -> Task:
    """An open task at a site, first spoken of again on a day after this one (`on`)."""
    person = people_of(session, org)[fields["assignee_id"]]
    task = Task(
        org=org,
        site_id=site.id,
        site_name=site.name,
        unit_id=site.unit_id,
        unit_name=site.unit_name,
        branch_id=site.branch_id,
        branch_name=site.branch_name,
        assignee_name=person.name,
        due_on=due_on,
        remind_on=next_reminder(due_on, reminder_steps(session, org, on), on),
        **fields,
    )
    session.add(task)
    loads = open_loads(session, org)
    loads.setdefault(task.assignee_id, []).append((site.branch_id, due_on))
    return task


def find_assignee(session: Session, org: str, work: Work, site: Place, due_on: date) -> str | None:
    """Who is named, if he may; else the one who is proposed; None where nobody can."""
    if work.assignee_id is not None:
        check_assignee(work.assignee_id, list_able(session, org, work.level, site.unit_id))
        return work.assignee_id
    asked = Wanted(work.level, work.form, site.unit_id, site.branch_id, due_on)
    found = list_proposals(session, org, asked)
    return found[0].user_id if found else None


def get_assignee(session: Session, org: str, work: Work, site: Place, due_on: date) -> str:
    found = find_assignee(session, org, work, site, due_on)
    if found is None:
        raise PlanNobody(site=site.name)
    return found


def tell_of_tasks(session: Session, title: str, tasks: Iterable[Task]) -> None:
    """One word for each person, however many tasks he got."""
    counts, first = Counter[str](), dict[str, Task]()
    for task in sorted(tasks, key=lambda its: its.due_on):
        counts[task.assignee_id] += 1
        first.setdefault(task.assignee_id, task)
    for user_id, task in sorted(first.items()):
        due_on = task.due_on.isoformat()
        emit(session, TasksGiven(user_id, task.id, title, counts[user_id], due_on))
