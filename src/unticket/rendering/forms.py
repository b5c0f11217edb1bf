"""The forms of a report: one report object, many files."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from unticket.model.errors import NotFound

if TYPE_CHECKING:
    from unticket.reports.report import Report, WeeklyReport

FORMS = ("html", "pdf", "xlsx", "md", "json")
EXPORT_FORMS = ("csv", "xlsx", "json", "parquet")  # of tickets
_MODULES = {"html": "html", "pdf": "pdf", "xlsx": "xlsx", "md": "markdown", "json": "json"}


def render(report: Report | WeeklyReport, form: str, *, language: str, organisation: str = "") -> bytes:
    """`report` as one file of that form. A form's libraries are loaded when it is first asked for. Raises `NotFound`."""
    if form not in _MODULES:
        raise NotFound(f"There is no form {form!r}.", f"Known: {', '.join(FORMS)}.")
    name = _MODULES[form]
    module = importlib.import_module(f"unticket.rendering.{name}")
    made: bytes = getattr(module, f"render_{name}")(report, language=language, organisation=organisation)
    return made
