"""Planning writes: what there is to sample from (抽样总体)."""

from typing import Literal

from pydantic import Field
from sqlalchemy.orm import Session

from server.core.actor import Actor
from server.core.clock import Moment
from server.core.command import Command, command
from server.core.events import emit
from server.planning.events import PopulationSet
from server.planning.models.populations import Population
from server.planning.queries.populations import find_population
from server.planning.rules.periods import MONTH


class SetPopulation(Command):
    unit_id: str
    kind: Literal["services", "customers"]
    period: str = Field(pattern=MONTH)
    size: int = Field(ge=0)


@command("population.set", grant="organisation.manage", stale="append")
def set_population(command: SetPopulation, actor: Actor, at: Moment, session: Session) -> None:
    found = find_population(session, actor.org, command.unit_id, command.kind, command.period)
    if found is None:
        row_id = f"{command.kind}.{command.unit_id}.{command.period}"
        session.add(Population(id=row_id, org=actor.org, **command.model_dump()))
    else:
        found.size = command.size
    emit(session, PopulationSet(command.unit_id, command.kind, command.period, command.size))
