"""Planning: plans that are to be written, tasks of schedules, reminders; each minute what is due.

All of them may be killed anywhere, run twice or not run for days: what is due is found by its day,
and what was done for a day is not done again.
"""

from collections.abc import Iterator
from datetime import date

from server.core.actor import system_actor
from server.core.clock import local_day
from server.core.replication import list_orgs
from server.core.runtime import Runtime
from server.organisation.queries import get_policies, list_planning_units
from server.planning.queries.plans import list_opened
from server.planning.queries.schedules import list_due_schedules
from server.planning.queries.tasks import list_to_remind
from server.planning.rules.plans import periods_to_open

AT_ONCE = 200


def open_plans(runtime: Runtime) -> Iterator[tuple[str, str]]:
    """Draft the plans of the periods that are near; (company, unit and period) of each."""
    for org in _orgs(runtime):
        for unit_id, kind, period in _missing_plans(runtime, org, _today(runtime)):
            args = {"unit_id": unit_id, "kind": kind, "period": period}
            runtime.perform("plan.open", args, system_actor(org))
            yield org, f"{unit_id} {period}"


def make_scheduled_tasks(runtime: Runtime) -> Iterator[tuple[str, str]]:
    """The tasks of the schedules that are due; (company, schedule) of each."""
    for org in _orgs(runtime):
        with runtime.asking() as session:
            due = list_due_schedules(session, org, _today(runtime))
        for schedule_id in due:
            runtime.perform("schedule.make", {"schedule_id": schedule_id}, system_actor(org))
            yield org, schedule_id


def remind_of_tasks(runtime: Runtime) -> Iterator[tuple[str, int]]:
    """Who has something to do that is due is told; (company, how many tasks)."""
    for org in _orgs(runtime):
        with runtime.asking() as session:
            due = list_to_remind(session, org, _today(runtime))
        for start in range(0, len(due), AT_ONCE):
            task_ids = due[start : start + AT_ONCE]
            runtime.perform("task.remind", {"task_ids": task_ids}, system_actor(org))
            yield org, len(task_ids)


def _missing_plans(runtime: Runtime, org: str, today: date) -> list[tuple[str, str, str]]:
    with runtime.reading() as session:
        policies = get_policies(session, org, today)
        wanted = list(periods_to_open(today, policies["plan.draft_days"], policies))
        opened = list_opened(session, org, [period for _, period in wanted])
        units = list_planning_units(session, org)
    all_of_them = [(unit.id, kind, period) for kind, period in wanted for unit in units]
    return [one for one in all_of_them if one not in opened]


def _orgs(runtime: Runtime) -> list[str]:
    with runtime.asking() as session:
        return list_orgs(session)


def _today(runtime: Runtime) -> date:
    return local_day(runtime.clock.now())
