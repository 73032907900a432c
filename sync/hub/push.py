"""Hub: push. Each mutation takes effect once, in order, or is refused with its work kept."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from sync.hub.ports import (
    Behind,
    Known,
    PushPort,
    PushTransaction,
    Refused,
    Settled,
    Stored,
    Transient,
    Untidy,
)
from sync.hub.wire import Halt, Mutation, PushRequest, PushResponse, Result

MOST_ATTEMPTS = 3
MOST_COLLISIONS = 5
NOOP = "noop"


class _Halted(Exception):
    def __init__(self, halt: Halt) -> None:
        super().__init__(halt.code)
        self.halt = halt


class _Blew(Exception):
    """A command raised what nobody expected."""

    def __init__(self, mutation: Mutation) -> None:
        super().__init__(mutation.uid)
        self.mutation = mutation


@dataclass
class _Batch:
    """One push under way: what is known, what was answered, what must be stored."""

    transaction: PushTransaction
    known: Known
    last_seq: int
    poisoned: frozenset[str]
    answered: list[Result] = field(default_factory=list[Result])
    fresh: list[Settled] = field(default_factory=list[Settled])
    by_uid: dict[str, Result] = field(default_factory=dict[str, Result])

    def settle(self, mutation: Mutation, result: Result) -> None:
        self.fresh.append(Settled(mutation, result))
        self.by_uid[mutation.uid] = result
        self.last_seq = mutation.seq

    def find_result(self, uid: str) -> Result | None:
        stored = self.known.by_uid.get(uid)
        return self.by_uid.get(uid) or (stored.result if stored else None)


@dataclass
class _Run:
    """How this push is being tried: what is left of it, and what earlier tries have shown."""

    request: PushRequest
    is_careful: bool = False
    is_cut: bool = False
    collisions: int = 0
    poisoned: frozenset[str] = frozenset()


def push(request: PushRequest, port: PushPort, now: Callable[[], datetime]) -> PushResponse:
    """Answer one push; never raises for what a client sent."""
    run = _Run(request)
    while True:
        try:
            response = _push_once(run, port, now)
            return _with_transient(response) if run.is_cut else response
        except Untidy:
            run.is_careful = True
        except Transient as fault:
            run.collisions += 1
            if not fault.is_collision or run.collisions >= MOST_COLLISIONS:
                return _nothing_taken(request, now)
        except _Blew as blew:
            _set_aside(run, blew, port)


def _set_aside(run: _Run, blew: _Blew, port: PushPort) -> None:
    """The one that blew up waits for its next try, alone at the head of a later push.

    Its transaction is gone. After its last try it is parked, and the others go on.
    """
    mutation = blew.mutation
    if port.count_attempt(mutation.uid, blew.__cause__ or blew) >= MOST_ATTEMPTS:
        run.poisoned |= {mutation.uid}
    else:
        run.request, run.is_cut = _before(run.request, mutation), True


def _push_once(run: _Run, port: PushPort, now: Callable[[], datetime]) -> PushResponse:
    mutations = run.request.mutations
    with port.begin(is_careful=run.is_careful) as transaction:
        last_seq, epoch = transaction.lock_client(), transaction.read_epoch()
        if run.request.epoch not in (None, epoch):
            return _restored(last_seq, epoch, now)
        known = transaction.find_known(mutations)
        batch = _Batch(transaction, known, last_seq, run.poisoned)
        transaction.prepare(_fresh(mutations, known, last_seq))
        halt = _run_all(batch, mutations)
        fresh = transaction.commit(batch.fresh, batch.last_seq)
    results = sorted([*batch.answered, *fresh], key=lambda result: result.seq)
    return PushResponse(
        epoch=epoch, last_seq=batch.last_seq, server_time=now(), halt=halt, results=results
    )


def _fresh(mutations: list[Mutation], known: Known, last_seq: int) -> list[Mutation]:
    return [its for its in mutations if its.seq > last_seq and its.uid not in known.by_uid]


def _run_all(batch: _Batch, mutations: list[Mutation]) -> Halt | None:
    try:
        for mutation in mutations:
            _take(batch, mutation)
    except _Halted as halted:
        return halted.halt
    return None


def _take(batch: _Batch, mutation: Mutation) -> None:
    if mutation.seq <= batch.last_seq:
        batch.answered.append(_answer_again(batch, mutation))
    elif mutation.seq > batch.last_seq + 1:
        raise _Halted(Halt(code="seq-gap", expected=batch.last_seq + 1))
    else:
        batch.settle(mutation, _decide(batch, mutation))


def _answer_again(batch: _Batch, mutation: Mutation) -> Result:
    """A seq that was taken before: the same uid gets its stored result, another one is a fork."""
    stored = batch.known.by_seq.get(mutation.seq)
    if stored is None or stored.result.uid != mutation.uid:
        raise _Halted(Halt(code="client-forked"))
    again = _same_content(stored, mutation)
    if again.code == "uid-reused":
        batch.transaction.keep_copy(mutation, "uid-reused")
    return again


def _same_content(stored: Stored, mutation: Mutation) -> Result:
    if stored.content_hash == mutation.content_hash():
        return stored.result.model_copy(update={"seq": mutation.seq})
    return _rejected(mutation, "uid-reused", "同一编号下有两份不同内容，均已保留")


def _decide(batch: _Batch, mutation: Mutation) -> Result:
    stored = batch.known.by_uid.get(mutation.uid)
    if stored is not None:
        return _same_content(stored, mutation)
    if mutation.uid in batch.poisoned:
        return Result(
            seq=mutation.seq,
            uid=mutation.uid,
            status="parked",
            code="parked",
            title="服务器无法处理这一条，已保留并通知管理员",
        )
    return _refuse_dependent(batch, mutation) or _run(batch, mutation)


def _refuse_dependent(batch: _Batch, mutation: Mutation) -> Result | None:
    for dep in mutation.deps:
        result = batch.find_result(dep)
        if result is None:
            return _rejected(mutation, "dependency-unknown", "所依赖的操作未送达")
        if result.status != "applied":
            refusal = _rejected(mutation, "dependency-rejected", "所依赖的操作未被接受")
            return refusal.model_copy(update={"root_uid": result.root_uid or dep})
    return None


def _run(batch: _Batch, mutation: Mutation) -> Result:
    try:
        conflicts = [] if mutation.name == NOOP else batch.transaction.run(mutation)
    except Refused as refused:
        return _rejected(mutation, refused.code, refused.title).model_copy(
            update={"details": refused.details, "row": refused.row}
        )
    except Behind as behind:
        raise _Halted(Halt(code="server-behind")) from behind
    except (Transient, Untidy):
        raise
    except Exception as error:
        raise _Blew(mutation) from error
    return Result(seq=mutation.seq, uid=mutation.uid, status="applied", conflicts=conflicts)


def _rejected(mutation: Mutation, code: str, title: str) -> Result:
    return Result(seq=mutation.seq, uid=mutation.uid, status="rejected", code=code, title=title)


def _before(request: PushRequest, mutation: Mutation) -> PushRequest:
    """The part of the push that comes before this mutation."""
    kept = [other for other in request.mutations if other.seq < mutation.seq]
    return request.model_copy(update={"mutations": kept})


def _nothing_taken(request: PushRequest, now: Callable[[], datetime]) -> PushResponse:
    first = request.mutations[0].seq if request.mutations else 1
    halt = Halt(code="transient")
    return PushResponse(last_seq=first - 1, server_time=now(), halt=halt, results=[])


def _restored(last_seq: int, epoch: str, now: Callable[[], datetime]) -> PushResponse:
    """What the backup has lost comes first, or later work would overtake what it builds on."""
    halt = Halt(code="restored")
    return PushResponse(epoch=epoch, last_seq=last_seq, server_time=now(), halt=halt, results=[])


def _with_transient(response: PushResponse) -> PushResponse:
    if response.halt is not None:
        return response
    return response.model_copy(update={"halt": Halt(code="transient")})
