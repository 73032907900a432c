"""Evidence bench: a link to a server that breaks after so many bytes of a file, and counts them."""

import re
import socket
import threading
from contextlib import suppress
from dataclasses import dataclass, field

HOST = "127.0.0.1"
PIECE = 16 * 1024
END = b"\r\n\r\n"
NUMBER = re.compile(rb"^(upload-offset|content-length): *(\d+)", re.IGNORECASE | re.MULTILINE)


@dataclass
class CuttingLink:
    """Listens on `port`. At the file's offset `cut_at` it drops the connection, once.

    `sent` is how far into the file bytes have gone on to the server.
    """

    server_port: int
    cut_at: int | None = None
    sent: int = 0
    port: int = field(init=False)
    _listener: socket.socket = field(init=False)

    def __post_init__(self) -> None:
        self._listener = socket.create_server((HOST, 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                threading.Thread(target=self._relay, args=(client,), daemon=True).start()

    def _relay(self, client: socket.socket) -> None:
        with client, socket.create_connection((HOST, self.server_port)) as server:
            answers = threading.Thread(target=_pump, args=(server, client), daemon=True)
            answers.start()
            with suppress(OSError):
                while self._pass_request(client, server):
                    pass
            for side in (client, server):
                with suppress(OSError):
                    side.shutdown(socket.SHUT_RDWR)

    def _pass_request(self, client: socket.socket, server: socket.socket) -> bool:
        """One request on its way; False where there is no more, or the link broke."""
        head = b""
        while END not in head:
            piece = client.recv(PIECE)
            if not piece:
                return False
            head += piece
        head, _, body = head.partition(END)
        server.sendall(head + END)
        told = {name.lower(): int(number) for name, number in NUMBER.findall(head)}
        offset, left = told.get(b"upload-offset", 0), told.get(b"content-length", 0)
        is_file = head.startswith(b"PATCH")
        while left:
            body = body or client.recv(min(PIECE, left))
            if not body:
                return False
            if is_file and self.cut_at is not None and offset + len(body) >= self.cut_at:
                server.sendall(body[: self.cut_at - offset])
                self.sent, self.cut_at = self.cut_at, None
                return False
            server.sendall(body)
            offset, left, body = offset + len(body), left - len(body), b""
            self.sent = offset if is_file else self.sent
        return True


def _pump(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while piece := source.recv(PIECE):
            target.sendall(piece)
