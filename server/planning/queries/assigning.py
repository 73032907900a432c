"""Planning reads: who may make a check, and how much each has to do already."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.core.db import remember
from server.organisation.queries import Person, list_people, list_user_ids_with
from server.planning.models.tasks import Task
from server.planning.rules.assigning import NEAR_DAYS, Candidate, Proposal, ranked

# Person → branch and day of each of his open tasks.
Loads = dict[str, list[tuple[str, date]]]
NEAR = timedelta(days=NEAR_DAYS)


@dataclass(frozen=True)
class Wanted:
    """A check for which somebody is looked for: what, in which unit of which branch, by when."""

    level: str
    form: str
    unit_id: str
    branch_id: str
    due_on: date


def people_of(session: Session, org: str) -> dict[str, Person]:
    return remember(session, ("people", org), lambda: list_people(session, org))


def list_able(session: Session, org: str, level: str, unit_id: str) -> list[str]:
    """Active people who may make checks of this level over this unit."""
    key = ("able", org, level, unit_id)
    return remember(
        session, key, lambda: list_user_ids_with(session, org, f"visit.{level}", unit_id)
    )


def open_loads(session: Session, org: str) -> Loads:
    """Read once a transaction; who makes tasks in it adds them here."""
    return remember(session, ("open loads", org), lambda: _read_loads(session, org))


def list_proposals(session: Session, org: str, asked: Wanted) -> list[Proposal]:
    """Who could make this check, the best first."""
    people, loads = people_of(session, org), open_loads(session, org)
    candidates = [
        Candidate(
            user_id=user_id,
            name=people[user_id].name,
            unit_id=people[user_id].unit_id,
            open_tasks=len(loads.get(user_id, ())),
            near=sum(
                branch == asked.branch_id and abs(day - asked.due_on) <= NEAR
                for branch, day in loads.get(user_id, ())
            ),
        )
        for user_id in list_able(session, org, asked.level, asked.unit_id)
    ]
    return ranked(candidates, asked.form, asked.unit_id)


def _read_loads(session: Session, org: str) -> Loads:
    query = select(Task.assignee_id, Task.branch_id, Task.due_on).where(
        Task.org == org, Task.state == "open"
    )
    loads: Loads = {}
    for user_id, branch_id, due_on in session.execute(query):
        loads.setdefault(user_id, []).append((branch_id, due_on))
    return loads
