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

    __table_args__ = (
        Index(None, "org", "subject_kind", "subject_id"),
        Index("ix_photos_owner_taken", "owner_id", "taken_at"),
    )


class PhotoSubject(OrgRow):
    """What evidence must know of a visit or order (its `id`): where it is, when it began, ended."""

    __tablename__ = "photo_subjects"
    site_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class PhotoHash(Model):
    """A perceptual hash of a photo or of a part of it, 64 bits; `band0`–`band3` are its quarters.

    Two hashes that differ in at most seven bits differ in at most one within some quarter: that
    quarter, or one of the sixteen next to it, finds the other one by an index.
    """

    __tablename__ = "photo_hashes"
    photo_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    org: Mapped[str] = mapped_column(String(ID_LENGTH))
    value: Mapped[int] = mapped_column(BigInteger)
    band0: Mapped[int]
    band1: Mapped[int]
    band2: Mapped[int]
    band3: Mapped[int]

    # With all that a look-up tells, so that it reads no rows: those lie all over the table.
    __table_args__ = tuple(
        Index(f"ix_photo_hashes_band{n}", "org", f"band{n}", "value", "photo_id", "kind")
        for n in range(4)
    )


class PhotoFlag(OrgRow):
    """A suspicion (疑点) about a photo, for a person to judge; unit and owner are the photo's."""

    __tablename__ = "photo_flags"
    photo_id: Mapped[str] = mapped_column(String(ID_LENGTH), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    other_photo_id: Mapped[str] = mapped_column(String(ID_LENGTH), default="")
    details: Mapped[dict[str, Any]]
    unit_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    owner_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    owner_name: Mapped[str] = mapped_column(String(80))
    taken_at: Mapped[datetime]
    found_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(20), default="open")
    judged_by: Mapped[str] = mapped_column(String(ID_LENGTH), default="")
    judged_by_name: Mapped[str] = mapped_column(String(80), default="")
    judged_at: Mapped[datetime | None]
    note: Mapped[str] = mapped_column(String(500), default="")

    __table_args__ = (Index(None, "org", "state", "taken_at"),)


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
