"""Syncing: a pull, which as a rule asks the database once; and its view of it, PullSnapshot."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress

from sqlalchemy.orm import Session

from server.core.actor import Actor
from server.core.runtime import Runtime
from server.core.sums import list_moved, read_sums
from server.organisation.queries import scopes_of
from server.syncing import queries
from server.syncing.adapters import paging
from server.syncing.adapters.opening import Asker, Standing, read_opening
from server.syncing.adapters.paging import Wanted
from server.syncing.rules import check_client
from sync.hub.ports import Found, Position
from sync.hub.pull import Page, pull
from sync.hub.wire import PullRequest, Result


class AsksAgain(Exception):
    """One question was not enough; two need a snapshot that they share."""


def pull_page(runtime: Runtime, actor: Actor, request: PullRequest) -> tuple[Page, Standing]:
    """One page for a device, and where that stood; refuses another's device."""
    # One statement sees one state of the database by itself: no transaction, two ways less.
    if request.cursor and not (request.check or request.parked):
        with suppress(AsksAgain), runtime.asking() as session:
            return _pulled(PullView(session, actor, request, is_asking=True), runtime, request)
    with runtime.reading() as session:
        return _pulled(PullView(session, actor, request, is_asking=False), runtime, request)


def _pulled(view: "PullView", runtime: Runtime, request: PullRequest) -> tuple[Page, Standing]:
    page = pull(request, view, runtime.clock.now)
    return page, view.standing


class PullView:
    """PullSnapshot, with this person's scopes as they are now; AsksAgain where one may not."""

    def __init__(
        self, session: Session, actor: Actor, request: PullRequest, *, is_asking: bool
    ) -> None:
        self.scopes = scopes_of(actor)
        self._asker = Asker(actor.org, request.client_id, request.ack)
        self._actor, self._is_asking, self._its_session = actor, is_asking, session

    @property
    def _session(self) -> Session:
        """For another question than the first."""
        if self._is_asking:
            raise AsksAgain
        return self._its_session

    def open(self, after: Position, limit: int) -> None:
        """Reads the page along, of all scopes that have moved since; refuses another's device."""
        wanted = Wanted(sorted(self.scopes), after, limit)
        self._opening = read_opening(self._its_session, self._asker, wanted)
        self.standing = standing = self._opening.standing
        if standing.user_id is not None:
            check_client(standing.user_id, self._actor.user_id, standing.revoked_reason)
        self.epoch, self.schema = standing.epoch, standing.schema
        self.version, self.horizon = standing.version, standing.horizon

    def list_moved(self, since: int) -> Mapping[str, int]:
        if since < self._opening.since:
            return list_moved(self._session, self._actor.org, since)
        return {
            scope: version for scope, version in self._opening.moved.items() if version >= since
        }

    def scan(self, scopes: Iterable[str], after: Position, limit: int) -> Found | None:
        wanted, org = Wanted(sorted(scopes), after, limit), self._actor.org
        if wanted != self._opening.page:
            return paging.scan_index(self._session, org, wanted)
        count, bundles = self._opening.seen
        if count > limit:
            return paging.scan_in_order(self._session, org, wanted)
        return paging.whole_page(after, count, bundles)

    def list_results(self, parked: Sequence[int]) -> tuple[int, list[Result]]:
        repaired: list[Result] = []
        if parked:
            repaired = queries.list_settled(self._session, self._asker.client_id, parked)
        return self.standing.last_seq or 0, [*repaired, *self._opening.results]

    def digest(self) -> Mapping[str, int]:
        sums = read_sums(self._session, self._actor.org, sorted(self.scopes))
        return {scope: digest for scope, (digest, rows) in sums.items() if rows}
