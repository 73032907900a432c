"""Organisation, reads: units, their place in the company, and what other modules see of them."""

from dataclasses import dataclass, fields
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from server.core.db import lock_row
from server.organisation.models import (
    Unit,
)
from server.organisation.rules import UnitUnknown

BRANCH_KINDS = ("branch", "subsidiary")


@dataclass(frozen=True)
class UnitFacts:
    """A unit as other modules may see it; `path` holds all ids from the root."""

    id: str
    code: str
    name: str
    kind: str
    path: str
    applies: str
    is_closed: bool
    founded_on: date | None
    closed_on: date | None

    @property
    def above(self) -> tuple[str, ...]:
        """All ids from the top down to itself."""
        return tuple(self.path.strip("/").split("/"))


def get_unit(session: Session, unit_id: str) -> Unit:
    return session.get_one(Unit, unit_id)


def take_unit(session: Session, org: str, unit_id: str) -> Unit:
    """The unit, locked for a change; UnitUnknown where the company has none such."""
    unit = lock_row(session, Unit, org, unit_id)
    if unit is None:
        raise UnitUnknown(unit_id=unit_id)
    return unit


def find_unit(session: Session, org: str, unit_id: str) -> Unit | None:
    return session.scalar(select(Unit).where(Unit.org == org, Unit.id == unit_id))


def get_top_unit(session: Session, org: str) -> Unit:
    """The company itself, at the root of all units."""
    return session.scalars(select(Unit).where(Unit.org == org, Unit.parent_id.is_(None))).one()


def lock_company(session: Session, org: str) -> None:
    """Who makes what a company has but one of does so in turn, until his commit."""
    lock_row(session, Unit, org, get_top_unit(session, org).id)


def list_units(session: Session, org: str) -> list[Unit]:
    return list(session.scalars(select(Unit).where(Unit.org == org).order_by(Unit.code)))


def list_planning_units(session: Session, org: str) -> list[Unit]:
    """Who plans (W1-9(2)): the company, its branches and subsidiaries that the rules bind."""
    plans = (Unit.parent_id.is_(None)) | Unit.kind.in_(BRANCH_KINDS)
    query = select(Unit).where(
        Unit.org == org, plans, Unit.applies != "reference", Unit.is_closed.is_(False)
    )
    return list(session.scalars(query.order_by(Unit.code)))


def list_unit_ids_below(session: Session, org: str, unit_id: str) -> list[str]:
    """The unit and all below it; nothing where the company has none such."""
    above = select(Unit.path).where(Unit.org == org, Unit.id == unit_id).scalar_subquery()
    is_below = func.substr(Unit.path, 1, func.length(above)) == above
    return list(session.scalars(select(Unit.id).where(Unit.org == org, is_below)))


def find_branch_of(session: Session, unit: Unit) -> Unit | None:
    """The branch or subsidiary that a unit belongs to, itself included; None at headquarters."""
    ids = unit.path.strip("/").split("/")
    query = select(Unit).where(Unit.id.in_(ids), Unit.kind.in_(BRANCH_KINDS))
    return session.scalar(query)


def get_unit_facts(session: Session, unit_id: str) -> UnitFacts:
    return _unit_facts(get_unit(session, unit_id))


def list_unit_facts(session: Session, org: str) -> list[UnitFacts]:
    return [_unit_facts(unit) for unit in list_units(session, org)]


def _unit_facts(unit: Unit) -> UnitFacts:
    names = (its.name for its in fields(UnitFacts))
    return UnitFacts(**{name: getattr(unit, name) for name in names})
