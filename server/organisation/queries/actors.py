"""Organisation, reads: who asks, with each grant and the units over which he holds it."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CompoundSelect, and_, bindparam, func, select, union_all
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session, aliased

from server.core.actor import Actor
from server.core.clock import local_day
from server.core.db import split_lines
from server.organisation.models import (
    Delegation,
    LoginSession,
    RoleAssignment,
    Unit,
    User,
)
from server.organisation.queries.delegations import HOLDS
from server.organisation.rules import (
    AUDIENCE_OF_GRANT,
    COMPANY_AUDIENCE_OF_GRANT,
    grants_by,
)

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
_BY_DELEGATION = (
    select(*_PERSON, Delegation.kind, _LINES)
    .join(Delegation, (Delegation.user_id == User.id) & and_(*HOLDS))
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


def find_signed_in(session: Session, token: str, now: datetime) -> Actor | None:
    """The active person behind a cookie, while the sign-in runs."""
    return _find_actor(session, _SIGNED_IN, token=token, now=now, on=local_day(now))


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
