"""Evidence: how bytes of photos go out: as pictures that can do nothing, or as files to keep."""

from flask import Response, request

SAFE_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
}
MAX_AGE_S = 24 * 3600


def as_picture(content: bytes, name: str, max_age: int = MAX_AGE_S) -> Response:
    """One of our own JPEGs; `name` stands for all that was drawn into it."""
    response = Response(content, mimetype="image/jpeg", headers=SAFE_HEADERS)
    response.cache_control.private = True
    response.cache_control.max_age = max_age
    response.set_etag(name)
    response.make_conditional(request)
    return response


def as_file(content: bytes, name: str) -> Response:
    """The sender's own bytes: never to be shown by a browser (R-02)."""
    response = Response(content, mimetype="application/octet-stream", headers=SAFE_HEADERS)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.bin"'
    response.headers["Cache-Control"] = "private, no-store"
    return response
