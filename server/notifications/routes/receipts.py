"""Notifications: who was told of an order, by which way, and who has read it (回执)."""

from flask import Blueprint, request

from server.core.endpoint import current_actor, endpoint
from server.core.problems import NotAllowed, NotFound, SignedOut
from server.core.runtime import runtime
from server.notifications.queries import deliveries as queries
from server.notifications.schemas import DeliveryView, ReceiptList, ReceiptView
from server.orders.queries import find_unit_of
from server.organisation.queries import list_people

routes = Blueprint("notice_receipts", __name__, url_prefix="/api/notice-receipts")
GRANT = "notice.trace"


@endpoint(
    routes,
    "GET",
    "",
    guard=GRANT,
    summary="Receipts of the notices about one order (?order=id), for the group that sent them",
    returns=ReceiptList,
    problems=(SignedOut, NotAllowed, NotFound),
)
def list_receipts() -> ReceiptList:
    actor, order_id = current_actor(), request.args.get("order", "")
    with runtime().reading() as session:
        unit_id = find_unit_of(session, actor.org, order_id)
        if unit_id is None or not actor.may(GRANT, unit_id):
            raise NotFound
        notices = queries.list_about(session, actor.org, "order", order_id)
        sent = queries.list_deliveries_of(session, [notice.id for notice in notices])
        people = list_people(session, actor.org)
    return ReceiptList(
        receipts=[
            ReceiptView(
                notice_id=notice.id,
                kind=notice.kind,
                user_name=people[notice.user_id].name,
                unit_name=people[notice.user_id].unit_name,
                created_at=notice.created_at,
                read_at=notice.read_at,
                escalated=int(notice.params.get("escalated", 0)),
                deliveries=[
                    DeliveryView.model_validate(row, from_attributes=True)
                    for row in sent.get(notice.id, ())
                ],
            )
            for notice in notices
        ]
    )
