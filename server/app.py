"""The application: create_app wires the modules in dependency order. Start reading here."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from flask.json.provider import DefaultJSONProvider
from flask_compress import Compress
from flask_migrate import Migrate
from flask_wtf import CSRFProtect
from sqlalchemy import Engine

from server import health, local_authority, openapi, pages
from server.catalogue.routes import routes as catalogue_routes
from server.core.bulk import flush_in_bulk
from server.core.clock import Clock, SystemClock
from server.core.connecting import ask_the_idle, end_leftovers, engine_options, leave_raw_text
from server.core.db import db
from server.core.errors import answer_problems
from server.core.logs import configure_logs, log_requests
from server.core.runtime import Runtime
from server.core.settings import Settings, read_settings
from server.core.sqlite import prepare_engine
from server.evidence.routes import routes as evidence_routes
from server.evidence.routes.flags import routes as flags_routes
from server.notifications.routes.channels import routes as channels_routes
from server.notifications.routes.own import routes as notice_settings_routes
from server.notifications.routes.receipts import routes as receipts_routes
from server.orders.routes import routes as orders_routes
from server.organisation.adapters import install_sign_in
from server.organisation.routes import routes as organisation_routes
from server.planning.routes.draws import routes as draws_routes
from server.planning.routes.imports import routes as imports_routes
from server.planning.routes.populations import routes as populations_routes
from server.planning.routes.tasks import routes as planning_task_routes
from server.quotas.routes.board import routes as quota_board_routes
from server.quotas.routes.cases import routes as quota_cases_routes
from server.quotas.routes.detail import routes as quotas_routes
from server.quotas.routes.matters import routes as quota_matters_routes
from server.reports.routes import routes as reports_routes
from server.reports.routes.bulletins import routes as bulletin_papers
from server.reports.routes.draws import routes as draws_excel_routes
from server.reports.routes.excel import routes as excel_routes
from server.reports.routes.excel_quotas import routes as excel_quotas_routes
from server.reports.routes.verification import routes as verification_routes
from server.syncing.registry import build_wiring
from server.syncing.routes.devices import routes as devices_routes
from server.syncing.routes.exchange import routes as exchange_routes
from server.syncing.routes.repair import routes as repair_routes
from server.syncing.routes.rescue import routes as rescue_routes

MIGRATIONS = Path(__file__).parent.parent / "migrations"
BLUEPRINTS = (
    organisation_routes,
    catalogue_routes,
    exchange_routes,
    devices_routes,
    repair_routes,
    rescue_routes,
    evidence_routes,
    flags_routes,
    channels_routes,
    notice_settings_routes,
    receipts_routes,
    planning_task_routes,
    reports_routes,
    bulletin_papers,
    verification_routes,
    orders_routes,
    draws_routes,
    excel_routes,
    draws_excel_routes,
    excel_quotas_routes,
    quota_board_routes,
    quota_cases_routes,
    quota_matters_routes,
    quotas_routes,
    imports_routes,
    populations_routes,
)


def create_app(settings: Settings | None = None, clock: Clock | None = None) -> Flask:
    """A configured application; `clock` is set by tests and by the demo's filler."""
    settings = settings or read_settings()
    app = Flask("ducha", static_folder=None)
    app.config.from_mapping(_flask_config(settings))
    app.json = DefaultJSONProvider(app)
    app.json.ensure_ascii = False
    Compress(app)
    configure_logs()
    log_requests(app)
    answer_problems(app)
    db.init_app(app)
    Migrate(app, db, directory=str(MIGRATIONS))
    CSRFProtect(app)
    install_sign_in(app)
    app.extensions["ducha"] = Runtime(
        settings=settings,
        clock=clock or SystemClock(),
        engine=_prepared_engine(app),
        wiring=build_wiring(),
    )
    app.extensions["ducha_demo_accounts"] = _demo_accounts(settings)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    for install in (health.install, openapi.install, local_authority.install, pages.install):
        install(app)
    return app


def _flask_config(settings: Settings) -> dict[str, Any]:
    cookie = "__Host-ducha" if settings.behind_tls else "ducha"
    return {
        "SECRET_KEY": settings.secret_key,
        "SQLALCHEMY_DATABASE_URI": settings.database_url,
        "SQLALCHEMY_ENGINE_OPTIONS": engine_options(settings.database_url),
        "MAX_CONTENT_LENGTH": settings.max_push_bytes,
        "SESSION_COOKIE_NAME": cookie,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": settings.behind_tls,
        # The cookie lives as long as its sign-in, which no request prolongs.
        "SESSION_REFRESH_EACH_REQUEST": False,
        "PERMANENT_SESSION_LIFETIME": timedelta(seconds=settings.session_seconds),
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_CSRF_SSL_STRICT": False,
    }


def _prepared_engine(app: Flask) -> Engine:
    with app.app_context():
        prepare_engine(db.engine)
        end_leftovers(db.engine)
        ask_the_idle(db.engine)
        leave_raw_text(db.engine)
        flush_in_bulk(db.engine)
        return db.engine


def _demo_accounts(settings: Settings) -> list[dict[str, str]]:
    """What the demo's filler left for the sign-in page; empty in a real installation."""
    path = settings.data_dir / "demo_accounts.json"
    return json.loads(path.read_text()) if path.exists() else []
