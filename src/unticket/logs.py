"""Logging: silent by default; with --verbose, one line on stderr for everything that is asked of another system."""

from __future__ import annotations

import logging
import sys

import structlog


def set_up(*, verbose: bool = False) -> None:
    """Route our own log lines to stderr, from `info` on when `verbose`, else warnings only. Libraries stay quiet."""
    level = logging.INFO if verbose else logging.WARNING
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="%H:%M:%S", utc=True),
            # Plain tracebacks: the pretty ones print local variables, secrets among them.
            structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
