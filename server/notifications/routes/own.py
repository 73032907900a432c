"""Notifications: what each person sets for himself, and his browsers."""

from flask import Blueprint

from server.core.clock import local_day
from server.core.endpoint import SIGNED_IN, current_actor, endpoint
from server.core.problems import CsrfFailed, InvalidRequest, MalformedJson, SignedOut
from server.core.runtime import runtime
from server.notifications.adapters import addresses
from server.notifications.adapters.pushing import public_key
from server.notifications.queries import channels as queries
from server.notifications.rules.channels import AddressUnfit, TargetForbidden
from server.notifications.schemas import Browser, NewBrowser, NoticeSettings, OwnChannel
from server.organisation.queries import get_policies

routes = Blueprint("notice_settings", __name__, url_prefix="/api/notice-settings")


@endpoint(
    routes,
    "GET",
    "",
    guard=SIGNED_IN,
    summary="One's own settings of notices (消息方式), and one's browsers",
    returns=NoticeSettings,
    problems=(SignedOut,),
)
def get_settings() -> NoticeSettings:
    return _settings()


@endpoint(
    routes,
    "POST",
    "/browsers",
    guard=SIGNED_IN,
    summary="Have this browser show one's notices (网页推送)",
    body=NewBrowser,
    returns=NoticeSettings,
    problems=(SignedOut, CsrfFailed, MalformedJson, InvalidRequest, AddressUnfit, TargetForbidden),
)
def add_browser(body: NewBrowser) -> NoticeSettings:
    fields = addresses.sealed_browser(
        runtime().settings,
        body.endpoint.get_secret_value(),
        body.p256dh,
        body.auth.get_secret_value(),
    )
    args = {**fields, "device": body.device}
    runtime().perform("notice.subscribe", args, current_actor())
    return _settings()


def _settings() -> NoticeSettings:
    actor, its = current_actor(), runtime()
    with its.reading() as session:
        own = queries.find_preferences(session, actor.org, [actor.user_id]).get(actor.user_id)
        rows = queries.list_subscriptions(session, actor.org, [actor.user_id])
        channels = queries.list_channels(session, actor.org)
        policies = get_policies(session, actor.org, local_day(its.clock.now()))
    used = [channel for channel in channels if channel.is_enabled]
    has_push = any(channel.kind == "webpush" for channel in used)
    return NoticeSettings(
        muted=own.muted if own else [],  # pyright: ignore[reportArgumentType]
        email=own.email if own else "",
        quiet_begins=own.quiet_begins if own else None,
        quiet_ends=own.quiet_ends if own else None,
        company_quiet_begins=policies["notice.quiet_begins"],
        company_quiet_ends=policies["notice.quiet_ends"],
        channels=[
            OwnChannel(id=row.id, kind=row.kind, name=row.name)  # pyright: ignore[reportArgumentType]
            for row in used
        ],
        browsers=[
            Browser(id=row.id, device=row.device, added_at=row.added_at)
            for row in rows.get(actor.user_id, [])
        ],
        push_key=public_key(its) if has_push else "",
    )
