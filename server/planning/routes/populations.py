"""Planning over HTTP: what there is to sample from, with where each number came from."""

import re

from flask import Blueprint, request

from server.core.endpoint import current_actor, endpoint
from server.core.problems import InvalidRequest, NotAllowed, SignedOut
from server.core.runtime import runtime
from server.planning.commands.imports import GRANT
from server.planning.queries.populations import list_populations
from server.planning.rules.periods import MONTH
from server.planning.schemas.imports import PopulationList, PopulationShape

routes = Blueprint("populations", __name__, url_prefix="/api/populations")


@endpoint(
    routes,
    "GET",
    "",
    guard=GRANT,
    summary="Populations of the months ?first=2026-01&last=2026-12, by unit",
    returns=PopulationList,
    problems=(SignedOut, NotAllowed, InvalidRequest),
)
def show_populations() -> PopulationList:
    first, last = (request.args.get(name, "") for name in ("first", "last"))
    if not all(re.fullmatch(MONTH, month) for month in (first, last)):
        raise InvalidRequest(parameter="first, last")
    with runtime().reading() as session:
        found = list_populations(session, current_actor().org, first, last)
    return PopulationList(populations=[PopulationShape.model_validate(its) for its in found])
