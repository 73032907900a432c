"""Reports: the quota board as a file of Excel."""

from tempfile import TemporaryFile

from flask import Blueprint, Response, send_file

from server.core.clock import local_day
from server.core.endpoint import asked_of, current_actor, endpoint
from server.core.problems import InvalidRequest, NotAllowed, SignedOut
from server.core.runtime import runtime
from server.organisation.queries import get_top_unit, list_units
from server.quotas.routes.board import read_board
from server.quotas.schemas import BoardQuery
from server.reports.adapters.excel_orders import About
from server.reports.adapters.excel_quotas import in_words, write_board
from server.reports.adapters.journaling import journal_export
from server.reports.routes.excel import MEDIA
from server.reports.rules.exporting import QuotaExportEmpty, check_lines

routes = Blueprint("excel_quotas", __name__, url_prefix="/api/reports")


@endpoint(
    routes,
    "GET",
    "/quotas.xlsx",
    # Noting that a file leaves asks for it; who may not look at any quota gets an empty board.
    guard="order.read",
    summary="The quota board that was asked for, as Excel; who takes it is noted",
    media=MEDIA,
    problems=(SignedOut, NotAllowed, InvalidRequest, QuotaExportEmpty),
)
def export_quotas() -> Response:
    actor, asked = current_actor(), asked_of(BoardQuery)
    now = runtime().clock.now()
    with runtime().reading() as session:
        board = read_board(session, actor, asked, local_day(now))
        count = sum(len(line.cells) for line in board.lines)
        check_lines(count)
        chosen = asked.model_dump(mode="json", exclude_defaults=True)
        journal_export(actor, "quotas_xlsx", {key: str(its) for key, its in chosen.items()}, count)
        # Closed by the response, which sends it piece by piece.
        target = TemporaryFile()  # noqa: SIM115
        units = {unit.id: unit.name for unit in list_units(session, actor.org)}
        about = About(
            company=get_top_unit(session, actor.org).name,
            person=actor.name,
            at=now,
            chosen=in_words(asked, units.get(asked.branch, "")),
        )
        write_board(target, board, about)
    name = f"配额-{board.year}-{local_day(now):%Y%m%d}.xlsx"
    return send_file(target, mimetype=MEDIA, as_attachment=True, download_name=name, max_age=0)
