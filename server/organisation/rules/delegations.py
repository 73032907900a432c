"""Organisation, rules: what is lent to a member of the group for a time."""

from datetime import date, datetime

from server.core.problems import Problem


class NotAMember(Problem):
    slug, status = "delegate-not-member", 422
    title = "只能授权给督导组成员，请换一位"


class DelegationPeriod(Problem):
    slug, status, title = "delegation-period", 422, "授权的结束日期不能早于开始日期或今天"


class DelegationUnknown(Problem):
    slug, title = "delegation-unknown", "找不到这项授权"


class DelegationRevoked(Problem):
    slug, title = "delegation-revoked", "这项授权已经收回"


def check_member(is_self: bool, may_propose: bool) -> None:
    """Only who belongs to the group already; nobody lends to himself."""
    if is_self or not may_propose:
        raise NotAMember


def check_period(starts_on: date, ends_on: date, today: date) -> None:
    if ends_on < max(starts_on, today):
        raise DelegationPeriod


def check_not_revoked(revoked_at: datetime | None) -> None:
    if revoked_at is not None:
        raise DelegationRevoked
