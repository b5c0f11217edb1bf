"""dbos, let in on our terms: without its environment variables, its pickle and its log lines. Nobody else imports it."""

from __future__ import annotations

import logging
import os
from typing import NoReturn

import structlog


def strip_environment() -> None:
    """Forget every DBOS__… variable: they would change version, identity and home of the engine behind our settings."""
    for name in [name for name in os.environ if name.startswith("DBOS__")]:
        del os.environ[name]


strip_environment()  # dbos reads some of them while it is imported

from croniter import croniter  # type: ignore[import-untyped]  # noqa: E402  # dbos's own reader of cron lines
from dbos import (  # noqa: E402
    DBOS,
    DBOSClient,
    DBOSConfig,
    DBOSPortableJSONSerializer,
    PortableWorkflowError,
    StepInfo,
    WorkflowStatus,
)
from dbos._error import DBOSWorkflowIDInUseError  # noqa: E402
from dbos._serialization import DefaultSerializer  # noqa: E402

__all__ = [
    "DBOS",
    "DBOSClient",
    "DBOSConfig",
    "DBOSPortableJSONSerializer",
    "DBOSWorkflowIDInUseError",
    "PortableWorkflowError",
    "StepInfo",
    "WorkflowStatus",
    "croniter",
    "strip_environment",
]


def _refuse_pickle(_self: object, _text: str) -> NoReturn:
    raise ValueError("refused: a pickled row; the engine's database holds plain JSON only")


# Unpickling runs whatever the row says. Even where another serializer is configured, dbos 3.4.0 unpickles each row that is
# tagged "py_pickle" (its issue 485): who may write to the database could run code in every worker.
DefaultSerializer.deserialize = _refuse_pickle  # type: ignore[assignment]


class _Quiet(logging.Handler):
    """Gives the first line of a warning to our log, which --verbose shows; tracebacks and statements stay out."""

    def emit(self, record: logging.LogRecord) -> None:
        first_line, _, _ = record.getMessage().partition("\n")
        structlog.get_logger("unticket.engine").info("dbos", says=first_line[:300])


def _hush(logger: logging.Logger, *, handler: logging.Handler) -> None:
    logger.handlers[:] = [handler]
    logger.propagate = False
    logger.setLevel(logging.WARNING)


_hush(logging.getLogger("dbos"), handler=_Quiet())
