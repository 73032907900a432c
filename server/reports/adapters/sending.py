"""Reports: a PDF on its way to a person."""

from collections.abc import Iterable
from typing import Literal
from urllib.parse import quote

from flask import Response


def as_pdf(
    pdf: bytes | Iterable[bytes], how: Literal["inline", "attachment"], name: str
) -> Response:
    """No copy of it stays on the way, and it is saved under its own name."""
    response = Response(pdf, mimetype="application/pdf")
    value = f"{how}; filename=\"ducha.pdf\"; filename*=UTF-8''{quote(name)}"
    response.headers["Content-Disposition"] = value
    response.headers["Cache-Control"] = "private, no-store"
    return response
