"""Syncing: PushPort over the unit of work."""

from collections.abc import Generator, Iterable
from contextlib import contextmanager
from typing import Any

import structlog
from pydantic import ValidationError
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, OperationalError

from server.core.actor import Actor
from server.core.clock import Moment
from server.core.db import upsert
from server.core.endpoint import field_errors
from server.core.problems import IdTaken, Problem
from server.core.runtime import Runtime, check_grant
from server.core.unit_of_work import Call, Interfered, Origin, UnitOfWork
from server.syncing import queries
from server.syncing.models import SyncAttempt, SyncClient, SyncResult
from server.syncing.rules import check_client
from sync.hub.ports import (
    Key,
    Known,
    Refused,
    Settled,
    Transient,
)
from sync.hub.wire import Mutation, PushRequest, Result


class PushStore:
    """PushPort: one push of one person's device."""

    def __init__(self, runtime: Runtime, actor: Actor, request: PushRequest) -> None:
        self._runtime, self._actor, self._request = runtime, actor, request

    @contextmanager
    def begin(self) -> "Generator[PushWork]":
        runtime, org = self._runtime, self._actor.org
        try:
            with UnitOfWork(runtime.engine, runtime.wiring, org) as unit:
                yield PushWork(unit, self._runtime, self._actor, self._request)
        except (DBAPIError, Interfered) as error:
            structlog.get_logger().warning("push-transient", error=str(error))
            raise Transient from error

    def count_attempt(self, uid: str) -> int:
        structlog.get_logger().exception("mutation-blew-up", uid=uid)
        with self._runtime.bookkeeping() as session:
            row = session.get(SyncAttempt, (self._actor.user_id, uid))
            row = row or SyncAttempt(user_id=self._actor.user_id, uid=uid, tries=0)
            row.tries += 1
            session.add(row)
            return row.tries


class PushWork:
    """PushTransaction: a unit of work, the device's row and the ledger."""

    def __init__(
        self, unit: UnitOfWork, runtime: Runtime, actor: Actor, request: PushRequest
    ) -> None:
        self._unit, self._actor, self._request = unit, actor, request
        self._commands = runtime.wiring.commands
        self._received = runtime.clock.now()
        self._skew_s = (request.sent_at - self._received).total_seconds()
        self._client: SyncClient | None = None

    def lock_client(self) -> int:
        client = self._unit.session.get(SyncClient, self._request.client_id, with_for_update=True)
        if client is None:
            client = SyncClient(
                id=self._request.client_id,
                org=self._actor.org,
                user_id=self._actor.user_id,
                first_seen_at=self._received,
                last_seq=0,
            )
            self._unit.session.add(client)
        check_client(client.user_id, self._actor.user_id, client.revoked_reason)
        client.app, client.last_seen_at = self._request.app, self._received
        self._client = client
        return client.last_seq

    def find_known(self, mutations: Iterable[Mutation]) -> Known:
        batch = list(mutations)
        self._unit.judge(sorted({_key(text) for item in batch for text in item.base}))
        client_id, user_id = self._request.client_id, self._actor.user_id
        return queries.find_known(self._unit.session, client_id, user_id, batch)

    def run(self, mutation: Mutation) -> list[dict[str, Any]]:
        spec = self._commands.get(mutation.name)
        if spec is None:
            raise Refused("unknown-command", "服务器不认识这项操作，请更新应用", {})
        moment = Moment(self._received, mutation.occurred_at, self._skew_s)
        origin = Origin(self._request.client_id, mutation.uid, mutation.base)
        try:
            check_grant(spec, self._actor)
            command = spec.schema.model_validate(spec.upcast(mutation.v, mutation.args))
            return self._unit.run(Call(spec, command, self._actor, moment, origin))
        except ValidationError as error:
            details = {"errors": field_errors(error)}
            raise Refused("invalid-args", "内容不完整或有误，请核对后重试", details) from error
        except DataError as error:
            raise Refused("invalid-args", "内容里有无法保存的字符", {}) from error
        except IntegrityError as error:
            raise Refused(IdTaken.slug, IdTaken.title, {}) from error
        except OperationalError as error:
            raise Transient from error
        except Problem as problem:
            raise Refused(problem.slug, problem.title, problem.details) from problem

    def commit(self, settled: list[Settled], last_seq: int) -> list[Result]:
        version = self._unit.seal() or 0
        results = [_with_version(item.result, version) for item in settled]
        rows = [
            self._ledger_row(item.mutation, result)
            for item, result in zip(settled, results, strict=True)
        ]
        upsert(self._unit.session, SyncResult, rows)
        if self._client is not None:
            self._client.last_seq = last_seq
        self._unit.commit()
        return results

    def _ledger_row(self, mutation: Mutation, result: Result) -> dict[str, Any]:
        return {
            "client_id": self._request.client_id,
            "seq": mutation.seq,
            "org": self._actor.org,
            "user_id": self._actor.user_id,
            "uid": mutation.uid,
            "name": mutation.name,
            "content_hash": mutation.content_hash(),
            "result": result.model_dump(mode="json"),
            "args": None if result.status == "applied" else mutation.args,
            "stored_at": self._received,
        }


def _with_version(result: Result, version: int) -> Result:
    if result.status != "applied" or result.version:
        return result
    return result.model_copy(update={"version": version})


def _key(text: str) -> Key:
    entity, _, row_id = text.partition("/")
    return entity, row_id
