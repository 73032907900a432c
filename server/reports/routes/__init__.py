"""Reports: the slip as PDF, and the file of a month."""

from flask import Blueprint, Response, request

from server.core.endpoint import current_actor, endpoint
from server.core.problems import NotAllowed, SignedOut
from server.core.runtime import runtime
from server.reports import queries
from server.reports.adapters.printing import print_newest
from server.reports.adapters.sending import as_pdf
from server.reports.adapters.shelf import open_print
from server.reports.commands.printing import GRANT
from server.reports.models import MonthPrint
from server.reports.rules import PrintGone, PrintNotReady, PrintUnknown, SlipUnknown

routes = Blueprint("reports", __name__, url_prefix="/api")


@endpoint(
    routes,
    "GET",
    "/orders/<order_id>/slip",
    guard="order.read",
    summary="An order as PDF (三色督查落实单); who takes it is journaled",
    media="application/pdf",
    problems=(SignedOut, NotAllowed, SlipUnknown),
)
def show_slip(order_id: str) -> Response:
    actor, its = current_actor(), runtime()
    its.perform("report.note_slip", {"order_id": order_id}, actor)
    origin = request.url_root.rstrip("/")
    slip = print_newest(its, actor.org, order_id, reader=actor.name, origin=origin)
    return as_pdf(slip.pdf, "inline", f"{slip.number}.pdf")


@endpoint(
    routes,
    "GET",
    "/month-prints/<print_id>/file",
    guard=GRANT,
    summary="A month's orders in one file, for the person who ordered it",
    media="application/pdf",
    problems=(SignedOut, NotAllowed, PrintUnknown, PrintNotReady, PrintGone),
)
def download_print(print_id: str) -> Response:
    found = _get_own_print(print_id)
    pieces = open_print(runtime().settings, found.id)
    if pieces is None:
        raise PrintGone
    response = as_pdf(pieces, "attachment", f"督查落实单-{found.month}-{found.unit_name}.pdf")
    response.content_length = found.size
    return response


def _get_own_print(print_id: str) -> MonthPrint:
    """The same answer for another's as for none; its unit must still be one's own to print."""
    actor = current_actor()
    with runtime().reading() as session:
        found = queries.find_print(session, print_id)
    is_own = found is not None and (found.org, found.user_id) == (actor.org, actor.user_id)
    if found is None or not is_own or not actor.may(GRANT, found.unit_id):
        raise PrintUnknown
    if found.state != "done":
        raise PrintNotReady
    return found
