"""The real tus client from PyPI and raw sockets against a real server on loopback."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from tusclient.client import TusClient
from tusclient.uploader.uploader import Uploader
from werkzeug.serving import BaseWSGIServer, make_server

from server.evidence.adapters import arrivals
from tests.builders.processes import running

if TYPE_CHECKING:
    from tests.server.evidence.conftest import House

Jpeg = Callable[..., bytes]
CLIENT = "tests/server/evidence/slow_tus_client.py"


@pytest.fixture
def server(house: House) -> Iterator[BaseWSGIServer]:
    server = make_server("127.0.0.1", 0, house.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_real_tus_client_uploads_in_pieces_with_checksums(
    house: House, jpeg: Jpeg, server: BaseWSGIServer
) -> None:
    content = jpeg()
    photo_id = house.photo(content)
    client = TusClient(f"http://127.0.0.1:{server.port}/api/uploads", {"X-User": "inspector"})
    uploader = Uploader(
        client=client,
        file_stream=BytesIO(content),
        chunk_size=20_000,
        metadata={"photo_id": photo_id, "filename": "../../photo.jpg"},
        upload_checksum=True,
    )
    uploader.upload_chunk()
    assert uploader.url is not None
    assert house.phone().offset(urlsplit(uploader.url).path) == 20_000
    uploader.upload()
    assert house.row().blob == "present"


def test_a_real_tus_client_that_is_killed_goes_on_where_the_server_stands(
    house: House, jpeg: Jpeg, server: BaseWSGIServer, tmp_path: Path
) -> None:
    """Another process of the same client, which knows nothing but the upload's address."""
    content = jpeg()
    photo_id, file, note = house.photo(content), tmp_path / "photo.jpg", tmp_path / "note"
    file.write_bytes(content)
    address = f"http://127.0.0.1:{server.port}/api/uploads"
    told = (address, photo_id, str(file), str(note))
    with running(CLIENT, *told, env={}, log=tmp_path / "client.log") as process:
        _wait_until(lambda: note.exists() and bool(note.read_text()))
        process.kill()
    client = TusClient(address, {"X-User": "inspector"})
    uploader = Uploader(client=client, url=note.read_text(), file_path=str(file), chunk_size=30_000)
    stands = house.phone().offset(urlsplit(note.read_text()).path)
    assert uploader.offset == stands
    assert 20_000 <= stands < len(content)
    uploader.upload()
    assert house.row().blob == "present"
    assert house.store.find("originals", house.row().sha256) == content


def _request(location: str, length: str) -> bytes:
    lines = (
        f"PATCH {location} HTTP/1.1",
        "Host: localhost",
        "X-User: inspector",
        "Tus-Resumable: 1.0.0",
        "Upload-Offset: 0",
        "Content-Type: application/offset+octet-stream",
        length,
    )
    return "\r\n".join((*lines, "", "")).encode()


def test_a_connection_that_hangs_locks_nobody_out(
    house: House, jpeg: Jpeg, server: BaseWSGIServer
) -> None:
    """R-45, scenario 24: half of a request came, then silence; the phone returns on a new one."""
    content = jpeg()
    phone, photo_id = house.phone(), house.photo(content)
    location = phone.begin(photo_id, len(content))
    with socket.create_connection(("127.0.0.1", server.port)) as hanging:
        hanging.sendall(
            _request(location, f"Content-Length: {len(content)}") + content[: len(content) // 2]
        )
        assert phone.patch(location, 0, content).status_code == 204
        assert house.row().blob == "present"
        hanging.shutdown(socket.SHUT_WR)
        assert b" 409 " in hanging.recv(4096)
    assert len(house.facts) == 1


def test_uploads_that_hang_leave_room_for_everyone_else(
    house: House, jpeg: Jpeg, server: BaseWSGIServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arrivals, "_places", threading.BoundedSemaphore(1))
    content = jpeg()
    phone, photo_id = house.phone(), house.photo(content)
    location = phone.begin(photo_id, len(content))
    with socket.create_connection(("127.0.0.1", server.port)) as hanging:
        hanging.sendall(_request(location, f"Content-Length: {len(content)}"))
        _wait_until(lambda: phone.patch(location, 0, b"").status_code == 503)
        busy = phone.patch(location, 0, content)
        assert (busy.json["slug"], busy.headers["Retry-After"]) == ("unavailable", "5")
        assert phone.offset(location) == 0
    _wait_until(lambda: phone.patch(location, 0, content).status_code == 204)


def _wait_until(is_so: Callable[[], bool]) -> None:
    for _ in range(100):
        if is_so():
            return
        time.sleep(0.05)
    pytest.fail("it did not become so within 5 seconds")


def test_what_came_before_a_broken_connection_is_kept(
    house: House, jpeg: Jpeg, server: BaseWSGIServer
) -> None:
    content = jpeg()
    phone, photo_id = house.phone(), house.photo(content)
    location = phone.begin(photo_id, len(content))
    with socket.create_connection(("127.0.0.1", server.port)) as broken:
        broken.sendall(_request(location, f"Content-Length: {len(content)}") + content[:30_000])
        broken.shutdown(socket.SHUT_WR)
        broken.recv(4096)
    assert phone.offset(location) == 30_000


def test_a_body_without_a_length_is_watched_while_it_comes(
    house: House, jpeg: Jpeg, server: BaseWSGIServer
) -> None:
    content = jpeg()
    phone, photo_id = house.phone(), house.photo(content)
    location = phone.begin(photo_id, len(content))
    endless = content + b"x" * 100_000
    with socket.create_connection(("127.0.0.1", server.port)) as connection:
        connection.sendall(_request(location, "Transfer-Encoding: chunked"))
        connection.sendall(b"%x\r\n%s\r\n0\r\n\r\n" % (len(endless), endless))
        assert b" 413 " in connection.recv(4096)
    assert phone.offset(location) == 0
