"""Quotas, writes: key matters (重要事项) are counted in the months in which they are due."""

from collections.abc import Iterable

from sqlalchemy.orm import Session

from server.organisation.queries import get_unit_facts
from server.quotas.commands.opening import Cause, open_quota, resize
from server.quotas.models import Quota
from server.quotas.queries import parts_of
from server.quotas.queries.matters import count_done


def count_matters(session: Session, quota: Quota) -> None:
    quota.done = count_done(session, quota.org, quota.unit_id, quota.period)


def count_matters_anew(session: Session, row_ids: Iterable[str], cause: Cause) -> None:
    """What is asked and what is done, of each; one that is not there yet is opened."""
    for row_id in sorted(row_ids):
        kind, unit_id, period = parts_of(row_id)
        unit = get_unit_facts(session, unit_id)
        quota = open_quota(session, cause.actor.org, kind, unit, period)
        count_matters(session, quota)
        resize(session, quota, cause)
