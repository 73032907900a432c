"""OpenAPI: the API's description, made from the routes' own contracts and the commands."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from http import HTTPStatus
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

from apispec import APISpec
from flask import Blueprint, Flask, Response, abort, current_app, send_from_directory
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from server.core.endpoint import PUBLIC, SIGNED_IN, Contract, endpoint
from server.core.runtime import runtime
from server.core.settings import APP_VERSION
from server.core.unit_of_work import Wiring

REF = "#/components/schemas/"
Mode = Literal["validation", "serialization"]
VALIDATION: Mode = "validation"
SERIALIZATION: Mode = "serialization"
Refs = dict[Any, Any]
routes = Blueprint("openapi", __name__, url_prefix="/api")
VIEWER = Path(str(files("flask_swagger_ui"))) / "dist"
VIEWER_FILES = ("swagger-ui-bundle.js", "swagger-ui.css")
PAGE = """<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>督查通 API</title>
<link rel="stylesheet" href="/api/docs/swagger-ui.css"></head><body><div id="viewer"></div>
<script src="/api/docs/swagger-ui-bundle.js"></script><script src="/api/docs/start.js"></script>
</body></html>"""
START = "SwaggerUIBundle({url: '/api/openapi.json', dom_id: '#viewer', deepLinking: true});"


class ProblemDocument(BaseModel):
    """Every failure (RFC 9457); `slug` tells them apart, `title` is Chinese."""

    type: str
    title: str
    status: int
    detail: str
    slug: str
    details: dict[str, Any]
    request_id: str


def install(app: Flask) -> None:
    app.register_blueprint(routes)


@endpoint(routes, "GET", "/openapi.json", guard=PUBLIC, summary="This description")
def get_openapi() -> Response:
    document = json.dumps(describe(current_app), ensure_ascii=False)
    return Response(document, content_type="application/json")


@endpoint(routes, "GET", "/docs", guard=PUBLIC, summary="Browse the API", media="text/html")
def browse_api() -> Response:
    return Response(PAGE, content_type="text/html; charset=utf-8")


@endpoint(
    routes, "GET", "/docs/<name>", guard=PUBLIC, summary="The viewer's own files", media="*/*"
)
def get_viewer_file(name: str) -> Response:
    if name == "start.js":
        return Response(START, content_type="text/javascript")
    if name not in VIEWER_FILES:
        abort(404)
    return send_from_directory(VIEWER, name)


def describe(app: Flask) -> dict[str, Any]:
    """The OpenAPI 3.1 document of this application."""
    with app.app_context():
        wiring = runtime().wiring
    contracts = list(contracts_of(app))
    spec = APISpec(
        title="督查通 Ducha",
        version=APP_VERSION,
        openapi_version="3.1.0",
        info={"description": "Field inspection of city-gas services. See sync/PROTOCOL.md."},
    )
    refs, definitions = _schemas(contracts, wiring)
    for name, schema in sorted(definitions.items()):
        spec.components.schema(name, schema)
    spec.components.schema("Commands", _map_of(_commands(wiring), refs, "validation"))
    spec.components.schema("Rows", _map_of(_rows(wiring), refs, "serialization"))
    spec.components.security_scheme(
        "session", {"type": "apiKey", "in": "cookie", "name": app.config["SESSION_COOKIE_NAME"]}
    )
    for contract in contracts:
        path = contract.path.replace("<", "{").replace(">", "}")
        operation = _operation(contract, refs)
        spec.path(path, operations={contract.method.lower(): operation})
    return spec.to_dict()


def contracts_of(app: Flask) -> Iterator[Contract]:
    """Every route's contract with its full path, in a stable order."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: (rule.rule, rule.endpoint)):
        contract: Contract = app.view_functions[rule.endpoint].__dict__["contract"]
        path = rule.rule.replace("<path:", "<")
        yield replace(contract, path=path)


def _commands(wiring: Wiring) -> dict[str, type[BaseModel]]:
    return {name: spec.schema for name, spec in sorted(wiring.commands.items())}


def _rows(wiring: Wiring) -> dict[str, type[BaseModel]]:
    return {entity: feed.shape for entity, feed in sorted(wiring.feeds.items())}


def _schemas(contracts: list[Contract], wiring: Wiring) -> tuple[Refs, dict[str, Any]]:
    taken = [item.body for item in contracts if item.body]
    taken += _commands(wiring).values()
    given = [item.returns for item in contracts if item.returns]
    given += [ProblemDocument, *_rows(wiring).values()]
    wanted: list[tuple[type[BaseModel], Mode]] = [
        *((model, VALIDATION) for model in dict.fromkeys(taken)),
        *((model, SERIALIZATION) for model in dict.fromkeys(given)),
    ]
    refs, whole = models_json_schema(wanted, ref_template=REF + "{model}")
    return dict(refs), whole["$defs"]


def _map_of(models: dict[str, type[BaseModel]], refs: Refs, mode: Mode) -> dict[str, Any]:
    properties = {name: refs[model, mode] for name, model in models.items()}
    return {"type": "object", "properties": properties, "required": list(properties)}


def _operation(contract: Contract, refs: Refs) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "summary": contract.summary,
        "description": f"Guard: {contract.guard}",
        "operationId": f"{contract.method.lower()} {contract.path}",
        "parameters": [
            {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
            for name in _parameters(contract.path)
        ],
        "responses": _responses(contract, refs),
        "security": [] if contract.guard == PUBLIC else [{"session": []}],
    }
    if contract.guard not in (PUBLIC, SIGNED_IN):
        operation["x-grant"] = contract.guard
    if contract.body is not None:
        content = {"application/json": {"schema": refs[contract.body, "validation"]}}
        operation["requestBody"] = {"required": True, "content": content}
    return operation


def _responses(contract: Contract, refs: Refs) -> dict[str, Any]:
    good: dict[str, Any] = {"description": HTTPStatus(contract.status).phrase}
    if contract.returns is not None:
        good["content"] = {contract.media: {"schema": refs[contract.returns, "serialization"]}}
    slugs: dict[int, list[str]] = {}
    for problem in contract.problems:
        slugs.setdefault(problem.status, []).append(problem.slug)
    document = {"application/problem+json": {"schema": refs[ProblemDocument, "serialization"]}}
    bad = {
        str(status): {"description": ", ".join(sorted(names)), "content": document}
        for status, names in sorted(slugs.items())
    }
    return {str(contract.status): good, **bad}


def _parameters(path: str) -> list[str]:
    return re.findall(r"<(\w+)>", path)
