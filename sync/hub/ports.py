"""Hub: what it needs from whoever embeds it. The server's adapters are in server/syncing."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, Protocol

from sync.hub.wire import Mutation, Result

Key = tuple[str, str]
Position = tuple[int, str, str]
Scopes = tuple[str, ...]


class Refused(Exception):
    """A rule said no: the mutation is rejected, nothing of it remains, and the rest goes on."""

    def __init__(
        self, code: str, title: str, details: dict[str, Any], row: dict[str, Any] | None = None
    ) -> None:
        super().__init__(code)
        self.code, self.title, self.details, self.row = code, title, details, row


class Transient(Exception):
    """The database or the disk failed: nothing of this push remains; send it again later.

    `is_collision` says that another writer was in the way: the next try may come at once.
    """

    def __init__(self, *, is_collision: bool = False) -> None:
        super().__init__()
        self.is_collision = is_collision


class Behind(Exception):
    """The app is newer than this server, which does not know what it asks for yet."""


class Untidy(Exception):
    """A mutation of a straight run failed after it had changed something: run with savepoints."""


@dataclass(frozen=True)
class Stored:
    """A result in the ledger, with the hash of the content that it answered."""

    result: Result
    content_hash: str


@dataclass(frozen=True)
class Known:
    """What the ledger holds of a batch: by seq of this client, and by uid of this user."""

    by_seq: Mapping[int, Stored]
    by_uid: Mapping[str, Stored]


@dataclass(frozen=True)
class Settled:
    """A mutation with its result, to be stored; `version` is filled in at the commit."""

    mutation: Mutation
    result: Result


class PushTransaction(Protocol):
    """One transaction for one push."""

    def read_epoch(self) -> str:
        """The history that this server tells; a restore from backup begins another."""
        ...

    def lock_client(self) -> int:
        """Lock this client's row and return its last_seq; 0 for a new client."""
        ...

    def find_known(self, mutations: Iterable[Mutation]) -> Known:
        """The ledger's rows for these seqs, uids and their deps."""
        ...

    def prepare(self, mutations: Iterable[Mutation]) -> None:
        """Fetch in one go what these mutations, which are about to run, will need."""
        ...

    def run(self, mutation: Mutation) -> list[dict[str, Any]]:
        """Run the command; conflicts, or Refused with nothing changed, or Behind, or Untidy."""
        ...

    def keep_copy(self, mutation: Mutation, why: Literal["uid-reused"]) -> None:
        """Keep what a mutation brought that the ledger has no place for."""
        ...

    def commit(self, settled: list[Settled], last_seq: int) -> list[Result]:
        """Rows, results, last_seq, journal and clock together; the results with their version."""
        ...


class PushPort(Protocol):
    """Opens push transactions and counts, outside them, how often a mutation blew up."""

    def begin(self, *, is_careful: bool) -> AbstractContextManager[PushTransaction]:
        """Straight, a failure may ask for another run (Untidy); careful, each has a savepoint."""
        ...

    def count_attempt(self, uid: str, error: BaseException) -> int:
        """One more failed try of this mutation; how many there were by now."""
        ...


class Bundle(NamedTuple):
    """Rows that have the same scopes, as ops that are joined by commas (`sync.hub.rendering`).

    As bytes, which is what goes out: Chinese text costs ten times as much to decode and encode.

    A row that is no more has no scopes.
    """

    scopes: Scopes
    ops: bytes


@dataclass(frozen=True)
class Found:
    """Index entries in a row, and the rows behind them as they are now, each once.

    `last` is where they end; it counts only where more follow.
    """

    last: Position
    count: int
    has_more: bool
    bundles: Sequence[Bundle]


class PullSnapshot(Protocol):
    """One consistent view of the database for one page."""

    epoch: str
    schema: str
    version: int
    horizon: int
    scopes: frozenset[str]

    def open(self, after: Position, limit: int) -> None:
        """Begin: learn where everything stands. The page after this position is asked for next,
        as a rule, so it may be read along.
        """
        ...

    def list_moved(self, since: int) -> Mapping[str, int]:
        """Those of the user's scopes with an entry at this version or above, and their newest."""
        ...

    def scan(self, scopes: Iterable[str], after: Position, limit: int) -> Found | None:
        """The first `limit` index entries of these scopes above a position; None: there are none.

        A row may have an entry for each of its scopes.
        """
        ...

    def list_results(self, parked: Sequence[int]) -> tuple[int, list[Result]]:
        """This client's last_seq, its results above its `ack`, and those of repaired ones."""
        ...

    def digest(self) -> Mapping[str, int]:
        """The sum of each of the user's scopes that holds any row."""
        ...
