"""Simulator: a request through the whole application, from bytes to bytes, without a network."""

import base64
from typing import Any

from flask import Flask
from werkzeug.test import EnvironBuilder, run_wsgi_app

Json = dict[str, Any]


def call(app: Flask, request: Json) -> Json:
    """`method`, `path`, `headers`, `body` (text, or base64 as `bytes`) → status, headers, body."""
    body = base64.b64decode(request["bytes"]) if "bytes" in request else request["body"].encode()
    builder = EnvironBuilder(
        method=request["method"],
        path=request["path"],
        headers=request["headers"],
        data=body,
    )
    pieces, status, headers = run_wsgi_app(app, builder.get_environ(), buffered=True)
    return {
        "status": int(status.split()[0]),
        "headers": {name.lower(): value for name, value in headers},
        "body": b"".join(pieces).decode(),
    }
