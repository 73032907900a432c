"""Reports: a slip for the person at the console."""

from server.core.actor import system_actor
from server.core.runtime import Runtime
from server.reports import queries
from server.reports.adapters.printing import print_newest
from server.reports.rules import SlipUnknown

READER = "系统管理员（命令行）"


def print_by_number(runtime: Runtime, number: str) -> bytes:
    """The PDF, noted like every other export; SlipUnknown where no order has this number."""
    with runtime.asking() as session:
        order = queries.find_order_by_number(session, number)
    if order is None:
        raise SlipUnknown
    runtime.perform("report.note_slip", {"order_id": order.id}, system_actor(order.org))
    origin = f"http://localhost:{runtime.settings.port}"
    return print_newest(runtime, order.org, order.id, reader=READER, origin=origin).pdf
