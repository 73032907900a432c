"""Quotas, reads: every count anew from what happened, against what is kept."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.organisation.queries import get_unit_facts
from server.quotas import rules
from server.quotas.models import Quota, QuotaCount
from server.quotas.queries import parts_of, quota_id
from server.quotas.queries.matters import count_asked, count_done, list_quota_ids
from server.quotas.queries.sizing import list_cases, options_on, place_of, size_of
from server.quotas.rules.counting import Check, Place, counts_of
from server.visits.queries.checks import CheckFacts, iterate_complete

AT_ONCE = 5000
Subjects = dict[str, str]


@dataclass(frozen=True)
class Difference:
    """What a quota keeps, and what it should. `what`: counts, done, base, required, missing."""

    quota_id: str
    what: str
    kept: object
    counted: object


@dataclass
class Places:
    """Where units stand, asked once for each."""

    session: Session
    known: dict[str, Place] = field(default_factory=dict[str, Place])

    def of(self, unit_id: str) -> Place:
        if unit_id not in self.known:
            self.known[unit_id] = place_of(self.session, unit_id)
        return self.known[unit_id]


def as_check(facts: CheckFacts, places: Places) -> Check:
    """A visit as the counting rule sees it."""
    return Check(
        level=facts.level,
        form=facts.form,
        unit=places.of(facts.unit_id),
        inspector=places.of(facts.inspector_unit_id),
        day=facts.day,
        state=facts.state,
        is_complete=facts.is_complete,
    )


def count_anew(session: Session, org: str) -> dict[str, Subjects]:
    """By quota: the visits that it should count, each with what it stands for."""
    found: dict[str, Subjects] = defaultdict(dict)
    places = Places(session)
    for facts in iterate_complete(session, org):
        for count in counts_of(as_check(facts, places), options_on(session, org, facts.day)):
            row_id = quota_id(count.kind, count.unit_id, count.period)
            found[row_id][facts.id] = count.subject or facts.id
    return found


def list_kept(session: Session, org: str) -> dict[str, Subjects]:
    """By quota: the visits that it counts."""
    query = select(QuotaCount.quota_id, QuotaCount.visit_id, QuotaCount.subject).where(
        QuotaCount.org == org, QuotaCount.is_voided.is_(False)
    )
    found: dict[str, Subjects] = defaultdict(dict)
    for row_id, visit_id, subject in session.execute(query.execution_options(yield_per=AT_ONCE)):
        found[row_id][visit_id] = subject
    return found


def list_differences(session: Session, org: str) -> Iterator[Difference]:
    """Nothing, where all is as it should be."""
    anew, kept = count_anew(session, org), list_kept(session, org)
    query = select(Quota).where(Quota.org == org).order_by(Quota.id)
    quotas = {quota.id: quota for quota in session.scalars(query)}
    for row_id in sorted((anew.keys() | list_quota_ids(session, org)) - quotas.keys()):
        yield Difference(row_id, "missing", 0, _found(session, org, row_id, anew))
    for quota in quotas.values():
        yield from _differences_of(session, quota, anew.get(quota.id, {}), kept.get(quota.id, {}))


def _found(session: Session, org: str, row_id: str, anew: dict[str, Subjects]) -> int:
    """How much there is of a quota that is not kept: visits, or key matters."""
    kind, unit_id, period = parts_of(row_id)
    is_matter = kind == rules.KEY_MATTER
    return count_asked(session, org, unit_id, period) if is_matter else len(anew[row_id])


def _differences_of(
    session: Session, quota: Quota, anew: Subjects, kept: Subjects
) -> Iterator[Difference]:
    for visit_id in sorted(anew.items() ^ kept.items()):
        in_kept, in_anew = kept.get(visit_id[0]), anew.get(visit_id[0])
        if (in_kept or in_anew) == visit_id[1]:
            yield Difference(quota.id, f"visit {visit_id[0]}", in_kept, in_anew)
    done = done_of(session, quota, anew)
    if quota.done != done:
        yield Difference(quota.id, "done", quota.done, done)
    unit = get_unit_facts(session, quota.unit_id)
    size = size_of(session, quota.org, quota.kind, unit, quota.period)
    for name in ("base", "stands_in", "required", "ratio_ppm"):
        if getattr(quota, name) != getattr(size, name):
            yield Difference(quota.id, name, getattr(quota, name), getattr(size, name))


def done_of(session: Session, quota: Quota, anew: Subjects) -> int:
    """How much is done: each subject once, or callbacks made, or key matters looked at."""
    if quota.kind == rules.KEY_MATTER:
        return count_done(session, quota.org, quota.unit_id, quota.period)
    if quota.kind not in rules.CALLBACK_KINDS:
        return len(set(anew.values()))
    branch = get_unit_facts(session, quota.unit_id)
    cases = list_cases(session, quota.org, quota.kind, branch, quota.period)
    return sum(min(its.called_back, its.total) for its in cases)
