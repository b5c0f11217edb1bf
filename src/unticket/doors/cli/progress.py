"""Long work on the terminal: a bar with a count and the time it still takes."""

from __future__ import annotations

from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeRemainingColumn


class ProgressBars:
    """Implements `history.ports.Progress` on stderr. Prints nothing where stderr is no terminal."""

    def __init__(self) -> None:
        console = Console(stderr=True)
        self._bars = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(bar_width=32),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self._now: TaskID | None = None

    def begin(self, work: str, total: int | None) -> None:
        self._finish()
        self._now = self._bars.add_task(f"Reading {work}", total=total)

    def advance(self, count: int) -> None:
        if self._now is not None:
            self._bars.advance(self._now, count)

    def _finish(self) -> None:
        if self._now is not None:
            self._bars.update(self._now, visible=False)
            self._bars.stop_task(self._now)

    def __enter__(self) -> Self:
        self._bars.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._bars.stop()
