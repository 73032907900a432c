"""Syncing: writes that people ask for. Devices retired, lost, taken back; parked edits given up."""

from pydantic import Field
from sqlalchemy.orm import Session

from server.core.actor import Actor
from server.core.clock import Moment
from server.core.command import Command, command
from server.core.problems import NotAllowed
from server.organisation.queries import get_user
from server.syncing import queries, rules
from server.syncing.adapters.ledger import settle_parked
from server.syncing.models import SyncClient


class RetireDevice(Command):
    client_id: str
    reason: str = Field(min_length=1, max_length=200)


class ReportDeviceLost(Command):
    client_id: str


class ReadmitDevice(Command):
    client_id: str


class RejectParked(Command):
    client_id: str
    seq: int = Field(ge=1)
    reason: str = Field(min_length=1, max_length=500)


@command("device.retire", grant="device.manage", stale="reject")
def retire_device(command: RetireDevice, actor: Actor, at: Moment, session: Session) -> None:
    client = _managed_client(session, actor, command.client_id)
    rules.check_active(client.revoked_reason)
    _change(client, "retired", command.reason, at)


@command("device.report_lost", grant="device.own", stale="reject")
def report_device_lost(
    command: ReportDeviceLost, actor: Actor, at: Moment, session: Session
) -> None:
    """Everybody may report his own; whoever manages devices, those of his units."""
    client = queries.get_client(session, actor.org, command.client_id)
    if client.user_id != actor.user_id:
        _check_managed(session, actor, client)
    rules.check_not_lost(client.revoked_reason)
    _change(client, "lost", "", at)


@command("device.readmit", grant="device.manage", stale="reject")
def readmit_device(command: ReadmitDevice, actor: Actor, at: Moment, session: Session) -> None:
    client = _managed_client(session, actor, command.client_id)
    rules.check_readmission(client.revoked_reason, client.told_at)
    _change(client, None, "", at)


@command("parked.reject", grant="sync.repair", stale="reject")
def reject_parked(command: RejectParked, actor: Actor, at: Moment, session: Session) -> None:
    """Give up on a parked mutation; its owner reads the reason at the next pull, its args stay."""
    rows = queries.lock_parked(session, actor.org, command.client_id, command.seq)
    if not actor.may("sync.repair", get_user(session, rows[0].user_id).unit_id):
        raise rules.ParkedUnknown
    result = {
        "status": "rejected",
        "code": "parked-rejected",
        "title": "管理员未能修复这项操作，已退回",
        "details": {"reason": command.reason},
    }
    settle_parked(session, rows, result, actor.user_id, at.received)


def _managed_client(session: Session, actor: Actor, client_id: str) -> SyncClient:
    client = queries.get_client(session, actor.org, client_id)
    _check_managed(session, actor, client)
    return client


def _check_managed(session: Session, actor: Actor, client: SyncClient) -> None:
    if not actor.may("device.manage", get_user(session, client.user_id).unit_id):
        raise NotAllowed(grant="device.manage")


def _change(client: SyncClient, state: str | None, reason: str, at: Moment) -> None:
    client.revoked_reason, client.change_reason = state, reason
    client.changed_at, client.told_at = at.received, None
