"""`ducha serve` and the worker beside it: started, replaced when it dies, gone when it is gone."""

import os
import signal
import socket
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import pytest

from tests.builders.processes import children_of, running, wait_until

SERVE = ("-m", "server.cli", "serve", "--workers", "1", "--port")


@pytest.fixture
def env(tmp_path: Path, database_url: str) -> dict[str, str]:
    return {"DUCHA_DATA": str(tmp_path), "DUCHA_DATABASE_URL": database_url}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def worker_of(server: int) -> int | None:
    found = [pid for pid, line in children_of(server).items() if "server.cli work" in line]
    return found[0] if found else None


def is_gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def gives_way(worker: int, server: int) -> bool:
    of_worker, of_server = (os.getpriority(os.PRIO_PROCESS, pid) for pid in (worker, server))
    return of_worker > of_server


def answers(port: int) -> bool:
    try:
        link = HTTPConnection("127.0.0.1", port, timeout=5)
        link.request("GET", "/readyz")
        return link.getresponse().status == 200
    except (OSError, HTTPException):
        return False


def test_a_worker_that_dies_is_replaced_and_ends_with_its_server(
    env: dict[str, str], tmp_path: Path
) -> None:
    log, port = tmp_path / "serve.log", free_port()
    with running(*SERVE, str(port), env=env, log=log) as server:
        wait_until(lambda: answers(port) and worker_of(server.pid) is not None, "it serves", log)
        first = worker_of(server.pid)
        assert first is not None
        os.kill(first, signal.SIGKILL)
        wait_until(lambda: worker_of(server.pid) not in (None, first), "another one", log)
        second = worker_of(server.pid)
        assert second is not None
        wait_until(lambda: gives_way(second, server.pid), "it leaves people their server", log)
        server.terminate()
        wait_until(lambda: server.poll() is not None, "the server ends", log)
        assert is_gone(second)
    assert "worker died" in log.read_text()


def test_a_server_that_is_killed_leaves_no_worker_behind(
    env: dict[str, str], tmp_path: Path
) -> None:
    log = tmp_path / "serve.log"
    with running(*SERVE, str(free_port()), env=env, log=log) as server:
        wait_until(lambda: worker_of(server.pid) is not None, "a worker", log)
        worker = worker_of(server.pid)
        assert worker is not None
        server.kill()
        wait_until(lambda: is_gone(worker), "the worker ends", log)


def test_where_workers_run_elsewhere_none_is_started(env: dict[str, str], tmp_path: Path) -> None:
    log, port = tmp_path / "serve.log", free_port()
    with running(*SERVE, str(port), "--no-worker", env=env, log=log) as server:
        wait_until(lambda: answers(port), "it serves", log)
        assert worker_of(server.pid) is None
