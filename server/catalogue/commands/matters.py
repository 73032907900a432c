"""Catalogue writes: supervision matters (督查事项): register, mark as key, break down."""

from datetime import date
from typing import Any

from pydantic import Field
from sqlalchemy.orm import Session

from server.catalogue.commands.matter_facts import fact_of, note_units
from server.catalogue.events import LetterRouted, MatterChanged, MatterOpened
from server.catalogue.models.matters import MatterPart, SupervisionMatter
from server.catalogue.queries.matters import get_matter_for, list_parts, next_serial
from server.catalogue.rules import matters as rules
from server.core.actor import Actor
from server.core.clock import Moment
from server.core.command import Command, NewId, Part, command
from server.core.events import emit
from server.core.problems import NotAllowed
from server.core.words import LetterChannel, MatterSource
from server.organisation.queries import (
    find_branch_of,
    find_setting,
    get_top_unit,
    get_unit,
    list_units,
)

MANAGE = "matter.manage"
LONG_TEXT = 2000
MOST_PARTS = 50
NAME_LENGTH = 120
POLICY_OF_BASIS = {"source": "key_sources", "channel": "key_channels", "sender": "key_senders"}


class PartDraft(Part):
    part_id: NewId
    title: str = Field(min_length=1, max_length=200)
    unit_id: str
    due_on: date
    demand: str = Field("", max_length=500)
    is_photo_needed: bool = False


class RegisterMatter(Command):
    """`key_reason` marks it as key by hand; what is key by itself needs none."""

    matter_id: NewId
    title: str = Field(min_length=1, max_length=200)
    detail: str = Field("", max_length=LONG_TEXT)
    source: MatterSource
    source_note: str = Field("", max_length=200)
    channel: LetterChannel | None = None
    sender: str = Field("", max_length=120)
    letter_number: str = Field("", max_length=80)
    received_on: date | None = None
    due_on: date
    key_reason: str = Field("", max_length=500)
    next_step: str = Field("", max_length=500)
    next_on: date | None = None
    parts: list[PartDraft] = Field(default_factory=list[PartDraft], max_length=MOST_PARTS)


class MarkKey(Command):
    matter_id: str
    reason: str = Field(max_length=500)


class AddPart(Command):
    matter_id: str
    part: PartDraft


class PlanStep(Command):
    matter_id: str
    next_step: str = Field(min_length=1, max_length=500)
    next_on: date


@command("matter.register", grant="matter.manage", stale="append")
def register_matter(command: RegisterMatter, actor: Actor, at: Moment, session: Session) -> None:
    """On its track by the policy's lists, or by hand with a reason (W1-1, W1-4, W1-10)."""
    origin = rules.Origin(command.source, command.source_note, command.channel, command.sender)
    rules.check_origin(origin)
    rules.check_due(command.due_on, at.received_on)
    for part in command.parts:
        rules.check_part_due(part.due_on, command.due_on, at.received_on)
    rules.check_step(command.next_step, command.next_on, at.received_on)
    mark = rules.key_mark(origin, _lists(session, actor.org, at))
    if mark is None and command.key_reason:
        mark = rules.hand_mark(command.key_reason)
    state = rules.state_of_new(origin, mark, len(command.parts))
    year = at.received_on.year
    serial = next_serial(session, actor.org, year)
    fields = command.model_dump(exclude={"matter_id", "parts", "key_reason"})
    matter = SupervisionMatter(
        id=command.matter_id,
        org=actor.org,
        year=year,
        serial=serial,
        number=rules.official_number(year, serial),
        state=state,
        reader_ids=[get_top_unit(session, actor.org).id],
        registered_by=actor.name,
        registered_at=at.received,
        **fields,
        **_marked(session, actor.org, at, mark, command),
    )
    session.add(matter)
    session.flush()
    _add_parts(session, actor, matter, command.parts)
    kind = MatterOpened if state == rules.OPEN else LetterRouted
    emit(session, kind(**fact_of(matter)))


@command("matter.mark_key", grant="matter.manage", stale="reject")
def mark_key(command: MarkKey, actor: Actor, at: Moment, session: Session) -> None:
    """By hand, with a reason (W1-10(1).6, (2).3); a letter comes back from the cases."""
    matter = get_matter_for(session, actor, command.matter_id, MANAGE)
    rules.check_markable(matter.state, matter.track)
    mark = rules.hand_mark(command.reason)
    matter.track, matter.state = rules.KEY, rules.OPEN
    matter.key_basis, matter.key_reason = mark.basis, command.reason
    matter.key_clause = rules.clause_of(mark, matter.source)
    emit(session, MatterChanged(**fact_of(matter), told_unit_ids=tuple(matter.unit_ids)))


@command("matter.add_part", grant="matter.manage", stale="append")
def add_part(command: AddPart, actor: Actor, at: Moment, session: Session) -> None:
    """分解: one more thing for one unit to do."""
    matter = get_matter_for(session, actor, command.matter_id, MANAGE)
    rules.check_open(matter.state)
    rules.check_part_due(command.part.due_on, matter.due_on, at.received_on)
    before = set(matter.unit_ids)
    _add_parts(session, actor, matter, [command.part])
    told = tuple(unit_id for unit_id in matter.unit_ids if unit_id not in before)
    emit(session, MatterChanged(**fact_of(matter), told_unit_ids=told))


@command("matter.plan_step", grant="matter.manage", stale="reject")
def plan_step(command: PlanStep, actor: Actor, at: Moment, session: Session) -> None:
    """What comes next, and on which day."""
    matter = get_matter_for(session, actor, command.matter_id, MANAGE)
    rules.check_open(matter.state)
    rules.check_step(command.next_step, command.next_on, at.received_on)
    matter.next_step, matter.next_on = command.next_step, command.next_on


def _lists(session: Session, org: str, at: Moment) -> rules.KeyLists:
    names = POLICY_OF_BASIS.values()
    return rules.KeyLists(
        *(find_setting(session, org, f"matter.{name}", at.received_on).value for name in names)
    )


def _marked(
    session: Session, org: str, at: Moment, mark: rules.KeyMark | None, command: RegisterMatter
) -> dict[str, Any]:
    """What the row keeps of the mark, with the version of the policy that gave it."""
    if mark is None:
        return {"track": rules.ROUTINE}
    name = POLICY_OF_BASIS.get(mark.basis)
    version = find_setting(session, org, f"matter.{name}", at.received_on) if name else None
    clause = version.clause if version else ""
    return {
        "track": rules.KEY,
        "key_basis": mark.basis,
        "key_match": mark.match,
        "key_reason": command.key_reason if mark.basis == "hand" else "",
        "key_clause": clause or rules.clause_of(mark, command.source),
        "key_policy_on": version.effective_on if version else None,
    }


def _add_parts(
    session: Session, actor: Actor, matter: SupervisionMatter, drafts: list[PartDraft]
) -> None:
    units = {unit.id: unit for unit in list_units(session, actor.org)}
    first = len(list_parts(session, actor.org, matter.id)) + 1
    for position, draft in enumerate(drafts, start=first):
        unit = units.get(draft.unit_id)
        if unit is None or not actor.may(MANAGE, unit.id):
            raise NotAllowed
        fields = draft.model_dump(exclude={"part_id"})
        session.add(
            MatterPart(
                id=draft.part_id,
                org=actor.org,
                matter_id=matter.id,
                position=position,
                unit_name=_named(session, unit.id),
                reader_ids=[matter.reader_ids[0], unit.id],
                **fields,
            )
        )
        note_units(matter, unit.id)


def _named(session: Session, unit_id: str) -> str:
    """Every branch has a 客服部: below a branch its name stands before the unit's."""
    unit = get_unit(session, unit_id)
    branch = find_branch_of(session, unit)
    if branch is None or branch.id == unit.id:
        return unit.name
    return f"{branch.name} · {unit.name}"[:NAME_LENGTH]
