"""Syncing: rescued work comes in as its owner's, whatever has become of his device or account."""

import uuid
from dataclasses import dataclass
from typing import IO, Literal

from server.core.actor import Actor
from server.core.clock import local_day
from server.core.problems import Problem
from server.core.runtime import Runtime
from server.evidence.adapters.receiving import Piece, receive
from server.evidence.adapters.uploads import Progress, discard, open_upload
from server.organisation.queries import find_user, load_actor
from server.syncing import queries
from server.syncing.adapters.pushing import PushStore
from server.syncing.rules import UserUnknown
from sync.hub.ports import Stored
from sync.hub.push import push
from sync.hub.wire import Halt, Mutation, PushRequest, PushResponse, Result

GRANT = "sync.rescue"
# The phone has gone on meanwhile, or was cloned: its seqs are no longer the file's.
ELSEWHERE = ("seq-gap", "client-forked")
FIRST_FAULT = 500


@dataclass(frozen=True)
class PhotoOutcome:
    """What became of a photo; `code` is the slug of the problem where it was refused."""

    state: Literal["present", "already", "refused"]
    code: str | None = None


@dataclass(frozen=True)
class Rescue:
    """The door for one person's rescued work; `operator_id` is who brings it."""

    runtime: Runtime
    owner: Actor
    operator_id: str

    def push(self, request: PushRequest) -> PushResponse:
        """A push in the owner's name, even from a revoked device. Again, it changes nothing.

        Where the original client's seqs do not fit any more, the rest goes under another client.
        """
        response = self._push(request)
        if response.halt is None or response.halt.code not in ELSEWHERE:
            return response
        answered = {result.seq for result in response.results}
        rest = [its for its in request.mutations if its.seq not in answered]
        return self._push_beside(request.model_copy(update={"mutations": rest}), response)

    def take_photo(self, photo_id: str, length: int, stream: IO[bytes]) -> PhotoOutcome:
        """A photo's bytes by the way that every upload takes, with the same checks.

        Faults of the server itself are raised: the same photo may be sent again.
        """
        try:
            progress = self._begin(photo_id, length)
            if progress.is_present:
                return PhotoOutcome("already")
            reached = receive(self.owner, progress.upload_id, Piece(0, stream, length, None))
        except Problem as problem:
            if problem.status >= FIRST_FAULT:
                raise
            return PhotoOutcome("refused", problem.slug)
        is_whole = reached.offset == length
        return PhotoOutcome("present") if is_whole else PhotoOutcome("refused", "incomplete")

    def find_known(self, request: PushRequest) -> dict[str, Stored]:
        """What the owner's ledger holds already, by uid."""
        uids = [mutation.uid for mutation in request.mutations]
        with self.runtime.reading() as session:
            return queries.find_by_uid(session, self.owner.user_id, uids)

    def _push(self, request: PushRequest) -> PushResponse:
        operator_id = self.operator_id
        store = PushStore(
            self.runtime, self.owner, request, operator_id=operator_id, is_rescue=True
        )
        return push(request, store, self.runtime.clock.now)

    def _push_beside(self, request: PushRequest, response: PushResponse) -> PushResponse:
        """What the ledger knows is answered from it; the others keep their uids under new seqs."""
        known = self.find_known(request)
        told = {uid: stored.result for uid, stored in known.items()}
        unknown = [its for its in request.mutations if its.uid not in known]
        halt = None
        if unknown:
            beside = self._push(self._moved(request, unknown))
            told |= {result.uid: result for result in beside.results}
            halt = beside.halt
        if halt is not None and halt.code in ELSEWHERE:
            # Another import came between; the next try sees what it did.
            halt = Halt(code="transient")
        results = response.results + _in_order(told, request.mutations)
        return response.model_copy(update={"halt": halt, "results": results})

    def _moved(self, request: PushRequest, mutations: list[Mutation]) -> PushRequest:
        client_id = client_beside(request.client_id)
        with self.runtime.reading() as session:
            client = queries.find_client(session, self.owner.org, client_id)
        renumbered = [
            its.model_copy(update={"seq": seq})
            for seq, its in enumerate(mutations, client.last_seq + 1 if client else 1)
        ]
        return request.model_copy(update={"client_id": client_id, "mutations": renumbered})

    def _begin(self, photo_id: str, length: int) -> Progress:
        """A fresh upload: what the phone has begun with is not mixed with the file's bytes."""
        progress = open_upload(self.owner, photo_id, length)
        if progress.offset == 0 or progress.is_present:
            return progress
        discard(progress.upload_id)
        return open_upload(self.owner, photo_id, length)


def open_rescue(runtime: Runtime, operator: Actor, user_id: str) -> Rescue:
    """For a person whom the operator may rescue, active or not, with the rights he has now."""
    with runtime.reading() as session:
        user = find_user(session, operator.org, user_id)
        if user is None or not operator.may(GRANT, user.unit_id):
            raise UserUnknown
        return Rescue(
            runtime, load_actor(session, user, local_day(runtime.clock.now())), operator.user_id
        )


def client_beside(client_id: str) -> str:
    """The client under which a file's work comes in where its own has gone on."""
    return str(uuid.uuid5(uuid.NAMESPACE_OID, f"{client_id}/rescue"))


def _in_order(told: dict[str, Result], mutations: list[Mutation]) -> list[Result]:
    """Results under the seqs of the request, in its order."""
    return [
        told[its.uid].model_copy(update={"seq": its.seq}) for its in mutations if its.uid in told
    ]
