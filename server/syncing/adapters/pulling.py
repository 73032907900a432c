"""Syncing: PullSnapshot over one read transaction."""

from collections.abc import Iterable, Mapping

from sqlalchemy.orm import Session

from server.core.actor import Actor
from server.core.sums import list_moved, read_sums
from server.organisation.queries import scopes_of
from server.syncing import queries
from server.syncing.adapters import paging
from server.syncing.rules import check_client
from sync.hub.ports import Found, Position
from sync.hub.wire import Result


class PullView:
    """PullSnapshot: one read transaction, with this person's scopes as they are now."""

    def __init__(self, session: Session, actor: Actor, client_id: str) -> None:
        standing = queries.read_standing(session, actor.org, client_id)
        if standing.user_id is not None:
            check_client(standing.user_id, actor.user_id, standing.revoked_reason)
        self.standing = standing
        self.epoch, self.schema = standing.epoch, standing.schema
        self.version, self.horizon = standing.version, standing.horizon
        self.scopes = scopes_of(actor)
        self._session, self._org = session, actor.org
        self._client_id, self._last_seq = client_id, standing.last_seq or 0

    def list_moved(self, since: int) -> Mapping[str, int]:
        return list_moved(self._session, self._org, since)

    def scan(self, scopes: Iterable[str], after: Position, limit: int) -> Found | None:
        return paging.scan_index(self._session, self._org, scopes, after, limit)

    def list_results(self, after_seq: int, parked: Iterable[int]) -> tuple[int, list[Result]]:
        results: list[Result] = []
        if self._last_seq > after_seq:
            results = queries.list_results(self._session, self._client_id, after_seq)
        repaired = queries.list_settled(self._session, self._client_id, parked)
        return self._last_seq, [*repaired, *results]

    def digest(self) -> Mapping[str, int]:
        sums = read_sums(self._session, self._org, sorted(self.scopes))
        return {scope: digest for scope, (digest, rows) in sums.items() if rows}
