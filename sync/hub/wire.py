"""Hub: the shapes of push and pull (sync/PROTOCOL.md)."""

import hashlib
import json
from datetime import datetime
from typing import Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

PROTOCOL = 1
MOST_MUTATIONS = 200
MOST_ROWS = 1000
MOST_SCOPES = 1000

Status = Literal["applied", "rejected", "parked"]
HaltCode = Literal["client-forked", "seq-gap", "restored", "server-behind", "transient"]
Reset = Literal["horizon", "epoch", "view", "schema"]
Op = tuple[Any, ...]
# Made once: json.dumps would make another for each mutation.
_CANONICAL = json.JSONEncoder(sort_keys=True, ensure_ascii=False)


class Shape(BaseModel):
    model_config = ConfigDict(frozen=True)


class Mutation(Shape):
    """One command made on a device. Its place is (client_id, seq), its identity `uid`."""

    seq: int = Field(ge=1)
    uid: str = Field(min_length=8, max_length=80)
    name: str = Field(max_length=80)
    v: int = Field(1, ge=1)
    args: dict[str, Any]
    base: dict[str, int] = Field(default_factory=dict[str, int])
    deps: list[str] = Field(default_factory=list[str])
    occurred_at: AwareDatetime

    def content_hash(self) -> str:
        """SHA-256 of name, version and args: tells a resend from another content under one uid."""
        content = _CANONICAL.encode([self.name, self.v, self.args])
        return hashlib.sha256(content.encode()).hexdigest()


class PushRequest(Shape):
    """What a device sends. `epoch`: the server's history that it knows; None where it knows none.

    Under another epoch nothing is taken (`restored`): what a backup has lost goes again first.
    """

    protocol: int
    client_id: str = Field(min_length=8, max_length=80)
    app: str = Field(max_length=40)
    sent_at: AwareDatetime
    epoch: str | None = Field(default=None, max_length=40)
    mutations: list[Mutation] = Field(max_length=MOST_MUTATIONS)


class Result(Shape):
    """What became of a mutation; stored in the ledger and given again for every resend."""

    seq: int
    uid: str
    status: Status
    version: int = 0
    conflicts: list[dict[str, Any]] = Field(default_factory=list[dict[str, Any]])
    code: str | None = None
    title: str | None = None
    details: dict[str, Any] = Field(default_factory=dict[str, Any])
    root_uid: str | None = None
    row: dict[str, Any] | None = None


class Halt(Shape):
    """Why a push stopped; what came before it is committed."""

    code: HaltCode
    expected: int | None = None


class PushResponse(Shape):
    """`epoch` is the history in which this was taken; None where nothing could be looked up."""

    epoch: str | None = None
    last_seq: int
    server_time: datetime
    halt: Halt | None
    results: list[Result]


class PullRequest(Shape):
    """What a device asks. `parked`: seqs whose repair it waits for.

    `check`: send the digest with the last page. `repairing`: scopes whose digest did not match,
    named once with the pull from null that mends them.
    """

    protocol: int
    client_id: str = Field(min_length=8, max_length=80)
    cursor: str | None = None
    ack: int = Field(0, ge=0)
    limit: int = Field(MOST_ROWS, ge=1, le=MOST_ROWS)
    app: str = Field("", max_length=40)
    parked: list[int] = Field(default_factory=list[int], max_length=MOST_MUTATIONS)
    check: bool = False
    repairing: list[str] = Field(default_factory=list[str], max_length=MOST_SCOPES)


class PullResponse(Shape):
    """One page. What stands below `reset` comes only with the last one.

    `version` is the clock's in the page's snapshot: the base then holds every effect up to there.
    `digest` maps a scope to the sum over its rows of the first 48 bits of
    SHA-256("entity/row_id@version"), modulo 2^48, as 12 hex digits; a scope of no rows is left out.
    """

    ops: list[Op]
    cursor: str
    more: bool
    server_time: datetime
    reset: Reset | None = None
    epoch: str | None = None
    version: int | None = None
    last_seq: int | None = None
    results: list[Result] | None = None
    digest: dict[str, str] | None = None
