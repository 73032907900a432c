"""Syncing: what the server could not run or take, and an operator's answer to it."""

from flask import Blueprint

from server.core.endpoint import current_actor, endpoint
from server.core.problems import (
    CsrfFailed,
    InvalidRequest,
    MalformedJson,
    NotAllowed,
    SignedOut,
)
from server.core.runtime import runtime
from server.organisation.queries import list_people
from server.syncing import queries
from server.syncing.adapters.repair import GRANT, Place, give_up_parked, retry_parked
from server.syncing.rules import ParkedUnknown, StillFailing
from server.syncing.schemas import ParkedMutation, RepairList, Settlement, StrayMutation
from sync.hub.wire import Result

routes = Blueprint("repair", __name__, url_prefix="/api/sync/parked")


@endpoint(
    routes,
    "GET",
    "",
    guard=GRANT,
    summary="Parked mutations, and those that were not taken, of the operator's units",
    returns=RepairList,
    problems=(SignedOut, NotAllowed),
)
def list_parked() -> RepairList:
    actor = current_actor()
    with runtime().reading() as session:
        people = list_people(session, actor.org)
        parked = queries.list_parked(session, actor.org)
        strays = queries.list_strays(session, actor.org)
    mine = {user_id: its.name for user_id, its in people.items() if actor.may(GRANT, its.unit_id)}
    return RepairList(
        parked=[
            ParkedMutation.model_validate(
                {**vars(row), "v": (row.kept or {}).get("v", 1), "user_name": mine[row.user_id]}
                | {"error": error}
            )
            for row, error in parked
            if row.user_id in mine
        ],
        strays=[
            StrayMutation.model_validate({**vars(row), "user_name": mine[row.user_id]})
            for row in strays
            if row.user_id in mine
        ],
    )


@endpoint(
    routes,
    "POST",
    "/settle",
    guard=GRANT,
    summary="Run a parked mutation again as its owner, or give it up with a reason",
    body=Settlement,
    returns=Result,
    problems=(
        SignedOut,
        CsrfFailed,
        NotAllowed,
        MalformedJson,
        InvalidRequest,
        ParkedUnknown,
        StillFailing,
    ),
)
def settle_parked(body: Settlement) -> Result:
    operator, place = current_actor(), Place(body.client_id, body.seq)
    if body.action == "retry":
        return retry_parked(runtime(), operator, place, body.args)
    return give_up_parked(runtime(), operator, place, body.reason)
