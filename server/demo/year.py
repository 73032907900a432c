"""Demo: a year of the supervision group's short checks, so that board, list and print are full.

Who checked where, what was found and what became of it is drawn from one seed: each fill tells the
same year, up to its last day.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

from server.demo.company import CLOSED_SITE, SITES, SiteSeed, list_units
from server.demo.people import list_accounts
from server.demo.rights import MAY_ISSUE
from server.demo.stories import STORIES, Story, Trouble
from server.demo.templates import TOUR, TOUR_ITEMS

SEED = 20260101
# Days ago: the year before the stories, whose last weeks it fills up.
OLDEST, NEWEST = 358, 4
GREEN, BLUE = 142, 172
# Orange by what they came of: not done in time, not enough, and found a second time (Q1-4.2).
FATES = ("late",) * 12 + ("failed",) * 8
REPEATED = 6
# Orders that are still open: days ago, and how far each has come. Those of day 3 are due today.
OPEN = ((3, "acknowledged", 5), (2, "feedback", 2), (2, "acknowledged", 3), (1, "delivered", 3))
SECOND_LATER = (40, 90)
IN_PART = 0.7
SITES_CHECKED = tuple(
    site for site in SITES if site.code != CLOSED_SITE and site.kind in ("window", "door", "works")
)
FINDINGS = {
    "KC-01": ("公示材料有缺页", "补齐现行版本并拍照"),
    "KC-02": ("一名人员未佩戴工牌", "当班人员全部佩戴工牌"),
    "KC-03": ("未使用规范用语", "班前会重申用语并抽听"),
    "KC-04": ("登记表缺客户签名", "补签并逐户核实"),
    "KC-05": ("安全提示未讲解到位", "重新告知客户并留存记录"),
    "KC-06": ("工具与配件摆放杂乱", "定置摆放，纳入每日巡查"),
}


@dataclass
class _Year:
    """What is drawn so far; nothing fails twice at a site unless it is meant to."""

    chance: Random = field(default_factory=lambda: Random(SEED))
    taken: set[tuple[int, str]] = field(
        default_factory=lambda: {(story.days_ago, story.site) for story in STORIES}
    )
    failed: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])

    def checks(self) -> Iterator[Story]:
        for _ in range(GREEN):
            yield self._story("green", self._day(), self._site(), ())
        for stage in (*FATES, *("closed",) * (BLUE - len(FATES))):
            oldest_open = 30 if stage != "closed" else NEWEST + 2
            site = self._site()
            yield self._story(stage, self._day(oldest_open), site, self._troubles(site))
        for _ in range(REPEATED):
            yield from self._twice()
        for day, stage, count in OPEN:
            for _ in range(count):
                site = self._site()
                yield self._story(stage, day, site, self._troubles(site))

    def _twice(self) -> Iterator[Story]:
        """An item fails, is mended, and fails again at the same site."""
        site, trouble = self._first_failure()
        day = self.chance.randint(140, OLDEST)
        yield self._story("closed", day, site, (trouble,))
        later = day - self.chance.randint(*SECOND_LATER)
        yield self._story("repeated", later, site, (trouble,))

    def _first_failure(self) -> tuple[SiteSeed, Trouble]:
        while True:
            site = self._site()
            for code in FINDINGS:
                if (site.code, code) not in self.failed:
                    self.failed.add((site.code, code))
                    return site, _trouble(code, "fail")

    def _site(self) -> SiteSeed:
        return self.chance.choice(SITES_CHECKED)

    def _day(self, newest: int = NEWEST) -> int:
        return self.chance.randint(newest, OLDEST)

    def _troubles(self, site: SiteSeed) -> tuple[Trouble, ...]:
        count = self.chance.choice((1, 1, 1, 2))
        codes = self.chance.sample(list(FINDINGS), count)
        return tuple(_trouble(code, self._result(site, code)) for code in sorted(codes))

    def _result(self, site: SiteSeed, code: str) -> str:
        """Mostly in part; whole failures are rare, and none is the second one."""
        if (site.code, code) in self.failed or self.chance.random() < IN_PART:
            return "partial"
        self.failed.add((site.code, code))
        return "fail"

    def _story(self, stage: str, day: int, site: SiteSeed, troubles: tuple[Trouble, ...]) -> Story:
        """One check a day at a site."""
        while (day, site.code) in self.taken:
            day += 1
        self.taken.add((day, site.code))
        return Story(
            days_ago=day,
            inspector=self.chance.choice(MAY_ISSUE),
            site=site.code,
            template=TOUR,
            staff=staff_of(site),
            stage=stage,
            troubles=troubles,
            hour=self.chance.uniform(8.5, 16),
            pace=self.chance.randint(1, 40),
        )


def list_year() -> list[Story]:
    """Oldest first, as their official numbers are given."""
    return sorted(_Year().checks(), key=lambda its: (-its.days_ago, its.hour or 0))


def staff_of(site: SiteSeed) -> str:
    """Who answers for a site: its own people, else the head of its branch."""
    parents = {unit.code: unit.parent for unit in list_units()}
    over = {
        account.over: account.login
        for account in list_accounts()
        if account.role in ("site_staff", "branch_head")
    }
    unit = site.unit
    while unit not in over:
        unit = parents[unit] or ""
    return over[unit]


def _trouble(code: str, result: str) -> Trouble:
    note, requirement = FINDINGS[code]
    return Trouble(code, result, note, requirement)


assert set(FINDINGS) == {row[0] for row in TOUR_ITEMS}
