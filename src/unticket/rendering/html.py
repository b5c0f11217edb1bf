"""A report as one HTML file that opens anywhere, prints well, and loads nothing from anywhere."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import lru_cache
from importlib import resources
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from unticket.rendering.charts import Picture, draw
from unticket.rendering.printable import printable
from unticket.rendering.view import Viewer, ticket_anchor
from unticket.reports.report import Report, WeeklyReport

OPEN_AT_MOST = 24  # longer lists of tickets are folded until their figure is followed


def render_html(report: Report | WeeklyReport, *, language: str, organisation: str = "") -> bytes:
    """UTF-8; style and pictures are inside, no script is."""
    viewer = Viewer(report, language, organisation)
    page = viewer.page()
    pictures = {section.name: draw(section.report, viewer.texts) for section in page.sections}
    style = _style()
    document = (
        _templates()
        .get_template("report.html")
        .render(
            page=page,
            t=viewer.texts,
            style=Markup(style),  # noqa: S704 — our own file, and hashed in the policy
            policy=content_policy(style),
            pictures={name: _inline(picture) for name, picture in pictures.items() if picture},
            open_at_most=OPEN_AT_MOST,
        )
    )
    return document.encode()


def content_policy(style: str) -> str:
    """Nothing may be loaded or run; only the style that is inside is let in, by its digest."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def _inline(picture: Picture) -> dict[str, Any]:
    svg = re.sub(r"<\?xml[^>]*\?>|<!DOCTYPE[^>]*>", "", picture.svg)
    svg = re.sub(r' style="[^"]*"', "", svg)  # the policy lets no style attribute in
    svg = svg.replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1)
    return {"svg": Markup(svg), "alt": picture.alt}  # noqa: S704 — drawn from escaped labels by the chart library


@lru_cache
def _style() -> str:
    return (resources.files("unticket.rendering") / "templates" / "report.css").read_text("utf-8")


@lru_cache
def _templates() -> Environment:
    made = Environment(
        loader=PackageLoader("unticket.rendering", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_visible,
    )
    made.filters.update(unbroken=_unbroken, ticket_anchor=ticket_anchor)
    return made


def _unbroken(text: str) -> str:
    """Keeps a number and its sign on one line."""
    return re.sub(r"(?<=\d) (?=%)", "\u00a0", text)


def _visible(value: Any) -> Any:
    return value if isinstance(value, Markup) or not isinstance(value, str) else printable(value)
