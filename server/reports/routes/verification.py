"""Reports: the page that a slip's QR code opens, for anybody who holds the paper."""

from flask import Blueprint, Response, render_template, request

from server.core.endpoint import PUBLIC, endpoint
from server.core.runtime import runtime
from server.reports import queries
from server.reports.adapters.content import content_of
from server.reports.adapters.limiting import AskedTooOften, Limiter
from server.reports.adapters.proof import LANGUAGES, proof_of, words_in
from server.reports.rules.proving import content_hash, verdict_on

routes = Blueprint("verification", __name__, template_folder="../templates")
# A whole office may sit behind one address.
limiter = Limiter(most=60, seconds=60)
HEADERS = {
    "X-Robots-Tag": "noindex, nofollow",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
}


@endpoint(
    routes,
    "GET",
    "/v/<token>",
    guard=PUBLIC,
    summary="Whether a printed slip is still what the server has (核验)",
    media="text/html",
)
def show_proof(token: str) -> Response:
    its = runtime()
    try:
        limiter.take(request.remote_addr or "", its.clock.now())
    except AskedTooOften as refusal:
        return _page("busy", None, refusal.status)
    with its.reading() as session:
        slip = queries.find_slip(session, token)
        order = slip and queries.find_order(session, slip.org, slip.id)
        if slip is None or order is None:
            return _page("unknown", None, 404)
        present = content_hash(content_of(queries.get_story(session, order)))
        printed = request.args.get("h", "")
        verdict = verdict_on(printed, present, queries.list_hashes(session, slip.id), order.state)
    return _page(verdict, proof_of(order, printed, _language()), 200)


def _page(verdict: str, proof: dict[str, str] | None, status: int) -> Response:
    language = _language()
    words = words_in(language)
    page = render_template(
        "verification.html",
        language=language,
        other=_other_language(language),
        words=words,
        verdict=verdict,
        proof=proof,
    )
    return Response(page, status, HEADERS, content_type="text/html; charset=utf-8")


def _language() -> str:
    asked = request.args.get("lang", "")
    if asked in LANGUAGES:
        return asked
    return request.accept_languages.best_match(LANGUAGES) or LANGUAGES[0]


def _other_language(language: str) -> dict[str, str]:
    other = LANGUAGES[1 - LANGUAGES.index(language)]
    return {"lang": other, "h": request.args.get("h", "")}
