"""Syncing: a parked mutation is run again, as its owner, by an operator."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from pydantic import ValidationError
from sqlalchemy.orm import Session

from server.core.actor import Actor
from server.core.clock import local_day
from server.core.endpoint import field_errors
from server.core.problems import InvalidRequest, Problem
from server.core.runtime import Runtime
from server.core.unit_of_work import UnitOfWork, retrying
from server.organisation.queries import get_user, load_actor
from server.syncing import queries
from server.syncing.adapters.ledger import settle_parked
from server.syncing.adapters.pushing import PushStore, PushWork
from server.syncing.models import SyncResult
from server.syncing.rules import ParkedUnknown, StillFailing
from sync.hub.ports import Refused
from sync.hub.wire import PROTOCOL, Mutation, PushRequest, Result

GRANT = "sync.repair"


@dataclass(frozen=True)
class Place:
    """Where a parked mutation stands in the ledger."""

    client_id: str
    seq: int


def retry_parked(
    runtime: Runtime, operator: Actor, place: Place, args: dict[str, Any] | None
) -> Result:
    """Run it anew, with other args if given; a rule's refusal is as final as at any push.

    StillFailing where it blows up again, InvalidRequest where the args are none: it stays parked.
    """
    with runtime.reading() as session:
        row = queries.get_parked(session, operator.org, place.client_id, place.seq)
        owner = _owner(session, operator, row, local_day(runtime.clock.now()))
    mutation, request = _as_sent(runtime, row, args)
    store = PushStore(runtime, owner, request, operator_id=operator.user_id, is_rescue=True)
    try:
        return retrying(lambda: _run_again(store, operator, place, mutation))
    except Problem:
        raise
    except Exception as error:
        store.count_attempt(mutation.uid, error)
        raise StillFailing from error


def give_up_parked(runtime: Runtime, operator: Actor, place: Place, reason: str) -> Result:
    """The rejection that its owner will read; ParkedUnknown where it is settled already."""
    args = {"client_id": place.client_id, "seq": place.seq, "reason": reason}
    try:
        runtime.perform("parked.reject", args, operator)
    except ValidationError as error:
        raise InvalidRequest(errors=field_errors(error)) from error
    with runtime.reading() as session:
        return queries.list_settled(session, place.client_id, [place.seq])[0]


def _owner(session: Session, operator: Actor, row: SyncResult, today: date) -> Actor:
    user = get_user(session, row.user_id)
    if not operator.may(GRANT, user.unit_id):
        raise ParkedUnknown
    return load_actor(session, user, today)


def _as_sent(
    runtime: Runtime, row: SyncResult, args: dict[str, Any] | None
) -> tuple[Mutation, PushRequest]:
    """The mutation as it came, in a push of its own; other args are in today's version."""
    kept = dict(row.kept or {})
    skew_s = float(kept.pop("skew_s", 0.0))
    mutation = Mutation.model_validate(
        {"seq": row.seq, "uid": row.uid, "name": row.name, "args": args or row.args, **kept}
    )
    if args is not None:
        version = runtime.wiring.commands[row.name].version
        mutation = mutation.model_copy(update={"v": version})
    sent_at = runtime.clock.now() + timedelta(seconds=skew_s)
    return mutation, PushRequest(
        protocol=PROTOCOL, client_id=row.client_id, app="", sent_at=sent_at, mutations=[mutation]
    )


def _run_again(store: PushStore, operator: Actor, place: Place, mutation: Mutation) -> Result:
    """Effect, journal and the ledger's new answer in one transaction (I3)."""
    runtime = store.runtime
    with UnitOfWork(runtime.engine, runtime.wiring, operator.org, is_careful=True) as unit:
        rows = queries.lock_parked(unit.session, operator.org, place.client_id, place.seq)
        answer = _answer(PushWork(unit, store), mutation)
        answer["version"] = unit.seal() or 0
        at = store.received
        result = settle_parked(unit.session, rows, answer, operator.user_id, at)
        unit.commit()
    return result


def _answer(work: PushWork, mutation: Mutation) -> dict[str, Any]:
    try:
        return {"status": "applied", "conflicts": work.run(mutation)}
    except Refused as refused:
        if refused.code == "invalid-args":
            raise InvalidRequest(**refused.details) from refused
        return {
            "status": "rejected",
            "code": refused.code,
            "title": refused.title,
            "details": refused.details,
            "row": refused.row,
        }
