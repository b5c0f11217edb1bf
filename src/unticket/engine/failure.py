"""Why a step or a run failed, as its record tells it: no traceback, no other system's own words."""

from __future__ import annotations

import traceback
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from unticket.model.errors import RunbookError, UnticketError

BUG = "bug"  # the code of an error that is not ours to foresee


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """`code`, `what`, `hint` and `transient` as in `UnticketError`; `code` is "bug" for any other exception."""

    code: str
    what: str
    hint: str = ""
    transient: bool = False

    @classmethod
    def of(cls, error: Exception) -> Failure:
        """What may be kept of `error`. Of one that is not ours only its class and place: its text may hold a secret."""
        if isinstance(error, UnticketError):
            code = next(code for code, kind in reversed(_known().items()) if isinstance(error, kind))
            return cls(code=code, what=error.what, hint=error.hint, transient=error.transient)
        return cls(code=BUG, what=f"{type(error).__name__} {_place(error)}", hint="A bug in Unticket; its log tells more.")

    @classmethod
    def read(cls, record: object) -> Failure:
        """From `written`. A record that is not one of ours is a failure too, and says so."""
        if isinstance(record, Mapping) and {"code", "what"} <= record.keys():
            return cls(**{name: record[name] for name in ("code", "what", "hint", "transient") if name in record})
        return cls(code="unreadable", what="The record of this failure cannot be read.")

    def written(self) -> dict[str, Any]:
        """As plain JSON."""
        return asdict(self)

    def error(self) -> UnticketError:
        """The same error whether the step failed just now or before a crash: both times it is made from the record."""
        error = _known().get(self.code, RunbookError)(self.what, self.hint)
        error.transient = self.transient
        return error


def frames(error: BaseException) -> str:
    """Where `error` came from, for our log: the lines of code, without its text or any value, which may be secret."""
    return f"{type(error).__name__}\n{''.join(traceback.format_tb(error.__traceback__))}"


def _known() -> dict[str, type[UnticketError]]:
    # Only the model's own: a connector's subclass may not be imported yet in the process that reads the record.
    return {kind.code: kind for kind in _kinds(UnticketError) if kind.__module__ == UnticketError.__module__}


def _kinds(kind: type[UnticketError]) -> Iterator[type[UnticketError]]:
    yield kind
    for below in kind.__subclasses__():
        yield from _kinds(below)


def _place(error: Exception) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"in {trace.tb_frame.f_globals.get('__name__', '?')}, line {trace.tb_lineno}" if trace is not None else "somewhere"
