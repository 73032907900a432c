"""Notifications: pure rules of channels. What an address may be, which channels a notice takes."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from ipaddress import IPv4Address, IPv6Address
from urllib.parse import SplitResult, urlsplit

from server.core.problems import Problem

Address = IPv4Address | IPv6Address
ANY = "*"
# A group's robot tells everybody there at once; the others tell one person.
GROUP_KINDS = frozenset({"wecom", "dingtalk", "feishu", "json"})
# What the receiver itself can tell apart when it comes twice.
KEYED_KINDS = frozenset({"json", "webpush"})
# A robot cannot, and a whole group would read it twice.
ONCE_KINDS = frozenset({"wecom", "dingtalk", "feishu"})
# Each push service fails for itself, a mail server or a robot for all.
SHARED_KINDS = frozenset({"wecom", "dingtalk", "feishu", "json", "email"})
# Messages a minute that each kind bears: the robots' own published limit is 20.
PER_MINUTE: Mapping[str, int] = {
    "wecom": 20,
    "dingtalk": 20,
    "feishu": 60,
    "email": 60,
    "json": 120,
    "webpush": 600,
}
NATIVE = {
    "wecom": re.compile(r"https://qyapi\.weixin\.qq\.com/cgi-bin/webhook/send\?key=[\w-]+"),
    "dingtalk": re.compile(
        r"https://oapi\.dingtalk\.com/robot/send\?access_token=[0-9a-zA-Z]+(&secret=SEC[0-9a-zA-Z]+)?"
    ),
    "feishu": re.compile(r"https://open\.feishu\.cn/open-apis/bot/v2/hook/[\w-]+"),
}
SCHEMES = {"json": ("https", "http"), "email": ("smtp", "smtps"), "webpush": ("https",)}
SHOWN_END = 4


class AddressUnfit(Problem):
    slug, status, title = "address-unfit", 422, "这个地址不符合该消息方式的格式，请核对后重新填写"


class TargetForbidden(Problem):
    slug, status, title = (
        "target-forbidden",
        422,
        "不能使用本机或内部保留地址，请填写对方服务的正式地址",
    )


class ChannelUnknown(Problem):
    slug, status, title = "channel-unknown", 404, "找不到这个消息方式，请刷新后重试"


class RoleUnknown(Problem):
    slug, status, title = "role-unknown", 422, "没有这个角色，请重新选择"


class AddressLost(Problem):
    slug, title = "address-lost", "地址无法解密，请由管理员重新填写这个消息方式的地址"


@dataclass(frozen=True)
class Rule:
    """Notices of a kind to people in a role (`*`: any) go by these channels from a day on."""

    kind: str
    role: str
    channel_ids: tuple[str, ...]
    effective_on: date


def check_address(kind: str, address: str) -> None:
    """Refuses what is not an address of this kind of channel."""
    native = NATIVE.get(kind)
    if native is not None:
        if not native.fullmatch(address):
            raise AddressUnfit(kind=kind)
        return
    parts = _split(address)
    if parts is None or parts.scheme not in SCHEMES[kind] or not parts.hostname or parts.fragment:
        raise AddressUnfit(kind=kind)


def _split(address: str) -> SplitResult | None:
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError:
        return None
    return parts


def is_forbidden(address: Address, *, is_public_only: bool) -> bool:
    """Addresses that a server must not be sent to by what somebody has typed in.

    An administrator may name a mail server in the company's own net; a browser's push service is
    always a public one.
    """
    mapped = getattr(address, "ipv4_mapped", None)
    if mapped is not None:
        return is_forbidden(mapped, is_public_only=is_public_only)
    if is_public_only:
        return address.is_multicast or not address.is_global
    return bool(
        address.is_loopback
        or address.is_link_local
        or address.is_unspecified
        or address.is_multicast
        or (address.is_reserved and not address.is_private)
    )


def masked(address: str) -> str:
    """What may be shown of an address: whose it is, and its last characters."""
    host = _split(address)
    end = address[-SHOWN_END:] if len(address) > 4 * SHOWN_END else ""
    return f"{host.hostname if host else ''}/…{end}"


def channels_for(
    rules: Sequence[Rule], kind: str, roles: Iterable[str], on: date
) -> tuple[str, ...]:
    """Which channels a notice takes besides the inbox; none where nothing is set.

    Each of a person's roles is asked. The rule for this very kind and role counts before the one
    for the kind, that before the one for the role, that before the general one; of two alike, the
    one that came into force last.
    """
    found = [_ruling(rules, kind, role, on) for role in sorted({*roles} or {ANY})]
    ids = (channel_id for rule in found if rule for channel_id in rule.channel_ids)
    return tuple(dict.fromkeys(ids))


def _ruling(rules: Sequence[Rule], kind: str, role: str, on: date) -> Rule | None:
    for wanted in ((kind, role), (kind, ANY), (ANY, role), (ANY, ANY)):
        alike = [r for r in rules if (r.kind, r.role) == wanted and r.effective_on <= on]
        if alike:
            # The later row of two of one day was set later.
            return max(enumerate(alike), key=lambda pair: (pair[1].effective_on, pair[0]))[1]
    return None


def effective_ids(rules: Iterable[tuple[str, str, str, date]], on: date) -> frozenset[str]:
    """Ids of the rules (id, kind, role, day; in the order in which they were set) that rule today,
    or will from a later day on; the others were replaced."""
    ruling: dict[tuple[str, str], tuple[date, str]] = {}
    later: set[str] = set()
    for rule_id, kind, role, effective_on in rules:
        if effective_on > on:
            later.add(rule_id)
        elif effective_on >= ruling.get((kind, role), (effective_on, ""))[0]:
            ruling[kind, role] = (effective_on, rule_id)
    return frozenset(later | {rule_id for _, rule_id in ruling.values()})


def is_muted(kind: str, muted: Collection[str]) -> bool:
    """A person can silence what comes to him alone; a group's robot is not his."""
    return kind in muted and kind not in GROUP_KINDS


def is_repeatable(kind: str, *, is_urgent: bool) -> bool:
    """Whether what may have been sent already is sent again (decision 0020)."""
    return kind not in ONCE_KINDS or is_urgent
