"""Organisation: every read."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from server.core.actor import Actor
from server.core.db import lock_row
from server.organisation.models import (
    LoginAttempt,
    LoginSession,
    Policy,
    RoleAssignment,
    Site,
    Unit,
    User,
)
from server.organisation.rules import (
    AUDIENCE_OF_GRANT,
    POLICY_DEFAULTS,
    TRY_WINDOW_MINUTES,
    SiteUnknown,
    grants_of,
)

BRANCH_KINDS = ("branch", "subsidiary")


def get_site(session: Session, org: str, site_id: str) -> Site:
    """The site, locked for a change; SiteUnknown where the company has none such."""
    site = lock_row(session, Site, org, site_id)
    if site is None:
        raise SiteUnknown(site_id=site_id)
    return site


def get_unit(session: Session, unit_id: str) -> Unit:
    return session.get_one(Unit, unit_id)


def list_units(session: Session, org: str) -> list[Unit]:
    return list(session.scalars(select(Unit).where(Unit.org == org).order_by(Unit.code)))


def find_branch_of(session: Session, unit: Unit) -> Unit | None:
    """The branch or subsidiary that a unit belongs to, itself included; None at headquarters."""
    ids = unit.path.strip("/").split("/")
    query = select(Unit).where(Unit.id.in_(ids), Unit.kind.in_(BRANCH_KINDS))
    return session.scalar(query)


def find_user_by_login(session: Session, login: str) -> User | None:
    return session.scalar(select(User).where(User.login == login))


def find_active_user(session: Session, user_id: str) -> User | None:
    return session.scalar(select(User).where(User.id == user_id, User.is_active))


def get_user(session: Session, user_id: str) -> User:
    return session.get_one(User, user_id)


def get_login_session(session: Session, token: str) -> LoginSession:
    return session.get_one(LoginSession, token)


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


def count_failed_attempts(session: Session, login: str, now: datetime) -> int:
    since = now - timedelta(minutes=TRY_WINDOW_MINUTES)
    query = select(func.count()).where(LoginAttempt.login == login, LoginAttempt.tried_at > since)
    return session.scalar(query) or 0


def find_login_session(session: Session, token: str, now: datetime) -> LoginSession | None:
    """The sign-in behind a cookie while it runs."""
    row = session.get(LoginSession, token)
    if row is None or row.ended_at is not None or row.ends_at <= now:
        return None
    return row


def list_roles(session: Session, user_id: str) -> list[RoleAssignment]:
    query = select(RoleAssignment).where(RoleAssignment.user_id == user_id)
    return list(session.scalars(query.order_by(RoleAssignment.id)))


def load_actor(session: Session, user: User) -> Actor:
    """The person with each grant and the units over which it is held, sub-units included."""
    units = list_units(session, user.org)
    grants: dict[str, set[str]] = {}
    for assignment in list_roles(session, user.id):
        below = {unit.id for unit in units if f"/{assignment.unit_id}/" in unit.path}
        for grant in grants_of([assignment.role]):
            grants.setdefault(grant, set()).update(below)
    return Actor(
        user_id=user.id,
        org=user.org,
        name=user.name,
        unit_id=user.unit_id,
        grants={grant: frozenset(ids) for grant, ids in grants.items()},
    )


def scopes_of(actor: Actor) -> frozenset[str]:
    """What this person's phone may carry: grants expanded to units at the pull."""
    units = {
        f"unit:{unit_id}/{audience}"
        for grant, audience in AUDIENCE_OF_GRANT.items()
        for unit_id in actor.units(grant)
    }
    return frozenset({"public", f"user:{actor.user_id}"} | units)


def get_policies(session: Session, org: str, on: date) -> Mapping[str, Any]:
    """Every policy value in force on a day; the regulation's own number where none is set."""
    query = (
        select(Policy.key, Policy.value)
        .where(Policy.org == org, Policy.effective_on <= on)
        .order_by(Policy.effective_on)
    )
    return {**POLICY_DEFAULTS, **{key: value for key, value in session.execute(query)}}
