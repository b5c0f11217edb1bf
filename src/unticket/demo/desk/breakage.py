"""Lets a planned fault happen to a call, on the real connection."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from unticket.demo.desk.answer import HTML, JSON_2, Answer
from unticket.demo.desk.faults import (
    BrokenJson,
    CutBeforeAnswer,
    CutInBody,
    Fault,
    LateCommit,
    MaintenancePage,
    NoAnswer,
    Slow,
    SlowBody,
    TooLarge,
    TooManyRequests,
    Unavailable,
)

_MAINTENANCE = (
    b"<!DOCTYPE html>\n<html><head><title>Maintenance</title></head><body><h1>We will be back soon</h1></body></html>\n"
)
_GATEWAY = "<html>\r\n<head><title>{0}</title></head>\r\n<body>\r\n<center><h1>{0}</h1></center>\r\n</body>\r\n</html>\r\n"
_CHUNK = 65_536
_PHRASES = {429: "Too Many Requests", 502: "Bad Gateway", 503: "Service Temporarily Unavailable", 504: "Gateway Time-out"}


async def respond(fault: Fault | None, work: Callable[[], Answer], seconds_per_row: float) -> Response:
    """Do the work, or not, and answer as the fault has it. `work` blocks; it runs beside the event loop."""
    match fault:
        case NoAnswer(worked=worked) | CutBeforeAnswer(worked=worked):
            if worked:
                await run_in_threadpool(work)
            return Cut(None) if isinstance(fault, CutBeforeAnswer) else Silence()
        case TooManyRequests(retry_after=wait):
            return _turned_away(429, wait)
        case Unavailable(status=status, retry_after=wait):
            return _turned_away(status, wait)
        case TooLarge(size=size):
            return StreamingResponse(_endless(size), headers={"Content-Type": JSON_2, "Connection": "close"})
        case MaintenancePage():
            return response(Answer(200, _MAINTENANCE, HTML))
        case Slow(seconds=seconds):
            await asyncio.sleep(seconds)
        case LateCommit(seconds=seconds, wait=wait_for):
            await asyncio.sleep(seconds)
            if wait_for is not None:
                await run_in_threadpool(wait_for)
    began = time.perf_counter()
    answer = await run_in_threadpool(work)
    if seconds_per_row:
        await asyncio.sleep(max(0.0, answer.rows * seconds_per_row - (time.perf_counter() - began)))
    if isinstance(fault, BrokenJson):
        return response(Answer(answer.status, answer.body[: len(answer.body) // 2] + b"<!-- oops", answer.kind))
    if isinstance(fault, CutInBody):
        return Cut(answer, fault.share)
    if isinstance(fault, SlowBody):
        length = {"Content-Length": str(len(answer.body))}
        headers = {"Content-Type": answer.kind, "Connection": "close", **length, **answer.headers}
        return StreamingResponse(_dribbled(answer.body, fault), answer.status, headers)
    return response(answer)


def response(answer: Answer) -> Response:
    """Odoo without workers closes the connection after each answer."""
    return Response(
        answer.body,
        answer.status,
        headers={"Content-Type": answer.kind, "Connection": "close", **answer.headers},
    )


def _turned_away(status: int, retry_after: int | str | None) -> Response:
    page = _GATEWAY.format(f"{status} {_PHRASES[status]}").encode()
    wait = {"Retry-After": str(retry_after)} if retry_after is not None else {}
    return response(Answer(status, page, "text/html", wait))


async def _dribbled(body: bytes, fault: SlowBody) -> AsyncIterator[bytes]:
    size = max(1, -(-len(body) // fault.pieces))
    for start in range(0, len(body), size):
        yield body[start : start + size]
        await asyncio.sleep(fault.pause)


async def _endless(size: int) -> AsyncIterator[bytes]:
    yield b'["'
    for start in range(2, size - 2, _CHUNK):
        yield b"x" * min(_CHUNK, size - 2 - start)
    yield b'"]'


class Silence(Response):
    """No answer at all, until the client gives up."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002
        while (await receive())["type"] != "http.disconnect":
            pass


class Cut(Response):
    """The connection is closed: before the answer, or in the middle of its body."""

    def __init__(self, answer: Answer | None, share: float = 0.0) -> None:
        super().__init__()
        self._answer = answer
        self._share = share

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        transport: asyncio.Transport = scope["state"]["transport"]
        if self._answer is None:
            transport.abort()
        else:
            body = self._answer.body
            headers = [(b"content-type", self._answer.kind.encode()), (b"content-length", str(len(body)).encode())]
            await send({"type": "http.response.start", "status": self._answer.status, "headers": headers})
            some = body[: min(int(len(body) * self._share), len(body) - 1)]
            await send({"type": "http.response.body", "body": some, "more_body": True})
            transport.close()
        while (await receive())["type"] != "http.disconnect":
            pass
