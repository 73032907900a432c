"""Soak: the real server as an administrator starts it, in a process group that can be killed."""

import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from bench.sync.processes import HOST, free_port

DUCHA = Path(sys.executable).with_name("ducha")
WORKERS = 2
LONGEST_START_S = 60
LONGEST_STOP_S = 15


class Server:
    """`ducha serve` on a port of its own, over the installation that `env` names."""

    def __init__(self, env: Mapping[str, str], log: Path) -> None:
        self._env, self._log = {**os.environ, **env}, log
        self._port = free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def base(self) -> str:
        return f"http://{HOST}:{self._port}"

    @property
    def pid(self) -> int:
        """Of its first process, which leads the group of all of them."""
        if self._process is None:
            raise RuntimeError("the server was never started")
        return self._process.pid

    @property
    def is_up(self) -> bool:
        """Whether its first process lives."""
        return self._process is not None and self._process.poll() is None

    def start(self) -> float:
        """Start it; returns the seconds until /readyz answered 200."""
        began = time.monotonic()
        command = [DUCHA, "serve", "--host", HOST, "--port", str(self._port)]
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [*command, "--workers", str(WORKERS)],
                env=self._env,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        while not self._is_ready():
            if self._process.poll() is not None or time.monotonic() - began > LONGEST_START_S:
                raise RuntimeError(f"the server does not start:\n{self._log.read_text()[-2000:]}")
            time.sleep(0.02)
        return time.monotonic() - began

    def restart(self) -> float:
        """After a kill: wait until the dead one is gone, start anew."""
        if self._process is not None:
            self._process.wait()
        return self.start()

    def stop(self) -> None:
        """As an administrator does; who does not obey is killed."""
        if self._process is None or self._process.poll() is not None:
            return
        self._process.terminate()
        try:
            self._process.wait(LONGEST_STOP_S)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            raise RuntimeError(f"the server has not stopped in {LONGEST_STOP_S} s") from None

    def check(self) -> str:
        """`ducha check`; empty where everything agrees, else what it says."""
        done = subprocess.run(
            [DUCHA, "check"], env=self._env, capture_output=True, text=True, check=False
        )
        return "" if done.returncode == 0 else (done.stdout + done.stderr).strip()

    def _is_ready(self) -> bool:
        link = http.client.HTTPConnection(HOST, self._port, timeout=2)
        try:
            link.request("GET", "/readyz")
            return link.getresponse().status == http.client.OK
        except OSError:
            return False
        finally:
            link.close()
