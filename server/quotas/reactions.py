"""Quotas: what fills them, and what changes their size."""

from datetime import date

from sqlalchemy.orm import Session

from server.catalogue.events import (
    MatterChanged,
    MatterClosed,
    MatterCovered,
    MatterOpened,
    MatterUncovered,
    MatterWaived,
)
from server.core.actor import Actor
from server.core.clock import Moment
from server.core.events import reacts_to
from server.organisation.events import PolicySet, UnitClosed
from server.organisation.queries import get_unit_facts
from server.planning.events import CasesCounted, PopulationSet
from server.quotas import queries, rules
from server.quotas.commands.counting import add_count, count_callbacks, drop_count, note_cases
from server.quotas.commands.matters import count_matters_anew
from server.quotas.commands.opening import Cause, open_quota, resize
from server.quotas.models import CaseCount
from server.quotas.queries.matters import list_kept_ids, list_quota_ids
from server.quotas.queries.sizing import options_on, place_of
from server.quotas.rules import periods, sizing
from server.quotas.rules.counting import Check, counts_of
from server.visits.events import VisitCompleted, VisitVoided


@reacts_to(VisitCompleted)
def count_visit(fact: VisitCompleted, actor: Actor, at: Moment, session: Session) -> None:
    """A visit counts when it is complete with its photos, once in each quota that it fills."""
    check = Check(
        level=fact.level,
        form=fact.form,
        unit=place_of(session, fact.unit_id),
        inspector=place_of(session, fact.inspector_unit_id),
        day=fact.day,
    )
    for count in counts_of(check, options_on(session, actor.org, fact.day)):
        add_count(session, actor.org, count, fact.visit_id)


@reacts_to(VisitVoided)
def uncount_visit(fact: VisitVoided, actor: Actor, at: Moment, session: Session) -> None:
    """A voided visit counts nowhere."""
    for count in queries.list_counts_of(session, actor.org, fact.visit_id):
        drop_count(session, actor.org, count)


@reacts_to(PopulationSet)
def size_by_population(fact: PopulationSet, actor: Actor, at: Moment, session: Session) -> None:
    """A month's services or customers became known, or were corrected, however late."""
    cause = Cause("population", actor, at)
    if fact.kind == "services":
        _size_by_services(session, fact, cause)
    elif fact.kind == "customers":
        branch = get_unit_facts(session, fact.unit_id)
        month = periods.month_after(fact.period)
        open_quota(session, actor.org, rules.BRANCH_SPOT, branch, month)
        _resize_since(session, [branch.id], periods.first_day(month), cause)


def _size_by_services(session: Session, fact: PopulationSet, cause: Cause) -> None:
    """The team's quota, its department's, and later ones for which the month stands in."""
    org, first = cause.actor.org, periods.first_day(fact.period)
    is_quarterly = options_on(session, org, first).is_quarterly
    period = periods.quarter_of(first) if is_quarterly else fact.period
    place = place_of(session, fact.unit_id)
    open_quota(session, org, rules.TEAM_SELF, get_unit_facts(session, fact.unit_id), period)
    touched = [fact.unit_id]
    if place.department_id is not None:
        department = get_unit_facts(session, place.department_id)
        open_quota(session, org, rules.DEPARTMENT_SELF, department, period)
        touched.append(department.id)
    _resize_since(session, touched, first, cause)


def _resize_since(session: Session, unit_ids: list[str], since: date, cause: Cause) -> None:
    for row_id in queries.list_ids_of(session, cause.actor.org, unit_ids, since):
        _resize(session, row_id, cause)


def _resize(session: Session, row_id: str, cause: Cause) -> None:
    quota = queries.find_quota(session, cause.actor.org, row_id)
    if quota is not None:
        resize(session, quota, cause)


@reacts_to(CasesCounted)
def size_by_cases(fact: CasesCounted, actor: Actor, at: Moment, session: Session) -> None:
    """A branch's callbacks of a month (W2-35a, W2-35b); units outside any branch have none."""
    branch_id = place_of(session, fact.unit_id).branch_id
    if branch_id is None:
        return
    row_id = f"{fact.unit_id}.{fact.period}.{fact.channel}"
    known = {"unit_id": fact.unit_id, "period": fact.period, "channel": fact.channel}
    counts = {"total": fact.total, "called_back": fact.called_back}
    note_cases(session, CaseCount(id=row_id, org=actor.org, branch_id=branch_id, **known, **counts))
    is_full = fact.channel in sizing.FULL_CHANNELS
    kind = rules.CALLBACK_FULL if is_full else rules.CALLBACK_SAMPLE
    branch = get_unit_facts(session, branch_id)
    quota = open_quota(session, actor.org, kind, branch, fact.period)
    count_callbacks(session, quota)
    resize(session, quota, Cause("population", actor, at))


@reacts_to(MatterOpened, MatterCovered, MatterUncovered, MatterClosed)
def count_matter(
    fact: MatterOpened | MatterCovered | MatterUncovered | MatterClosed,
    actor: Actor,
    at: Moment,
    session: Session,
) -> None:
    """A key matter is asked for in each unit's month, and done once it is covered (W1-12(2)a)."""
    row_ids = list_quota_ids(session, actor.org, fact.matter_id)
    count_matters_anew(session, row_ids, Cause("matter", actor, at))


@reacts_to(MatterChanged)
def move_matter(fact: MatterChanged, actor: Actor, at: Moment, session: Session) -> None:
    """It became key, or a part came: a unit's last day may lie in another month now."""
    row_ids = list_quota_ids(session, actor.org, fact.matter_id)
    kept = list_kept_ids(session, actor.org, fact.unit_ids) if row_ids else set[str]()
    count_matters_anew(session, row_ids | kept, Cause("matter", actor, at))


@reacts_to(MatterWaived)
def waive_matter(fact: MatterWaived, actor: Actor, at: Moment, session: Session) -> None:
    """Nobody asks for it any more; the quota's story says why it is one less."""
    row_ids = list_quota_ids(session, actor.org, fact.matter_id)
    count_matters_anew(session, row_ids, Cause("waived", actor, at))


@reacts_to(PolicySet)
def size_by_policy(fact: PolicySet, actor: Actor, at: Moment, session: Session) -> None:
    """Periods that begin on its day or later; the one that runs then keeps its policy (R-84)."""
    if not fact.key.startswith("quota."):
        return
    since = date.fromisoformat(fact.effective_on)
    for row_id in queries.list_ids_from(session, actor.org, since):
        _resize(session, row_id, Cause("policy", actor, at))


@reacts_to(UnitClosed)
def size_by_closing(fact: UnitClosed, actor: Actor, at: Moment, session: Session) -> None:
    """Its last period ends with it; of a yearly frequency its months remain (AMB-22)."""
    _resize_since(session, [fact.unit_id], fact.closed_on, Cause("unit", actor, at))
