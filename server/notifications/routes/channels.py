"""Notifications: the administrator's page. Channels, their addresses, a test of each."""

from typing import get_args

from flask import Blueprint

from server.core.actor import Actor
from server.core.clock import local_day
from server.core.endpoint import current_actor, endpoint
from server.core.problems import CsrfFailed, InvalidRequest, MalformedJson, NotAllowed, SignedOut
from server.core.runtime import Runtime, runtime
from server.core.words import NoticeKind
from server.notifications.adapters import addresses
from server.notifications.jobs import try_now
from server.notifications.models import Channel, ChannelState
from server.notifications.queries import channels as queries
from server.notifications.rules.channels import (
    AddressLost,
    AddressUnfit,
    ChannelUnknown,
    TargetForbidden,
    effective_ids,
)
from server.notifications.schemas import (
    ChannelList,
    ChannelSettings,
    ChannelTest,
    ChannelView,
    RuleView,
    TrialResult,
)
from server.organisation.rules import ROLE_GRANTS

routes = Blueprint("notice_channels", __name__, url_prefix="/api/notice-channels")
GRANT = "notice.manage"
WRITING = (SignedOut, NotAllowed, CsrfFailed, MalformedJson, InvalidRequest)


@endpoint(
    routes,
    "GET",
    "",
    guard=GRANT,
    summary="Channels (消息方式), how they fare, and the rules by which notices take them",
    returns=ChannelList,
    problems=(SignedOut, NotAllowed),
)
def list_channels() -> ChannelList:
    return _listed(runtime(), current_actor())


@endpoint(
    routes,
    "POST",
    "",
    guard=GRANT,
    summary="Add or change a channel; its address is sealed here and never told again",
    body=ChannelSettings,
    returns=ChannelList,
    problems=(*WRITING, AddressUnfit, TargetForbidden),
)
def set_channel(body: ChannelSettings) -> ChannelList:
    actor, settings = current_actor(), runtime().settings
    args = body.model_dump(exclude={"address"})
    if body.address is not None:
        args |= addresses.sealed(settings, body.kind, body.address.get_secret_value())
    runtime().perform("notice.set_channel", args, actor)
    return _listed(runtime(), actor)


@endpoint(
    routes,
    "POST",
    "/test",
    guard=GRANT,
    summary="Send a test message by a channel, at once",
    body=ChannelTest,
    returns=TrialResult,
    problems=(*WRITING, ChannelUnknown, AddressLost),
)
def try_channel(body: ChannelTest) -> TrialResult:
    outcome = try_now(runtime(), current_actor(), body.channel_id)
    return TrialResult(is_sent=outcome.verdict == "sent", code=outcome.code)


def _listed(its: Runtime, actor: Actor) -> ChannelList:
    today = local_day(its.clock.now())
    with its.reading() as session:
        channels = queries.list_channels(session, actor.org)
        rules = queries.list_rule_rows(session, actor.org)
        states = queries.find_states(session, [channel.id for channel in channels])
        counts = queries.count_by_state(session, actor.org)
        known = [(rule.id, rule.kind, rule.role, rule.effective_on) for rule in rules]
        in_force = effective_ids(known, today)
        views = [_channel(row, states.get(row.id), counts) for row in channels]
    return ChannelList(
        channels=views,
        rules=[
            RuleView(
                id=rule.id,
                kind=rule.kind,
                role=rule.role,
                channel_ids=rule.channel_ids,
                effective_on=rule.effective_on,
                is_in_force=rule.id in in_force,
            )
            for rule in rules
        ],
        kinds=list(get_args(NoticeKind)),
        roles=list(ROLE_GRANTS),
    )


def _channel(row: Channel, state: ChannelState | None, counts: queries.Counts) -> ChannelView:
    return ChannelView(
        id=row.id,
        kind=row.kind,  # pyright: ignore[reportArgumentType]
        name=row.name,
        masked=row.masked,
        per_minute=row.per_minute,
        is_enabled=row.is_enabled,
        waiting=counts.get((row.id, "waiting"), 0) + counts.get((row.id, "sending"), 0),
        failed=counts.get((row.id, "failed"), 0),
        unknown=counts.get((row.id, "unknown"), 0),
        paused_until=state.paused_until if state and state.failures else None,
        last_error=state.last_error if state else "",
        last_error_at=state.last_error_at if state else None,
        last_sent_at=state.last_sent_at if state else None,
    )
