"""Organisation: every write."""

from datetime import date
from typing import Annotated

from argon2 import PasswordHasher
from pydantic import Field
from sqlalchemy.orm import Session

from server.core.actor import Actor
from server.core.clock import Moment
from server.core.command import Command, NewId, command
from server.core.events import emit
from server.core.problems import NotAllowed
from server.core.words import Applies, DelegationKind, SiteKind, UnitKind
from server.organisation import queries, rules
from server.organisation.events import (
    DelegationGiven,
    DelegationRevoked,
    PolicySet,
    SiteWasClosed,
    UnitClosed,
)
from server.organisation.models import Delegation, Policy, RoleAssignment, Site, Unit, User


class AddUnit(Command):
    unit_id: NewId
    code: str
    name: str
    kind: UnitKind
    parent_id: str | None
    applies: Applies = "full"
    founded_on: date | None = None


class AddSite(Command):
    site_id: NewId
    code: str
    name: str
    kind: SiteKind
    unit_id: str
    district: str = ""
    address: str = ""
    lat: float | None = Field(None, ge=-90, le=90)
    lon: float | None = Field(None, ge=-180, le=180)
    fence_m: int = Field(150, ge=20, le=5000)
    is_basement: bool = False
    opening_hours: str = ""


class CloseSite(Command):
    site_id: str
    reason: str = Field(min_length=1, max_length=500)


class ReopenSite(Command):
    site_id: str


class AddUser(Command):
    user_id: NewId
    login: str = Field(pattern=r"^[a-z0-9._-]{2,60}$")
    name: str = Field(min_length=1, max_length=80)
    post: str = Field(min_length=1, max_length=80)
    unit_id: str
    password_hash: str = Field(exclude=True, repr=False)
    roles: dict[str, str]


class SetPolicy(Command):
    policy_id: NewId
    key: str
    value: Annotated[int, Field(ge=0)] | list[Annotated[str, Field(min_length=1, max_length=60)]]
    effective_on: date
    clause: str = ""


class GiveDelegation(Command):
    delegation_id: NewId
    user_id: str
    kind: DelegationKind
    unit_id: str
    starts_on: date
    ends_on: date


class RevokeDelegation(Command):
    delegation_id: str


class CloseUnit(Command):
    """`closed_on`: its last day, at most today."""

    unit_id: str
    closed_on: date
    reason: str = Field(min_length=1, max_length=300)


@command("unit.add", grant="organisation.manage", stale="append")
def add_unit(command: AddUnit, actor: Actor, at: Moment, session: Session) -> None:
    parent = queries.get_unit(session, command.parent_id).path if command.parent_id else "/"
    session.add(
        Unit(
            id=command.unit_id,
            org=actor.org,
            code=command.code,
            name=command.name,
            kind=command.kind,
            parent_id=command.parent_id,
            path=f"{parent}{command.unit_id}/",
            applies=command.applies,
            founded_on=command.founded_on,
        )
    )
    session.flush()


@command("unit.close", grant="organisation.manage", stale="reject")
def close_unit(command: CloseUnit, actor: Actor, at: Moment, session: Session) -> None:
    """A unit ends with a day (停用); what it did until then still counts."""
    unit = queries.take_unit(session, actor.org, command.unit_id)
    rules.check_unit_closing(unit.is_closed, command.closed_on, at.received_on)
    unit.is_closed, unit.closed_on = True, command.closed_on
    emit(session, UnitClosed(unit.id, command.closed_on, command.reason))


@command("site.add", grant="organisation.manage", stale="append")
def add_site(command: AddSite, actor: Actor, at: Moment, session: Session) -> None:
    unit = queries.get_unit(session, command.unit_id)
    branch = queries.find_branch_of(session, unit) or unit
    fields = command.model_dump(exclude={"site_id"})
    session.add(
        Site(
            id=command.site_id,
            org=actor.org,
            unit_name=unit.name,
            branch_id=branch.id,
            branch_name=branch.name,
            **fields,
        )
    )


@command("site.close", grant="site.manage", stale="reject")
def close_site(command: CloseSite, actor: Actor, at: Moment, session: Session) -> None:
    site = _managed_site(session, actor, command.site_id)
    rules.check_site_open(site.is_closed)
    site.is_closed, site.closed_on = True, at.received_on
    emit(session, SiteWasClosed(site.id, site.unit_id, command.reason))


@command("site.reopen", grant="site.manage", stale="reject")
def reopen_site(command: ReopenSite, actor: Actor, at: Moment, session: Session) -> None:
    site = _managed_site(session, actor, command.site_id)
    rules.check_site_closed(site.is_closed)
    site.is_closed, site.closed_on = False, None


@command("user.add", grant="organisation.manage", stale="append")
def add_user(command: AddUser, actor: Actor, at: Moment, session: Session) -> None:
    fields = command.model_dump(exclude={"user_id", "roles"})
    user = User(id=command.user_id, org=actor.org, password_hash=command.password_hash, **fields)
    session.add(user)
    session.flush()
    session.add_all(
        RoleAssignment(
            id=f"{command.user_id}.{role}",
            org=actor.org,
            user_id=command.user_id,
            role=role,
            unit_id=unit_id,
        )
        for role, unit_id in command.roles.items()
    )


@command("policy.set", grant="organisation.manage", stale="append")
def set_policy(command: SetPolicy, actor: Actor, at: Moment, session: Session) -> None:
    rules.check_policy_key(command.key)
    rules.check_policy_value(command.key, command.value)
    rules.check_not_past(command.key, command.effective_on, at.received_on)
    fields = command.model_dump(exclude={"policy_id"})
    session.add(Policy(id=command.policy_id, org=actor.org, **fields))
    session.flush()
    emit(session, PolicySet(command.key, command.effective_on.isoformat()))


@command("delegation.give", grant="order.delegate", stale="append")
def give_delegation(command: GiveDelegation, actor: Actor, at: Moment, session: Session) -> None:
    """The head lets a member issue green and blue orders, or stand in for him (AMB-20)."""
    unit = queries.get_unit(session, command.unit_id)
    if unit.org != actor.org or not actor.may("order.delegate", unit.id):
        raise NotAllowed
    rules.check_period(command.starts_on, command.ends_on, at.received_on)
    members = queries.list_members(session, actor.org, [unit.id])
    member = next((its for its in members if its.id == command.user_id), None)
    rules.check_member(command.user_id == actor.user_id, member is not None)
    session.add(
        Delegation(
            id=command.delegation_id,
            org=actor.org,
            user_id=command.user_id,
            user_name=member.name if member else "",
            kind=command.kind,
            unit_id=unit.id,
            unit_name=unit.name,
            starts_on=command.starts_on,
            ends_on=command.ends_on,
            giver_id=actor.user_id,
            giver_name=actor.name,
            given_at=at.received,
        )
    )
    emit(session, DelegationGiven(command.delegation_id, command.user_id, command.kind))


@command("delegation.revoke", grant="order.delegate", stale="reject")
def revoke_delegation(
    command: RevokeDelegation, actor: Actor, at: Moment, session: Session
) -> None:
    """From now on; what was issued until then stands."""
    delegation = queries.get_delegation(session, actor.org, command.delegation_id)
    if not actor.may("order.delegate", delegation.unit_id):
        raise NotAllowed
    rules.check_not_revoked(delegation.revoked_at)
    delegation.revoked_at, delegation.revoker_name = at.received, actor.name
    emit(session, DelegationRevoked(delegation.id, delegation.user_id, delegation.kind))


def hash_password(login: str, password: str) -> str:
    """Argon2id, with the library's own current parameters; WeakPassword where it is too easy."""
    rules.check_password(login, password)
    return PasswordHasher().hash(password)


def note_check(session: Session, org: str, site_id: str, day: date) -> None:
    """Remember the newest day on which a site was checked."""
    site = queries.get_site(session, org, site_id)
    if site.last_checked_on is None or site.last_checked_on < day:
        site.last_checked_on = day


def correct_last_check(session: Session, org: str, site_id: str, day: date | None) -> None:
    """After a check was voided: the newest day on which the site was checked, or none."""
    queries.get_site(session, org, site_id).last_checked_on = day


def note_open_problems(session: Session, org: str, site_id: str, change: int) -> None:
    """A site's count of problems under open orders."""
    site = queries.get_site(session, org, site_id)
    site.open_problems = max(0, site.open_problems + change)


def _managed_site(session: Session, actor: Actor, site_id: str) -> Site:
    site = queries.get_site(session, actor.org, site_id)
    if not actor.may("site.manage", site.unit_id):
        raise NotAllowed
    return site
