"""Notifications: what each person chooses for himself, and his browsers."""

from pydantic import Field
from sqlalchemy.orm import Session

from server.core.actor import Actor
from server.core.clock import Moment
from server.core.command import Command, command
from server.core.words import PersonalChannelKind
from server.notifications.models import Preference, Subscription
from server.notifications.queries import channels as queries

MINUTE = Field(None, ge=0, lt=24 * 60)


class SetPreference(Command):
    """Both ends of the quiet hours, as minutes of the day in China, or neither: the company's."""

    muted: list[PersonalChannelKind] = Field(max_length=2)
    # A person's address goes into no journal.
    email: str | None = Field(
        None, max_length=200, pattern=r"^([^@\s]+@[^@\s]+\.[^@\s]+)?$", exclude=True, repr=False
    )
    quiet_begins: int | None = MINUTE
    quiet_ends: int | None = MINUTE


class Subscribe(Command):
    """`sealed` is made by the route, which takes the browser's address and keys."""

    subscription_id: str = Field(min_length=1, max_length=60)
    device: str = Field(max_length=120)
    sealed: str = Field(max_length=4000, exclude=True, repr=False)


class Unsubscribe(Command):
    subscription_id: str


class DropSubscription(Command):
    subscription_id: str


@command("notice.set_preference", grant="notice.read", stale="append")
def set_preference(command: SetPreference, actor: Actor, at: Moment, session: Session) -> None:
    """Without an e-mail address given the old one stays; an empty one takes it away."""
    own = queries.lock_preference(session, actor.org, actor.user_id)
    if own is None:
        own = Preference(id=actor.user_id, org=actor.org, muted=[], email="")
        session.add(own)
    own.muted = sorted(set(command.muted))
    own.email = own.email if command.email is None else command.email
    has_both = command.quiet_begins is not None and command.quiet_ends is not None
    own.quiet_begins = command.quiet_begins if has_both else None
    own.quiet_ends = command.quiet_ends if has_both else None


@command("notice.subscribe", grant="notice.read", stale="append")
def subscribe(command: Subscribe, actor: Actor, at: Moment, session: Session) -> None:
    """This browser shows its person's notices; where another one used it before, his no more."""
    row = queries.lock_subscription(session, actor.org, command.subscription_id)
    if row is None:
        row = Subscription(id=command.subscription_id, org=actor.org, added_at=at.received)
        row.user_id, row.device, row.sealed = actor.user_id, command.device, command.sealed
        session.add(row)
        return
    row.user_id, row.device, row.sealed = actor.user_id, command.device, command.sealed
    row.added_at = at.received


@command("notice.unsubscribe", grant="notice.read", stale="append")
def unsubscribe(command: Unsubscribe, actor: Actor, at: Moment, session: Session) -> None:
    row = queries.lock_subscription(session, actor.org, command.subscription_id)
    if row is not None and row.user_id == actor.user_id:
        session.delete(row)


@command("notice.drop_subscription", grant="system", stale="append")
def drop_subscription(
    command: DropSubscription, actor: Actor, at: Moment, session: Session
) -> None:
    """The push service says that this browser is no more."""
    row = queries.lock_subscription(session, actor.org, command.subscription_id)
    if row is not None:
        session.delete(row)
