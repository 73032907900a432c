"""Organisation: wire shapes and feeds."""

from datetime import date, datetime

from pydantic import BaseModel, Field

from server.core.feeds import PUBLIC_SCOPE, Feed, RowShape, unit_scope, user_scope
from server.core.words import Applies, DelegationKind, SiteKind, UnitKind
from server.organisation.models import Delegation, Site, Unit


class UnitRow(RowShape):
    code: str
    name: str
    kind: UnitKind
    parent_id: str | None
    applies: Applies
    is_closed: bool


class SiteRow(RowShape):
    code: str
    name: str
    kind: SiteKind
    unit_id: str
    unit_name: str
    branch_id: str
    branch_name: str
    district: str
    address: str
    lat: float | None
    lon: float | None
    fence_m: int
    is_basement: bool
    opening_hours: str
    is_closed: bool
    closed_on: date | None
    moved_on: date | None
    last_checked_on: date | None
    open_problems: int


class DelegationRow(RowShape):
    user_id: str
    user_name: str
    kind: DelegationKind
    unit_id: str
    unit_name: str
    starts_on: date
    ends_on: date
    giver_name: str
    given_at: datetime
    revoked_at: datetime | None
    revoker_name: str | None


class Member(BaseModel):
    user_id: str
    name: str
    post: str


class Members(BaseModel):
    """Whom the head of the group may lend his rights."""

    members: list[Member]


class Credentials(BaseModel):
    login: str = Field(min_length=1, max_length=60)
    password: str = Field(min_length=1, max_length=200)


class SessionUser(BaseModel):
    id: str
    org: str
    login: str
    name: str
    post: str
    unit_id: str
    unit_name: str
    roles: list[str]
    grants: list[str]
    grant_units: dict[str, list[str]]


class DemoAccount(BaseModel):
    login: str
    password: str
    post: str


class SessionState(BaseModel):
    """Who is signed in, the token that changes must carry, and the server's time."""

    user: SessionUser | None
    csrf: str
    server_time: datetime
    app: str
    protocol: int
    demo_accounts: list[DemoAccount]


def _delegation_scopes(its: Delegation) -> list[str]:
    """The group sees who may do what; who does not belong to it does not."""
    return [user_scope(its.user_id), unit_scope(its.unit_id, "supervision")]


DELEGATION_FEED = Feed("delegation", Delegation, DelegationRow, _delegation_scopes)
UNIT_FEED = Feed("unit", Unit, UnitRow, lambda _: [PUBLIC_SCOPE])
SITE_FEED = Feed("site", Site, SiteRow, lambda site: [unit_scope(site.unit_id, "sites")])
