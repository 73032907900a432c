"""Reports: slips that are taken out, and the print of a month."""

from typing import Literal

from pydantic import Field
from sqlalchemy.orm import Session

from server.core.actor import Actor
from server.core.clock import Moment
from server.core.command import Command, NewId, command
from server.core.problems import NotAllowed
from server.core.words import Colour
from server.organisation.queries import get_unit
from server.reports import queries, rules
from server.reports.adapters.noting import note_slip
from server.reports.models import MonthPrint, PrintWork

GRANT = "report.print"


class NoteSlip(Command):
    order_id: str


class OrderMonthPrint(Command):
    """`month` such as 2026-05; `origin`: where the sender reaches this server."""

    print_id: NewId
    month: str = Field(pattern=r"^20\d\d-(0[1-9]|1[0-2])$")
    unit_id: str
    colour: Colour | None = None
    origin: str = Field(pattern=r"^https?://[A-Za-z0-9.:\[\]-]{1,190}$")


class CancelPrint(Command):
    print_id: str


class NotePrinted(Command):
    print_id: str
    order_ids: list[str] = Field(min_length=1, max_length=100)
    done: int = Field(ge=0)


class EndPrint(Command):
    print_id: str
    state: Literal["done", "failed"]
    pages: int = Field(0, ge=0)
    size: int = Field(0, ge=0)


class AgeOutPrints(Command):
    month_print_ids: list[str] = Field(min_length=1, max_length=200)


@command("report.note_slip", grant="order.read", stale="append")
def note_slip_export(command: NoteSlip, actor: Actor, at: Moment, session: Session) -> None:
    """Who took out which slip when; the version itself is worked out here, not told."""
    order = queries.get_readable_order(session, actor, command.order_id)
    note_slip(session, order, at.received)


@command("report.order_month_print", grant=GRANT, stale="append")
def order_month_print(command: OrderMonthPrint, actor: Actor, at: Moment, session: Session) -> None:
    """What is printed is decided now; a worker does it."""
    if not actor.may(GRANT, command.unit_id):
        raise NotAllowed(grant=GRANT)
    if queries.has_running_print(session, actor):
        raise rules.PrintRunning
    unit = get_unit(session, command.unit_id)
    units = queries.list_units_below(session, unit)
    bounds = rules.month_bounds(command.month)
    found = queries.list_orders_of_month(session, actor.org, bounds, units, command.colour)
    readable = [order.id for order in found if queries.may_read(actor, order)]
    rules.check_count(len(readable))
    session.add(
        MonthPrint(
            id=command.print_id,
            org=actor.org,
            user_id=actor.user_id,
            user_name=actor.name,
            month=command.month,
            unit_id=unit.id,
            unit_name=unit.name,
            colour=command.colour,
            origin=command.origin,
            state="waiting",
            total=len(readable),
            order_ids=readable,
            ordered_at=at.received,
        )
    )
    session.flush()
    session.add(PrintWork(print_id=command.print_id, org=actor.org, next_try_at=at.received))


@command("report.cancel", grant=GRANT, stale="append")
def cancel_print(command: CancelPrint, actor: Actor, at: Moment, session: Session) -> None:
    """Its own person stops it; what was made so far is thrown away."""
    found = queries.get_print(session, actor.org, command.print_id)
    if found.user_id != actor.user_id:
        raise rules.PrintUnknown(print_id=command.print_id)
    rules.check_running(found.state)
    found.state, found.ended_at = "cancelled", at.received


@command("report.note_printed", grant="system", stale="append")
def note_printed(command: NotePrinted, actor: Actor, at: Moment, session: Session) -> None:
    """The worker is about to print these orders; so many are printed already."""
    found = queries.get_print(session, actor.org, command.print_id)
    rules.check_running(found.state)
    found.state, found.done = "working", command.done
    for order_id in command.order_ids:
        order = queries.find_order(session, actor.org, order_id)
        if order is not None:
            note_slip(session, order, at.received, found.id)


@command("report.end_print", grant="system", stale="append")
def end_print(command: EndPrint, actor: Actor, at: Moment, session: Session) -> None:
    found = queries.get_print(session, actor.org, command.print_id)
    rules.check_running(found.state)
    found.state, found.ended_at = command.state, at.received
    if command.state == "done":
        found.done, found.pages, found.size = found.total, command.pages, command.size


@command("month_print.age_out", grant="system", stale="append")
def age_out_prints(command: AgeOutPrints, actor: Actor, at: Moment, session: Session) -> None:
    """Prints leave the screens when their time is over; the night then removes their files."""
    for print_id in sorted(command.month_print_ids):
        queries.get_print(session, actor.org, print_id).is_carried = False
