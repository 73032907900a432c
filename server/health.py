"""Health: /healthz says that the process lives, /readyz that database and store answer."""

from flask import Blueprint, Flask
from pydantic import BaseModel
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from server.core.endpoint import PUBLIC, endpoint
from server.core.problems import Unavailable
from server.core.runtime import runtime
from server.core.settings import APP_VERSION
from server.evidence.adapters.blobs import blob_store

routes = Blueprint("health", __name__)


class Health(BaseModel):
    status: str
    version: str


@endpoint(routes, "GET", "/healthz", guard=PUBLIC, summary="The process lives", returns=Health)
def healthz() -> Health:
    return Health(status="ok", version=APP_VERSION)


@endpoint(
    routes,
    "GET",
    "/readyz",
    guard=PUBLIC,
    summary="Database and photo store answer",
    returns=Health,
    problems=(Unavailable,),
)
def readyz() -> Health:
    try:
        with runtime().reading() as session:
            session.execute(text("SELECT 1 FROM sync_clock"))
    except SQLAlchemyError as error:
        raise Unavailable("数据库没有回应", part="database") from error
    try:
        blob_store(runtime().settings).check_ready()
    except OSError as error:
        raise Unavailable("照片存储不可写", part="store") from error
    return Health(status="ok", version=APP_VERSION)


def install(app: Flask) -> None:
    app.register_blueprint(routes)
