"""Problems: every refusal has a slug, a status and a Chinese title (RFC 9457 on the wire)."""

from typing import Any, ClassVar


class StartProblem(Exception):
    """The product cannot start; the text is one line for the person at the console."""


class Problem(Exception):
    """A refusal that a person can read and a program can tell apart by its slug."""

    slug: ClassVar[str]
    status: ClassVar[int] = 409
    title: ClassVar[str]

    def __init__(self, detail: str = "", **details: Any) -> None:
        super().__init__(detail or self.title)
        self.detail = detail
        self.details = details

    def as_json(self) -> dict[str, Any]:
        """The members of application/problem+json, without the request's own."""
        return {
            "type": f"/problems/{self.slug}",
            "title": self.title,
            "status": self.status,
            "detail": self.detail or self.title,
            "slug": self.slug,
            "details": self.details,
        }


class MalformedJson(Problem):
    slug, status, title = "malformed-json", 400, "请求内容不是有效的 JSON"


class InvalidRequest(Problem):
    slug, status, title = "invalid-request", 422, "请求内容不完整或有误"


class SignedOut(Problem):
    slug, status, title = "signed-out", 401, "登录已过期，请重新登录"


class CsrfFailed(Problem):
    slug, status, title = "csrf-failed", 403, "页面已失效，请刷新后重试"


class NotAllowed(Problem):
    slug, status, title = "not-allowed", 403, "您没有这项操作的权限"


class NotFound(Problem):
    slug, status, title = "not-found", 404, "找不到该内容，或您无权查看"


class MethodNotAllowed(Problem):
    slug, status, title = "method-not-allowed", 405, "不支持这种请求方式"


class TooLarge(Problem):
    slug, status, title = "too-large", 413, "内容过大，请分批发送"


class Unavailable(Problem):
    slug, status, title = "unavailable", 503, "服务暂时不可用，内容已保留，稍后会自动重试"


class Unexpected(Problem):
    slug, status, title = "unexpected", 500, "服务器出错，已记录，请稍后重试"


class IdTaken(Problem):
    slug, title = "id-taken", "该编号已被占用"


class StaleBase(Problem):
    slug, title = "stale-base", "内容已被他人更新，请核对后重新提交"
