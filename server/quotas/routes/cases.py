"""Quotas: the closed cases (工单) behind a number of callbacks (回访)."""

from collections import Counter
from collections.abc import Sequence

from flask import Blueprint

from server.core.endpoint import asked_of, current_actor, endpoint
from server.core.problems import InvalidRequest, NotAllowed, SignedOut
from server.core.runtime import runtime
from server.organisation.queries import get_unit_facts
from server.planning.queries.cases import list_case_facts
from server.quotas import queries
from server.quotas.models import CaseCount
from server.quotas.queries.board import list_unit_names
from server.quotas.queries.checks import PAGE
from server.quotas.queries.sizing import list_cases
from server.quotas.routes.board import GRANT
from server.quotas.rules import CALLBACK_KINDS, QuotaUnknown
from server.quotas.schemas import Cases, CasesQuery, ChannelCount, ListedCase

routes = Blueprint("quota_cases", __name__, url_prefix="/api")


@endpoint(
    routes,
    "GET",
    "/quotas/<quota_id>/cases",
    guard=GRANT,
    summary="Closed cases of a quota of callbacks: those to call back, or those that were",
    returns=Cases,
    problems=(SignedOut, NotAllowed, QuotaUnknown, InvalidRequest),
)
def list_quota_cases(quota_id: str) -> Cases:
    """Where somebody typed the counts of a month, there are counts and no cases."""
    actor, asked = current_actor(), asked_of(CasesQuery)
    with runtime().reading() as session:
        quota = queries.get_visible(session, actor, quota_id)
        if quota.kind not in CALLBACK_KINDS:
            return Cases(channels=[], cases=[], has_more=False)
        branch = get_unit_facts(session, quota.unit_id)
        counts = list_cases(session, quota.org, quota.kind, branch, quota.period)
        found = list_case_facts(
            session,
            quota.org,
            {its.unit_id for its in counts},
            quota.period,
            {its.channel for its in counts},
            is_called_back=asked.called_back,
            page=(asked.offset, PAGE + 1),
        )
        names = list_unit_names(session, actor.org)
        cases = [ListedCase(**vars(its), unit_name=names[its.unit_id].unit.name) for its in found]
        return Cases(channels=_by_channel(counts), cases=cases[:PAGE], has_more=len(found) > PAGE)


def _by_channel(counts: Sequence[CaseCount]) -> list[ChannelCount]:
    totals, called = Counter[str](), Counter[str]()
    for its in counts:
        totals[its.channel] += its.total
        called[its.channel] += min(its.called_back, its.total)
    return [
        ChannelCount(channel=channel, total=totals[channel], called_back=called[channel])
        for channel in sorted(totals)
    ]
