"""Planning: every write."""

from datetime import date
from typing import Literal

from pydantic import Field
from sqlalchemy.orm import Session

from server.catalogue.queries import get_template
from server.core.actor import Actor
from server.core.clock import Moment
from server.core.command import Command, NewId, command
from server.core.events import emit
from server.core.problems import NotAllowed
from server.core.words import Form, Level
from server.organisation.queries import get_site
from server.organisation.rules import check_site_open
from server.planning import queries, rules
from server.planning.events import PopulationSet, TaskAssigned
from server.planning.models import Population, Task


class AssignTask(Command):
    task_id: NewId
    site_id: str
    template_id: str
    level: Level
    form: Form
    assignee_id: str
    due_on: date
    note: str = Field("", max_length=500)


class CancelTask(Command):
    task_id: str
    reason: str = Field(min_length=1, max_length=500)


class SetPopulation(Command):
    unit_id: str
    kind: Literal["services", "customers"]
    period: str = Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")
    size: int = Field(ge=0)


@command("task.assign", grant="task.assign", stale="append")
def assign_task(command: AssignTask, actor: Actor, at: Moment, session: Session) -> None:
    site = get_site(session, actor.org, command.site_id)
    if not actor.may("task.assign", site.unit_id):
        raise NotAllowed
    check_site_open(site.is_closed)
    rules.check_level(command.level, get_template(session, actor.org, command.template_id).levels)
    fields = command.model_dump(exclude={"task_id"})
    session.add(
        Task(
            id=command.task_id,
            org=actor.org,
            site_name=site.name,
            unit_name=site.unit_name,
            **fields,
        )
    )
    emit(
        session,
        TaskAssigned(command.task_id, command.assignee_id, site.name, command.due_on.isoformat()),
    )


@command("task.cancel", grant="task.assign", stale="reject")
def cancel_task(command: CancelTask, actor: Actor, at: Moment, session: Session) -> None:
    task = queries.get_task(session, actor.org, command.task_id)
    rules.check_open(task.state)
    task.state, task.note = "cancelled", command.reason


@command("population.set", grant="organisation.manage", stale="append")
def set_population(command: SetPopulation, actor: Actor, at: Moment, session: Session) -> None:
    found = queries.find_population(
        session, actor.org, command.unit_id, command.kind, command.period
    )
    if found is None:
        row_id = f"{command.kind}.{command.unit_id}.{command.period}"
        session.add(Population(id=row_id, org=actor.org, **command.model_dump()))
    else:
        found.size = command.size
    emit(session, PopulationSet(command.unit_id, command.kind, command.period, command.size))


def settle_task(session: Session, actor: Actor, task_id: str | None, visit_id: str) -> None:
    """A closed visit settles the task that it was made for, if that is still open."""
    if task_id is None:
        return
    task = queries.get_task(session, actor.org, task_id)
    if task.state == "open" and task.assignee_id == actor.user_id:
        task.state, task.visit_id = "done", visit_id
