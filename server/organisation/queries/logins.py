"""Organisation, reads: sign-ins and failed tries."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from server.organisation.models import (
    LoginAttempt,
    LoginSession,
    User,
)
from server.organisation.rules import TRY_WINDOW_MINUTES


def get_login_session(session: Session, token: str) -> LoginSession:
    return session.get_one(LoginSession, token)


def count_failed_attempts(session: Session, login: str, now: datetime) -> int:
    since = now - timedelta(minutes=TRY_WINDOW_MINUTES)
    query = select(func.count()).where(LoginAttempt.login == login, LoginAttempt.tried_at > since)
    return session.scalar(query) or 0


def list_open_sessions(session: Session, tokens: Iterable[str], now: datetime) -> set[str]:
    """Those of these sign-ins that run, of people who are active."""
    query = (
        select(LoginSession.id)
        .join(User, User.id == LoginSession.user_id)
        .where(
            LoginSession.id.in_(list(tokens)),
            LoginSession.ended_at.is_(None),
            LoginSession.ends_at > now,
            User.is_active,
        )
    )
    return set(session.scalars(query))
