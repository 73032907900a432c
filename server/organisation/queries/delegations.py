"""Organisation, reads: what the head of the group lends for a time (代理)."""

from datetime import date

from sqlalchemy import Date, bindparam, select
from sqlalchemy.orm import Session

from server.core.db import lock_row
from server.organisation.models import (
    Delegation,
)
from server.organisation.queries.units import get_unit
from server.organisation.rules import DelegationUnknown

_ON = bindparam("on", type_=Date)
HOLDS = (Delegation.revoked_at.is_(None), Delegation.starts_on <= _ON, Delegation.ends_on >= _ON)


def list_deputies(session: Session, org: str, unit_id: str, on: date) -> list[str]:
    """Who stands in for the head of the group over this unit on a day."""
    over = get_unit(session, unit_id).path.strip("/").split("/")
    query = select(Delegation.user_id).where(
        Delegation.org == org, Delegation.kind == "deputy", Delegation.unit_id.in_(over), *HOLDS
    )
    return list(session.scalars(query.order_by(Delegation.user_id), {"on": on}))


def get_delegation(session: Session, org: str, delegation_id: str) -> Delegation:
    """The delegation, locked for a change."""
    found = lock_row(session, Delegation, org, delegation_id)
    if found is None:
        raise DelegationUnknown(delegation_id=delegation_id)
    return found
