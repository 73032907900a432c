"""Notifications: the immediate class (立即类, AMB-08) and the ladder of those who hear next."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

# Who hears when nobody below has read: unit's head, leader in charge, head of the group.
LADDER = ("branch_head", "leader_in_charge", "group_head")
# They watch over units as the leader in charge does.
PEERS: Mapping[str, str] = {"committee": "leader_in_charge"}


def is_immediate(kind: str, params: Mapping[str, Any], policies: Mapping[str, Any]) -> bool:
    """Whether a notice goes out at once, at night too, and is passed on while nobody reads it."""
    if kind == "orange_failed":
        return bool(policies["notice.immediate_orange_failed"])
    if kind == "order_copied" and params.get("colour") == "orange":
        return bool(policies["notice.immediate_orange_copied"])
    return bool(params.get("red_line") and policies["notice.immediate_red_line"])


def waits(policies: Mapping[str, Any]) -> tuple[int, ...]:
    """Minutes unread before each step; 0 ends the ladder there."""
    steps = (policies[f"notice.escalate_minutes_{step}"] for step in (1, 2, 3))
    found: list[int] = []
    for minutes in steps:
        if not minutes:
            break
        found.append(minutes)
    return tuple(found)


def roles_above(roles: Iterable[str]) -> tuple[str, ...]:
    """The rungs above the highest on which a reader stands."""
    stands = {PEERS.get(role, role) for role in roles}
    highest = max((LADDER.index(role) for role in stands if role in LADDER), default=-1)
    return LADDER[highest + 1 :]


def next_rung(
    rungs: Collection[str], told: Collection[str], readers: Mapping[str, list[str]]
) -> int:
    """How many rungs are used up with the next one where somebody is who was not told yet."""
    for count, role in enumerate(rungs, 1):
        if set(readers.get(role, ())) - set(told):
            return count
    return len(rungs) + 1
