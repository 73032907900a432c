"""Syncing: the list of devices, one's own or those of one's units."""

from flask import Blueprint, request

from server.core.actor import Actor
from server.core.endpoint import SIGNED_IN, current_actor, endpoint
from server.core.problems import NotAllowed, SignedOut
from server.core.runtime import runtime
from server.organisation.queries import Person, list_people
from server.syncing import queries
from server.syncing.models import SyncClient
from server.syncing.rules import is_wiped
from server.syncing.schemas import Device, DeviceList

routes = Blueprint("devices", __name__, url_prefix="/api")
GRANT = "device.manage"


@endpoint(
    routes,
    "GET",
    "/devices",
    guard=SIGNED_IN,
    summary="One's own devices (?mine=1), or those of the units that one manages",
    returns=DeviceList,
    problems=(SignedOut, NotAllowed),
)
def list_devices() -> DeviceList:
    actor, is_mine = current_actor(), request.args.get("mine") == "1"
    if not is_mine and not actor.has(GRANT):
        raise NotAllowed(grant=GRANT)
    with runtime().reading() as session:
        clients = queries.list_clients(session, actor.org, actor.user_id if is_mine else None)
        people = list_people(session, actor.org)
    seen = [its for its in clients if is_mine or _is_managed(actor, people[its.user_id])]
    return DeviceList(devices=[_device(its, people[its.user_id]) for its in seen])


def _is_managed(actor: Actor, owner: Person) -> bool:
    return actor.may(GRANT, owner.unit_id)


def _device(client: SyncClient, owner: Person) -> Device:
    return Device(
        client_id=client.id,
        user_id=owner.user_id,
        user_name=owner.name,
        login=owner.login,
        unit_name=owner.unit_name,
        app=client.app,
        agent=client.agent,
        first_seen_at=client.first_seen_at,
        last_seen_at=client.last_seen_at,
        last_seq=client.last_seq,
        state=client.revoked_reason or "active",  # pyright: ignore[reportArgumentType]
        reason=client.change_reason,
        changed_at=client.changed_at,
        is_wiped=is_wiped(client.revoked_reason, client.told_at),
    )
