"""Evidence: pure rules."""

import hashlib
from collections.abc import Mapping
from typing import Any, ClassVar

from server.core.problems import Problem

# The limit may be raised meanwhile: a phone asks again within the hour.
LONGEST_WAIT_S = 3600
# Three dots of a heavy pen have 124, the three shortest strokes of a light finger 286.
LEAST_INK_PPM = 200


class PhotoUnknown(Problem):
    slug, title = "photo-unknown", "找不到这张照片"


class PhotoNotYours(Problem):
    slug, status, title = "photo-not-yours", 403, "这张照片不是您拍摄的"


class PhotoMissing(Problem):
    slug, title = "photo-missing", "照片还在上传，请稍后再看"


class PhotoNotAttached(Problem):
    slug, title = "photo-not-attached", "照片所属记录尚未送达，请先同步"


class PhotosNotOfPart(Problem):
    slug, status = "photos-not-of-part", 422
    title = "所附照片不属于这条分解任务，请重新选择照片"


class PhotosAwaited(Problem):
    slug, title = "part-photos-awaited", "还有证据照片没有传到，请等照片到齐后再办结"


class PhotoSettled(Problem):
    slug, title = "photo-settled", "照片已送达，不能再上传或更换"


class SignatureStays(Problem):
    slug, status, title = "signature-stays", 422, "签名不能标注，如有差错请重新签名"


class SealBroken(Problem):
    slug, status, title = "seal-broken", 422, "照片的封存信息与内容不符，请重新拍摄"


class KeyInvalid(Problem):
    slug, status, title = "key-invalid", 422, "设备签名密钥无效"


class KeyOfAnother(Problem):
    slug, status, title = "key-of-another", 403, "这个签名密钥属于另一个账号"


class FlagUnknown(Problem):
    slug, title = "flag-unknown", "找不到这条疑点，或不在您的管辖范围内"


class FlagOfOwnPhoto(Problem):
    slug, status, title = "flag-of-own-photo", 403, "不能判断自己拍摄的照片，请由他人判断"


class FlagJudged(Problem):
    slug, title = "flag-judged", "这条疑点已由他人判断，请刷新后再看"


class FlagUnexplained(Problem):
    slug, status, title = "flag-unexplained", 422, "确认有问题时请写明理由"


class NoPicture(Problem):
    slug, status, title = "no-picture", 422, "文件不是有效的 JPEG、PNG 或 WebP 图片，请重新拍摄"


class TooManyPixels(Problem):
    slug, status, title = "too-many-pixels", 422, "图片超过 4000 万像素，请降低分辨率后重拍"


class SignatureEmpty(Problem):
    slug, status, title = "signature-empty", 422, "签名几乎是空白的，请重新完整签名"


class HashMismatch(Problem):
    slug, status, title = "hash-mismatch", 460, "照片在传输中损坏，将自动重传"


class UploadGone(Problem):
    slug, status, title = "upload-gone", 410, "这次上传已过期，将自动重新开始"


class OffsetMismatch(Problem):
    slug: ClassVar[str] = "offset-mismatch"
    title: ClassVar[str] = "上传位置不一致，将自动续传"

    def __init__(self, expected: int, **details: Any) -> None:
        super().__init__(expected=expected, **details)


class LengthMismatch(Problem):
    slug, status, title = "length-mismatch", 422, "照片大小与登记不符"


class ChecksumMismatch(Problem):
    slug, status, title = "checksum-mismatch", 460, "这一段数据在传输中损坏，将自动重传"


class WrongTusVersion(Problem):
    slug, status, title = "wrong-tus-version", 412, "不支持这个上传协议版本，请更新应用"


class WrongMedia(Problem):
    slug, status, title = "wrong-media", 415, "上传内容的类型不正确"


class DayFull(Problem):
    slug, status = "photo-day-full", 429
    title = "今天上传的照片已达上限，照片仍在手机中，明天会自动继续上传；急用请联系管理员调整"


class RecordFull(Problem):
    slug, title = "photo-record-full", "这条记录的照片已满，请先删去不需要的照片再拍"


UNFIT: tuple[type[Problem], ...] = (NoPicture, TooManyPixels, SignatureEmpty)
REFUSALS: Mapping[str, type[Problem]] = {kind.slug: kind for kind in UNFIT}


def check_owner(owner_id: str, user_id: str) -> None:
    if owner_id != user_id:
        raise PhotoNotYours


def check_four_eyes(owner_id: str, user_id: str) -> None:
    """Nobody judges what he has photographed himself."""
    if owner_id == user_id:
        raise FlagOfOwnPhoto


def check_unchanged(seen: str, state: str, judged_by: str, user_id: str) -> None:
    """Nobody overturns another's judgement that he has not seen."""
    if seen != state and judged_by != user_id:
        raise FlagJudged(state=state)


def check_explained(state: str, note: str) -> None:
    """Whoever says that something is wrong says why."""
    if state == "upheld" and not note:
        raise FlagUnexplained


def check_key_owner(owner_id: str, user_id: str) -> None:
    if owner_id != user_id:
        raise KeyOfAnother


def check_ink(ink_ppm: int) -> None:
    """Three dots are no signature; the least that the phone's pad takes has more ink than that.

    `ink_ppm`: blackened area, in millionths of the square of the sheet's width.
    """
    if ink_ppm < LEAST_INK_PPM:
        raise SignatureEmpty


def check_markable(source: str) -> None:
    if source == "pad":
        raise SignatureStays


def check_sealed(sealed: Mapping[str, Any], told: Mapping[str, Any]) -> None:
    """What was sealed is what is told beside it, field by field (R-69)."""
    for name, value in sealed.items():
        if told[name] != value:
            raise SealBroken(field=name)


def facts_hash(facts: str) -> str:
    """SHA-256 of the sealed text in UTF-8, as hex."""
    return hashlib.sha256(facts.encode()).hexdigest()


def check_day(photos: int, size: int, most_photos: int, most_mb: int, wait_s: int) -> None:
    """R-06: what one person sends on one day in China, this photo included; `size` in bytes."""
    if photos > most_photos or size > most_mb * 1_000_000:
        raise DayFull(retry_after=min(wait_s, LONGEST_WAIT_S), photos=most_photos, mb=most_mb)


def check_record(photos: int, most: int) -> None:
    """R-06: the photos of one visit or order, this one not included."""
    if photos >= most:
        raise RecordFull(most=most)


def check_missing(blob: str) -> None:
    """Bytes may still come, or be taken back, only while there are none."""
    if blob == "present":
        raise PhotoSettled


def check_not_refused(refusal: str | None) -> None:
    """The same bytes are the same no picture: say so again, in case the first answer was lost."""
    if refusal is not None:
        raise REFUSALS.get(refusal, NoPicture)


def check_length(length: int, size: int) -> None:
    """The announced length against the size in the photo's row, in bytes."""
    if length != size:
        raise LengthMismatch(expected=size)


def check_offset(offset: int, expected: int) -> None:
    """Where the sender goes on against where we are, in bytes."""
    if offset != expected:
        raise OffsetMismatch(expected)


def check_present(blob: str) -> None:
    if blob != "present":
        raise PhotoMissing
