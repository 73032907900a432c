"""Demo: self-checks beyond this month's teams, as many as a short filling of the demo allows.

Small departments check themselves this month; small teams, and the one of the demo's story, have
months before. Nothing is written past the door: what is not checked here shows as a gap.
"""

from datetime import datetime, time, timedelta

from server.core.actor import Actor, system_actor
from server.core.clock import CHINA, local_day
from server.demo.checks import Checker
from server.demo.company import SITES, TEAMS, list_units
from server.demo.filler import Filler
from server.demo.ids import ORG, unit_id, user_id
from server.demo.people import list_accounts
from server.quotas.rules.periods import first_day, month_after, month_of

# A department, and how many checks it has made this month at the site of its first team.
DEPARTMENTS = (("B02-EN", 3), ("B04-CS", 12), ("B04-HS", 1), ("B05-HS", 1))
# Team, services of each month before, checks of each: the newest first.
HISTORY = (
    ("T11", (1_067, 1_034), (33, 31)),
    ("T14", (33, 32, 30, 0, 28, 33), (1, 1, 1, 0, 1, 1)),
    ("T09", (100, 101, 98, 96), (3, 3, 3, 3)),
)
FIRST_DAY = timedelta(days=2, hours=1)
GAP = timedelta(hours=13)
GRANTS = ("visit.record", "visit.team", "visit.department", "photo.attach")


def fill_quota_history(filler: Filler, checker: Checker, now: datetime) -> None:
    for team, services, done in HISTORY:
        for back, (size, count) in enumerate(zip(services, done, strict=True), start=1):
            month = month_after(month_of(local_day(now)), -back)
            args = {"unit_id": unit_id(team), "kind": "services", "period": month, "size": size}
            filler.run("population.set", args, system_actor(ORG), now)
            _check(checker, f"{team}/{month}", _times(_start_of(month), count), team)
    start = _start_of(month_of(local_day(now)))
    for department, count in DEPARTMENTS:
        step = min(GAP, (now - start) / (count + 1))
        times = [now - step * (number + 1) for number in range(count)]
        _check(checker, department, times, department)


def _check(checker: Checker, key: str, times: list[datetime], code: str) -> None:
    """Self-checks of a team, or of a department at the site of its first team."""
    teams = _teams_of(code)
    level = "team" if code in teams else "department"
    for number, at in enumerate(times):
        place = (site_of(teams[0]), "TPL-SELF", level, "self")
        checker.check(f"history/{key}/{number}", head_of(code), at, place=place)


def _times(start: datetime, count: int) -> list[datetime]:
    return [start + FIRST_DAY + GAP * number for number in range(count)]


def _start_of(month: str) -> datetime:
    return datetime.combine(first_day(month), time(), CHINA)


def head_of(code: str) -> Actor:
    """A team's or department's head; those without an account have one that cannot sign in."""
    roles = ("team_head", "department_head")
    heads = {its.over: its for its in list_accounts() if its.role in roles}
    account = heads.get(code)
    over = frozenset(unit_id(its) for its in (code, *_teams_of(code)))
    return Actor(
        user_id=user_id(account.login if account else "grouphead"),
        org=ORG,
        name=account.name if account else f"{_name_of(code)}负责人",
        unit_id=unit_id(code),
        grants=dict.fromkeys(GRANTS, over),
    )


def site_of(team: str) -> str:
    return next(site.code for site in SITES if site.unit == team)


def _teams_of(code: str) -> list[str]:
    """The team itself, or all of a department's."""
    return [team.code for team in TEAMS if code in (team.code, team.parent)]


def _name_of(code: str) -> str:
    return next(unit.name for unit in list_units() if unit.code == code)
