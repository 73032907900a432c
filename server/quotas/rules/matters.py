"""Quotas, rules: key matters (重要事项) are looked at all of them (W1-12(2)a)."""

from collections.abc import Collection

CLOSED, WAIVED = "closed", "waived"
UNCOVERED = "uncovered"


def why_not(state: str, visit_ids: Collection[str]) -> str:
    """Why a matter is not counted as done; empty where it is.

    A closed check that was made for it covers it, and so does its own end (办结). One that was
    waived (核销) is asked for no more, whatever checks it had.
    """
    if state == WAIVED:
        return WAIVED
    return "" if state == CLOSED or visit_ids else UNCOVERED
