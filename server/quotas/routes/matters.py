"""Quotas: the key matters (重要事项) behind a number, with the checks that cover them."""

from flask import Blueprint

from server.core.endpoint import current_actor, endpoint
from server.core.problems import NotAllowed, SignedOut
from server.core.runtime import runtime
from server.quotas import queries
from server.quotas.queries.checks import list_checks_of_matters
from server.quotas.queries.matters import list_due
from server.quotas.routes.board import GRANT
from server.quotas.rules import KEY_MATTER, QuotaUnknown
from server.quotas.schemas import ListedCheck, ListedMatter, ListedMatters

routes = Blueprint("quota_matters", __name__, url_prefix="/api")


@endpoint(
    routes,
    "GET",
    "/quotas/<quota_id>/matters",
    guard=GRANT,
    summary="Key matters that a quota asks for, the uncovered ones first",
    returns=ListedMatters,
    problems=(SignedOut, NotAllowed, QuotaUnknown),
)
def list_matters(quota_id: str) -> ListedMatters:
    actor = current_actor()
    with runtime().reading() as session:
        quota = queries.get_visible(session, actor, quota_id)
        checks = {
            its.id: ListedCheck.model_validate({**vars(its), "reason": ""})
            for its in list_checks_of_matters(session, quota)
        }
        matters = [
            ListedMatter(
                id=its.facts.matter_id,
                number=its.facts.number,
                title=its.facts.title,
                due_on=its.facts.due_on,
                state=its.facts.state,  # type: ignore[arg-type]  (the column holds no other)
                reason=its.reason,
                visit_ids=list(its.facts.visit_ids),
                checks=[checks[key] for key in its.facts.visit_ids if key in checks],
            )
            for its in list_due(session, actor.org, quota.unit_id, quota.period)
            if quota.kind == KEY_MATTER
        ]
        may_open = actor.may("matter.read", quota.unit_id)
        return ListedMatters(may_open=may_open, matters=matters)
