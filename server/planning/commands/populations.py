"""Planning writes: what there is to sample from (抽样总体), typed in."""

from typing import Literal

from pydantic import Field
from sqlalchemy.orm import Session

from server.core.actor import Actor
from server.core.clock import Moment
from server.core.command import Command, command
from server.core.events import emit
from server.organisation.queries import find_unit, get_policies
from server.organisation.rules import UnitUnknown
from server.planning.commands.import_settling import take_population
from server.planning.commands.imports import GRANT
from server.planning.events import PopulationSet
from server.planning.queries.populations import find_population
from server.planning.rules import populations as rules
from server.planning.rules.directory import NamedUnit
from server.planning.rules.periods import MONTH, MONTHS_OF_A_YEAR, months_before
from server.planning.rules.plausible import level_of


class SetPopulation(Command):
    """`reason`: why a number is right that is far from the months around."""

    unit_id: str
    kind: Literal["services", "customers"]
    period: str = Field(pattern=MONTH)
    size: int = Field(ge=0, le=2_000_000_000)
    reason: str = Field("", max_length=300)


@command("population.set", grant=GRANT, stale="append")
def set_population(command: SetPopulation, actor: Actor, at: Moment, session: Session) -> None:
    """A month's number, typed in; what was imported row by row is not overwritten."""
    unit = find_unit(session, actor.org, command.unit_id)
    if unit is None:
        raise UnitUnknown(unit_id=command.unit_id)
    named = NamedUnit(unit.id, unit.code, unit.name, unit.kind, unit.is_closed, unit.closed_on)
    rules.check_place(named, command.kind, command.period, at.received_on)
    _check_plausible(session, actor, command, at)
    found = take_population(session, actor.org, unit.id, command.kind, command.period)
    rules.check_typed_over(found.has_records)
    found.size, found.source, found.import_id = command.size, "typed", None
    found.set_at, found.set_by, found.reason = at.received, actor.name, command.reason
    emit(session, PopulationSet(unit.id, command.kind, command.period, command.size))


def _check_plausible(session: Session, actor: Actor, command: SetPopulation, at: Moment) -> None:
    policies = get_policies(session, actor.org, at.received_on)
    near = [
        find_population(
            session, actor.org, command.unit_id, command.kind, months_before(command.period, back)
        )
        for back in (1, MONTHS_OF_A_YEAR)
    ]
    last_month, last_year = (found.size if found else None for found in near)
    level = level_of(
        command.size,
        last_month,
        last_year,
        warn_ppm=policies["population.warn_ppm"],
        reason_ppm=policies["population.reason_ppm"],
    )
    rules.check_reason(level, command.reason, last_month, last_year)
