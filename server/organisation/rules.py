"""Organisation: pure rules. Which role may do what, and how passwords and sites are judged."""

from collections.abc import Iterable, Mapping

from server.core.problems import Problem

SHORTEST_PASSWORD = 8
LONGEST_PASSWORD = 128
MOST_TRIES = 10
TRY_WINDOW_MINUTES = 15

EVERYONE = frozenset({"notice.read", "device.own"})
# All but people from outside: the mystery shopper is a third party.
INTERNAL = frozenset({"bulletin.read"})
INSPECTING = frozenset({"visit.record", "photo.attach", "site.read", "quota.read"})

ROLE_GRANTS: Mapping[str, frozenset[str]] = {
    "admin": frozenset({"organisation.manage", "site.manage", "site.read"})
    | {"device.manage", "sync.repair", "sync.rescue"},
    "group_head": INSPECTING
    | {"visit.hq", "order.read", "order.issue", "order.review", "order.withdraw", "order.confirm"}
    | {"task.assign", "site.manage", "evidence.judge", "bulletin.edit", "bulletin.approve"},
    "inspector": INSPECTING | {"visit.hq", "order.read", "order.issue"},
    "group_clerk": frozenset({"site.read", "order.read", "quota.read", "evidence.judge"})
    | {"bulletin.edit"},
    "reviewer": frozenset(
        {"site.read", "order.read", "order.review", "quota.read", "evidence.judge"}
    ),
    "committee": frozenset({"order.read", "order.watch", "quota.read", "bulletin.approve"}),
    "branch_head": frozenset(
        {"site.read", "order.read", "order.respond", "photo.attach", "quota.read"}
    )
    | {"bulletin.acknowledge"},
    "leader_in_charge": frozenset({"order.read", "order.watch", "quota.read"}),
    "branch_inspector": INSPECTING | {"visit.company"},
    "department_head": INSPECTING | {"visit.department", "order.read"},
    "team_head": INSPECTING | {"visit.team"},
    "site_staff": frozenset({"site.read", "order.read", "order.respond", "photo.attach"}),
    "liaison": frozenset({"order.read", "bulletin.acknowledge"}),
    "caller": frozenset[str](),
    "mystery_shopper": frozenset({"visit.record", "visit.mystery", "photo.attach"}),
    "hr_discipline": frozenset[str](),
    "auditor": frozenset({"site.read", "order.read", "quota.read", "journal.read"})
    | {"evidence.original"},
}

AUDIENCE_OF_GRANT: Mapping[str, str] = {
    "site.read": "sites",
    "order.read": "orders",
    "order.review": "supervision",
    "order.issue": "supervision",
    "order.confirm": "supervision",
    "quota.read": "quotas",
    "bulletin.acknowledge": "bulletin-receipts",
}
# Of the company as a whole, for who holds the grant over any unit of it.
COMPANY_AUDIENCE_OF_GRANT: Mapping[str, str] = {
    "bulletin.read": "bulletins",
    "bulletin.edit": "bulletin-desk",
    "bulletin.approve": "bulletin-desk",
}
OUTSIDE = frozenset({"mystery_shopper"})

POLICY_DEFAULTS: Mapping[str, int] = {
    "quota.team_self_ppm": 30_000,
    "quota.branch_spot_ppm": 30,
    "quota.hq_division_per_year": 1,
    "quota.hq_unit_per_year": 2,
    "order.feedback_days": 3,
    # 0 calendar days, 1 working days (AMB-09).
    "order.feedback_unit": 0,
    # From 0 delivery, 1 signing, 2 acknowledgement, at most a day after delivery (AMB-10).
    "order.clock_start": 0,
    "order.rectify_days_minor": 3,
    "order.rectify_days_major": 3,
    "order.rectify_days_critical": 1,
    "order.repeat_months": 12,
    "carry.visit_days": 30,
    "carry.order_days": 30,
    "carry.notice_days": 30,
    "carry.quota_days": 92,
    "carry.tombstone_days": 90,
    "photo.day_count": 500,
    "photo.day_mb": 500,
    "photo.record_count": 120,
    # Rows in one Excel file.
    "report.excel_rows": 20_000,
    # The day of the month from which the bulletin of the month before is drafted (Q1-4.4a).
    "bulletin.draft_day": 1,
}


class WrongCredentials(Problem):
    slug, status, title = "wrong-credentials", 401, "账号或密码不正确"


class TooManyAttempts(Problem):
    slug, status, title = "too-many-attempts", 429, "尝试次数过多，请稍后再试"


class WeakPassword(Problem):
    slug, status, title = "weak-password", 422, "密码至少 8 个字符，且不能与账号相同"


class SiteUnknown(Problem):
    slug, title = "site-unknown", "找不到这个站点，可能已被删除"


class SiteClosed(Problem):
    slug, title = "site-closed", "该站点已停用，不能再开始检查"


class SiteNotClosed(Problem):
    slug, title = "site-not-closed", "该站点没有停用"


class PolicyUnknown(Problem):
    slug, status, title = "policy-unknown", 422, "没有这个制度参数"


def grants_of(roles: Iterable[str]) -> frozenset[str]:
    """All grants of these roles, with those that everyone has."""
    held = list(roles)
    own = EVERYONE.union(*(ROLE_GRANTS[role] for role in held))
    return own if OUTSIDE.issuperset(held) else own | INTERNAL


def check_password(login: str, password: str) -> None:
    """R-25: at least 8 characters, long ones allowed, no composition rule."""
    is_long_enough = SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD
    if not is_long_enough or login.lower() in password.lower():
        raise WeakPassword


def check_attempts(failed: int) -> None:
    """R-20: at most ten tries per account in a quarter of an hour."""
    if failed >= MOST_TRIES:
        raise TooManyAttempts(retry_after=TRY_WINDOW_MINUTES * 60)


def check_site_open(is_closed: bool) -> None:
    if is_closed:
        raise SiteClosed


def check_site_closed(is_closed: bool) -> None:
    if not is_closed:
        raise SiteNotClosed


def check_policy_key(key: str) -> None:
    if key not in POLICY_DEFAULTS:
        raise PolicyUnknown(key=key)
