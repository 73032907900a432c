"""A real S3-compatible server of a test run's own (SeaweedFS), on loopback."""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Generator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

import obstore
from obstore.store import S3Store

from server.core.bucket import Bucket

HOST = "127.0.0.1"
KEY_ID, SECRET = "ducha", "not-a-secret"
WEED = Path(sys.executable).with_name("weed")
# Each of its parts listens on a port of its own, and on a second one for the others.
PARTS = ("master", "volume", "filer", "s3", "admin")
QUIET = (
    "-master.telemetry=false",
    "-admin.ui=false",
    "-webdav=false",
    "-s3.port.iceberg=0",
    "-s3.port.lance=0",
)
LONGEST_START_S = 60
LONGEST_STOP_S = 15


@dataclass(frozen=True)
class S3Server:
    """Where it listens. Its one key may make buckets, which come with their first object."""

    endpoint: str

    def new_bucket(self) -> Bucket:
        """A part of the bucket that holds nothing yet."""
        part = f"parts/{uuid.uuid4().hex}"
        return Bucket("ducha", part, self.endpoint, "us-east-1", KEY_ID, SECRET)


def open_objects(bucket: Bucket) -> S3Store:
    """The bucket as anybody with the key sees it, past the product's own code."""
    return S3Store(
        bucket.name,
        prefix=bucket.prefix or None,
        endpoint=bucket.endpoint,
        region=bucket.region,
        access_key_id=bucket.key_id,
        secret_access_key=bucket.secret,
        client_options={"allow_http": True},
        retry_config={"max_retries": 0},
    )


def env_of(bucket: Bucket) -> dict[str, str]:
    """How an administrator names this bucket."""
    return {
        "DUCHA_STORE": f"s3://{bucket.name}/{bucket.prefix}",
        "DUCHA_S3_ENDPOINT": bucket.endpoint,
        "DUCHA_S3_REGION": bucket.region,
        "DUCHA_S3_KEY_ID": bucket.key_id,
        "DUCHA_S3_SECRET": bucket.secret,
    }


@contextmanager
def running_s3() -> Generator[S3Server]:
    """The server in a folder of its own; both are gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="ducha-s3-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        ports = _free_ports(2 * len(PARTS))
        server = S3Server(f"http://{HOST}:{ports[PARTS.index('s3')]}")
        with (folder / "server.log").open("wb") as log:
            process = subprocess.Popen(
                _command(folder, ports), cwd=folder, stdout=log, stderr=log, start_new_session=True
            )
        try:
            _wait_for(server, process, folder / "server.log")
            yield server
        finally:
            _stop(process)


def _command(folder: Path, ports: list[int]) -> list[str | Path]:
    key = {"accessKey": KEY_ID, "secretKey": SECRET}
    owner = {"name": "ducha", "credentials": [key], "actions": ["Admin", "Read", "Write", "List"]}
    (folder / "s3.json").write_text(json.dumps({"identities": [owner]}))
    (folder / "objects").mkdir()
    listening = [f"-{part}.port={port}" for part, port in zip(PARTS, ports, strict=False)]
    others = zip(PARTS, ports[len(PARTS) :], strict=True)
    listening += [f"-{part}.port.grpc={port}" for part, port in others]
    where = (f"-dir={folder / 'objects'}", f"-s3.config={folder / 's3.json'}")
    return [WEED, "mini", f"-ip={HOST}", f"-ip.bind={HOST}", *where, *QUIET, *listening]


def _free_ports(count: int) -> list[int]:
    with ExitStack() as stack:
        probes = [stack.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind((HOST, 0))
        return [probe.getsockname()[1] for probe in probes]


def _wait_for(server: S3Server, process: "subprocess.Popen[bytes]", log: Path) -> None:
    """Until it keeps an object: its parts listen before they know of each other."""
    ends = time.monotonic() + LONGEST_START_S
    store = open_objects(replace(server.new_bucket(), prefix=""))
    while time.monotonic() < ends and process.poll() is None:
        with suppress(Exception):
            obstore.put(store, "ready", b"ready")
            return
        time.sleep(0.1)
    raise RuntimeError(f"the S3 server does not start:\n{log.read_text(errors='replace')[-2000:]}")


def _stop(process: "subprocess.Popen[bytes]") -> None:
    """Its whole group; what hangs is killed."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(LONGEST_STOP_S)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
