"""Syncing: the register of devices. Who was here when, and who has been told that it is revoked."""

from collections.abc import Generator
from contextlib import contextmanager
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from server.core.actor import Actor
from server.core.bulk import insert_missing
from server.core.runtime import Runtime
from server.syncing import queries
from server.syncing.adapters.opening import Standing
from server.syncing.adapters.strays import keep_strays
from server.syncing.models import SyncClient
from server.syncing.rules import DeviceRevoked, check_client
from sync.hub.wire import PullRequest, PushRequest

# A pull refreshes the row of its device only this often, so that reading rarely costs a write.
REFRESHED_EVERY = timedelta(minutes=5)
AGENT_LENGTH = 200


def note_contact(
    runtime: Runtime, actor: Actor, standing: Standing, request: PullRequest, agent: str
) -> None:
    """Register a device at its first pull; later remember now and then that it was here.

    `standing` is what the pull has seen of it.
    """
    now = runtime.clock.now()
    told = {"app": request.app, "agent": agent[:AGENT_LENGTH]}
    changed = {name: text for name, text in told.items() if text}
    if standing.last_seen_at is None:
        with runtime.bookkeeping() as session:
            _register(session, actor, request.client_id, told, now)
    elif _is_other(standing, changed) or standing.last_seen_at <= now - REFRESHED_EVERY:
        with runtime.bookkeeping() as session:
            mine = update(SyncClient).where(SyncClient.id == request.client_id)
            session.execute(mine.values(last_seen_at=now, **changed))


def check_device(runtime: Runtime, actor: Actor, client_id: str) -> None:
    """DeviceRevoked or DeviceOfAnother where this device may not speak for this person."""
    with runtime.reading() as session:
        client = queries.find_client(session, actor.org, client_id)
    if client is not None:
        check_client(client.user_id, actor.user_id, client.revoked_reason)


@contextmanager
def telling(runtime: Runtime, client_id: str) -> Generator[None]:
    """Remember that a device has been told of its state: a lost one wipes itself on hearing it."""
    try:
        yield
    except DeviceRevoked:
        with runtime.bookkeeping() as session:
            session.execute(
                update(SyncClient)
                .where(SyncClient.id == client_id, SyncClient.told_at.is_(None))
                .values(told_at=runtime.clock.now())
            )
        raise


@contextmanager
def keeping_strays(runtime: Runtime, actor: Actor, request: PushRequest) -> Generator[None]:
    """A revoked device's push is refused, but what it brought is kept for an operator first."""
    try:
        yield
    except DeviceRevoked:
        with runtime.bookkeeping() as session:
            keep_strays(
                session,
                actor,
                request.client_id,
                request.mutations,
                why="rights-removed",
                received_at=runtime.clock.now(),
            )
        raise


def _register(
    session: Session, actor: Actor, client_id: str, told: dict[str, str], now: datetime
) -> None:
    # Its first push may come at the same moment; the one that is second finds the row there.
    row = {
        "id": client_id,
        "org": actor.org,
        "user_id": actor.user_id,
        "last_seq": 0,
        "first_seen_at": now,
        "last_seen_at": now,
        **told,
    }
    insert_missing(session, SyncClient, [row])


def _is_other(standing: Standing, changed: dict[str, str]) -> bool:
    return any(getattr(standing, name) != text for name, text in changed.items())
