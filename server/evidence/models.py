"""Evidence: tables."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.core.db import ID_LENGTH, Model, OrgRow


class Photo(OrgRow):
    """A picture (照片) or signature (签名). The row comes first, its bytes follow: `blob`.

    `subject` is the visit or order that it belongs to, `slot` the item, matter or signature.
    Widths in pixels, `size` in bytes, position in WGS-84 degrees, accuracy in metres.
    `facts` is the sealed text (adapters/facts.py) and `facts_hash` its SHA-256; `seal` says what
    became of its signature: none, signed, or unknown-key. `fix_age_s`: how old the position was.
    `marks`: what was drawn over it (adapters/marks.py); the picture itself is never changed.
    """

    __tablename__ = "photos"
    subject_kind: Mapped[str] = mapped_column(String(20))
    subject_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    slot: Mapped[str] = mapped_column(String(ID_LENGTH))
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    size: Mapped[int]
    width: Mapped[int]
    height: Mapped[int]
    taken_at: Mapped[datetime]
    source: Mapped[str] = mapped_column(String(20))
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    accuracy_m: Mapped[float | None]
    fix_age_s: Mapped[int | None]
    skew_ms: Mapped[int | None]
    facts: Mapped[str | None] = mapped_column(Text)
    facts_hash: Mapped[str] = mapped_column(String(64), default="")
    key_id: Mapped[str] = mapped_column(String(64), default="")
    signature: Mapped[str] = mapped_column(String(100), default="")
    seal: Mapped[str] = mapped_column(String(20), default="none")
    owner_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    owner_name: Mapped[str] = mapped_column(String(80))
    unit_id: Mapped[str] = mapped_column(String(ID_LENGTH), default="")
    is_shared: Mapped[bool] = mapped_column(default=False)
    blob: Mapped[str] = mapped_column(String(20), default="missing")
    refusal: Mapped[str | None] = mapped_column(String(60))
    marks: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    is_carried: Mapped[bool] = mapped_column(default=True)

    __table_args__ = (Index(None, "org", "subject_kind", "subject_id"),)


class DeviceKey(OrgRow):
    """The public half of a device's key; `id` is the SHA-256 of `public_key` (DER, base64)."""

    __tablename__ = "device_keys"
    user_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    client_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    public_key: Mapped[str] = mapped_column(Text)
    registered_at: Mapped[datetime]


class Upload(Model):
    """An upload in progress (tus); its bytes lie in a part file until they are complete."""

    __tablename__ = "uploads"
    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    org: Mapped[str] = mapped_column(String(ID_LENGTH))
    photo_id: Mapped[str] = mapped_column(String(ID_LENGTH), unique=True)
    user_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    length: Mapped[int]
    offset: Mapped[int] = mapped_column(default=0)
    expires_at: Mapped[datetime]


class PhotoWork(Model):
    """What is still to be done with a photo: one step, or all of them where `step` is empty.

    A row goes when its step is done. Whoever takes it moves `next_try_at` ahead, so that it comes
    up again should he die; `tries` counts the takings.
    """

    __tablename__ = "photo_work"
    photo_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    step: Mapped[str] = mapped_column(String(40), primary_key=True, default="")
    org: Mapped[str] = mapped_column(String(ID_LENGTH))
    added_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime] = mapped_column(index=True)
    last_error: Mapped[str] = mapped_column(Text, default="")


class UploadDay(Model):
    """How many photos and bytes a person has begun to send on one day in China."""

    __tablename__ = "upload_days"
    user_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    photos: Mapped[int] = mapped_column(default=0)
    bytes: Mapped[int] = mapped_column(BigInteger, default=0)
