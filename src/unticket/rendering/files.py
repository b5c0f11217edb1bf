"""Writes reports into a folder: each file whole, or not at all."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from unticket.model.errors import StorageError
from unticket.rendering.forms import FORMS, render

if TYPE_CHECKING:
    from unticket.reports.report import Report, WeeklyReport


def write(
    report: Report | WeeklyReport,
    folder: Path,
    forms: Sequence[str] = FORMS,
    *,
    language: str,
    organisation: str = "",
) -> list[Path]:
    """One file a form in `folder`, which is made where it is missing. Every form is made before the first file appears.

    Raises `StorageError` for a folder or disk that cannot take them; no half file is left, and older files stay as they were.
    """
    made = {form: render(report, form, language=language, organisation=organisation) for form in dict.fromkeys(forms)}
    stem = file_stem(report)
    return [write_whole(folder / f"{stem}.{form}", content) for form, content in made.items()]


def file_stem(report: Report | WeeklyReport) -> str:
    """weekly-2026-W08, team-2026-02-01-2026-02-28: the same report gets the same name."""
    name = getattr(report, "name", "weekly")
    period = report.period
    if len(period.days) == 7 and period.first.weekday() == 0:
        year, week, _ = period.first.isocalendar()
        return f"{name}-{year}-W{week:02}"
    return f"{name}-{period.first}" if period.first == period.last else f"{name}-{period.first}-{period.last}"


def write_whole(file: Path, content: bytes) -> Path:
    """Put `content` at `file` in one step. Raises `StorageError`."""
    with whole(file) as unfinished:
        unfinished.write_bytes(content)
    return file


@contextmanager
def whole(file: Path) -> Iterator[Path]:
    """A path to write to that becomes `file` when all went well, and vanishes when anything, Ctrl-C too, did not."""
    unfinished = file.with_name(f".{file.name[:100]}.{secrets.token_hex(4)}")
    try:
        with storage_errors(file):
            file.parent.mkdir(parents=True, exist_ok=True)
            yield unfinished
            _to_disk(unfinished)
            unfinished.replace(file)
    except BaseException:
        _quietly(unfinished.unlink)
        raise


@contextmanager
def storage_errors(file: Path) -> Iterator[None]:
    """Tells what the system refused as a `StorageError` that a person can act on."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise StorageError(f"{file} could not be written: {reason}.", _hint(error)) from error


def _hint(error: OSError) -> str:
    import errno

    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return "Free some space, or choose a folder on another disk with --out."
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return "Choose a folder that you may write to, with --out."
    if error.errno in (errno.EEXIST, errno.ENOTDIR, errno.EISDIR):
        return "Something else has that name; choose another folder with --out."
    return "Choose another folder with --out."


def _to_disk(file: Path) -> None:
    with file.open("rb") as opened:
        os.fsync(opened.fileno())


def _quietly(do: Callable[[], None]) -> None:
    try:
        do()
    except OSError:
        return
