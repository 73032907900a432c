"""Endpoint: a route names its guard and its shapes; this wraps the rest around it."""

import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar

from flask import Blueprint, Response, g, request
from pydantic import BaseModel, ValidationError

from server.core.actor import Actor
from server.core.problems import (
    InvalidRequest,
    MalformedJson,
    NotAllowed,
    Problem,
    SignedOut,
    TooLarge,
)

PUBLIC = "public"
SIGNED_IN = "signed-in"
Body = TypeVar("Body", bound=BaseModel)
View = Callable[..., Any]


@dataclass(frozen=True)
class Contract:
    """What a route takes, gives and asks of its caller; OpenAPI and the tests read this."""

    method: str
    path: str
    guard: str
    summary: str
    body: type[BaseModel] | None
    returns: type[BaseModel] | None
    status: int
    media: str
    problems: tuple[type[Problem], ...]


def endpoint(
    blueprint: Blueprint,
    method: str,
    path: str,
    *,
    guard: str,
    summary: str,
    body: type[BaseModel] | None = None,
    returns: type[BaseModel] | None = None,
    status: int = 200,
    media: str = "application/json",
    problems: tuple[type[Problem], ...] = (),
) -> Callable[[View], View]:
    """Register a view. It is called with the path's parts and, where declared, `body`."""
    contract = Contract(method, path, guard, summary, body, returns, status, media, problems)

    def mark(view: View) -> View:
        @wraps(view)
        def guarded(**parts: Any) -> Response:
            check_guard(guard)
            if body is not None:
                parts["body"] = read_body(body)
            return _respond(view(**parts), status)

        guarded.__dict__["contract"] = contract
        # OPTIONS answers only where a route declares it.
        blueprint.add_url_rule(
            path,
            view.__name__,
            guarded,
            methods=[method],
            provide_automatic_options=False,
        )
        return view

    return mark


def current_actor() -> Actor:
    """Who is signed in; SignedOut when nobody is."""
    actor: Actor | None = g.get("actor")
    if actor is None:
        raise SignedOut
    return actor


def check_guard(guard: str) -> None:
    if guard == PUBLIC:
        return
    actor = current_actor()
    if guard != SIGNED_IN and not actor.has(guard):
        raise NotAllowed(grant=guard)


def read_body(shape: type[Body]) -> Body:
    """The request's JSON in its shape; a clear problem where it is neither."""
    try:
        return shape.model_validate_json(_unpacked(request.get_data()))
    except ValidationError as error:
        if error.errors(include_input=False, include_url=False)[0]["type"] == "json_invalid":
            raise MalformedJson from error
        raise InvalidRequest(errors=field_errors(error)) from error


def _unpacked(content: bytes) -> bytes:
    """The body as it was before a phone packed it; never more than an unpacked one may have."""
    if request.content_encoding != "gzip":
        return content
    most = request.max_content_length or 0
    inflater = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    try:
        unpacked = inflater.decompress(content, most)
    except zlib.error as error:
        raise MalformedJson from error
    if inflater.unconsumed_tail:
        raise TooLarge
    return unpacked


def asked_of(shape: type[Body]) -> Body:
    """What the address asks for; what is left empty there is not asked for.

    InvalidRequest where it does not fit.
    """
    given = {key: value for key, value in request.args.items() if value}
    try:
        return shape.model_validate(given)
    except ValidationError as error:
        raise InvalidRequest(errors=field_errors(error)) from error


def field_errors(error: ValidationError) -> list[dict[str, str]]:
    """Where and what, without the input: that may be personal."""
    return [
        {"field": ".".join(str(part) for part in item["loc"]), "reason": item["type"]}
        for item in error.errors(include_input=False, include_url=False)
    ]


def _respond(result: Any, status: int) -> Response:
    if isinstance(result, Response):
        return result
    if result is None:
        return Response(status=status)
    return Response(result.model_dump_json(), status, mimetype="application/json")
