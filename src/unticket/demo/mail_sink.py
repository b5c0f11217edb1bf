"""A mail server that keeps what it is given: real SMTP on this machine only, for as long as a `with` block lasts."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from io import BufferedIOBase
from typing import cast

from unticket.demo.loopback import LOOPBACK

_LONGEST_LINE = 8192


@dataclass(frozen=True, slots=True)
class Received:
    """One mail as it came: its envelope and its bytes."""

    sender: str
    recipients: tuple[str, ...]
    content: bytes = field(repr=False)

    @property
    def message(self) -> EmailMessage:
        return message_from_bytes(self.content, policy=policy.default)

    @property
    def subject(self) -> str:
        return str(self.message["Subject"] or "")

    @property
    def text(self) -> str:
        """The plain words."""
        body = self.message.get_body(("plain",))
        return "" if body is None else str(body.get_content()).strip()


@dataclass(frozen=True, slots=True)
class RunningSink:
    """A mail server that answers at `host` and `port`; `mails` are those it has taken, oldest first."""

    port: int
    mails: list[Received] = field(default_factory=list)
    host: str = LOOPBACK


@contextmanager
def serve(*, port: int = 0) -> Iterator[RunningSink]:
    """Take mail for everybody on a free port unless one is named. Raises OSError where the port is taken."""
    with _Server((LOOPBACK, port), _Talk) as server:
        sink = RunningSink(port=server.server_address[1])
        server.mails = sink.mails
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, name="mail-sink", daemon=True)
        thread.start()
        try:
            yield sink
        finally:
            server.shutdown()
            thread.join(timeout=10)


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False
    mails: list[Received]


class _Talk(socketserver.StreamRequestHandler):
    """RFC 5321's minimum: HELO and EHLO, MAIL, RCPT, DATA, RSET, NOOP, QUIT."""

    timeout = 60

    def handle(self) -> None:
        self._say("220 demo mail sink")
        sender, recipients = "", list[str]()
        while line := self.rfile.readline(_LONGEST_LINE):
            verb = line[:4].upper().decode("ascii", "replace")
            if verb in ("EHLO", "HELO", "RSET", "NOOP"):
                sender, recipients = ("", []) if verb != "NOOP" else (sender, recipients)
                self._say("250 SIZE 52428800" if verb == "EHLO" else "250 OK")
            elif verb == "MAIL":
                sender = _address(line)
                self._say("250 OK")
            elif verb == "RCPT":
                recipients.append(_address(line))
                self._say("250 OK")
            elif verb == "DATA" and recipients:
                self._say("354 Go ahead, end with a dot")
                content = _content(self.rfile)
                if content is None:
                    return  # cut before its end: not delivered
                cast("_Server", self.server).mails.append(Received(sender, tuple(recipients), content))
                self._say("250 Taken")
                sender, recipients = "", []
            elif verb == "QUIT":
                self._say("221 Bye")
                return
            else:
                self._say("503 Not now")

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


def _address(line: bytes) -> str:
    return line.decode("utf-8", "replace").partition("<")[2].partition(">")[0]


def _content(stream: BufferedIOBase) -> bytes | None:
    """Everything up to the lone dot, dots taken back; None where the connection ended before it."""
    lines: list[bytes] = []
    while line := stream.readline():
        if line == b".\r\n":
            return b"".join(lines)
        lines.append(line[1:] if line.startswith(b".") else line)
    return None
