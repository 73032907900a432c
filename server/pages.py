"""Pages: the PWA's built files, and the headers that every answer carries."""

from flask import Blueprint, Flask, Response, request, send_from_directory

from server.core.endpoint import PUBLIC, endpoint
from server.core.problems import NotFound, Problem
from server.core.runtime import runtime

routes = Blueprint("pages", __name__)
ONE_YEAR = 31_536_000
POLICY = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' blob: data:",
        "style-src 'self' 'unsafe-inline'",
        "script-src 'self'",
        "connect-src 'self'",
        "worker-src 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "form-action 'self'",
    )
)


class NotBuilt(Problem):
    slug, status, title = "not-built", 503, "页面尚未构建，请先运行 make run"


def install(app: Flask) -> None:
    app.register_blueprint(routes)
    app.after_request(_add_headers)


@endpoint(routes, "GET", "/", guard=PUBLIC, summary="The app", media="text/html")
def get_app() -> Response:
    return _send("index.html")


@endpoint(routes, "GET", "/<path:path>", guard=PUBLIC, summary="The app's files", media="*/*")
def get_file(path: str) -> Response:
    """A built file; any other address is a page of the app, which finds its own way."""
    if path.startswith("api/"):
        raise NotFound
    is_file = (runtime().settings.pages_dir / path).is_file()
    return _send(path if is_file else "index.html")


def _send(path: str) -> Response:
    folder = runtime().settings.pages_dir
    if not (folder / "index.html").is_file():
        raise NotBuilt
    response = send_from_directory(folder, path)
    if path.startswith("assets/"):
        # Vite puts the content's hash into these names.
        response.cache_control.public, response.cache_control.max_age = True, ONE_YEAR
        response.cache_control.immutable = True
    else:
        response.cache_control.no_cache = True
    return response


def _add_headers(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", POLICY)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "camera=(self), geolocation=(self), microphone=()")
    if runtime().settings.behind_tls:
        headers.setdefault("Strict-Transport-Security", f"max-age={ONE_YEAR}")
    if request.path.startswith("/api/") and "Cache-Control" not in headers:
        headers["Cache-Control"] = "no-store"
    return response
