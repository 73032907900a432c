"""Organisation: the session routes."""

from flask import Blueprint, current_app, g
from flask import session as session_cookie
from flask_login import current_user, login_user, logout_user
from flask_wtf.csrf import generate_csrf

from server.core.clock import local_day
from server.core.endpoint import PUBLIC, SIGNED_IN, endpoint
from server.core.problems import CsrfFailed, InvalidRequest, MalformedJson, SignedOut
from server.core.runtime import runtime
from server.core.settings import APP_VERSION, PROTOCOL_VERSION
from server.organisation import queries
from server.organisation.adapters import SignedIn, end_login_session, open_login_session
from server.organisation.rules import TooManyAttempts, WrongCredentials
from server.organisation.schemas import Credentials, Member, Members, SessionState, SessionUser

routes = Blueprint("organisation", __name__, url_prefix="/api")


@endpoint(
    routes,
    "GET",
    "/session",
    guard=PUBLIC,
    summary="Who is signed in, and the CSRF token for changes",
    returns=SessionState,
)
def get_session() -> SessionState:
    return _state(_signed_in_user())


@endpoint(
    routes,
    "POST",
    "/session",
    guard=PUBLIC,
    summary="Sign in (登录)",
    body=Credentials,
    returns=SessionState,
    problems=(WrongCredentials, TooManyAttempts, CsrfFailed, MalformedJson, InvalidRequest),
)
def sign_in(body: Credentials) -> SessionState:
    token = open_login_session(body.login.strip().lower(), body.password)
    # A new CSRF token with each sign-in: a tab that still shows another person must not send on.
    session_cookie.clear()
    # Kept over a restart of the browser: a phone whose battery died must not have to sign in.
    session_cookie.permanent = True
    g.pop("csrf_token", None)
    with runtime().reading() as session:
        login = queries.get_login_session(session, token)
        user = queries.get_user(session, login.user_id)
        today = local_day(runtime().clock.now())
        login_user(SignedIn(token, queries.load_actor(session, user, today)))
    return _state(_signed_in_user())


@endpoint(
    routes,
    "DELETE",
    "/session",
    guard=SIGNED_IN,
    summary="Sign out (退出登录); unsent work stays on the device",
    status=204,
    problems=(SignedOut, CsrfFailed),
)
def sign_out() -> None:
    end_login_session(current_user.get_id())
    logout_user()


@endpoint(
    routes,
    "GET",
    "/delegations/members",
    guard="order.delegate",
    summary="Members of the supervision group, whom its head may lend his rights (授权)",
    returns=Members,
)
def list_members() -> Members:
    actor = current_user.actor
    with runtime().reading() as session:
        found = queries.list_members(session, actor.org, actor.units("order.delegate"))
        return Members(
            members=[
                Member(user_id=its.id, name=its.name, post=its.post)
                for its in found
                if its.id != actor.user_id
            ]
        )


def _signed_in_user() -> SessionUser | None:
    if not current_user.is_authenticated:
        return None
    actor = current_user.actor
    with runtime().reading() as session:
        user = queries.get_user(session, actor.user_id)
        unit = queries.get_unit(session, user.unit_id)
        roles = [assignment.role for assignment in queries.list_roles(session, user.id)]
    return SessionUser(
        id=user.id,
        org=user.org,
        login=user.login,
        name=user.name,
        post=user.post,
        unit_id=user.unit_id,
        unit_name=unit.name,
        roles=roles,
        grants=sorted(actor.grants),
        grant_units={grant: sorted(ids) for grant, ids in actor.grants.items()},
    )


def _state(user: SessionUser | None) -> SessionState:
    return SessionState(
        user=user,
        csrf=generate_csrf(),
        server_time=runtime().clock.now(),
        app=APP_VERSION,
        protocol=PROTOCOL_VERSION,
        demo_accounts=current_app.extensions["ducha_demo_accounts"],
    )
