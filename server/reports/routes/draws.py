"""Reports: what a draw has drawn (抽样清单), as a file of Excel."""

from tempfile import TemporaryFile

from flask import Blueprint, Response, send_file
from pydantic_core import from_json
from sqlalchemy.orm import Session

from server.core.actor import Actor
from server.core.clock import local_day
from server.core.endpoint import current_actor, endpoint
from server.core.problems import NotAllowed, SignedOut
from server.core.runtime import runtime
from server.organisation.queries import get_policies, get_top_unit, list_units
from server.planning.queries import draw_lists, draws
from server.planning.rules.draws import DrawUnknown
from server.reports.adapters.excel_draws import write_draw
from server.reports.adapters.excel_orders import About
from server.reports.adapters.journaling import journal_draw_export
from server.reports.routes.excel import MEDIA
from server.reports.rules import exporting as rules

routes = Blueprint("excel_draws", __name__, url_prefix="/api/reports")
GRANT = "draw.read"


@endpoint(
    routes,
    "GET",
    "/draws/<draw_id>.xlsx",
    guard=GRANT,
    summary="What a draw has drawn, with reserves and proof, as Excel; who takes it is noted",
    media=MEDIA,
    problems=(SignedOut, NotAllowed, DrawUnknown, rules.ExportTooLarge, rules.ExportEmpty),
)
def export_draw(draw_id: str) -> Response:
    actor, now = current_actor(), runtime().clock.now()
    with runtime().reading() as session:
        draw = draws.find_visible(session, actor, draw_id)
        if draw is None:
            raise DrawUnknown(draw_id=draw_id)
        count = draw_lists.count_picks(session, draw.id)
        limit = get_policies(session, actor.org, local_day(now))["report.excel_rows"]
        rules.check_size(count, limit)
        journal_draw_export(actor, draw.id, count)
        # Closed by the response, which sends it piece by piece.
        target = TemporaryFile()  # noqa: SIM115
        about = About(get_top_unit(session, actor.org).name, actor.name, now, ())
        names = _names(session, actor, draw.id)
        write_draw(target, draw, draw_lists.iterate_pages(session, draw), names, about)
    name = f"抽样清单-{local_day(now):%Y%m%d}.xlsx"
    return send_file(target, mimetype=MEDIA, as_attachment=True, download_name=name, max_age=0)


def _names(session: Session, actor: Actor, draw_id: str) -> dict[str, str]:
    """Of units by their ids, and of the draw's strata by "#number"."""
    names = {unit.id: unit.name for unit in list_units(session, actor.org)}
    for stratum in draws.list_strata(session, draw_id):
        parts: list[str] = from_json(stratum.key)
        told = " · ".join(names.get(its, its) for its in parts)
        names[f"#{stratum.number}"] = told or "全部"
    return names
