"""Quotas: wire shapes and feeds."""

from server.core.feeds import Feed, RowShape, unit_scope
from server.core.words import QuotaKind
from server.quotas.models import Quota


class QuotaRow(RowShape):
    kind: QuotaKind
    unit_id: str
    unit_name: str
    period: str
    base: int | None
    ratio_ppm: int | None
    required: int
    done: int
    clause: str


def _scopes(quota: Quota) -> list[str]:
    return [unit_scope(quota.unit_id, "quotas")] if quota.is_carried else []


QUOTA_FEED = Feed("quota", Quota, QuotaRow, _scopes)
