"""Bulletins: every write."""

import uuid
from dataclasses import asdict
from typing import Any

from pydantic import Field
from sqlalchemy.orm import Session

from server.bulletins import events, queries, rules
from server.bulletins.adapters import Month, count_month, list_personal_names
from server.bulletins.models import Bulletin, BulletinDesk, BulletinReceipt
from server.core.actor import Actor
from server.core.clock import Moment
from server.core.command import Command, command
from server.core.events import emit
from server.core.problems import NotAllowed

NAMESPACE = uuid.UUID("0f5a2e1c-5a0e-4a7e-9a55-1c1f2b7e9d10")
PERIOD = r"^\d{4}-(0[1-9]|1[0-2])$"


class DraftBulletin(Command):
    period: str = Field(pattern=PERIOD)


class EditBulletin(Command):
    bulletin_id: str
    remark: str = Field(max_length=2000)


class ApproveBulletin(Command):
    bulletin_id: str


class WithdrawBulletin(Command):
    bulletin_id: str
    reason: str = Field(min_length=1, max_length=500)


class AcknowledgeBulletin(Command):
    receipt_id: str


@command("bulletin.draft", grant="system", stale="append")
def draft_bulletin(command: DraftBulletin, actor: Actor, at: Moment, session: Session) -> None:
    """A month's figures; done twice it is done once."""
    if not queries.has_period(session, actor.org, command.period):
        _draft(session, actor.org, at, Month(command.period), version=1)


@command("bulletin.edit", grant="bulletin.edit", stale="reject")
def edit_bulletin(command: EditBulletin, actor: Actor, at: Moment, session: Session) -> None:
    """The remark alone: figures and highlights come from the orders."""
    bulletin = queries.get_bulletin(session, actor.org, command.bulletin_id)
    bulletin.state = rules.next_state(bulletin.state, "edit")
    names = list_personal_names(session, actor.org, Month(bulletin.period))
    rules.check_impersonal(command.remark, names)
    bulletin.remark = command.remark
    desk = queries.get_desk(session, actor.org, bulletin.id)
    if actor.user_id not in desk.editor_ids:
        desk.editor_ids = [*desk.editor_ids, actor.user_id]
        desk.editor_names = [*desk.editor_names, actor.name]


@command("bulletin.approve", grant="bulletin.approve", stale="reject")
def approve_bulletin(command: ApproveBulletin, actor: Actor, at: Moment, session: Session) -> None:
    """Published at once; every unit in it has to sign for it."""
    bulletin = queries.get_bulletin(session, actor.org, command.bulletin_id)
    bulletin.state = rules.next_state(bulletin.state, "approve")
    desk = queries.get_desk(session, actor.org, bulletin.id)
    rules.check_four_eyes(actor.user_id, desk.editor_ids)
    desk.approver_name, bulletin.published_at = actor.name, at.received
    units = [(line["unit_id"], line["unit_name"]) for line in bulletin.lines]
    session.add_all(_new_receipt(bulletin, unit_id, name) for unit_id, name in units)
    told = tuple(unit_id for unit_id, _ in units)
    emit(session, events.BulletinPublished(**_fact(bulletin), unit_ids=told))


@command("bulletin.withdraw", grant="bulletin.approve", stale="reject")
def withdraw_bulletin(
    command: WithdrawBulletin, actor: Actor, at: Moment, session: Session
) -> None:
    """It stays to be read as withdrawn; a corrected version waits for approval."""
    bulletin = queries.get_bulletin(session, actor.org, command.bulletin_id)
    bulletin.state = rules.next_state(bulletin.state, "withdraw")
    month = Month(bulletin.period)
    rules.check_impersonal(command.reason, list_personal_names(session, actor.org, month))
    bulletin.withdrawn_at, bulletin.withdrawn_reason = at.received, command.reason
    desk = queries.get_desk(session, actor.org, bulletin.id)
    desk.withdrawer_name = actor.name
    receipts = queries.list_receipts(session, actor.org, bulletin.id)
    told = tuple(receipt.unit_id for receipt in receipts)
    emit(session, events.BulletinWithdrawn(**_fact(bulletin), unit_ids=told))
    again, its_desk = _draft(session, actor.org, at, month, version=bulletin.version + 1)
    again.remark = bulletin.remark
    # Who wrote the remark that is taken over has written in this version too.
    its_desk.editor_ids, its_desk.editor_names = desk.editor_ids, desk.editor_names


@command("bulletin.acknowledge", grant="bulletin.acknowledge", stale="append")
def acknowledge_bulletin(
    command: AcknowledgeBulletin, actor: Actor, at: Moment, session: Session
) -> None:
    """Signed for by the unit (签收), once; also one that was withdrawn since."""
    receipt = queries.get_receipt(session, actor.org, command.receipt_id)
    if not actor.may("bulletin.acknowledge", receipt.unit_id):
        raise NotAllowed
    if receipt.acknowledged_at is None:
        receipt.acknowledged_at, receipt.acknowledged_by = at.received, actor.name


def bulletin_id(org: str, period: str, version: int) -> str:
    """From what it is, so that nothing is drafted twice."""
    return str(uuid.uuid5(NAMESPACE, f"{org} {period} {version}"))


def receipt_id(bulletin_key: str, unit_id: str) -> str:
    return f"{bulletin_key}.{unit_id}"


def _draft(
    session: Session, org: str, at: Moment, month: Month, version: int
) -> tuple[Bulletin, BulletinDesk]:
    figures = count_month(session, org, month)
    key = {
        "id": bulletin_id(org, month.name, version),
        "org": org,
        "period": month.name,
    }
    bulletin = Bulletin(
        **key,
        version=version,
        state="draft",
        counted_at=at.received,
        lines=[asdict(line) for line in figures.lines],
        highlights=[asdict(its) for its in figures.highlights],
        remark="",
    )
    desk = BulletinDesk(**key, held_back=figures.held_back, editor_ids=[], editor_names=[])
    session.add_all((bulletin, desk))
    emit(session, events.BulletinDrafted(**_fact(bulletin)))
    return bulletin, desk


def _new_receipt(bulletin: Bulletin, unit_id: str, name: str) -> BulletinReceipt:
    return BulletinReceipt(
        id=receipt_id(bulletin.id, unit_id),
        org=bulletin.org,
        bulletin_id=bulletin.id,
        unit_id=unit_id,
        unit_name=name,
    )


def _fact(bulletin: Bulletin) -> dict[str, Any]:
    return {
        "bulletin_id": bulletin.id,
        "period": bulletin.period,
        "version": bulletin.version,
    }
