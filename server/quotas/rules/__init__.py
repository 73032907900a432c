"""Quotas: pure rules. Which kinds there are, by which clause, and which policies size them."""

from collections.abc import Mapping

from server.core.problems import Problem

TEAM_SELF = "team_self"
DEPARTMENT_SELF = "department_self"
BRANCH_SPOT = "branch_spot"
HQ_DIVISION = "hq_division"
HQ_UNIT = "hq_unit"
MYSTERY = "mystery"
KEY_MATTER = "key_matter"
CALLBACK_FULL = "callback_full"
CALLBACK_SAMPLE = "callback_sample"

SELF_KINDS = (TEAM_SELF, DEPARTMENT_SELF)
YEARLY_KINDS = (HQ_DIVISION, HQ_UNIT, MYSTERY)
CALLBACK_KINDS = (CALLBACK_FULL, CALLBACK_SAMPLE)

CLAUSES: Mapping[str, str] = {
    TEAM_SELF: "W1-12(1)a",
    DEPARTMENT_SELF: "W1-12(1)a",
    BRANCH_SPOT: "W1-12(1)b",
    HQ_DIVISION: "C1-7(1).2a",
    HQ_UNIT: "C1-7(1).2b",
    MYSTERY: "C1-7(1).3a",
    KEY_MATTER: "W1-12(2)a",
    CALLBACK_FULL: "W2-35a",
    CALLBACK_SAMPLE: "W2-35b",
}
# The one number of each kind: millionths of a base, or so many a year.
RATIO_POLICY: Mapping[str, str] = {
    TEAM_SELF: "quota.team_self_ppm",
    DEPARTMENT_SELF: "quota.department_self_ppm",
    BRANCH_SPOT: "quota.branch_spot_ppm",
    KEY_MATTER: "quota.key_matter_ppm",
    CALLBACK_FULL: "quota.callback_ppm",
    CALLBACK_SAMPLE: "quota.callback_sample_ppm",
}
COUNT_POLICY: Mapping[str, str] = {
    HQ_DIVISION: "quota.hq_division_per_year",
    HQ_UNIT: "quota.hq_unit_per_year",
    MYSTERY: "quota.mystery_per_year",
}
POLICY: Mapping[str, str] = {**RATIO_POLICY, **COUNT_POLICY}


class QuotaUnknown(Problem):
    slug, status, title = "quota-unknown", 404, "找不到这项配额，可能不在您的可见范围内"


class CheckUnknown(Problem):
    slug, status, title = "check-unknown", 404, "找不到这次检查，可能不属于这项配额"
