"""A real SMTP server on 127.0.0.1 that answers as told, cuts the connection at any stage, and keeps what it took."""

from __future__ import annotations

import asyncio
import socket
import ssl
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

CERTIFICATE = Path(__file__).with_name("loopback.pem")  # for 127.0.0.1, signed by itself, with its key
STAGES = ("greeting", "EHLO", "MAIL", "RCPT", "DATA", "body", "dot")
CUT = "cut"
SILENCE = "silence"


@dataclass
class Mailserver:
    """`script` says by stage what to answer: a reply, CUT or SILENCE; unnamed stages go well.

    "DATA" is met before the mail is asked for, "body" when its first line has come, "dot" when it is whole and kept.
    """

    host: str
    port: int
    script: dict[str, str] = field(default_factory=dict)
    taken: list[Envelope] = field(default_factory=list)  # whole mails, whatever was answered then
    said: list[str] = field(default_factory=list)  # commands
    encrypted: list[bool] = field(default_factory=list)  # for each mail

    @property
    def messages(self) -> list[EmailMessage]:
        return [_parsed(envelope) for envelope in self.taken]


def _parsed(envelope: Envelope) -> EmailMessage:
    assert isinstance(envelope.original_content, bytes)
    message = message_from_bytes(envelope.original_content, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


class _Scripted(SMTP):
    """aiosmtpd's server with a script in front."""

    def __init__(self, server: Mailserver, **options: Any) -> None:
        self._server = server
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it does not know that a connection may be encrypted from its first byte on
            super().__init__(_Keeper(server), hostname="mail.school.example", ident="test", **options)

    async def push(self, status: Any) -> None:
        text = status if isinstance(status, str) else status.decode()
        if text.startswith("220 mail.") and not await self._goes_well("greeting"):
            return
        await super().push(status)

    async def smtp_EHLO(self, hostname: str) -> None:
        if await self._goes_well("EHLO"):
            await super().smtp_EHLO(hostname)

    async def smtp_MAIL(self, arg: str | None) -> None:
        self._server.said.append(f"MAIL {arg}")
        if await self._goes_well("MAIL"):
            await super().smtp_MAIL(arg)

    async def smtp_RCPT(self, arg: str | None) -> None:
        self._server.said.append(f"RCPT {arg}")
        if await self._goes_well("RCPT"):
            await super().smtp_RCPT(arg)

    async def smtp_DATA(self, arg: str) -> None:
        if not await self._goes_well("DATA"):
            return
        if "body" in self._server.script:
            await self.push("354 go on")
            await self._reader.readuntil(b"\r\n")
            await self._goes_well("body")
            return
        await super().smtp_DATA(arg)

    async def _goes_well(self, stage: str) -> bool:
        what = self._server.script.get(stage)
        if what is None:
            return True
        if what == CUT:
            self.transport.abort()
        elif what == SILENCE:
            await asyncio.sleep(30)
        else:
            await super().push(what)
        return False


class _Keeper:
    """Keeps each mail before it answers, as a server does that has taken it over."""

    def __init__(self, server: Mailserver) -> None:
        self._server = server

    async def handle_DATA(self, smtp: _Scripted, session: Session, envelope: Envelope) -> str:
        self._server.taken.append(envelope)
        self._server.encrypted.append(session.ssl is not None or smtp.transport.get_extra_info("ssl_object") is not None)
        what = self._server.script.get("dot", "250 2.0.0 queued")
        if what == CUT:
            smtp.transport.abort()
        elif what == SILENCE:
            await asyncio.sleep(30)
        return what


def _authenticate(_: SMTP, __: Session, ___: Envelope, ____: str, data: LoginPassword) -> AuthResult:
    return AuthResult(handled=False, success=data.login == b"bot" and data.password == b"secret")


@contextmanager
def mailserver(encryption: str = "none", *, password: bool = False) -> Iterator[Mailserver]:
    """A server with that `encryption` (none, starttls, tls); with `password` it wants bot's, which is "secret"."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = Mailserver("127.0.0.1", listener.getsockname()[1])
    trust = None
    if encryption != "none":
        trust = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        trust.load_cert_chain(CERTIFICATE)
    options: dict[str, Any] = {"auth_require_tls": encryption == "starttls"}
    if encryption == "starttls":
        options |= {"tls_context": trust, "require_starttls": True}
    if password:
        options |= {"authenticator": _authenticate, "auth_required": True}
    loop = asyncio.new_event_loop()

    async def serve() -> None:
        await loop.create_server(
            lambda: _Scripted(server, loop=loop, **options), sock=listener, ssl=trust if encryption == "tls" else None
        )

    def run() -> None:
        asyncio.set_event_loop(loop)
        loop.run_forever()
        for task in asyncio.all_tasks(loop):
            task.cancel()
        loop.run_until_complete(asyncio.sleep(0))
        loop.close()

    thread = threading.Thread(target=run, name="test-smtp", daemon=True)
    thread.start()
    asyncio.run_coroutine_threadsafe(serve(), loop).result(timeout=10)
    try:
        yield server
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(timeout=10)
        listener.close()
