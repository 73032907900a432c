"""Organisation, reads: people, their roles, and who holds a grant over a unit."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.core.db import among
from server.organisation.models import (
    RoleAssignment,
    Unit,
    User,
)
from server.organisation.queries.units import get_unit
from server.organisation.rules import grants_of


@dataclass(frozen=True)
class Person:
    """Who somebody is, for lists that name people."""

    user_id: str
    login: str
    name: str
    unit_id: str
    unit_name: str


def find_user_by_login(session: Session, login: str) -> User | None:
    return session.scalar(select(User).where(User.login == login))


def get_user(session: Session, user_id: str) -> User:
    return session.get_one(User, user_id)


def find_user(session: Session, org: str, user_id: str) -> User | None:
    """Anybody who has, or had, an account in this company."""
    return session.scalar(select(User).where(User.org == org, User.id == user_id))


def list_people(session: Session, org: str) -> dict[str, Person]:
    """Everybody by id, with the name of his unit; also those who are no longer active."""
    query = (
        select(User.id, User.login, User.name, User.unit_id, Unit.name)
        .join(Unit, Unit.id == User.unit_id)
        .where(User.org == org)
    )
    return {row[0]: Person(*row) for row in session.execute(query)}


def list_user_ids_with(session: Session, org: str, grant: str, unit_id: str) -> list[str]:
    """Active people who hold a grant over this unit."""
    unit = get_unit(session, unit_id)
    over = unit.path.strip("/").split("/")
    query = (
        select(RoleAssignment.user_id, RoleAssignment.role)
        .join(User, User.id == RoleAssignment.user_id)
        .where(RoleAssignment.org == org, RoleAssignment.unit_id.in_(over), User.is_active)
        .order_by(RoleAssignment.user_id)
    )
    rows = session.execute(query)
    return list(dict.fromkeys(user for user, role in rows if grant in grants_of([role])))


def list_members(session: Session, org: str, unit_ids: Collection[str]) -> list[User]:
    """Active people who may propose orders over any of these units: the supervision group."""
    found: set[str] = set()
    for unit_id in _tops(session, unit_ids):
        found.update(list_user_ids_with(session, org, "order.propose", unit_id))
    query = select(User).where(User.org == org, User.id.in_(sorted(found)))
    return list(session.scalars(query.order_by(User.login)))


def _tops(session: Session, unit_ids: Collection[str]) -> list[str]:
    """Those of these units that have none of the others over them."""
    query = select(Unit.id).where(
        among(session, Unit.id, list(unit_ids)),
        Unit.parent_id.is_(None) | ~among(session, Unit.parent_id, list(unit_ids)),
    )
    return list(session.scalars(query))


def list_user_ids_as(session: Session, org: str, role: str, unit_id: str) -> list[str]:
    """Active people in a role over this unit."""
    over = get_unit(session, unit_id).path.strip("/").split("/")
    query = (
        select(RoleAssignment.user_id)
        .join(User, User.id == RoleAssignment.user_id)
        .where(RoleAssignment.org == org, RoleAssignment.role == role, User.is_active)
        .where(RoleAssignment.unit_id.in_(over))
        .order_by(RoleAssignment.user_id)
    )
    return list(session.scalars(query.distinct()))


def list_roles_of(
    session: Session, org: str, user_ids: Collection[str]
) -> Mapping[str, frozenset[str]]:
    """The roles of each of these people; nothing for who has none."""
    query = select(RoleAssignment.user_id, RoleAssignment.role).where(
        RoleAssignment.org == org, among(session, RoleAssignment.user_id, list(user_ids))
    )
    found: dict[str, set[str]] = {}
    for user_id, role in session.execute(query):
        found.setdefault(user_id, set()).add(role)
    return {user_id: frozenset(roles) for user_id, roles in found.items()}


def list_roles(session: Session, user_id: str) -> list[RoleAssignment]:
    query = select(RoleAssignment).where(RoleAssignment.user_id == user_id)
    return list(session.scalars(query.order_by(RoleAssignment.id)))
