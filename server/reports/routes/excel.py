"""Reports: what a list of orders shows, as a file of Excel."""

from tempfile import TemporaryFile

from flask import Blueprint, Response, send_file
from sqlalchemy.orm import Session

from server.core.actor import Actor
from server.core.clock import local_day
from server.core.endpoint import asked_of, current_actor, endpoint
from server.core.problems import InvalidRequest, NotAllowed, SignedOut
from server.core.runtime import runtime
from server.orders.queries import listing
from server.orders.routes import GRANT, order_filter
from server.orders.schemas import OrderQuery
from server.organisation.queries import find_user, get_policies, get_top_unit, list_units
from server.reports.adapters.excel_orders import About, in_words, write_orders
from server.reports.adapters.journaling import journal_export
from server.reports.rules import exporting as rules

routes = Blueprint("excel", __name__, url_prefix="/api/reports")
MEDIA = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@endpoint(
    routes,
    "GET",
    "/orders.xlsx",
    guard=GRANT,
    summary="The orders that were asked for, with their matters, as Excel; who takes it is noted",
    media=MEDIA,
    problems=(
        SignedOut,
        NotAllowed,
        InvalidRequest,
        rules.ExportTooLarge,
        rules.ExportEmpty,
    ),
)
def export_orders() -> Response:
    actor, asked = current_actor(), asked_of(OrderQuery)
    now = runtime().clock.now()
    with runtime().reading() as session:
        wanted = order_filter(session, actor, asked)
        count = listing.count_found(session, actor, wanted)
        limit = get_policies(session, actor.org, local_day(now))["report.excel_rows"]
        rules.check_size(count, limit)
        journal_export(actor, "orders_xlsx", _chosen(asked), count)
        # Closed by the response, which sends it piece by piece.
        target = TemporaryFile()  # noqa: SIM115
        about = About(
            company=get_top_unit(session, actor.org).name,
            person=actor.name,
            at=now,
            chosen=_in_words(session, actor, asked),
        )
        write_orders(target, listing.iterate_found(session, actor, wanted), about)
    name = f"督查单-{local_day(now):%Y%m%d}.xlsx"
    return send_file(target, mimetype=MEDIA, as_attachment=True, download_name=name, max_age=0)


def _chosen(asked: OrderQuery) -> dict[str, str]:
    given = asked.model_dump(mode="json", exclude={"before"}, exclude_defaults=True)
    return {key: str(value) for key, value in given.items()}


def _in_words(session: Session, actor: Actor, asked: OrderQuery) -> list[tuple[str, str]]:
    units = {unit.id: unit.name for unit in list_units(session, actor.org)}
    issuer = find_user(session, actor.org, asked.issuer)
    return in_words(_chosen(asked), units.get(asked.unit, ""), issuer.name if issuer else "")
