"""Syncing: pure rules. Whose device may speak, and how its state may change."""

from datetime import datetime
from typing import Literal

from server.core.problems import Problem

DeviceState = Literal["active", "retired", "lost"]


class DeviceRevoked(Problem):
    slug, status, title = "device-revoked", 403, "本设备已被停用"


class DeviceOfAnother(Problem):
    slug, status, title = "device-of-another", 403, "这是另一位用户的数据，不能用您的账号发送"


class DeviceUnknown(Problem):
    slug, status, title = "device-unknown", 404, "找不到这台设备"


class DeviceNotActive(Problem):
    slug, title = "device-not-active", "该设备已停用或已报失"


class DeviceActive(Problem):
    slug, title = "device-active", "该设备正在使用，无需恢复"


class DeviceWiped(Problem):
    slug, title = "device-wiped", "该设备已收到报失通知并清除数据，不能恢复；请在设备上重新登录"


class ClientTooOld(Problem):
    slug, status, title = "client-too-old", 426, "应用版本过旧，请先更新；未发送的内容仍会保留"


class PokeFull(Problem):
    slug, status, title = "poke-full", 503, "实时通知的连接数已满，将改为定时同步"


class ParkedUnknown(Problem):
    slug, status, title = "parked-unknown", 404, "找不到这条待修复的操作，可能已被处理"


class StillFailing(Problem):
    slug, title = "still-failing", "重试仍未成功，内容已保留；请修改内容后再试，或联系开发人员"


class UserUnknown(Problem):
    slug, status, title = "user-unknown", 404, "找不到这位用户 / no such user here"


class NoRescueFile(Problem):
    slug, status = "no-rescue-file", 422
    title = "这不是救援文件，或版本不受支持 / no rescue file of a version that is known here"


class RescueUnreadable(Problem):
    slug, status = "rescue-unreadable", 422
    title = "口令不正确，或文件不完整、已损坏 / wrong passphrase, or the file is cut off or damaged"


class RescueStopped(Problem):
    slug, status = "rescue-stopped", 503
    title = "导入中断，请稍后再次运行，不会重复 / stopped; run it again later, nothing is doubled"


def check_client(owner_id: str, user_id: str, revoked_reason: str | None) -> None:
    """Never take one person's outbox under another's login."""
    if owner_id != user_id:
        raise DeviceOfAnother
    check_not_revoked(revoked_reason)


def check_not_revoked(revoked_reason: str | None) -> None:
    if revoked_reason is not None:
        raise DeviceRevoked(reason=revoked_reason)


def check_protocol(protocol: int, oldest: int) -> None:
    if protocol < oldest:
        raise ClientTooOld(oldest=oldest)


def check_active(state: str | None) -> None:
    if state is not None:
        raise DeviceNotActive(state=state)


def check_not_lost(state: str | None) -> None:
    """A retired device may still be lost; a lost one is lost already."""
    if state == "lost":
        raise DeviceNotActive(state=state)


def check_readmission(state: str | None, told_at: datetime | None) -> None:
    """A device that knows that it is lost has wiped itself: there is nothing to take back."""
    if state is None:
        raise DeviceActive
    if is_wiped(state, told_at):
        raise DeviceWiped


def is_wiped(state: str | None, told_at: datetime | None) -> bool:
    """Whether a device has heard that it is lost, at which it wipes itself."""
    return state == "lost" and told_at is not None


def is_newer(app: str, than: str) -> bool:
    """Whether a version such as "1.10.0" comes after another; what is no version is not newer."""
    return _numbers(app) > _numbers(than)


def _numbers(version: str) -> list[int]:
    parts = version.split(".")
    return [int(part) for part in parts] if all(part.isdecimal() for part in parts) else []
