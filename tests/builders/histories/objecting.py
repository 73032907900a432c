"""Steps of a random history: somebody objects (异议), while signing or later; the answers."""

from typing import Any

from sqlalchemy import select

from server.orders.models import Matter, Objection, Order
from server.orders.rules.objections import OBJECTABLE
from tests.builders.histories.waiting import pass_time, sweep
from tests.builders.histories.world import History

OBJECTORS = ("stan", "stan", "stan", "ines")
ANSWERERS = ("dora", "dora", "dora", "hugo", "rita")
ON_THE_SPOT, USUALLY, LATE = 0.15, 0.8, 0.3


def said_on_site(history: History, problems: list[str]) -> dict[str, Any] | None:
    """Now and then the signer does not agree."""
    if not problems or history.chance.random() > ON_THE_SPOT:
        return None
    codes = history.chance.sample(problems, history.chance.randint(1, len(problems)))
    told = {"objection_id": history.new_id("objection"), "reason": "Not so"}
    return {**told, "item_codes": codes}


def object_to_order(history: History) -> None:
    """To some of what an order that was sent asks for; mostly by its unit, not always in time."""
    sent = select(Order).where(Order.site_id == history.site, Order.delivered_at.is_not(None))
    orders = list(history.world.session.scalars(sent.order_by(Order.id)))
    if not orders:
        return
    timely = [its for its in orders if its.state in OBJECTABLE and its.objection_state != "open"]
    order = history.chance.choice(
        timely if timely and history.chance.random() < USUALLY else orders
    )
    wanted = select(Matter.id).where(Matter.order_id == order.id).order_by(Matter.id)
    ids = list(history.world.session.scalars(wanted)) or ["none"]
    tried = history.run(
        history.chance.choice(OBJECTORS),
        "order.object",
        order_id=order.id,
        objection_id=history.new_id("objection"),
        matter_ids=history.chance.sample(ids, history.chance.randint(1, len(ids))),
        reason="Not so",
        photo_ids=[],
    )
    if tried.is_applied and history.chance.random() < USUALLY:
        _wait_for_the_answer(history)


def _wait_for_the_answer(history: History) -> None:
    """Not always before the order is overdue."""
    if history.chance.random() < LATE:
        pass_time(history)
        sweep(history)
    answer_objection(history)


def answer_objection(history: History) -> None:
    """Upheld about as often as rejected; now and then one that is answered already."""
    mine = select(Objection).join(Order, Order.id == Objection.order_id)
    found = mine.where(Order.site_id == history.site).order_by(Objection.id)
    objections = list(history.world.session.scalars(found))
    waiting = [its for its in objections if its.state == "open"]
    if not objections:
        return
    objection = history.chance.choice(waiting or objections)
    history.run(
        history.chance.choice(ANSWERERS),
        "order.answer_objection",
        order_id=objection.order_id,
        objection_id=objection.id,
        is_upheld=history.chance.random() < 0.6,
        answer="Seen",
    )
