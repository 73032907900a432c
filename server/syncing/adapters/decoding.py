"""Syncing: from mutations to calls, before any lock is taken."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from pydantic import ValidationError

from server.core.actor import Actor
from server.core.clock import Moment
from server.core.command import CommandSpec
from server.core.endpoint import field_errors
from server.core.problems import Problem
from server.core.runtime import check_grant
from server.core.settings import APP_VERSION
from server.core.unit_of_work import Call, Origin
from server.syncing.rules import is_newer
from sync.hub.ports import Behind, Refused
from sync.hub.wire import Mutation, PushRequest


class Decoder:
    """The calls behind one push's mutations, each decoded once however often the push is run."""

    def __init__(
        self,
        commands: Mapping[str, CommandSpec],
        actor: Actor,
        request: PushRequest,
        received: datetime,
        operator_id: str,
    ) -> None:
        self._commands, self._actor, self._request = commands, actor, request
        self._received, self._operator_id = received, operator_id
        self._skew_s = (request.sent_at - received).total_seconds()
        self._hashes = {id(its): its.content_hash() for its in request.mutations}
        self._calls = {id(its): self._decode(its) for its in request.mutations}

    def get_call(self, mutation: Mutation) -> Call:
        """What this mutation asks for; raises Refused or Behind where there is no such thing."""
        call = self._calls[id(mutation)]
        if isinstance(call, Exception):
            raise call
        return call

    def find_call(self, mutation: Mutation) -> Call | None:
        call = self._calls[id(mutation)]
        return None if isinstance(call, Exception) else call

    def content_hash(self, mutation: Mutation) -> str:
        return self._hashes[id(mutation)]

    def kept_of(self, mutation: Mutation) -> dict[str, Any]:
        """What a parked mutation needs, besides its args, to run again later."""
        kept = mutation.model_dump(mode="json", include={"v", "base", "occurred_at"})
        return {**kept, "skew_s": self._skew_s}

    def _decode(self, mutation: Mutation) -> Call | Refused | Behind:
        spec = self._commands.get(mutation.name)
        if spec is None or mutation.v > spec.version:
            return self._unknown(mutation)
        try:
            check_grant(spec, self._actor)
            command = spec.schema.model_validate(spec.upcast(mutation.v, mutation.args))
        except ValidationError as error:
            details = {"errors": field_errors(error)}
            return Refused("invalid-args", "内容不完整或有误，请核对后重试", details)
        except KeyError:
            return Refused("version-too-old", "这项操作的版本太旧，无法再处理", {"v": mutation.v})
        except Problem as problem:
            return Refused(problem.slug, problem.title, problem.details)
        # In UTC here, once: all that follows compares and writes it, which is dear across zones.
        moment = Moment(self._received, mutation.occurred_at.astimezone(UTC), self._skew_s)
        origin = Origin(
            self._request.client_id, mutation.uid, mutation.base, operator_id=self._operator_id
        )
        return Call(spec, command, self._actor, moment, origin)

    def _unknown(self, mutation: Mutation) -> Refused | Behind:
        """A newer app knows more than this server: it waits. Of an older one it is a mistake."""
        if is_newer(self._request.app, APP_VERSION):
            return Behind()
        return Refused("unknown-command", "服务器不认识这项操作，请更新应用", {})
