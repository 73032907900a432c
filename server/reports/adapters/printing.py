"""Reports: prints the newest noted version of an order's slip."""

from dataclasses import dataclass

from server.core.runtime import Runtime
from server.reports import queries
from server.reports.adapters.slips import Printing, photo_ids_of, print_slip


@dataclass(frozen=True)
class Printed:
    """A slip on paper, with the number that it bears."""

    number: str
    pdf: bytes


def print_newest(runtime: Runtime, org: str, order_id: str, *, reader: str, origin: str) -> Printed:
    """What was noted last; `origin` counts where the installation names no address."""
    with runtime.reading() as session:
        slip = queries.get_slip(session, order_id)
        version = queries.get_newest_version(session, slip)
        photos = queries.list_photos_by_id(session, org, photo_ids_of(version.content))
    printing = Printing(
        content=version.content,
        version=version.number,
        hash=version.hash,
        token=slip.token,
        origin=runtime.settings.public_url or origin,
        reader=reader,
        at=runtime.clock.now(),
    )
    pdf = print_slip(runtime.settings, printing, photos)
    return Printed(version.content["number"], pdf)
