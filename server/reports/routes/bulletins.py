"""Reports: a month's bulletin as PDF."""

from flask import Blueprint, Response

from server.core.endpoint import current_actor, endpoint
from server.core.problems import NotAllowed, SignedOut
from server.core.runtime import runtime
from server.reports.adapters.bulletins import print_bulletin
from server.reports.adapters.sending import as_pdf
from server.reports.commands.exporting import BULLETIN_GRANT
from server.reports.rules import BulletinUnknown

routes = Blueprint("bulletin_papers", __name__, url_prefix="/api")


@endpoint(
    routes,
    "GET",
    "/bulletins/<bulletin_id>/file",
    guard=BULLETIN_GRANT,
    summary="A month's bulletin as PDF (公示); who takes it is journaled",
    media="application/pdf",
    problems=(SignedOut, NotAllowed, BulletinUnknown),
)
def show_bulletin(bulletin_id: str) -> Response:
    actor, its = current_actor(), runtime()
    its.perform("report.note_bulletin", {"bulletin_id": bulletin_id}, actor)
    paper = print_bulletin(its, actor.org, bulletin_id, reader=actor.name)
    return as_pdf(paper.pdf, "inline", paper.name)
