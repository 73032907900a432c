"""Planning rules: campaigns (专项督查: 政府测评、神秘客户、回头看; W1-10(1).5, C1-7(1).3a)."""

from datetime import date

from server.core.problems import Problem


class CampaignUnknown(Problem):
    slug, title = "campaign-unknown", "找不到这个专项"


class CampaignClosed(Problem):
    slug, title = "campaign-closed", "这个专项已经结束，不能再改"


class CampaignPeriod(Problem):
    slug, status, title = "campaign-period", 422, "结束日期不能早于开始日期或今天，请改选日期"


class CampaignSites(Problem):
    slug, status, title = "campaign-sites", 422, "同一站点选了两次，或没有选择站点，请调整站点清单"


class CampaignForm(Problem):
    slug, status, title = "campaign-form", 422, "神秘客户专项只能用“神秘客户”形式，请调整"


class CampaignUncovered(Problem):
    slug, status, title = "campaign-uncovered", 422, "还有站点没有检查，请写明不再检查的原因"


def check_open(state: str) -> None:
    if state != "open":
        raise CampaignClosed


def check_period(starts_on: date, ends_on: date, today: date) -> None:
    if ends_on < max(starts_on, today):
        raise CampaignPeriod


def check_sites(site_ids: list[str]) -> None:
    if not site_ids or len(set(site_ids)) != len(site_ids):
        raise CampaignSites


def check_form(kind: str, form: str) -> None:
    """What is hidden from the inspected until it is published must say so on every task."""
    if (kind == "mystery") != (form == "mystery"):
        raise CampaignForm


def check_covered(left: int, reason: str) -> None:
    """Every site of a campaign is looked at (100 %); who closes it earlier says why."""
    if left and not reason:
        raise CampaignUncovered(left=left)
