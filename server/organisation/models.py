"""Organisation: tables."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from server.core.db import ID_LENGTH, Model, OrgRow


class Organisation(Model):
    """A company that uses the product (租户)."""

    __tablename__ = "organisations"
    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    name: Mapped[str] = mapped_column(String(120))


class Unit(OrgRow):
    """A headquarters department, branch, department or team; `path` holds all ids from the root.

    `founded_on`, `closed_on`: first and last day of its work, where they are known.
    """

    __tablename__ = "units"
    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(20))
    parent_id: Mapped[str | None] = mapped_column(ForeignKey("units.id"))
    path: Mapped[str] = mapped_column(String(500))
    applies: Mapped[str] = mapped_column(String(20), default="full")
    is_closed: Mapped[bool] = mapped_column(default=False)
    founded_on: Mapped[date | None]
    closed_on: Mapped[date | None]


class Site(OrgRow):
    """A place that is checked (站点): hall, door-service team, works, hotline."""

    __tablename__ = "sites"
    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(20))
    unit_id: Mapped[str] = mapped_column(ForeignKey("units.id"))
    unit_name: Mapped[str] = mapped_column(String(120))
    branch_id: Mapped[str] = mapped_column(ForeignKey("units.id"))
    branch_name: Mapped[str] = mapped_column(String(120))
    district: Mapped[str] = mapped_column(String(60), default="")
    address: Mapped[str] = mapped_column(String(200), default="")
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    fence_m: Mapped[int] = mapped_column(default=150)
    is_basement: Mapped[bool] = mapped_column(default=False)
    opening_hours: Mapped[str] = mapped_column(String(80), default="")
    is_closed: Mapped[bool] = mapped_column(default=False)
    closed_on: Mapped[date | None]
    moved_on: Mapped[date | None]
    last_checked_on: Mapped[date | None]
    open_problems: Mapped[int] = mapped_column(default=0)


class User(OrgRow):
    """A person with an account."""

    __tablename__ = "users"
    login: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    post: Mapped[str] = mapped_column(String(80))
    unit_id: Mapped[str] = mapped_column(ForeignKey("units.id"))
    password_hash: Mapped[str] = mapped_column(String(200))
    is_active: Mapped[bool] = mapped_column(default=True)


class RoleAssignment(OrgRow):
    """A person holds a role over a unit and everything below it."""

    __tablename__ = "role_assignments"
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"), index=True)
    role: Mapped[str] = mapped_column(String(40))
    unit_id: Mapped[str] = mapped_column(ForeignKey("units.id"))


class Delegation(OrgRow):
    """What the head of the group lends to a member, both days included (授权、代理); never changed.

    `kind`: `issue` or `deputy`. It holds over a unit and everything below it, unless revoked.
    """

    __tablename__ = "delegations"
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"), index=True)
    user_name: Mapped[str] = mapped_column(String(80))
    kind: Mapped[str] = mapped_column(String(20))
    unit_id: Mapped[str] = mapped_column(ForeignKey("units.id"))
    unit_name: Mapped[str] = mapped_column(String(120))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    giver_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    giver_name: Mapped[str] = mapped_column(String(80))
    given_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    revoker_name: Mapped[str | None] = mapped_column(String(80))


class Policy(OrgRow):
    """A number of the regulation as this company applies it from a day on (制度参数)."""

    __tablename__ = "policies"
    key: Mapped[str] = mapped_column(String(80))
    value: Mapped[Any] = mapped_column(JSON)
    effective_on: Mapped[date]
    clause: Mapped[str] = mapped_column(String(40), default="")

    __table_args__ = (Index(None, "org", "key", "effective_on"),)


class LoginSession(Model):
    """One sign-in on one browser; ending it signs that browser out at its next request."""

    __tablename__ = "login_sessions"
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    org: Mapped[str] = mapped_column(String(ID_LENGTH))
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"), index=True)
    started_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    user_agent: Mapped[str] = mapped_column(String(200), default="")


class LoginAttempt(Model):
    """A failed try, kept to slow down guessing; forgotten with the next success."""

    __tablename__ = "login_attempts"
    id: Mapped[int] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(String(60), index=True)
    tried_at: Mapped[datetime]
