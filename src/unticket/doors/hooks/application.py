"""The web application for hooks and confirmation links: it only notes, and is quick about it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

import orjson
import structlog
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from unticket.doors.hooks import confirm_page
from unticket.doors.hooks.noting import Note, Noting
from unticket.doors.hooks.secret import HookSecrets
from unticket.doors.hooks.throttle import Throttle
from unticket.model.errors import StorageError

_LARGEST_ID = 2**53
_LONGEST_TOKEN = 128


class TooLarge(Exception):
    """A body beyond the limit; the rest of it is not read."""


def application(
    *,
    secrets: Sequence[str],
    note: Note,
    confirm: Callable[[str], object],
    desk: str = "odoo",
    max_body: int = 256 * 1024,
    wrong_per_minute: int = 20,
) -> Starlette:
    """`note` keeps tickets to look at, `confirm` uses a token; both may block and raise `StorageError`.

    `desk` is the kind that begins a ticket's key. Paths hold secrets: whatever logs them must go through `masked`.
    """
    door = _Door(
        secrets=HookSecrets(secrets),
        noting=Noting(note),
        confirm=confirm,
        desk=desk,
        max_body=max_body,
        throttle=Throttle(wrong_per_minute),
    )
    return Starlette(
        routes=[
            Route("/hooks/odoo/{secret}", door.hook, methods=["POST"]),
            Route("/confirm/{token}", door.ask, methods=["GET"]),
            Route("/confirm/{token}", door.confirmed, methods=["POST"]),
            Route("/health", _health, methods=["GET"]),
        ]
    )


def masked(path: str) -> str:
    """`path` as it may stand in a log."""
    first, _, rest = path.lstrip("/").partition("/")
    if first == "hooks":
        return f"/hooks/{rest.partition('/')[0]}/…"
    return "/confirm/…" if first == "confirm" else path


class _Door:
    def __init__(
        self,
        *,
        secrets: HookSecrets,
        noting: Noting,
        confirm: Callable[[str], object],
        desk: str,
        max_body: int,
        throttle: Throttle,
    ) -> None:
        self._secrets = secrets
        self._noting = noting
        self._confirm = confirm
        self._desk = desk
        self._max_body = max_body
        self._throttle = throttle

    async def hook(self, request: Request) -> Response:
        """202 once the ticket is noted. What the body says of the ticket is not believed, only which one it is."""
        if not self._secrets.accept(request.path_params["secret"]):
            return self._wrong(request)
        try:
            number = _ticket_number(await _body(request, self._max_body))
        except TooLarge:
            return PlainTextResponse("too large", 413)
        except ClientDisconnect:
            return PlainTextResponse("cut off", 400)
        if number is None:
            return PlainTextResponse("no ticket in it", 400)
        try:
            await self._noting.note(f"{self._desk}:{number}")
        except StorageError as error:
            structlog.get_logger("unticket.hooks").warning("a hook was not noted; the poller finds it", because=error.what)
            return PlainTextResponse("not noted", 503)
        return Response(status_code=202)

    async def ask(self, _request: Request) -> Response:
        return confirm_page.question()

    async def confirmed(self, request: Request) -> Response:
        token = request.path_params["token"]
        if len(token) <= _LONGEST_TOKEN:
            try:
                await asyncio.to_thread(self._confirm, token)
            except StorageError as error:
                structlog.get_logger("unticket.hooks").warning("a confirmation was not kept", because=error.what)
                return PlainTextResponse("Please try again in a minute. Vui lòng thử lại sau một phút.", 503)
        return confirm_page.thanks()

    def _wrong(self, request: Request) -> Response:
        caller = request.client.host if request.client else ""
        wait = self._throttle.wrong(caller)
        structlog.get_logger("unticket.hooks").warning("a wrong secret", caller=caller, path=masked(request.url.path))
        if wait:
            return PlainTextResponse("too many", 429, headers={"Retry-After": str(int(wait) + 1)})
        return PlainTextResponse("Not Found", 404)


async def _body(request: Request, most: int) -> bytes:
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced) > most:
        raise TooLarge
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > most:
            raise TooLarge
    return bytes(body)


def _ticket_number(body: bytes) -> int | None:
    """Odoo's webhook names the record as `_id` and its model as `_model` (seen in 19)."""
    try:
        told: Any = orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
    if not isinstance(told, dict) or "ticket" not in str(told.get("_model", "helpdesk.ticket")):
        return None
    number = told.get("_id", told.get("id"))
    return number if type(number) is int and 0 < number < _LARGEST_ID else None


async def _health(_request: Request) -> Response:
    return PlainTextResponse("ok")
