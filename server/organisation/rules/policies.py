"""Organisation, rules: the policies (制度参数) with the regulation's own numbers."""

from collections.abc import Mapping
from datetime import date

from server.core.problems import Problem

POLICY_DEFAULTS: Mapping[str, int | list[str]] = {
    "quota.team_self_ppm": 30_000,
    "quota.department_self_ppm": 30_000,
    "quota.branch_spot_ppm": 30,
    "quota.hq_division_per_year": 1,
    "quota.hq_unit_per_year": 2,
    "quota.mystery_per_year": 1,
    "quota.key_matter_ppm": 1_000_000,
    "quota.callback_ppm": 1_000_000,
    # At least so many of a branch's cases in a month, where it has as many (AMB-30).
    "quota.callback_sample_ppm": 50_000,
    "quota.callback_sample_least": 1,
    # Self-checks by 0 calendar months, 1 quarters (AMB-01).
    "quota.self_period": 0,
    # 0 each level reaches its ratio alone, 1 teams' checks count for the department too (AMB-52).
    "quota.levels_together": 0,
    # 1: checks of key matters fill the sample quotas too (AMB-03).
    "quota.key_fills_sample": 0,
    # Customers at the end of 0 the month before, 1 the year before (AMB-02).
    "quota.customers_yearly": 0,
    # The top-up list (补足清单): what each reason for checking a site counts, and days of rest.
    "topup.never": 1000,
    "topup.problem": 40,
    "topup.failure": 60,
    "topup.day": 1,
    "topup.rest_days": 14,
    "order.feedback_days": 3,
    # 0 calendar days, 1 working days (AMB-09).
    "order.feedback_unit": 0,
    # From 0 delivery, 1 signing, 2 acknowledgement, at most a day after delivery (AMB-10).
    "order.clock_start": 0,
    "order.rectify_days_minor": 3,
    "order.rectify_days_major": 3,
    "order.rectify_days_critical": 1,
    "order.repeat_months": 12,
    # 0 the head confirms each orange draft, 1 the system issues it at once (AMB-14).
    "order.auto_issue": 0,
    # How many of the orders that were reviewed and closed are looked back on (Q1-4.3.3a, 回头看).
    "lookback.orange_ppm": 1_000_000,
    "lookback.blue_ppm": 200_000,
    "lookback.days": 30,
    "recheck.days": 15,
    # Working days after delivery.
    "order.objection_days": 1,
    "carry.visit_days": 30,
    "carry.order_days": 30,
    "carry.notice_days": 30,
    "carry.quota_days": 92,
    # How long the file of a month's print is kept.
    "carry.month_print_days": 14,
    "carry.tombstone_days": 90,
    # Minutes unread before an immediate notice goes a step up (AMB-08); 0 ends the ladder there.
    "notice.escalate_minutes_1": 30,
    "notice.escalate_minutes_2": 10,
    "notice.escalate_minutes_3": 20,
    # The immediate class: 1 belongs to it, 0 does not.
    "notice.immediate_orange_failed": 1,
    "notice.immediate_orange_copied": 1,
    "notice.immediate_red_line": 1,
    # Minutes in which what comes for the same person by the same channel becomes one message.
    "notice.digest_minutes": 5,
    # Quiet hours in China, as minutes of the day: 22:00 to 07:00.
    "notice.quiet_begins": 1320,
    "notice.quiet_ends": 420,
    # After so many hours a message that could not be sent is given up; the inbox keeps it.
    "notice.give_up_hours": 168,
    "photo.day_count": 500,
    "photo.day_mb": 500,
    "photo.record_count": 120,
    # Rows in one Excel file.
    "report.excel_rows": 20_000,
    # How many times last month's number, or last year's, in millionths: said from the first on,
    # taken from the second on with a reason alone.
    "population.warn_ppm": 1_500_000,
    "population.reason_ppm": 10_000_000,
    # The day of the month from which the bulletin of the month before is drafted (Q1-4.4a).
    "bulletin.draft_day": 1,
    # When an annual programme is due, as month and day (W1-9(2)a): 131 is 31 January.
    "plan.annual_due": 131,
    # A month's plan is due on so manieth last working day of the month before.
    "plan.monthly_due_back": 1,
    # So many days before it is due a plan is drafted from what stands in the annual programme.
    "plan.draft_days": 10,
    # Reminders of a task, in days before it is due, and the day after it on which it goes up.
    "remind.before_days_1": 2,
    "remind.before_days_2": 1,
    "remind.before_days_3": 0,
    "remind.escalate_after_days": 1,
    # What is on the 100 % track by itself (重点): matters by source (W1-10(1).1–5), letters by
    # channel (W1-10(2).1), and by words that stand in their sender's name (W1-10(2).2).
    "matter.key_sources": ["annual_plan", "key_point", "meeting", "leader", "appraisal"],
    "matter.key_channels": ["congress", "petition", "appraisal", "hotline", "enterprise", "media"],
    "matter.key_senders": ["集团", "发改", "发展改革", "发展和改革", "燃气主管"],
    # Code of the customer-service department, to which each result goes (W1-12(2)b).
    "matter.service_unit": [],
    # Working days in which a result is to be read (AMB-05).
    "matter.receipt_days": 1,
    # Minute of the day in China from which the list of matters without a next step is made.
    "matter.digest_minute": 480,
}


class PolicyUnknown(Problem):
    slug, status, title = "policy-unknown", 422, "没有这个制度参数"


class PolicyInPast(Problem):
    slug, status = "policy-in-past", 422
    title = "配额参数最早从明天起生效，已开始的周期不会重算，请改生效日期"


class PolicyValueWrong(Problem):
    slug, status = "policy-value-wrong", 422
    title = "参数值的类型不对：数值参数填一个整数，名单参数填一组文字"


def check_policy_key(key: str) -> None:
    if key not in POLICY_DEFAULTS:
        raise PolicyUnknown(key=key)


def check_not_past(key: str, effective_on: date, today: date) -> None:
    """What quotas were, or are being, counted by never changes (R-84)."""
    if key.startswith("quota.") and effective_on <= today:
        raise PolicyInPast(key=key)


def check_policy_value(key: str, value: int | list[str]) -> None:
    """A list stays a list, a number a number."""
    if isinstance(value, list) != isinstance(POLICY_DEFAULTS[key], list):
        raise PolicyValueWrong(key=key)
