"""Syncing: what devices do. Push, pull, and the stream that pokes them."""

from flask import Blueprint, Response, current_app, request
from flask.blueprints import BlueprintSetupState
from flask_login import current_user

from server.core.endpoint import SIGNED_IN, current_actor, endpoint
from server.core.problems import CsrfFailed, InvalidRequest, MalformedJson, SignedOut, TooLarge
from server.core.queue import wake
from server.core.runtime import runtime
from server.core.settings import PROTOCOL_VERSION
from server.syncing.adapters.devices import check_device, keeping_strays, note_contact, telling
from server.syncing.adapters.poke import WATCH, PokeWatch
from server.syncing.adapters.pulling import pull_page
from server.syncing.adapters.pushing import PushStore
from server.syncing.rules import (
    ClientTooOld,
    DeviceOfAnother,
    DeviceRevoked,
    PokeFull,
    check_protocol,
)
from sync.hub.push import push
from sync.hub.wire import PullRequest, PullResponse, PushRequest, PushResponse

routes = Blueprint("syncing", __name__, url_prefix="/api/sync")
REFUSALS = (SignedOut, CsrfFailed, MalformedJson, InvalidRequest, DeviceRevoked, DeviceOfAnother)
# Uploads name no device in their protocol; ours says in this header which one it is.
DEVICE_HEADER = "Ducha-Client"
UPLOADS = "/api/uploads"
# What a worker does next, while somebody watches.
WAKING = frozenset(
    {"import.confirm", "import.undo", "import.check_again", "report.order_month_print"}
)
STREAM_HEADERS = {"X-Accel-Buffering": "no"}


@routes.record_once
def watch_for_pokes(state: BlueprintSetupState) -> None:
    state.app.extensions[WATCH] = PokeWatch(state.app.extensions["ducha"])


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
    actor = current_actor()
    with telling(runtime(), body.client_id), keeping_strays(runtime(), actor, body):
        response = push(body, PushStore(runtime(), actor, body), runtime().clock.now)
    if any(its.name in WAKING for its in body.mutations):
        wake(runtime().settings)
    return response


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
def pull_changes(body: PullRequest) -> Response:
    check_protocol(body.protocol, PROTOCOL_VERSION)
    actor = current_actor()
    with telling(runtime(), body.client_id):
        page, standing = pull_page(runtime(), actor, body)
    note_contact(runtime(), actor, standing, body, request.user_agent.string)
    return Response(page.as_json(), mimetype="application/json")


@endpoint(
    routes,
    "GET",
    "/poke",
    guard=SIGNED_IN,
    summary="Be told, as server-sent events, when something of one's own has changed",
    media="text/event-stream",
    problems=(SignedOut, InvalidRequest, DeviceRevoked, DeviceOfAnother, PokeFull),
)
def listen_for_pokes() -> Response:
    actor, client_id = current_actor(), request.args.get("client_id", "")
    if not client_id:
        raise InvalidRequest(parameter="client_id")
    with telling(runtime(), client_id):
        check_device(runtime(), actor, client_id)
    watch: PokeWatch = current_app.extensions[WATCH]
    stream = watch.listen(actor, client_id, current_user.get_id())
    # Passed on as it is: the stream must be what the server closes.
    return Response(
        stream, mimetype="text/event-stream", headers=STREAM_HEADERS, direct_passthrough=True
    )


@routes.before_app_request
def refuse_uploads_of_revoked_devices() -> None:
    client_id = request.headers.get(DEVICE_HEADER)
    if client_id and request.path.startswith(UPLOADS) and request.method != "OPTIONS":
        with telling(runtime(), client_id):
            check_device(runtime(), current_actor(), client_id)
