"""Demo: 65 accounts in 17 roles; people are posts with numbers, never names."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

PASSWORD = "chengwan2026"
BRANCH_CODES = ("B01", "B02", "B03", "B04", "B05")


@dataclass(frozen=True)
class Account:
    login: str
    name: str
    post: str
    role: str
    unit: str
    over: str


def list_accounts() -> Iterator[Account]:
    yield from _headquarters()
    yield from _branches()
    yield from _field()


def shown_accounts() -> list[dict[str, str]]:
    """The accounts that the sign-in page of the demo offers."""
    shown = ("inspector01", "site01", "reviewer01", "grouphead", "team02", "branch01", "admin")
    by_login = {account.login: account for account in list_accounts()}
    return [{"login": login, "password": PASSWORD, "post": by_login[login].name} for login in shown]


def _many(count: int, first: Account) -> Iterator[Account]:
    """Several people of one post, numbered."""
    for number in range(1, count + 1):
        two = f"{number:02d}"
        yield replace(first, login=f"{first.login}{two}", name=f"{first.name}{two}")


def _headquarters() -> Iterator[Account]:
    yield Account("admin", "系统管理员", "系统管理员", "admin", "HQ", "HQ")
    yield Account("grouphead", "督导组组长", "督导组组长(签发人)", "group_head", "HQ-SV", "HQ")
    yield from _many(6, Account("inspector", "督查员", "督导组检查员", "inspector", "HQ-SV", "HQ"))
    yield from _many(2, Account("clerk", "督导内勤", "督导组内勤", "group_clerk", "HQ-SV", "HQ"))
    yield from _many(2, Account("reviewer", "审核人", "督查单审核人", "reviewer", "HQ-SV", "HQ"))
    yield from _many(3, Account("leader", "委员", "服务领导小组成员", "committee", "HQ", "HQ"))
    service = ("客户服务部负责人01", "客户服务部负责人", "department_head")
    yield Account("service01", *service, "HQ-CS", "HQ-CS")
    yield from _many(2, Account("caller", "回访员", "回访员", "caller", "HQ-CS", "HQ"))
    yield Account("mystery01", "神秘客户01", "第三方神秘客户", "mystery_shopper", "HQ", "HQ")
    yield Account("hr01", "人力专员01", "人力资源/纪检/风险", "hr_discipline", "HQ-HR", "HQ-HR")
    yield Account("auditor01", "审计员01", "审计只读", "auditor", "HQ-RM", "HQ")


def _branches() -> Iterator[Account]:
    for number, code in enumerate(BRANCH_CODES, start=1):
        two = f"{number:02d}"
        yield Account(f"head{two}", f"分公司负责人{two}", "分公司负责人", "branch_head", code, code)
        yield Account(
            f"deputy{two}", f"分管领导{two}", "分公司分管领导", "leader_in_charge", code, code
        )
        yield Account(f"liaison{two}", f"联络员{two}", "联络员", "liaison", f"{code}-CS", code)
    for number, code in enumerate((*BRANCH_CODES, "B01"), start=1):
        two = f"{number:02d}"
        unit = f"{code}-SV"
        yield Account(
            f"branch{two}", f"分公司督查员{two}", "分公司督查员", "branch_inspector", unit, code
        )
        unit = f"{code}-{'HS' if number > len(BRANCH_CODES) else 'CS'}"
        yield Account(f"dept{two}", f"部门负责人{two}", "部门负责人", "department_head", unit, unit)


def _field() -> Iterator[Account]:
    teams = ("T01", "T02", "T03", "T06", "T07", "T10", "T11", "T13", "T15")
    for number, unit in enumerate(teams, start=1):
        two = f"{number:02d}"
        yield Account(f"team{two}", f"班组长{two}", "班组长", "team_head", unit, unit)
    halls = ("T01", "B01-CS", "T06", "B02-CS", "T10", "T13", "T15", "B01-HS")
    for number, unit in enumerate(halls, start=1):
        two = f"{number:02d}"
        yield Account(f"site{two}", f"站点责任人{two}", "站点整改责任人", "site_staff", unit, unit)
