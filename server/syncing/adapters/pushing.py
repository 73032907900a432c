"""Syncing: PushPort over the unit of work."""

from collections.abc import Generator, Iterable
from contextlib import contextmanager
from typing import Any

import structlog
from sqlalchemy import select
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, OperationalError

from server.core.actor import Actor
from server.core.bulk import upsert
from server.core.problems import IdTaken, Problem, StaleBase
from server.core.replication import SyncClock
from server.core.runtime import Runtime
from server.core.sealing import Interfered
from server.core.unit_of_work import Soiled, UnitOfWork, wants_retry
from server.organisation.queries import scopes_of
from server.syncing import queries
from server.syncing.adapters.decoding import Decoder
from server.syncing.adapters.strays import Why, keep_strays
from server.syncing.models import SyncAttempt, SyncClient, SyncResult
from server.syncing.rules import check_client
from sync.hub.ports import (
    Key,
    Known,
    Refused,
    Settled,
    Transient,
    Untidy,
)
from sync.hub.wire import Mutation, PushRequest, Result

ERROR_LENGTH = 200


class PushStore:
    """PushPort: one push of one person's device.

    `operator_id` brings it in that person's name; a rescue is taken even from a revoked device.
    """

    def __init__(
        self,
        runtime: Runtime,
        actor: Actor,
        request: PushRequest,
        *,
        operator_id: str = "",
        is_rescue: bool = False,
    ) -> None:
        self.runtime, self.actor, self.request = runtime, actor, request
        self.is_rescue = is_rescue
        self.received = runtime.clock.now()
        # Before the transaction: while one writer decodes, another can write.
        self.decoder = Decoder(runtime.wiring.commands, actor, request, self.received, operator_id)

    @contextmanager
    def begin(self, *, is_careful: bool) -> "Generator[PushWork]":
        runtime, org = self.runtime, self.actor.org
        try:
            with UnitOfWork(runtime.engine, runtime.wiring, org, is_careful=is_careful) as unit:
                yield PushWork(unit, self)
        except (DBAPIError, Interfered) as error:
            raise _judged(error, is_careful=is_careful) from error

    def count_attempt(self, uid: str, error: BaseException) -> int:
        structlog.get_logger().error("mutation-blew-up", uid=uid, exc_info=error)
        with self.runtime.bookkeeping() as session:
            row = session.get(SyncAttempt, (self.actor.user_id, uid))
            row = row or SyncAttempt(user_id=self.actor.user_id, uid=uid, tries=0)
            row.tries += 1
            row.error = f"{type(error).__name__}: {error}"[:ERROR_LENGTH]
            session.add(row)
            return row.tries


def _judged(error: BaseException, *, is_careful: bool) -> Transient | Untidy:
    """What a failed transaction means: try at once, try later, or run again with savepoints."""
    if wants_retry(error):
        return Transient(is_collision=True)
    if not is_careful and not isinstance(error, OperationalError):
        return Untidy()
    structlog.get_logger().warning("push-transient", error=str(error))
    return Transient()


class PushWork:
    """PushTransaction: a unit of work, the device's row and the ledger."""

    def __init__(self, unit: UnitOfWork, store: PushStore) -> None:
        self._unit, self._store = unit, store
        self._actor, self._request = store.actor, store.request
        self._decoder = store.decoder
        self._client: SyncClient | None = None

    def lock_client(self) -> int:
        received = self._store.received
        client = self._unit.session.get(SyncClient, self._request.client_id, with_for_update=True)
        if client is None:
            client = SyncClient(
                id=self._request.client_id,
                org=self._actor.org,
                user_id=self._actor.user_id,
                app=self._request.app,
                first_seen_at=received,
                last_seen_at=received,
                last_seq=0,
            )
            self._unit.session.add(client)
        reason = None if self._store.is_rescue else client.revoked_reason
        check_client(client.user_id, self._actor.user_id, reason)
        self._client = client
        return client.last_seq

    def read_epoch(self) -> str:
        query = select(SyncClock.epoch).where(SyncClock.org == self._actor.org)
        return self._unit.session.scalars(query).one()

    def find_known(self, mutations: Iterable[Mutation]) -> Known:
        """Under a seq that is above `last_seq` the ledger holds nothing of this client (I3)."""
        session, user_id, batch = self._unit.session, self._actor.user_id, list(mutations)
        last_seq = self._client.last_seq if self._client is not None else 0
        seqs = [mutation.seq for mutation in batch if mutation.seq <= last_seq]
        uids = {uid for mutation in batch for uid in (mutation.uid, *mutation.deps)}
        return Known(
            by_seq=queries.find_by_seq(session, self._request.client_id, seqs),
            by_uid=queries.find_by_uid(session, user_id, uids),
        )

    def prepare(self, mutations: Iterable[Mutation]) -> None:
        calls = (self._decoder.find_call(item) for item in mutations)
        self._unit.prepare(call for call in calls if call is not None)

    def run(self, mutation: Mutation) -> list[dict[str, Any]]:
        call = self._decoder.get_call(mutation)
        try:
            return self._unit.run(call)
        except Soiled as soiled:
            raise _judged(soiled.__cause__ or soiled, is_careful=False) from soiled
        except Problem as problem:
            row = self._current_row(problem)
            raise Refused(problem.slug, problem.title, problem.details, row) from problem
        except DataError as error:
            raise Refused("invalid-args", "内容里有无法保存的字符", {}) from error
        except IntegrityError as error:
            raise Refused(IdTaken.slug, IdTaken.title, {}) from error

    def keep_copy(self, mutation: Mutation, why: Why) -> None:
        session, client_id = self._unit.session, self._request.client_id
        received = self._store.received
        keep_strays(session, self._actor, client_id, [mutation], why=why, received_at=received)

    def commit(self, settled: list[Settled], last_seq: int) -> list[Result]:
        version = self._unit.seal() or 0
        results = [_with_version(item.result, version) for item in settled]
        rows = [
            self._ledger_row(item.mutation, result)
            for item, result in zip(settled, results, strict=True)
        ]
        upsert(self._unit.session, SyncResult, rows)
        self._note_contact(last_seq)
        self._unit.commit()
        return results

    def _note_contact(self, last_seq: int) -> None:
        client = self._client
        if client is not None:
            client.last_seq = last_seq
        if client is not None and not self._store.is_rescue:
            client.app, client.last_seen_at = self._request.app, self._store.received

    def _current_row(self, problem: Problem) -> dict[str, Any] | None:
        """What he was refused against: the row as it stands, as far as he may see it."""
        if not isinstance(problem, StaleBase):
            return None
        unit, org = self._unit, self._actor.org
        key = _key(problem.details["rows"][0])
        return queries.find_row(unit.session, unit.wiring.feeds, org, scopes_of(self._actor), key)

    def _ledger_row(self, mutation: Mutation, result: Result) -> dict[str, Any]:
        return {
            "client_id": self._request.client_id,
            "seq": mutation.seq,
            "org": self._actor.org,
            "user_id": self._actor.user_id,
            "uid": mutation.uid,
            "name": mutation.name,
            "content_hash": self._decoder.content_hash(mutation),
            "result": result,
            "args": None if result.status == "applied" else mutation.args,
            "kept": self._decoder.kept_of(mutation) if result.status == "parked" else None,
            "stored_at": self._store.received,
        }


def _with_version(result: Result, version: int) -> Result:
    if result.status != "applied" or result.version:
        return result
    return result.model_copy(update={"version": version})


def _key(text: str) -> Key:
    entity, _, row_id = text.partition("/")
    return entity, row_id
