"""Serving: starts the WSGI server, with or without TLS, and says where it is."""

import gc
import json
import os
import signal
import socket
import threading
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

import click
import structlog
from flask import Flask
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from server.core.problems import StartProblem
from server.core.settings import Settings, read_settings
from server.local_authority import issue_certificate
from server.syncing.adapters.poke import MOST_LISTENERS, WATCH, PokeWatch
from server.worker import worker_beside

# A request's body is read in its thread: a phone that stalls in a cellar holds one all the while.
# evidence/adapters/arrivals.py lets at most 48 of them be uploads.
WORKING_THREADS = 64
# Each open stream of pokes waits in a thread of its own.
THREADS = WORKING_THREADS + MOST_LISTENERS

# How long a stop waits for what is being answered; an upload that is cut goes on where it was.
LONGEST_STOP_S = 60

# New objects before the collector looks at them; by default it does so after 700.
OBJECTS_A_COLLECTION = 50_000


@dataclass(frozen=True)
class ServeOptions:
    """Where and how to listen; a port of None means the setting's."""

    host: str
    port: int | None
    workers: int
    tls_cert: str | None
    tls_key: str | None
    tls_local: bool
    prepare: bool
    brief: bool
    no_worker: bool

    @property
    def has_tls(self) -> bool:
        return self.tls_local or self.tls_cert is not None


def serve_product(options: ServeOptions) -> None:
    settings = read_settings()
    port = options.port or settings.port
    _check_port(options.host, port)
    if options.prepare:
        _prepare(settings, is_brief=options.brief)
    cert, key = _certificate(options, settings)
    os.environ["DUCHA_TLS"] = "1" if options.has_tls else ""
    _announce(options, settings, port)
    with nullcontext() if options.no_worker else worker_beside():
        _serve(options, port, cert, key)


def _serve(options: ServeOptions, port: int, cert: Path | None, key: Path | None) -> None:
    Granian(
        "server.serving:create_worker",
        factory=True,
        interface=Interfaces.WSGI,
        address=options.host,
        port=port,
        workers=options.workers,
        blocking_threads=THREADS,
        ssl_cert=cert,
        ssl_key=key,
        log_level=LogLevels.error,
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=LONGEST_STOP_S,
    ).serve()


def create_worker() -> Flask:
    """The application in one of the server's processes.

    The process waits for all that is being answered before it ends; hence the streams of pokes,
    which would go on for minutes, are ended at the signal.
    """
    _leave_signals_to_the_server()
    from server.app import create_app  # noqa: PLC0415  (only the workers need it)

    app = create_app()
    _spare_collections()
    signalled, waiting = socket.socketpair()
    signalled.setblocking(False)
    # Beside the server's own handler, which is set later and stays in place.
    signal.set_wakeup_fd(signalled.detach(), warn_on_full_buffer=False)
    watch: PokeWatch = app.extensions[WATCH]

    def end_streams() -> None:
        waiting.recv(1)
        watch.close()

    threading.Thread(target=end_streams, name="shutdown", daemon=True).start()
    return app


def _leave_signals_to_the_server() -> None:
    """Ctrl-C in a terminal reaches every process, and then the server tells each to end.

    Of two different signals at once its own handler would lose both, and while the application is
    loaded what stands there is the handler of the process that we were forked from: it would wait
    for ever either way.
    """
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    signal.signal(signal.SIGTERM, signal.SIG_DFL)


def _spare_collections() -> None:
    """What was loaded at the start stays for good; looking through it again and again is idle work.

    A push of 200 mutations makes tens of thousands of objects, all of which go at its end.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(OBJECTS_A_COLLECTION, 20, 20)


def _prepare(settings: Settings, *, is_brief: bool) -> None:
    from server.app import create_app  # noqa: PLC0415  (the workers import it for themselves)
    from server.installation import fill_demo_once, migrate_database  # noqa: PLC0415

    app = create_app(settings)
    with app.app_context():
        migrate_database(app)
        fill_demo_once(app, is_brief=is_brief)
    structlog.reset_defaults()


def _check_port(host: str, port: int) -> None:
    """Say at once that a port is taken; the server would only log it and try again."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise StartProblem(
                f"端口不可用 / port {port} on {host} cannot be used ({error.strerror}). "
                "Set DUCHA_PORT to another one."
            ) from error


def _certificate(options: ServeOptions, settings: Settings) -> tuple[Path | None, Path | None]:
    if options.tls_local:
        return issue_certificate(settings.data_dir, options.host)
    if (options.tls_cert is None) != (options.tls_key is None):
        raise StartProblem("证书与私钥要一起给出 / --tls-cert and --tls-key go together")
    if options.tls_cert is None or options.tls_key is None:
        return None, None
    return Path(options.tls_cert), Path(options.tls_key)


def _announce(options: ServeOptions, settings: Settings, port: int) -> None:
    scheme = "https" if options.has_tls else "http"
    host = "127.0.0.1" if options.host in ("0.0.0.0", "::") else options.host
    click.echo(f"\n督查通 Ducha  {scheme}://{host}:{port}")
    if options.tls_local:
        click.echo(
            f"  手机首次使用先装证书 / first on a phone: {scheme}://<address>:{port}/install"
        )
    accounts = settings.data_dir / "demo_accounts.json"
    if accounts.exists():
        click.echo("演示账号 / demo accounts:")
        for account in json.loads(accounts.read_text()):
            click.echo(f"  {account['login']:<12} {account['password']}  {account['post']}")
