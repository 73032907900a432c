"""Evidence, writes: the keys with which devices sign what they photograph."""

from pydantic import Field
from sqlalchemy.orm import Session

from server.core.actor import Actor
from server.core.clock import Moment
from server.core.command import Command, command
from server.evidence import queries, rules
from server.evidence.adapters.signatures import check_public_key
from server.evidence.models import DeviceKey


class RegisterKey(Command):
    """`public_key`: SubjectPublicKeyInfo (DER) of a P-256 key, base64; `key_id` its SHA-256."""

    key_id: str = Field(pattern=r"^[0-9a-f]{64}$")
    client_id: str = Field(min_length=1, max_length=60)
    public_key: str = Field(min_length=100, max_length=400)


@command("photo.register_key", grant="photo.attach", stale="append")
def register_key(command: RegisterKey, actor: Actor, at: Moment, session: Session) -> None:
    """A device's key, once and for good: another person's photos are not signed with it."""
    check_public_key(command.public_key, command.key_id)
    known = queries.find_any_key(session, command.key_id)
    if known is not None:
        rules.check_key_owner(known.user_id, actor.user_id)
        return
    session.add(
        DeviceKey(
            id=command.key_id,
            org=actor.org,
            user_id=actor.user_id,
            client_id=command.client_id,
            public_key=command.public_key,
            registered_at=at.received,
        )
    )
    session.flush()
