"""Reports: what was printed is kept, so that a paper can be checked against it."""

import secrets
from datetime import datetime

from sqlalchemy.orm import Session

from server.core.events import emit
from server.orders.models import Order
from server.orders.queries import get_order
from server.reports import queries
from server.reports.adapters.content import content_of
from server.reports.events import SlipPrinted
from server.reports.models import Slip, SlipVersion
from server.reports.rules.proving import content_hash

# 128 bits.
TOKEN_BYTES = 16


def note_slip(session: Session, order: Order, at: datetime, print_id: str = "") -> None:
    """Keep the order's slip as it is now, where it was never printed so, and tell of the export."""
    # Who prints the same order at the same time waits here.
    order = get_order(session, order.org, order.id)
    content = content_of(queries.get_story(session, order))
    digest = content_hash(content)
    slip = session.get(Slip, order.id) or _new_slip(session, order)
    version = queries.find_version(session, slip.id, digest)
    if version is None:
        slip.versions += 1
        version = SlipVersion(
            id=f"{slip.id}/{slip.versions}",
            org=order.org,
            slip_id=slip.id,
            number=slip.versions,
            hash=digest,
            content=content,
            noted_at=at,
        )
        session.add(version)
        session.flush()
    emit(
        session,
        SlipPrinted(order.id, content["number"], version.number, digest, print_id),
    )


def _new_slip(session: Session, order: Order) -> Slip:
    slip = Slip(id=order.id, org=order.org, token=secrets.token_urlsafe(TOKEN_BYTES), versions=0)
    session.add(slip)
    session.flush()
    return slip
