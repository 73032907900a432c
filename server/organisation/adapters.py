"""Organisation: sign-in over Flask-Login; the cookie carries the token of a login session."""

import secrets
from datetime import timedelta

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error
from flask import Flask, g, request
from flask_login import LoginManager, UserMixin, current_user
from sqlalchemy import delete, update

from server.core.actor import Actor
from server.core.runtime import runtime
from server.organisation import queries, rules
from server.organisation.models import LoginAttempt, LoginSession

# Compared when the account does not exist, so that both answers take as long.
_NOBODYS_HASH = PasswordHasher().hash(secrets.token_urlsafe(16))
AGENT_LENGTH = 200


class SignedIn(UserMixin):
    """Flask-Login's user: a token and the actor behind it."""

    def __init__(self, token: str, actor: Actor) -> None:
        self.id = token
        self.actor = actor


def install_sign_in(app: Flask) -> None:
    manager = LoginManager(app)
    manager.session_protection = None
    manager.user_loader(_load)

    def find_actor() -> None:
        if request.path.startswith("/api/") and current_user.is_authenticated:
            g.actor = current_user.actor

    app.before_request(find_actor)


def _load(token: str) -> SignedIn | None:
    with runtime().asking() as session:
        actor = queries.find_signed_in(session, token, runtime().clock.now())
    return SignedIn(token, actor) if actor else None


def open_login_session(login: str, password: str) -> str:
    """A new token for right credentials; WrongCredentials or TooManyAttempts otherwise."""
    now = runtime().clock.now()
    with runtime().reading() as session:
        rules.check_attempts(queries.count_failed_attempts(session, login, now))
        user = queries.find_user_by_login(session, login)
    is_right = _matches(user.password_hash if user else _NOBODYS_HASH, password)
    if user is None or not user.is_active or not is_right:
        with runtime().bookkeeping() as session:
            session.add(LoginAttempt(login=login, tried_at=now))
        raise rules.WrongCredentials
    token = secrets.token_urlsafe(32)
    with runtime().bookkeeping() as session:
        session.execute(delete(LoginAttempt).where(LoginAttempt.login == login))
        session.add(
            LoginSession(
                id=token,
                org=user.org,
                user_id=user.id,
                started_at=now,
                ends_at=now + timedelta(seconds=runtime().settings.session_seconds),
                user_agent=request.user_agent.string[:AGENT_LENGTH],
            )
        )
    return token


def end_login_session(token: str) -> None:
    with runtime().bookkeeping() as session:
        session.execute(
            update(LoginSession)
            .where(LoginSession.id == token)
            .values(ended_at=runtime().clock.now())
        )


def _matches(password_hash: str, password: str) -> bool:
    try:
        return PasswordHasher().verify(password_hash, password)
    except Argon2Error:
        return False
