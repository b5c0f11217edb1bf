"""All tickets grouped anew at night, in a process of its own: it takes time and memory that the worker needs for its runs."""

from __future__ import annotations

import multiprocessing
import os

import structlog

from unticket.settings import Settings

_KINDNESS = 10  # how much it stands back behind everything else on the machine


def repair_apart(settings: Settings) -> None:
    """Group all tickets anew if any came or went since that was done, and wait for it. What fails is logged."""
    process = multiprocessing.get_context("spawn").Process(
        target=_repair, args=(settings,), name="unticket-repair", daemon=True
    )
    process.start()
    process.join()
    if process.exitcode:
        structlog.get_logger("unticket.worker").warning("recurring issues were not grouped anew", exit_number=process.exitcode)


def _repair(settings: Settings) -> None:
    from unticket.app import opened

    os.nice(_KINDNESS)
    with opened(settings) as unticket:
        if unticket.recurring.needs_repair():
            unticket.recurring.repair()
