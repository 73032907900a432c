"""Organisation, rules: units and sites open and close."""

from datetime import date

from server.core.problems import Problem


class UnitUnknown(Problem):
    slug, title = "unit-unknown", "找不到这个单位，请重新选择"


class UnitWasClosed(Problem):
    slug, title = "unit-was-closed", "该单位已经停用"


class UnitClosingDay(Problem):
    slug, status, title = "unit-closing-day", 422, "停用日期不能晚于今天，请到当天再停用"


class SiteUnknown(Problem):
    slug, title = "site-unknown", "找不到这个站点，可能已被删除"


class SiteClosed(Problem):
    slug, title = "site-closed", "该站点已停用，不能再开始检查"


class SiteNotClosed(Problem):
    slug, title = "site-not-closed", "该站点没有停用"


def check_unit_closing(is_closed: bool, closed_on: date, today: date) -> None:
    """Once, and with a day that has come: nobody knows what will be."""
    if is_closed:
        raise UnitWasClosed
    if closed_on > today:
        raise UnitClosingDay


def check_site_open(is_closed: bool) -> None:
    if is_closed:
        raise SiteClosed


def check_site_closed(is_closed: bool) -> None:
    if not is_closed:
        raise SiteNotClosed
