"""Syncing: strays, the mutations that were not taken; kept once each, so that no args are lost."""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Literal

from sqlalchemy.orm import Session

from server.core.actor import Actor
from server.core.bulk import insert_missing
from server.syncing.models import SyncStray
from sync.hub.wire import Mutation

Why = Literal["rights-removed", "uid-reused"]


def keep_strays(
    session: Session,
    actor: Actor,
    client_id: str,
    mutations: Iterable[Mutation],
    *,
    why: Why,
    received_at: datetime,
) -> None:
    """Keep what this person's device sent; what is kept already stays as it is."""
    rows = [
        _stray(actor, client_id, mutation, why) | {"received_at": received_at}
        for mutation in mutations
    ]
    insert_missing(session, SyncStray, rows)


def _stray(actor: Actor, client_id: str, mutation: Mutation, why: Why) -> dict[str, Any]:
    identity = "\n".join((actor.user_id, mutation.uid, mutation.content_hash()))
    fields = mutation.model_dump(include={"seq", "uid", "name", "v", "args", "occurred_at"})
    return {
        **fields,
        "id": hashlib.sha256(identity.encode()).hexdigest(),
        "org": actor.org,
        "user_id": actor.user_id,
        "client_id": client_id,
        "why": why,
    }
