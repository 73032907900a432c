"""Planning writes: annual programmes and monthly plans (督查实施方案、月度计划; W1-9(2))."""

from typing import Any

from pydantic import Field
from sqlalchemy.orm import Session

from server.core.actor import Actor
from server.core.clock import Moment
from server.core.command import Command, NewId, command
from server.core.events import emit
from server.core.problems import NotAllowed
from server.core.words import PlanKind
from server.organisation.queries import get_policies, list_planning_units, lock_company
from server.planning import events
from server.planning.commands.making import task_key
from server.planning.commands.plan_lines import (
    PlanLine,
    check_lines,
    lines_of,
    make_plan_tasks,
    title_of,
)
from server.planning.models.plans import Plan
from server.planning.queries.plans import find_approved, get_plan, list_versions
from server.planning.rules import plans as rules


class OpenPlan(Command):
    unit_id: str
    kind: PlanKind
    period: str = Field(max_length=7)


class DraftPlan(OpenPlan):
    plan_id: NewId


class EditPlan(Command):
    plan_id: str
    goals: str = Field("", max_length=5000)
    lines: list[PlanLine] = Field(max_length=100)


class SubmitPlan(Command):
    plan_id: str


class ApprovePlan(Command):
    plan_id: str


class ReturnPlan(Command):
    plan_id: str
    reason: str = Field(min_length=1, max_length=500)


@command("plan.open", grant="system", stale="append")
def open_plan(command: OpenPlan, actor: Actor, at: Moment, session: Session) -> None:
    """A period's first draft, from what the annual programme asks of it; twice is once."""
    lock_company(session, actor.org)
    if list_versions(session, actor.org, command.unit_id, command.kind, command.period):
        return
    key = task_key(actor.org, command.unit_id, command.kind, command.period)
    plan = _begin(session, actor.org, command, key, at)
    emit(session, events.PlanOpened(**_fact(plan), due_on=plan.due_on.isoformat()))


@command("plan.draft", grant="plan.draft", stale="append")
def draft_plan(command: DraftPlan, actor: Actor, at: Moment, session: Session) -> None:
    """The first version, or the next one beside that which is approved."""
    if not actor.may("plan.draft", command.unit_id):
        raise NotAllowed
    lock_company(session, actor.org)
    _begin(session, actor.org, command, command.plan_id, at)


@command("plan.edit", grant="plan.draft", stale="reject")
def edit_plan(command: EditPlan, actor: Actor, at: Moment, session: Session) -> None:
    plan = _own_plan(session, actor, command.plan_id)
    plan.state = rules.next_state(plan.state, "edit")
    plan.goals = command.goals
    plan.lines = [line.model_dump(mode="json") for line in command.lines]
    _sign(plan, actor)


@command("plan.submit", grant="plan.draft", stale="reject")
def submit_plan(command: SubmitPlan, actor: Actor, at: Moment, session: Session) -> None:
    """To the group. Whether it is late is settled when it is first sent, not when it comes back."""
    plan = _own_plan(session, actor, command.plan_id)
    plan.state = rules.next_state(plan.state, "submit")
    _check_period(plan, at)
    check_lines(session, plan, at.received_on)
    if plan.version == 1 and plan.submitted_at is None:
        plan.is_late = at.received_on > plan.due_on
    plan.submitted_at, plan.return_reason = at.received, ""
    _sign(plan, actor)
    emit(session, events.PlanSubmitted(**_fact(plan)))


@command("plan.approve", grant="plan.approve", stale="reject")
def approve_plan(command: ApprovePlan, actor: Actor, at: Moment, session: Session) -> None:
    """A month's plan becomes tasks; a year's is what its months are drafted from."""
    plan = _judged_plan(session, actor, command.plan_id, "approve")
    _check_period(plan, at)
    check_lines(session, plan, at.received_on)
    before = find_approved(session, actor.org, plan.unit_id, plan.kind, plan.period)
    if before is not None:
        before.state = rules.next_state(before.state, "supersede")
    plan.state = rules.next_state(plan.state, "approve")
    plan.decided_at, plan.decider_name = at.received, actor.name
    if plan.kind == "monthly":
        make_plan_tasks(session, plan, before, at.received_on)
    emit(session, events.PlanApproved(**_fact(plan)))


@command("plan.return", grant="plan.approve", stale="reject")
def return_plan(command: ReturnPlan, actor: Actor, at: Moment, session: Session) -> None:
    plan = _judged_plan(session, actor, command.plan_id, "return")
    plan.state = rules.next_state(plan.state, "return")
    plan.decided_at, plan.decider_name = at.received, actor.name
    plan.return_reason = command.reason
    emit(session, events.PlanReturned(**_fact(plan), reason=command.reason))


def _begin(session: Session, org: str, command: OpenPlan, plan_id: str, at: Moment) -> Plan:
    units = {unit.id: unit.name for unit in list_planning_units(session, org)}
    if command.unit_id not in units:
        raise rules.PlanUnit(unit_id=command.unit_id)
    versions = list_versions(session, org, command.unit_id, command.kind, command.period)
    rules.check_unfinished([its.state for its in versions])
    policies = get_policies(session, org, at.received_on)
    span = rules.span_of(command.kind, command.period)
    rules.check_not_over(span, at.received_on)
    limits = (policies["plan.annual_due"], policies["plan.monthly_due_back"])
    last = versions[-1] if versions else None
    plan = Plan(
        id=plan_id,
        org=org,
        unit_id=command.unit_id,
        unit_name=units[command.unit_id],
        kind=command.kind,
        period=command.period,
        version=last.version + 1 if last else 1,
        state="draft",
        goals=last.goals if last else "",
        lines=last.lines if last else _from_year(session, org, command),
        due_on=rules.due_on(command.kind, span, *limits),
        # Who wrote what is taken over has written in this version too.
        writer_ids=last.writer_ids if last else [],
        writer_names=last.writer_names if last else [],
    )
    session.add(plan)
    return plan


def _from_year(session: Session, org: str, command: OpenPlan) -> list[dict[str, Any]]:
    """The month's share of each line of the approved programme of its year."""
    if command.kind == "annual":
        return []
    year = find_approved(session, org, command.unit_id, "annual", command.period[:4])
    if year is None:
        return []
    spans = (rules.span_of("annual", year.period), rules.span_of("monthly", command.period))
    shares = [(line, rules.months_share(*spans, line.times)) for line in lines_of(year)]
    return [
        line.model_copy(update={"times": share}).model_dump(mode="json")
        for line, share in shares
        if share
    ]


def _own_plan(session: Session, actor: Actor, plan_id: str) -> Plan:
    plan = get_plan(session, actor.org, plan_id)
    if not actor.may("plan.draft", plan.unit_id):
        raise NotAllowed
    return plan


def _judged_plan(session: Session, actor: Actor, plan_id: str, action: str) -> Plan:
    plan = get_plan(session, actor.org, plan_id)
    if not actor.may("plan.approve", plan.unit_id):
        raise NotAllowed
    rules.next_state(plan.state, action)
    rules.check_four_eyes(actor.user_id, plan.writer_ids)
    return plan


def _check_period(plan: Plan, at: Moment) -> None:
    kind: PlanKind = "monthly" if plan.kind == "monthly" else "annual"
    rules.check_not_over(rules.span_of(kind, plan.period), at.received_on)


def _sign(plan: Plan, actor: Actor) -> None:
    if actor.user_id not in plan.writer_ids:
        plan.writer_ids = [*plan.writer_ids, actor.user_id]
        plan.writer_names = [*plan.writer_names, actor.name]


def _fact(plan: Plan) -> dict[str, Any]:
    return {
        "plan_id": plan.id,
        "unit_id": plan.unit_id,
        "title": title_of(plan),
        "writer_ids": tuple(plan.writer_ids),
    }
