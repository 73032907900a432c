"""Catalogue: what the form for a supervision matter has to know."""

from flask import Blueprint

from server.catalogue.schemas.matters import MatterPolicy
from server.core.clock import local_day
from server.core.endpoint import current_actor, endpoint
from server.core.problems import NotAllowed, SignedOut
from server.core.runtime import runtime
from server.organisation.queries import get_policies

routes = Blueprint("catalogue", __name__, url_prefix="/api")


@endpoint(
    routes,
    "GET",
    "/matters/policy",
    guard="matter.manage",
    summary="Which sources, channels and senders make a matter key by itself today (重点名单)",
    returns=MatterPolicy,
    problems=(SignedOut, NotAllowed),
)
def show_matter_policy() -> MatterPolicy:
    actor, its = current_actor(), runtime()
    with its.reading() as session:
        found = get_policies(session, actor.org, local_day(its.clock.now()))
    names = ("key_sources", "key_channels", "key_senders")
    return MatterPolicy.model_validate({name: found[f"matter.{name}"] for name in names})
