"""Syncing: push and pull over HTTP."""

from flask import Blueprint

from server.core.endpoint import SIGNED_IN, current_actor, endpoint
from server.core.problems import CsrfFailed, InvalidRequest, MalformedJson, SignedOut, TooLarge
from server.core.runtime import runtime
from server.core.settings import PROTOCOL_VERSION
from server.syncing.adapters.pulling import PullView
from server.syncing.adapters.pushing import PushStore
from server.syncing.rules import ClientTooOld, DeviceOfAnother, DeviceRevoked, check_protocol
from sync.hub.pull import pull
from sync.hub.push import push
from sync.hub.wire import PullRequest, PullResponse, PushRequest, PushResponse

routes = Blueprint("syncing", __name__, url_prefix="/api/sync")
REFUSALS = (SignedOut, CsrfFailed, MalformedJson, InvalidRequest, DeviceRevoked, DeviceOfAnother)


@endpoint(
    routes,
    "POST",
    "/push",
    guard=SIGNED_IN,
    summary="Send mutations; each has its own grant, and its result comes back",
    body=PushRequest,
    returns=PushResponse,
    problems=(*REFUSALS, TooLarge),
)
def push_mutations(body: PushRequest) -> PushResponse:
    port = PushStore(runtime(), current_actor(), body)
    return push(body, port, runtime().clock.now)


@endpoint(
    routes,
    "POST",
    "/pull",
    guard=SIGNED_IN,
    summary="Fetch what changed for this person since the cursor",
    body=PullRequest,
    returns=PullResponse,
    problems=(*REFUSALS, ClientTooOld),
)
def pull_changes(body: PullRequest) -> PullResponse:
    check_protocol(body.protocol, PROTOCOL_VERSION)
    with runtime().reading() as session:
        view = PullView(session, current_actor(), runtime().wiring.feeds, body.client_id)
        return pull(body, view, runtime().clock.now)
