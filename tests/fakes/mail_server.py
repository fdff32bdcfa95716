"""A mail server on loopback that keeps what it is sent and refuses one address."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage


@dataclass
class Letters:
    """`received` in the order they came; `port` is where the server listens."""

    port: int = 0
    refuses: str = ""
    received: list[EmailMessage] = field(default_factory=list)


@contextmanager
def mail_server(*, refuses: str = "") -> Iterator[Letters]:
    letters = Letters(refuses=refuses)

    class Session(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self._say("220 here")
            while line := self.rfile.readline():
                command = line.upper()
                if command.startswith(b"RCPT") and letters.refuses and letters.refuses.encode() in line:
                    self._say(f"550 no such person {letters.refuses}")
                elif command.startswith(b"DATA"):
                    self._say("354 go on")
                    self._keep()
                    self._say("250 taken")
                elif command.startswith(b"QUIT"):
                    self._say("221 bye")
                    return
                else:
                    self._say("250 fine")

        def _keep(self) -> None:
            lines = []
            while (line := self.rfile.readline()) != b".\r\n":
                lines.append(line.removeprefix(b"."))
            letter = message_from_bytes(b"".join(lines), policy=policy.default)
            assert isinstance(letter, EmailMessage)
            letters.received.append(letter)

        def _say(self, line: str) -> None:
            self.wfile.write(f"{line}\r\n".encode())

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Session) as server:
        server.daemon_threads = True
        letters.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        try:
            yield letters
        finally:
            server.shutdown()
