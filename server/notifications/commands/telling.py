"""Notifications: a message becomes notices, and each of them takes its channels."""

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from server.core.actor import SYSTEM_ID, Actor
from server.core.clock import CHINA, Moment
from server.core.db import remember
from server.notifications.adapters.books import quiet_of
from server.notifications.models import Delivery, Escalation, Notice, Preference
from server.notifications.queries import channels as queries
from server.notifications.rules import timing, urgency
from server.notifications.rules.channels import (
    ANY,
    GROUP_KINDS,
    Rule,
    channels_for,
    is_muted,
)
from server.organisation.queries import get_policies, list_roles_of


@dataclass(frozen=True)
class Message:
    """What is told, before it is known to whom; if nobody reads, superiors of `unit_id` hear."""

    kind: str
    subject_kind: str
    subject_id: str
    params: dict[str, Any]
    unit_id: str = ""

    def tell(
        self, session: Session, actor: Actor, at: Moment, users: Iterable[str]
    ) -> list[Notice]:
        """One notice each; nobody is told of what he just did himself, the system of nothing."""
        deaf = (actor.user_id, SYSTEM_ID)
        told = [user_id for user_id in dict.fromkeys(users) if user_id not in deaf]
        notices = [self._notice(actor.org, user_id, at) for user_id in told]
        session.add_all(notices)
        is_urgent = self._is_urgent(session, actor.org, at)
        _send_out(session, actor.org, notices, at, is_urgent=is_urgent)
        return notices

    def send(self, session: Session, actor: Actor, at: Moment, users: Iterable[str]) -> None:
        """Tell; where it belongs to the immediate class, the ladder waits for a reader."""
        notices = self.tell(session, actor, at, users)
        if notices and self.unit_id and self._is_urgent(session, actor.org, at):
            _watch(session, actor.org, notices, self.unit_id, at)

    def _notice(self, org: str, user_id: str, at: Moment) -> Notice:
        return Notice(
            id=str(uuid.uuid4()),
            org=org,
            user_id=user_id,
            kind=self.kind,
            subject_kind=self.subject_kind,
            subject_id=self.subject_id,
            params=self.params,
            created_at=at.received,
        )

    def _is_urgent(self, session: Session, org: str, at: Moment) -> bool:
        return urgency.is_immediate(self.kind, self.params, policies_at(session, org, at))


def policies_at(session: Session, org: str, at: Moment) -> Mapping[str, Any]:
    key = ("policies", org, at.received_on)
    return remember(session, key, lambda: get_policies(session, org, at.received_on))


def _watch(session: Session, org: str, notices: Sequence[Notice], unit_id: str, at: Moment) -> None:
    waits = urgency.waits(policies_at(session, org, at))
    roles = list_roles_of(session, org, [notice.user_id for notice in notices])
    rungs = urgency.roles_above(role for held in roles.values() for role in held)
    if waits and rungs:
        first = notices[0]
        session.add(
            Escalation(
                id=str(uuid.uuid4()),
                org=org,
                kind=first.kind,
                subject_kind=first.subject_kind,
                subject_id=first.subject_id,
                unit_id=unit_id,
                params=first.params,
                notice_ids=[notice.id for notice in notices],
                rungs=list(rungs),
                started_at=at.received,
                due_at=at.received + timedelta(minutes=waits[0]),
            )
        )


def _send_out(
    session: Session, org: str, notices: Sequence[Notice], at: Moment, *, is_urgent: bool
) -> None:
    """A row for each channel that each notice takes; nothing is asked where there is no channel."""
    kinds = remember(session, ("channels", org), lambda: queries.list_enabled(session, org))
    if not kinds or not notices:
        return
    rules = remember(
        session,
        ("channel rules", org, at.received_on),
        lambda: queries.list_rules(session, org, at.received_on),
    )
    if not rules:
        return
    users = [notice.user_id for notice in notices]
    out = _Out(
        kinds,
        rules,
        list_roles_of(session, org, users),
        queries.find_preferences(session, org, users),
        {
            user_id: [row.id for row in rows]
            for user_id, rows in queries.list_subscriptions(session, org, users).items()
        },
        policies_at(session, org, at),
    )
    # The rows refer to them.
    session.flush()
    session.add_all(
        Delivery(
            org=org,
            notice_id=notice.id,
            channel_id=channel_id,
            recipient=recipient,
            is_urgent=is_urgent,
            created_at=at.received,
            due_at=timing.due_at(
                at.received,
                is_urgent=is_urgent,
                digest_minutes=out.policies["notice.digest_minutes"],
                quiet=quiet_of(out.policies, out.preferences.get(recipient)),
                zone=CHINA,
            ),
        )
        for notice, channel_id, recipient in out.ways(notices, at)
    )


@dataclass(frozen=True)
class _Out:
    """What decides which ways some notices take."""

    kinds: Mapping[str, str]
    rules: Sequence[Rule]
    roles: Mapping[str, Collection[str]]
    preferences: Mapping[str, Preference]
    browsers: Mapping[str, list[str]]
    policies: Mapping[str, Any]

    def ways(self, notices: Sequence[Notice], at: Moment) -> list[tuple[Notice, str, str]]:
        """Notice, channel and place; a group hears of the same message once."""
        found: dict[tuple[str, str], Notice] = {}
        for notice in notices:
            roles = self.roles.get(notice.user_id, ())
            for channel_id in channels_for(self.rules, notice.kind, roles, at.received_on):
                for recipient in self._places(channel_id, notice.user_id):
                    found.setdefault((channel_id, recipient), notice)
        return [(notice, *place) for place, notice in found.items()]

    def _places(self, channel_id: str, user_id: str) -> list[str]:
        kind = self.kinds.get(channel_id)
        own = self.preferences.get(user_id)
        if kind is None or (own is not None and is_muted(kind, own.muted)):
            return []
        if kind in GROUP_KINDS:
            return [ANY]
        if kind == "email":
            return [user_id] if own is not None and own.email else []
        return self.browsers.get(user_id, [])
