"""What must hold after every history: counted anew from the rows, not as the product counts."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from server.orders.models import Order
from server.visits.models import Visit
from tests.builders.histories.rows import GONE, OPEN, SETTLED, Rows, read_rows
from tests.builders.histories.striking import STRIKING
from tests.builders.histories.world import History

VECTORS = Path(__file__).parents[3] / "sync" / "wire" / "order_states.json"
# Refusals for other reasons than the state say nothing about the table.
BY_STATE = "order-state"


@cache
def table() -> Mapping[tuple[str, str, str], str | None]:
    """The shared table, as phones read it."""
    vectors = json.loads(VECTORS.read_text())
    return {(its["colour"], its["state"], its["action"]): its["next"] for its in vectors}


def violations(history: History) -> list[str]:
    """What does not hold, in words; each rule looks at the rows alone."""
    history.world.session.flush()
    rows = read_rows(history.world.session, history.site)
    found = [word for rule in RULES for word in rule(rows)]
    return [*found, *_against_the_table(history)]


def _against_the_table(history: History) -> Iterator[str]:
    """Phones and server say the same to each action that was tried in each state."""
    for its in history.actions:
        wanted = table().get((its.colour, its.state, its.action))
        # With all photos there an order that is signed is delivered in the same breath.
        allowed = {wanted, table().get((its.colour, str(wanted), "deliver"))}
        is_wrong = (its.tried.is_applied and (wanted is None or its.after not in allowed)) or (
            its.tried.slug == BY_STATE and wanted is not None
        )
        if is_wrong:
            told = its.tried.slug or its.after
            yield f"table: {its.colour}/{its.state}/{its.action} gave {told}, not {wanted}"


def _every_check_has_its_order(rows: Rows) -> Iterator[str]:
    for visit in rows.visits:
        own = [its for its in rows.orders if its.visit_id == visit.id and its.colour != "orange"]
        live = [its for its in own if its.state not in GONE]
        if visit.state == "closed" and not own:
            yield f"order missing: {visit.id} is closed without order or proposal"
        if len(live) > 1:
            yield f"order doubled: {visit.id} has {[its.id for its in live]}"


def _nothing_hangs_on_a_voided_check(rows: Rows) -> Iterator[str]:
    voided = {its.id for its in rows.visits if its.state == "voided"}
    for order in rows.orders:
        if order.visit_id in voided and order.state not in GONE:
            yield f"void: {order.id} is {order.state} though its check is void"
        if order.state == "voided" and order.id in {
            its.order_id for its in rows.tasks if its.state == "open"
        }:
            yield f"void: a look-back on {order.id} is still open"
    for task in rows.tasks:
        if task.visit_id in voided:
            yield f"void: task {task.id} is settled by a voided check"


def _every_orange_has_its_cause(rows: Rows) -> Iterator[str]:
    by_id = {its.id: its for its in rows.orders}
    for order in rows.orders:
        if order.colour != "orange":
            if order.cause is not None or order.predecessor_id is not None:
                yield f"cause: {order.id} is {order.colour} with a cause"
            continue
        before = by_id.get(order.predecessor_id or "")
        if order.cause not in ("overdue", "failed", "repeated") or before is None:
            yield f"cause: {order.id} is orange without cause or order before it"
        elif order.state not in GONE and before.state == "voided":
            yield f"cause: {order.id} stands after {before.id}, which is void"
        elif order.cause == "repeated" and order.state not in GONE:
            yield from _not_repeated(rows, order)


def _not_repeated(rows: Rows, order: Order) -> Iterator[str]:
    """A second failure of at least one of its matters; of each while it is a draft."""
    visit = next(its for its in rows.visits if its.id == order.visit_id)
    upto = [its for its in rows.complete if str(its.completed_at) <= str(visit.completed_at)]
    codes = [its.item_code for its in rows.standing(order)]
    failures = Counter(code for its in upto for code in codes if code in rows.failed(its.id))
    again = _looked_at_again(rows, visit) & rows.failed(visit.id)
    right = [code for code in codes if failures[code] > 1 or code in again]
    if not right or (order.state == "draft" and right != codes):
        yield f"cause: {order.id} repeats {codes}, of which {right} failed before"


def _looked_at_again(rows: Rows, visit: Visit) -> set[str]:
    task = next((its for its in rows.tasks if its.visit_id == visit.id), None)
    return set(task.item_codes) if task else set()


def _nothing_escalates_twice(rows: Rows) -> Iterator[str]:
    live: Counter[tuple[str, bool]] = Counter(
        (str(its.predecessor_id), its.cause == "repeated")
        for its in rows.orders
        if its.colour == "orange" and its.state not in GONE
    )
    for (before, is_repeated), count in live.items():
        if count > 1:
            kind = "repetitions" if is_repeated else "escalations"
            yield f"doubled: {count} {kind} of {before}"
    by_id = {its.id: its for its in rows.orders}
    for order in rows.orders:
        is_in_force = order.colour == "orange" and order.state not in {*GONE, "draft"}
        if is_in_force and order.cause != "repeated":
            before = by_id[str(order.predecessor_id)]
            if before.state not in SETTLED:
                yield f"doubled: {before.id} goes on beside {order.id}"
        if order.escalates_at is not None and order.state not in OPEN:
            yield f"clock: {order.id} is {order.state} and would still escalate"


def _counts_are_right(rows: Rows) -> Iterator[str]:
    problems = sum(
        len(rows.standing(its))
        for its in rows.orders
        if its.state in OPEN and its.cause != "repeated"
    )
    if rows.site.open_problems != problems:
        yield f"count: {rows.site.open_problems} open problems, recounted {problems}"
    last = max((its.day for its in rows.complete), default=None)
    if rows.site.last_checked_on != last:
        yield f"count: last checked on {rows.site.last_checked_on}, recounted {last}"
    newest: dict[str, str] = {}
    for visit in rows.complete:
        for code in rows.failed(visit.id):
            newest[code] = str(visit.day)
    known = {its.repeat_key: str(its.last_failed_on) for its in rows.findings if its.failures_12m}
    if known != newest:
        yield f"count: history {known}, recounted {newest}"


def _states_are_whole(rows: Rows) -> Iterator[str]:
    states = {state for _, state, _ in table()}
    for order in rows.orders:
        if order.state not in states:
            yield f"state: {order.id} is {order.state}"
        if (order.settled_at is not None) != (order.state in SETTLED):
            yield f"state: {order.id} is {order.state}, settled at {order.settled_at}"
        if (order.number is None) != (order.state == "draft" or _was_draft(order)):
            yield f"state: {order.id} is {order.state} with number {order.number}"


def _was_draft(order: Order) -> bool:
    """Dismissed or voided before anybody had signed it."""
    return order.state in GONE and order.number is None


RULES = (
    _every_check_has_its_order,
    _nothing_hangs_on_a_voided_check,
    _every_orange_has_its_cause,
    _nothing_escalates_twice,
    _counts_are_right,
    _states_are_whole,
    *STRIKING,
)
