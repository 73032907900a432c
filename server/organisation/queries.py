"""Organisation: every read."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import CompoundSelect, Date, and_, bindparam, func, select, union_all
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session, aliased

from server.core.actor import Actor
from server.core.clock import local_day
from server.core.db import among, lock_row, split_lines
from server.organisation.models import (
    Delegation,
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
    COMPANY_AUDIENCE_OF_GRANT,
    POLICY_DEFAULTS,
    TRY_WINDOW_MINUTES,
    DelegationUnknown,
    SiteUnknown,
    UnitUnknown,
    grants_by,
    grants_of,
)

BRANCH_KINDS = ("branch", "subsidiary")

ActorQuery = CompoundSelect[str, str, str, str, str, str]
_OVER, _BELOW = aliased(Unit), aliased(Unit)
# Put together once, since every request asks so: people, one row for each of their roles and of
# what is lent to them, with all units below it as lines. A unit's path begins with that over it.
_PERSON = (User.id, User.org, User.name, User.unit_id)
_LINES = func.aggregate_strings(_BELOW.id, "\n")
_IS_BELOW = (_BELOW.org == User.org) & (
    func.substr(_BELOW.path, 1, func.length(_OVER.path)) == _OVER.path
)
_BY_ROLE = (
    select(*_PERSON, RoleAssignment.role, _LINES)
    .outerjoin(RoleAssignment, RoleAssignment.user_id == User.id)
    .outerjoin(_OVER, _OVER.id == RoleAssignment.unit_id)
    .outerjoin(_BELOW, _IS_BELOW)
    .group_by(*_PERSON, RoleAssignment.role)
)
_ON = bindparam("on", type_=Date)
_HOLDS = (Delegation.revoked_at.is_(None), Delegation.starts_on <= _ON, Delegation.ends_on >= _ON)
_BY_DELEGATION = (
    select(*_PERSON, Delegation.kind, _LINES)
    .join(Delegation, (Delegation.user_id == User.id) & and_(*_HOLDS))
    .join(_OVER, _OVER.id == Delegation.unit_id)
    .join(_BELOW, _IS_BELOW)
    .group_by(*_PERSON, Delegation.kind)
)
_IS_SIGNED_IN = (
    LoginSession.id == bindparam("token"),
    LoginSession.ended_at.is_(None),
    LoginSession.ends_at > bindparam("now"),
    User.is_active,
)
_WAYS = (_BY_ROLE, _BY_DELEGATION)
_SIGNED_IN = union_all(
    *(
        way.join(LoginSession, LoginSession.user_id == User.id).where(*_IS_SIGNED_IN)
        for way in _WAYS
    )
)
_THIS_USER = union_all(*(way.where(User.id == bindparam("user_id")) for way in _WAYS))


@dataclass(frozen=True)
class Person:
    """Who somebody is, for lists that name people."""

    user_id: str
    login: str
    name: str
    unit_id: str
    unit_name: str


def get_site(session: Session, org: str, site_id: str) -> Site:
    """The site, locked for a change; SiteUnknown where the company has none such."""
    site = lock_row(session, Site, org, site_id)
    if site is None:
        raise SiteUnknown(site_id=site_id)
    return site


def find_site(session: Session, org: str, site_id: str) -> Site | None:
    """The site as it is, not for a change."""
    return session.scalar(select(Site).where(Site.id == site_id, Site.org == org))


def find_sites(session: Session, org: str, site_ids: Collection[str]) -> dict[str, str]:
    """Names of these sites by id."""
    query = select(Site.id, Site.name).where(among(session, Site.id, list(site_ids)))
    return {site_id: name for site_id, name in session.execute(query.where(Site.org == org))}


class SiteFacts(NamedTuple):
    """A site as draws know it."""

    id: str
    code: str
    name: str
    kind: str
    unit_id: str
    unit_name: str
    branch_id: str
    branch_name: str
    district: str
    last_checked_on: date | None
    open_problems: int
    is_closed: bool


def list_site_facts(session: Session, org: str, unit_ids: Collection[str]) -> list[SiteFacts]:
    """Every site of these units, closed ones too, by id."""
    columns = [getattr(Site, name) for name in SiteFacts._fields]
    query = select(*columns).where(Site.org == org, among(session, Site.unit_id, list(unit_ids)))
    return [SiteFacts(*row) for row in session.execute(query.order_by(Site.id))]


def list_open_sites(session: Session, org: str, unit_id: str) -> list[Site]:
    """Sites that take checks, of this unit and of all below it, by their code."""
    query = select(Site).where(
        Site.org == org,
        Site.is_closed.is_(False),
        among(session, Site.unit_id, list_unit_ids_below(session, org, unit_id)),
    )
    return list(session.scalars(query.order_by(Site.code)))


def list_planning_units(session: Session, org: str) -> list[Unit]:
    """Who plans (W1-9(2)): the company, its branches and subsidiaries that the rules bind."""
    plans = (Unit.parent_id.is_(None)) | Unit.kind.in_(BRANCH_KINDS)
    query = select(Unit).where(
        Unit.org == org, plans, Unit.applies != "reference", Unit.is_closed.is_(False)
    )
    return list(session.scalars(query.order_by(Unit.code)))


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


def list_sites_of(session: Session, org: str, unit_ids: Collection[str]) -> list[Site]:
    """The sites of these units, closed ones too."""
    query = select(Site).where(Site.org == org, among(session, Site.unit_id, list(unit_ids)))
    return list(session.scalars(query.order_by(Site.code)))


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


def list_deputies(session: Session, org: str, unit_id: str, on: date) -> list[str]:
    """Who stands in for the head of the group over this unit on a day."""
    over = get_unit(session, unit_id).path.strip("/").split("/")
    query = select(Delegation.user_id).where(
        Delegation.org == org, Delegation.kind == "deputy", Delegation.unit_id.in_(over), *_HOLDS
    )
    return list(session.scalars(query.order_by(Delegation.user_id), {"on": on}))


def get_delegation(session: Session, org: str, delegation_id: str) -> Delegation:
    """The delegation, locked for a change."""
    found = lock_row(session, Delegation, org, delegation_id)
    if found is None:
        raise DelegationUnknown(delegation_id=delegation_id)
    return found


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


def count_failed_attempts(session: Session, login: str, now: datetime) -> int:
    since = now - timedelta(minutes=TRY_WINDOW_MINUTES)
    query = select(func.count()).where(LoginAttempt.login == login, LoginAttempt.tried_at > since)
    return session.scalar(query) or 0


def find_signed_in(session: Session, token: str, now: datetime) -> Actor | None:
    """The active person behind a cookie, while the sign-in runs."""
    return _find_actor(session, _SIGNED_IN, token=token, now=now, on=local_day(now))


def list_open_sessions(session: Session, tokens: Iterable[str], now: datetime) -> set[str]:
    """Those of these sign-ins that run, of people who are active."""
    query = (
        select(LoginSession.id)
        .join(User, User.id == LoginSession.user_id)
        .where(
            LoginSession.id.in_(list(tokens)),
            LoginSession.ended_at.is_(None),
            LoginSession.ends_at > now,
            User.is_active,
        )
    )
    return set(session.scalars(query))


def list_roles(session: Session, user_id: str) -> list[RoleAssignment]:
    query = select(RoleAssignment).where(RoleAssignment.user_id == user_id)
    return list(session.scalars(query.order_by(RoleAssignment.id)))


def load_actor(session: Session, user: User, on: date) -> Actor:
    """The person with each grant and the units over which he holds it on a day, sub-units too."""
    actor = _find_actor(session, _THIS_USER, user_id=user.id, on=on)
    if actor is None:
        raise NoResultFound
    return actor


def _find_actor(session: Session, query: ActorQuery, **bounds: Any) -> Actor | None:
    # Past the ORM: every request comes by here.
    rows = session.connection().execute(query, bounds).all()
    if not rows:
        return None
    grants: dict[str, set[str]] = {}
    # Nothing for somebody without a role: his one row has neither role nor units.
    for role, units in ((row[4], row[5]) for row in rows if row[4]):
        for grant in grants_by(role):
            grants.setdefault(grant, set()).update(split_lines(units or ""))
    user_id, org, name, unit_id, _, _ = rows[0]
    held = {grant: frozenset(units) for grant, units in grants.items()}
    return Actor(user_id=user_id, org=org, name=name, unit_id=unit_id, grants=held)


def scopes_of(actor: Actor) -> frozenset[str]:
    """What this person's phone may carry: grants expanded to units at the pull."""
    units = {
        f"unit:{unit_id}/{audience}"
        for grant, audience in AUDIENCE_OF_GRANT.items()
        for unit_id in actor.units(grant)
    }
    company = {
        f"company/{audience}"
        for grant, audience in COMPANY_AUDIENCE_OF_GRANT.items()
        if grant in actor.grants
    }
    return frozenset({"public", f"user:{actor.user_id}"} | company | units)


def get_policies(session: Session, org: str, on: date) -> Mapping[str, Any]:
    """Every policy value in force on a day; the regulation's own number where none is set."""
    query = (
        select(Policy.key, Policy.value)
        .where(Policy.org == org, Policy.effective_on <= on)
        .order_by(Policy.effective_on, Policy.id)
    )
    return {**POLICY_DEFAULTS, **{key: value for key, value in session.execute(query)}}


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


def get_unit_facts(session: Session, unit_id: str) -> UnitFacts:
    return _unit_facts(get_unit(session, unit_id))


def list_unit_facts(session: Session, org: str) -> list[UnitFacts]:
    return [_unit_facts(unit) for unit in list_units(session, org)]


def _unit_facts(unit: Unit) -> UnitFacts:
    names = (its.name for its in fields(UnitFacts))
    return UnitFacts(**{name: getattr(unit, name) for name in names})


@dataclass(frozen=True)
class Setting:
    """A policy's value with where it comes from; no id and no day: the regulation's own number."""

    value: Any
    policy_id: str | None = None
    effective_on: date | None = None
    clause: str = ""


def find_setting(session: Session, org: str, key: str, on: date) -> Setting:
    """A policy in force on a day, as a record keeps it (R-84)."""
    query = (
        select(Policy)
        .where(Policy.org == org, Policy.key == key, Policy.effective_on <= on)
        .order_by(Policy.effective_on.desc(), Policy.id.desc())
        .limit(1)
    )
    policy = session.scalar(query)
    if policy is None:
        return Setting(POLICY_DEFAULTS[key])
    return Setting(policy.value, policy.id, policy.effective_on, policy.clause)
