"""Errors: every failure leaves the server as a problem document, never as a traceback."""

import structlog
from flask import Flask, Response, g, jsonify
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, OperationalError
from sqlalchemy.exc import TimeoutError as NoFreeConnection
from werkzeug.exceptions import HTTPException

from server.core.problems import (
    CsrfFailed,
    InvalidRequest,
    MethodNotAllowed,
    NotFound,
    Problem,
    TooLarge,
    Unavailable,
    Unexpected,
)

FIRST_ERROR = 400
BY_STATUS: dict[int, type[Problem]] = {404: NotFound, 405: MethodNotAllowed, 413: TooLarge}


def answer_problems(app: Flask) -> None:
    app.register_error_handler(Problem, problem_response)
    app.register_error_handler(CSRFError, lambda _: problem_response(CsrfFailed()))
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(OperationalError, _database)
    app.register_error_handler(NoFreeConnection, _database)
    app.register_error_handler(DataError, lambda _: problem_response(InvalidRequest()))
    app.register_error_handler(Exception, _unexpected)


def problem_response(problem: Problem) -> Response:
    body = {**problem.as_json(), "request_id": g.get("request_id", "")}
    response = jsonify(body)
    response.status_code = problem.status
    response.content_type = "application/problem+json"
    retry_after = problem.details.get("retry_after")
    if retry_after is not None:
        response.headers["Retry-After"] = str(retry_after)
    return response


def _http(error: HTTPException) -> Response | HTTPException:
    if error.code is not None and error.code < FIRST_ERROR:
        return error
    kind = BY_STATUS.get(error.code or 500, InvalidRequest)
    return problem_response(kind())


def _database(error: OperationalError | NoFreeConnection) -> Response:
    structlog.get_logger().error("database", error=str(getattr(error, "orig", error)))
    return problem_response(Unavailable(retry_after=5))


def _unexpected(error: Exception) -> Response:
    structlog.get_logger().error("unexpected", exc_info=error)
    return problem_response(Unexpected())
