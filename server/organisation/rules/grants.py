"""Organisation, rules: which role may do what, and what that lets a phone carry."""

from collections.abc import Iterable, Mapping

EVERYONE = frozenset({"notice.read", "device.own"})
# All but people from outside: the mystery shopper is a third party.
INTERNAL = frozenset({"bulletin.read"})
INSPECTING = frozenset({"visit.record", "photo.attach", "site.read", "quota.read", "plan.read"})
# Draws: who makes them sees them too.
DRAWING = frozenset({"draw.make", "draw.read"})
# Who answers for a unit: reports what it has done for a matter, and reads the result (AMB-05).
MATTERS_OF_UNIT = frozenset({"matter.read", "matter.respond", "matter.receive"})
ROLE_GRANTS: Mapping[str, frozenset[str]] = {
    "admin": frozenset({"organisation.manage", "site.manage", "site.read", "notice.manage"})
    | {"device.manage", "sync.repair", "sync.rescue", "population.manage"},
    "group_head": INSPECTING
    | {"visit.hq", "visit.void", "order.read", "order.propose", "order.issue", "order.review"}
    | {"order.withdraw", "order.confirm", "order.delegate", "order.comment"}
    | {"task.assign", "site.manage", "evidence.judge", "report.print", "notice.trace"}
    | DRAWING
    | {"bulletin.edit", "bulletin.approve", "plan.draft", "plan.approve", "task.covert"}
    | {"matter.read", "matter.manage", "matter.approve"},
    "inspector": INSPECTING
    | {"matter.read", "visit.hq", "order.read", "order.propose", "order.comment", "notice.trace"}
    | {"draw.read"},
    "group_clerk": frozenset({"site.read", "order.read", "quota.read", "evidence.judge"})
    | {"report.print", "notice.trace", "bulletin.edit", "order.comment", "population.manage"}
    | {"plan.read", "plan.draft", "task.covert", "matter.read", "matter.manage"}
    | DRAWING,
    "reviewer": frozenset(
        {"site.read", "order.read", "order.review", "quota.read", "evidence.judge"}
    )
    | {"report.print", "notice.trace", "order.comment", "plan.read", "plan.approve", "draw.read"},
    "committee": frozenset({"order.read", "order.watch", "quota.read", "report.print"})
    | {"bulletin.approve", "order.comment", "plan.read", "matter.read", "matter.approve"}
    | {"draw.read"},
    "branch_head": frozenset(
        {"site.read", "order.read", "order.respond", "photo.attach", "quota.read"}
    )
    | {"report.print", "bulletin.acknowledge", "order.comment"}
    | {"plan.read", "plan.draft", "task.assign", "draw.read"}
    | MATTERS_OF_UNIT,
    "leader_in_charge": frozenset({"order.read", "order.watch", "quota.read", "report.print"})
    | {"order.comment", "plan.read", "matter.read", "matter.receive"},
    "branch_inspector": INSPECTING | {"visit.company", "plan.draft"} | DRAWING,
    "department_head": INSPECTING | MATTERS_OF_UNIT | DRAWING | {"visit.department", "order.read"},
    "team_head": INSPECTING | {"visit.team"},
    "site_staff": frozenset({"site.read", "order.read", "order.respond", "photo.attach"})
    | {"order.comment"},
    "liaison": frozenset({"order.read", "bulletin.acknowledge"}),
    "caller": frozenset[str](),
    "mystery_shopper": frozenset({"visit.record", "visit.mystery", "photo.attach"}),
    "hr_discipline": frozenset[str](),
    "auditor": frozenset({"site.read", "order.read", "quota.read", "journal.read"})
    | {
        "evidence.original",
        "report.print",
        "notice.trace",
        "plan.read",
        "matter.read",
        "draw.read",
    },
}
# What the head of the supervision group lends to a member of it for a time (AMB-20): to issue green
# and blue orders by himself, or to stand in for the head (代理).
DELEGATED_GRANTS: Mapping[str, frozenset[str]] = {
    "issue": frozenset({"order.issue"}),
    "deputy": frozenset({"order.issue", "order.confirm", "visit.void"}),
}
AUDIENCE_OF_GRANT: Mapping[str, str] = {
    "site.read": "sites",
    "order.read": "orders",
    "order.review": "supervision",
    "order.propose": "supervision",
    "order.issue": "supervision",
    "order.confirm": "supervision",
    "quota.read": "quotas",
    "plan.read": "plans",
    "bulletin.acknowledge": "bulletin-receipts",
    "matter.read": "matters",
}
# Of the company as a whole, for who holds the grant over any unit of it.
COMPANY_AUDIENCE_OF_GRANT: Mapping[str, str] = {
    "bulletin.read": "bulletins",
    "bulletin.edit": "bulletin-desk",
    "bulletin.approve": "bulletin-desk",
    "population.manage": "imports",
    "task.covert": "covert-tasks",
    "plan.read": "campaigns",
}
OUTSIDE = frozenset({"mystery_shopper"})


def grants_by(held: str) -> frozenset[str]:
    """All grants of a role, or of what is lent; with those that everyone, or every insider, has."""
    own = EVERYONE | (ROLE_GRANTS[held] if held in ROLE_GRANTS else DELEGATED_GRANTS[held])
    return own if held in OUTSIDE else own | INTERNAL


def grants_of(roles: Iterable[str]) -> frozenset[str]:
    """All grants of these roles; of nobody's roles those that everyone has."""
    return EVERYONE.union(*map(grants_by, roles))
