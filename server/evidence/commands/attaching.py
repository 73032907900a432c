"""Evidence, writes: photos attached with their sealed facts, and taken back."""

from pydantic import AwareDatetime, Field
from sqlalchemy.orm import Session

from server.core.actor import Actor
from server.core.clock import Moment
from server.core.command import Command, Part, command
from server.core.events import emit
from server.core.words import PhotoSource, SubjectKind
from server.evidence import queries, rules
from server.evidence.adapters.facts import read_facts
from server.evidence.adapters.quotas import check_record_has_room
from server.evidence.adapters.signatures import is_signed
from server.evidence.events import PhotoAttached, PhotoDetached
from server.evidence.models import Photo

MOST_BYTES = 20 * 1024 * 1024
MOST_SIDE = 20_000
MOST_FACTS = 4096


class Seal(Part):
    """The facts beside a picture, as the exact text that the phone's key has signed.

    `signature` is ECDSA P-256 over SHA-256 of the text in UTF-8, r and s of 32 bytes each, base64.
    """

    facts: str = Field(min_length=2, max_length=MOST_FACTS)
    key_id: str = Field(pattern=r"^[0-9a-f]{64}$")
    signature: str = Field(pattern=r"^[A-Za-z0-9+/]{86}==$")


class AttachPhoto(Command):
    photo_id: str = Field(min_length=8, max_length=60)
    subject_kind: SubjectKind
    subject_id: str
    slot: str = Field(min_length=1, max_length=80)
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    size: int = Field(ge=1, le=MOST_BYTES)
    width: int = Field(ge=1, le=MOST_SIDE)
    height: int = Field(ge=1, le=MOST_SIDE)
    taken_at: AwareDatetime
    source: PhotoSource
    lat: float | None = Field(None, ge=-90, le=90)
    lon: float | None = Field(None, ge=-180, le=180)
    accuracy_m: float | None = Field(None, ge=0)
    replaces: str | None = None
    seal: Seal | None = None


class DetachPhoto(Command):
    photo_id: str


@command(
    "photo.attach",
    grant="photo.attach",
    stale="append",
    version=2,
    upcasters={1: lambda args: {**args, "seal": None}},
)
def attach_photo(command: AttachPhoto, actor: Actor, at: Moment, session: Session) -> None:
    check_record_has_room(session, actor, at, command.subject_kind, command.subject_id)
    fields = command.model_dump(exclude={"photo_id", "replaces", "seal"})
    session.add(
        Photo(
            id=command.photo_id,
            org=actor.org,
            owner_id=actor.user_id,
            owner_name=actor.name,
            **fields,
            **_sealed(command, actor, session),
        )
    )
    session.flush()
    emit(
        session,
        PhotoAttached(
            command.photo_id,
            command.subject_kind,
            command.subject_id,
            command.slot,
            command.replaces,
        ),
    )


def _sealed(command: AttachPhoto, actor: Actor, session: Session) -> dict[str, object]:
    """What the row keeps of the seal; SealBroken where it does not hold.

    A key that we do not know proves nothing: the facts are kept, and shown as unsigned.
    """
    seal = command.seal
    if seal is None:
        return {}
    facts = read_facts(seal.facts)
    rules.check_sealed(facts.told, {**command.model_dump(), "user_id": actor.user_id})
    key = queries.find_key(session, actor, seal.key_id)
    if key is not None and not is_signed(seal.facts, seal.signature, key.public_key):
        raise rules.SealBroken(field="signature")
    return {
        "facts": seal.facts,
        "facts_hash": rules.facts_hash(seal.facts),
        "key_id": seal.key_id,
        "signature": seal.signature,
        "seal": "signed" if key is not None else "unknown-key",
        "skew_ms": facts.skew_ms,
        "fix_age_s": facts.position.age_s if facts.position else None,
    }


@command("photo.detach", grant="photo.attach", stale="reject")
def detach_photo(command: DetachPhoto, actor: Actor, at: Moment, session: Session) -> None:
    photo = queries.get_photo(session, actor.org, command.photo_id)
    rules.check_owner(photo.owner_id, actor.user_id)
    emit(session, PhotoDetached(photo.id, photo.subject_kind, photo.subject_id, photo.slot))
    session.delete(photo)
