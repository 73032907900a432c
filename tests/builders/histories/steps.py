"""The steps of a random history: each tries real commands, allowed or not."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import select

from server.orders.models import Matter, Order
from server.planning.models.tasks import Task
from server.visits.models import Visit
from tests.builders.company import NOW
from tests.builders.histories.objecting import answer_objection, object_to_order, said_on_site
from tests.builders.histories.waiting import pass_time, sweep
from tests.builders.histories.world import ITEMS, TEMPLATE, History, Tried
from tests.builders.visits import SHA

INSPECTORS = ("ines", "olga", "hugo")
# How an order's action is called, and who may be expected to try it.
COMMANDS: Mapping[str, tuple[str, ...]] = {
    "order.acknowledge": ("stan", "stan", "ines"),
    "order.submit_feedback": ("stan", "stan", "rita"),
    "order.review": ("rita", "rita", "hugo", "stan"),
    "order.confirm": ("hugo", "dora", "olga", "system"),
    "order.dismiss": ("hugo", "olga"),
    "order.withdraw": ("hugo", "ines"),
}
# The command that a state usually asks for, so that histories come far enough.
USUAL: Mapping[str, tuple[str, ...]] = {
    "draft": ("order.confirm", "order.confirm", "order.dismiss"),
    "issued": ("order.withdraw",),
    "delivered": ("order.acknowledge",),
    "acknowledged": ("order.submit_feedback",),
    "feedback": ("order.review",),
    "returned": ("order.submit_feedback",),
}
Step = Callable[[History], None]


def check(history: History) -> None:
    """A check with its order in the same breath, as the phone sends it; its photos may be late."""
    _check(history, history.chance.choice(INSPECTORS), None)


def look_again(history: History) -> None:
    """The check that a look-back or a re-inspection asks for."""
    tasks = select(Task).where(Task.site_id == history.site, Task.state == "open")
    task = history.world.session.scalar(tasks.order_by(Task.id).limit(1))
    if task is not None:
        _check(history, task.assignee_id, task.id)


def arrive(history: History) -> None:
    """The photos of a check that were late."""
    if history.waiting:
        for photo_id in history.waiting.pop(history.chance.randrange(len(history.waiting))):
            history.run("system", "photo.confirm", photo_id=photo_id)


def work_on_order(history: History) -> None:
    """Mostly what its state asks for; sometimes anything at all."""
    orders = _orders(history)
    if not orders:
        return
    order = history.chance.choice(orders)
    usual = USUAL.get(order.state, ())
    is_usual = usual and history.chance.random() < 0.8
    name = history.chance.choice(usual if is_usual else tuple(COMMANDS))
    ACTS[name](history, order, history.chance.choice(COMMANDS[name]))


def ask_void(history: History) -> None:
    visit = _some_visit(history)
    if visit is not None:
        who = history.chance.choice(("ines", "olga", "olga", "stan"))
        history.run(who, "visit.ask_void", visit_id=visit.id, reason="填错")


def judge_void(history: History) -> None:
    asked = (Visit.void_asked_at.is_not(None), Visit.state == "closed")
    visits = select(Visit).where(Visit.site_id == history.site, *asked).limit(1)
    visit = history.world.session.scalar(visits)
    if visit is not None:
        who = history.chance.choice(("hugo", "dora", "dora", "rita"))
        if history.chance.random() < 0.8:
            history.run(who, "visit.void", visit_id=visit.id)
        else:
            history.run(who, "visit.refuse_void", visit_id=visit.id, reason="属实")


STEPS: tuple[tuple[int, Step], ...] = (
    (4, check),
    (2, look_again),
    (2, arrive),
    (4, pass_time),
    (4, sweep),
    (12, work_on_order),
    (4, object_to_order),
    (2, answer_objection),
    (3, ask_void),
    (3, judge_void),
)


def _check(history: History, who: str, task_id: str | None) -> None:
    chance, visit_id = history.chance, history.new_id("visit")
    is_signed = chance.random() < 0.25
    form = "spot" if is_signed else "mystery"
    place = {"site_id": history.site, "template_id": TEMPLATE, "level": "hq", "form": form}
    history.run(who, "visit.start", visit_id=visit_id, task_id=task_id, **place)
    results = {code: chance.choice(("pass", "fail", "fail", "partial")) for code in ITEMS}
    for code, result in results.items():
        note = "" if result == "pass" else "wrong"
        history.run(
            who, "visit.answer", visit_id=visit_id, item_code=code, result=result, note=note
        )
    photos = [_attach(history, who, "visit", visit_id, "signature")] if is_signed else []
    if photos:
        named = {"signer_name": "X", "signer_post": "Y", "photo_id": photos[0]}
        history.run(who, "visit.sign", visit_id=visit_id, **named)
        history.waiting.append(photos)
    history.run(who, "visit.close", visit_id=visit_id, photo_ids=photos)
    problems = [code for code, result in results.items() if result != "pass"]
    issue(history, who, visit_id, problems)


def issue(history: History, who: str, visit_id: str, problems: list[str]) -> Tried:
    asked = {"requirement": "Mend it", "rectify_days": history.chance.choice((1, 3, 10))}
    matters = [
        {"matter_id": history.new_id("matter"), "item_code": code, **asked} for code in problems
    ]
    return history.run(
        who,
        "order.issue",
        order_id=history.new_id("order"),
        visit_id=visit_id,
        colour="blue" if problems else "green",
        temporary_number="T",
        matters=matters,
        objection=said_on_site(history, problems),
    )


def _attach(history: History, who: str, kind: str, subject_id: str, slot: str) -> str:
    photo_id = history.new_id("photo")
    args = {"photo_id": photo_id, "subject_kind": kind, "subject_id": subject_id, "slot": slot}
    about = {"sha256": SHA, "size": 10, "width": 4, "height": 3, "source": "camera"}
    taken = {"taken_at": NOW.isoformat()}
    history.run(who, "photo.attach", **args, **about, **taken)
    return photo_id


def _orders(history: History) -> list[Order]:
    query = select(Order).where(Order.site_id == history.site).order_by(Order.id)
    return list(history.world.session.scalars(query))


def _some_visit(history: History) -> Visit | None:
    query = select(Visit).where(Visit.site_id == history.site).order_by(Visit.id)
    visits = list(history.world.session.scalars(query))
    return history.chance.choice(visits) if visits else None


def _plain(name: str, **more: Any) -> Callable[[History, Order, str], None]:
    def act(history: History, order: Order, who: str) -> None:
        attempt(history, order, who, name, name.partition(".")[2], more)

    return act


def _feed_back(history: History, order: Order, who: str) -> None:
    session = history.world.session
    matters = list(session.scalars(select(Matter.id).where(Matter.order_id == order.id)))
    photo = _attach(history, who, "order", order.id, "signature")
    history.run("system", "photo.confirm", photo_id=photo)
    texts = {"cause": "c", "measures": "m", "outcome": "o", "photo_ids": [photo]}
    meeting = {"held_at": NOW.isoformat(), "chair": "S", "attendees": "S", "photo_id": photo}
    answer = {
        "feedback_id": history.new_id("feedback"),
        "signer_name": "Stan",
        "signature_photo_id": photo,
        "matters": [{"matter_id": its, **texts} for its in matters or ["none"]],
        "meeting": meeting,
        "plan": "P",
        "stamped_photo_id": photo,
    }
    attempt(history, order, who, "order.submit_feedback", "submit_feedback", answer)


def _review(history: History, order: Order, who: str) -> None:
    verdict = history.chance.choice(("pass", "pass", "return", "fail"))
    no_reasons = list[str]()
    whole = {"verdict": verdict, "reasons": no_reasons}
    told: dict[str, Any] = {"matters": [], "whole": whole, "note": "see"}
    args = {"review_id": history.new_id("review"), **told}
    attempt(history, order, who, "order.review", f"review_{verdict}", args)


def attempt(  # noqa: PLR0917  (one call: who does what to which order, and what it is called)
    history: History, order: Order, who: str, name: str, action: str, args: dict[str, Any]
) -> None:
    """Try it, and note what the shared table should have said."""
    before = (order.colour, order.state, action)
    tried = history.run(who, name, order_id=order.id, **args)
    history.world.session.flush()
    history.note_action(before, order.state, tried)


ACTS: Mapping[str, Callable[[History, Order, str], None]] = {
    "order.acknowledge": _plain("order.acknowledge"),
    "order.submit_feedback": _feed_back,
    "order.review": _review,
    "order.confirm": _plain("order.confirm"),
    "order.dismiss": _plain("order.dismiss", reason="不升"),
    "order.withdraw": _plain("order.withdraw", reason="措辞"),
}
