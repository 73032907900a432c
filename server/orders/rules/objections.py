"""Orders: when the inspected side may object to an order (异议), and who answers it."""

from collections.abc import Collection
from datetime import datetime

from server.core.problems import Problem
from server.orders.rules import OrderState

OBJECTABLE = ("delivered", "acknowledged")
# Written down at the signature; it is open from the order's delivery on.
NOTED = "noted"


class ObjectionOpen(Problem):
    slug, title = "objection-open", "该单还有一条异议未答复，请先等待或完成答复"


class ObjectionUnknown(Problem):
    slug, title = "objection-unknown", "找不到这条异议"


class ObjectionPhotoStays(Problem):
    slug, title = "objection-photo-stays", "异议已经提出，所附照片不能再更改"


class ObjectionLate(Problem):
    slug, title = "objection-late", "异议期限已过，不能再提出"


class ObjectionNotOpen(Problem):
    slug, title = "objection-not-open", "该异议已经答复过了"


class OwnOrder(Problem):
    slug, status, title = "objection-own-order", 403, "签发人不能答复对本单的异议，请另一位组长答复"


class NoSuchMatters(Problem):
    slug, title = "objection-no-matter", "请选择要提出异议的督办事项，已划除或已通过的不能再选"


def check_objection(
    state: str, objection_state: str | None, ends_at: datetime | None, now: datetime
) -> None:
    """From delivery until the end of the working day after it, one at a time.

    Who has written what it mended objects no more; an order without matters has no `ends_at`.
    """
    if objection_state == "open":
        raise ObjectionOpen
    if state not in OBJECTABLE:
        raise OrderState(state=state, action="object")
    if ends_at is None or now >= ends_at:
        raise ObjectionLate


def check_matters_named(named: Collection[str], open_ids: Collection[str]) -> None:
    """It concerns at least one matter of the order that still has to be mended."""
    if not named or not set(named) <= set(open_ids):
        raise NoSuchMatters


def check_answer(objection_state: str, answerer_id: str, signers: Collection[str | None]) -> None:
    """Answered once, and not by whoever issued or proposed the order (四眼)."""
    if objection_state != "open":
        raise ObjectionNotOpen
    if answerer_id in signers:
        raise OwnOrder


def check_none_open(objection_state: str | None) -> None:
    """Nothing ends an order, or judges it, while an objection to it waits for its answer."""
    if objection_state == "open":
        raise ObjectionOpen


def check_photo(state: str, objection_state: str | None, is_used: bool) -> None:
    """Photos come before the objection that names them, and stay once it was raised."""
    if is_used:
        raise ObjectionPhotoStays
    if objection_state == "open":
        raise ObjectionOpen
    if state not in OBJECTABLE:
        raise OrderState(state=state, action="object")
