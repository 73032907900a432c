"""Syncing: pure rules. Whose device may speak."""

from server.core.problems import Problem


class DeviceRevoked(Problem):
    slug, status, title = "device-revoked", 403, "本设备已被停用"


class DeviceOfAnother(Problem):
    slug, status, title = "device-of-another", 403, "这是另一位用户的数据，不能用您的账号发送"


class ClientTooOld(Problem):
    slug, status, title = "client-too-old", 426, "应用版本过旧，请先更新；未发送的内容仍会保留"


def check_client(owner_id: str, user_id: str, revoked_reason: str | None) -> None:
    """Never take one person's outbox under another's login."""
    if owner_id != user_id:
        raise DeviceOfAnother
    if revoked_reason is not None:
        raise DeviceRevoked(reason=revoked_reason)


def check_protocol(protocol: int, oldest: int) -> None:
    if protocol < oldest:
        raise ClientTooOld(oldest=oldest)
