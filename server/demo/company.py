"""Demo: units, teams and sites of the invented city 澄湾市 (design/demo.md)."""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class UnitSeed:
    code: str
    name: str
    kind: str
    parent: str | None
    applies: str = "full"
    customers: int | None = None
    services: int | None = None
    self_checks: int = 0


@dataclass(frozen=True)
class SiteSeed:
    code: str
    name: str
    kind: str
    unit: str
    district: str
    is_basement: bool = False
    has_position: bool = True


NAME = "澄湾安禾燃气集团（演示）"
ROOT = "HQ"
HQ_DEPARTMENTS = (
    ("HQ-CS", "客户服务部"),
    ("HQ-SV", "安全与服务监察部"),
    ("HQ-HR", "人力资源部"),
    ("HQ-DI", "纪检监察室"),
    ("HQ-RM", "风险管理部"),
    ("HQ-PR", "党委工作部传讯组"),
    ("HQ-HL", "96000热线中心（演示号）"),
)
BRANCHES = (
    UnitSeed("B01", "望溪分公司", "branch", ROOT, customers=412_600),
    UnitSeed("B02", "石篷分公司", "branch", ROOT, customers=287_300),
    UnitSeed("B03", "青樾分公司", "branch", ROOT, customers=200_000),
    UnitSeed("B04", "渡口新区分公司", "branch", ROOT, customers=33_334),
    UnitSeed("B05", "鹭汀县燃气公司", "subsidiary", ROOT, "after_procedure", customers=18_900),
    UnitSeed("B06", "云汀管网公司", "subsidiary", ROOT, "reference", customers=0),
)
BRANCH_DEPARTMENTS = (
    ("CS", "客服部"),
    ("BM", "营业管理部"),
    ("HS", "户内服务部"),
    ("EN", "工程部"),
    ("SV", "督查办公室"),
)


def _team(code: str, name: str, parent: str, services: int, done: int) -> UnitSeed:
    return UnitSeed(code, name, "team", parent, services=services, self_checks=done)


TEAMS = (
    _team("T01", "望溪中心营业厅班", "B01-CS", 3_120, 94),
    _team("T02", "望溪北安检一班", "B01-HS", 1_467, 31),
    _team("T03", "望溪北安检二班", "B01-HS", 1_400, 42),
    _team("T04", "望溪维修班", "B01-HS", 980, 30),
    _team("T05", "望溪抄表班", "B01-BM", 2_210, 67),
    _team("T06", "石篷营业厅班", "B02-CS", 1_890, 57),
    _team("T07", "石篷安检班", "B02-HS", 1_533, 46),
    _team("T08", "石篷通气班", "B02-HS", 334, 11),
    _team("T09", "石篷工程服务班", "B02-EN", 100, 3),
    _team("T10", "青樾营业厅班", "B03-CS", 1_205, 37),
    _team("T11", "青樾户内一班", "B03-HS", 1_101, 33),
    _team("T12", "青樾户内二班", "B03-HS", 1_066, 32),
    _team("T13", "渡口营业厅班", "B04-CS", 410, 13),
    _team("T14", "渡口综合班", "B04-HS", 33, 1),
    _team("T15", "鹭汀营业厅班", "B05-CS", 267, 9),
    _team("T16", "鹭汀综合班", "B05-HS", 34, 1),
    _team("T17", "热线一班", "HQ-HL", 5_230, 157),
    _team("T18", "鹭汀节日留守班", "B05-HS", 0, 0),
)
SITES = (
    SiteSeed("S01", "望溪中心营业厅", "window", "T01", "望溪区北片"),
    SiteSeed("S02", "望溪北营业厅", "window", "B01-CS", "望溪区北片"),
    SiteSeed("S03", "望溪南营业厅", "window", "B01-CS", "望溪区南片"),
    SiteSeed("S04", "石篷中心营业厅", "window", "T06", "石篷区"),
    SiteSeed("S05", "石篷西营业厅", "window", "B02-CS", "石篷区"),
    SiteSeed("S06", "青樾中心营业厅", "window", "T10", "青樾区"),
    SiteSeed("S07", "渡口营业厅", "window", "T13", "渡口新区"),
    SiteSeed("S08", "鹭汀营业厅", "window", "T15", "鹭汀县"),
    SiteSeed("S09", "鹭汀乡镇代办点", "window", "B05-CS", "鹭汀县", has_position=False),
    SiteSeed("S10", "望溪北安检一班服务区", "door", "T02", "望溪区北片"),
    SiteSeed("S11", "望溪北安检二班服务区", "door", "T03", "望溪区北片"),
    SiteSeed("S12", "望溪维修班服务区", "door", "T04", "望溪区南片"),
    SiteSeed("S13", "望溪抄表班服务区", "door", "T05", "望溪区南片"),
    SiteSeed("S14", "石篷安检班服务区", "door", "T07", "石篷区"),
    SiteSeed("S15", "石篷通气班服务区", "door", "T08", "石篷区"),
    SiteSeed("S16", "青樾户内一班服务区", "door", "T11", "青樾区"),
    SiteSeed("S17", "青樾户内二班服务区", "door", "T12", "青樾区"),
    SiteSeed("S18", "溪山里小区地下表房", "door", "T14", "渡口新区", is_basement=True),
    SiteSeed("S19", "云杉苑庭院改造", "works", "B01-EN", "望溪区南片"),
    SiteSeed("S20", "青石坊庭院改造", "works", "B03-EN", "青樾区"),
    SiteSeed("S21", "滨海大道管线迁改", "works", "T09", "石篷区"),
    SiteSeed("S22", "长汀路管线更新", "works", "B04-EN", "渡口新区"),
    SiteSeed("S23", "望溪老旧小区户内改造", "works", "B01-HS", "望溪区北片"),
    SiteSeed("S24", "鹭汀县城户内改造", "works", "T16", "鹭汀县"),
    SiteSeed("S25", "96000热线中心（演示号）", "hotline", "T17", "望溪区北片"),
    SiteSeed("S26", "回访中心", "callback", "HQ-CS", "望溪区北片"),
    SiteSeed("S27", "神秘客户批次点（望溪）", "mystery", "B01-CS", "望溪区北片"),
    SiteSeed("S28", "神秘客户批次点（石篷）", "mystery", "B02-CS", "石篷区"),
)
CLOSED_SITE, MOVED_SITE = "S22", "S05"
# The invented grid lies in open sea, so that no real place is shown.
LAT, LON, STEP = 20.40, 118.40, 0.012


def site_position(code: str) -> tuple[float, float] | None:
    """Latitude and longitude of a site, where it has any."""
    number = next(place for place, site in enumerate(SITES) if site.code == code)
    if not SITES[number].has_position:
        return None
    return LAT + STEP * (number % 6), LON + STEP * (number // 6)


def list_units() -> Iterator[UnitSeed]:
    """Every unit, parents first."""
    yield UnitSeed(ROOT, NAME, "group", None)
    for code, name in HQ_DEPARTMENTS:
        yield UnitSeed(code, name, "department", ROOT)
    for branch in BRANCHES:
        yield branch
        for code, name in BRANCH_DEPARTMENTS:
            yield UnitSeed(f"{branch.code}-{code}", name, "department", branch.code)
    yield from TEAMS


def unit_name_of(site: SiteSeed) -> str:
    return next(unit.name for unit in list_units() if unit.code == site.unit)
