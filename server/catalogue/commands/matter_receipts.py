"""Catalogue writes: a matter's result goes to two receivers, who confirm it (回执)."""

from collections.abc import Iterator, Sequence

from pydantic import Field
from sqlalchemy.orm import Session

from server.catalogue.commands.matter_facts import fact_of, with_readers
from server.catalogue.events import MatterClosed, MattersListed, ReceiptPassedUp
from server.catalogue.models.matters import (
    MatterDigest,
    MatterPart,
    MatterReceipt,
    SupervisionMatter,
)
from server.catalogue.queries import matters as queries
from server.catalogue.rules import matters as rules
from server.core.actor import Actor
from server.core.calendar import Limit, deadline
from server.core.clock import Moment
from server.core.command import Command, command
from server.core.events import emit
from server.core.problems import NotAllowed
from server.organisation.queries import find_branch_of, find_setting, get_unit, list_units


class AcknowledgeResult(Command):
    receipt_id: str


class PassUp(Command):
    receipt_ids: list[str] = Field(min_length=1, max_length=200)


class ListAdrift(Command):
    """Of the server's own day."""


@command("matter.acknowledge", grant="matter.receive", stale="append")
def acknowledge_result(
    command: AcknowledgeResult, actor: Actor, at: Moment, session: Session
) -> None:
    """Read by who answers for the unit, on record with name and time; once."""
    receipt = queries.get_receipt(session, actor.org, command.receipt_id)
    if not actor.may("matter.receive", receipt.unit_id):
        raise NotAllowed
    if receipt.read_at is None:
        receipt.read_at, receipt.passes_up_at = at.received, None
        receipt.read_by_id, receipt.read_by = actor.user_id, actor.name


@command("matter.pass_up", grant="system", stale="append")
def pass_up(command: PassUp, actor: Actor, at: Moment, session: Session) -> None:
    """Unread in time: the head of the supervision group hears; done twice it is done once."""
    for receipt_id in command.receipt_ids:
        receipt = queries.get_receipt(session, actor.org, receipt_id)
        if receipt.passes_up_at is None or receipt.passes_up_at > at.received:
            continue
        receipt.passes_up_at, receipt.passed_up_at = None, at.received
        matter = queries.get_matter(session, actor.org, receipt.matter_id)
        told = {"number": matter.number, "title": matter.title, "unit_name": receipt.unit_name}
        emit(session, ReceiptPassedUp(matter.id, receipt.id, receipt.unit_id, **told))


@command("matter.list_adrift", grant="system", stale="append")
def list_adrift(command: ListAdrift, actor: Actor, at: Moment, session: Session) -> None:
    """The day's list of open matters without a next step; made twice it is made once."""
    today = at.received_on
    if queries.has_digest(session, actor.org, today):
        return
    found = queries.list_adrift(session, actor.org, today)
    key = queries.digest_id(actor.org, today)
    fields = {"day": today, "matter_ids": found, "listed_at": at.received}
    session.add(MatterDigest(id=key, org=actor.org, **fields))
    if found:
        emit(session, MattersListed(key, today.isoformat(), len(found)))


def send_result(
    session: Session, matter: SupervisionMatter, parts: Sequence[MatterPart], at: Moment
) -> None:
    """A receipt for the head of each branch that took part, one for the service department."""
    days = find_setting(session, matter.org, "matter.receipt_days", at.received_on).value
    due_at = deadline(at.received, Limit(days, "working_days")).end
    receivers = dict(_receivers(session, matter, at))
    told = list(receivers)
    matter.reader_ids = with_readers(matter.reader_ids, told)
    for part in parts:
        part.reader_ids = with_readers(part.reader_ids, told)
    for unit_id, (kind, name) in receivers.items():
        session.add(
            MatterReceipt(
                id=f"{matter.id}.{unit_id}",
                org=matter.org,
                matter_id=matter.id,
                kind=kind,
                unit_id=unit_id,
                unit_name=name,
                sent_at=at.received,
                due_at=due_at,
                passes_up_at=due_at,
                reader_ids=[matter.reader_ids[0], unit_id],
            )
        )
    emit(session, MatterClosed(**fact_of(matter), told_unit_ids=tuple(told)))


def _receivers(
    session: Session, matter: SupervisionMatter, at: Moment
) -> Iterator[tuple[str, tuple[str, str]]]:
    """Unit → what it is and its name; a part at headquarters is told to its own unit."""
    for unit_id in matter.unit_ids:
        unit = get_unit(session, unit_id)
        head = find_branch_of(session, unit) or unit
        yield head.id, ("head", head.name)
    codes = find_setting(session, matter.org, "matter.service_unit", at.received_on).value
    found = [unit for unit in list_units(session, matter.org) if unit.code in codes]
    if not found:
        raise rules.ServiceUnitUnset
    yield found[0].id, ("service", found[0].name)
