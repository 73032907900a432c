"""Quotas: one quota, the visits behind its number, and where to check next."""

from flask import Blueprint

from server.catalogue.queries.checklists import find_item_texts
from server.core.endpoint import asked_of, current_actor, endpoint
from server.core.problems import InvalidRequest, NotAllowed, SignedOut
from server.core.runtime import runtime
from server.quotas import queries
from server.quotas.queries import checks
from server.quotas.queries.board import list_trend, list_unit_names
from server.quotas.queries.topup import SuggestedSite, get_top_up
from server.quotas.routes.board import GRANT, cell_of, today
from server.quotas.rules import CheckUnknown, QuotaUnknown
from server.quotas.rules.topup import TopUpNotOffered
from server.quotas.schemas import (
    Change,
    CheckAnswer,
    CheckRecord,
    Checks,
    ChecksQuery,
    ListedCheck,
    QuotaDetail,
    QuotaRow,
    TopUp,
    TopUpPerson,
    TopUpReason,
    TopUpSite,
)
from server.visits.queries.checks import list_answer_facts

routes = Blueprint("quotas", __name__, url_prefix="/api")
REFUSALS = (SignedOut, NotAllowed, QuotaUnknown)


@endpoint(
    routes,
    "GET",
    "/quotas/<quota_id>",
    guard=GRANT,
    summary="One quota: policy, pace, story, and its unit's other periods",
    returns=QuotaDetail,
    problems=REFUSALS,
)
def get_quota(quota_id: str) -> QuotaDetail:
    actor, on = current_actor(), today()
    with runtime().reading() as session:
        quota = queries.get_visible(session, actor, quota_id)
        trend = [cell_of(its, on) for its in list_trend(session, quota)]
        return QuotaDetail(
            quota=QuotaRow.model_validate(quota),
            branch_name=list_unit_names(session, actor.org)[quota.unit_id].branch_name,
            policy_id=quota.policy_id,
            cell=next(its for its in trend if its.id == quota.id),
            trend=trend,
            changes=[
                Change.model_validate(its, from_attributes=True)
                for its in queries.list_changes(session, quota.id)
            ],
            counted=checks.count_counted(session, quota),
        )


@endpoint(
    routes,
    "GET",
    "/quotas/<quota_id>/checks",
    guard=GRANT,
    summary="Visits that a quota counts, or those of its unit that it does not, with the reason",
    returns=Checks,
    problems=(*REFUSALS, InvalidRequest),
)
def list_checks(quota_id: str) -> Checks:
    actor, asked = current_actor(), asked_of(ChecksQuery)
    with runtime().reading() as session:
        quota = queries.get_visible(session, actor, quota_id)
        read = checks.list_counted if asked.counted else checks.list_uncounted
        found = read(session, quota, asked.offset)
        return Checks(
            checks=[_listed(its) for its in found[: checks.PAGE]],
            has_more=len(found) > checks.PAGE,
        )


@endpoint(
    routes,
    "GET",
    "/quotas/<quota_id>/checks/<visit_id>",
    guard=GRANT,
    summary="The record of a visit behind a quota's number",
    returns=CheckRecord,
    problems=(*REFUSALS, CheckUnknown),
)
def get_check(quota_id: str, visit_id: str) -> CheckRecord:
    actor = current_actor()
    with runtime().reading() as session:
        quota = queries.get_visible(session, actor, quota_id)
        check = checks.get_check(session, quota, visit_id)
        answers = list_answer_facts(session, visit_id)
        texts = find_item_texts(session, actor.org, [its.item_code for its in answers])
        return CheckRecord(
            check=_listed(check),
            answers=[
                CheckAnswer(**vars(its), text=texts.get(its.item_code, "")) for its in answers
            ],
        )


@endpoint(
    routes,
    "GET",
    "/quotas/<quota_id>/topup",
    guard=GRANT,
    summary="Which sites to check to close a quota's gap, and why (补足清单)",
    returns=TopUp,
    problems=(*REFUSALS, TopUpNotOffered),
)
def get_topup(quota_id: str) -> TopUp:
    actor, on = current_actor(), today()
    with runtime().reading() as session:
        quota = queries.get_visible(session, actor, quota_id)
        found = get_top_up(session, quota, on)
        return TopUp(
            quota_id=quota.id,
            unit_name=quota.unit_name,
            level=found.level,  # type: ignore[arg-type]  (the rules know no other)
            form=found.form,  # type: ignore[arg-type]
            gap=found.gap,
            asked=found.asked,
            may_assign=actor.may("task.assign", quota.unit_id),
            sites=[_site(its) for its in found.sites],
            people=[
                TopUpPerson(
                    user_id=its.user_id,
                    name=its.name,
                    unit_name=its.unit_name,
                    open_tasks=count,
                )
                for its, count in found.people
            ],
        )


def _site(its: SuggestedSite) -> TopUpSite:
    return TopUpSite(
        site_id=its.site_id,
        site_name=its.site_name,
        unit_name=its.unit_name,
        score=its.ranked.score,
        reasons=[TopUpReason(**vars(reason)) for reason in its.ranked.reasons],
        due_on=its.due_on,
        template_id=its.checklist.id,
        template_name=its.checklist.name,
    )


def _listed(its: checks.Judged) -> ListedCheck:
    return ListedCheck.model_validate({**vars(its.facts), "reason": its.reason})
