"""What Unticket writes on a ticket, with a last line by which it recognises its own writing again."""

from __future__ import annotations

import re
from html import escape, unescape

_TAG = re.compile(r"<[^>]*>")
_WILDCARDS = re.compile(r"([\\%_])")


def marked(text: str, marker: str) -> str:
    """`text` (plain) as rich text that shows every sign as it stands, with "ref `marker`" in small letters below."""
    lines = "<br>".join(escape(line, quote=False) for line in text.splitlines())
    return f"<p>{lines}</p><p><small>ref {escape(marker, quote=False)}</small></p>"


def bears(body: str, marker: str, *, anywhere: bool = False) -> bool:
    """Whether rich text ends with that marker's line. `anywhere`: Odoo quotes a note that was done inside another text."""
    line = f" ref {' '.join(marker.split())} "
    shown = unescape(_TAG.sub(" ", body))
    # A server that took our markup for text shows the tags themselves.
    texts = (f" {' '.join(text.split())} " for text in (shown, _TAG.sub(" ", shown)))
    return any(line in text if anywhere else text.endswith(line) for text in texts)


def pattern(marker: str) -> str:
    """What Odoo's `ilike` looks for. It finds too much rather than too little; `bears` decides."""
    return _WILDCARDS.sub(r"\\\1", escape(marker, quote=False))
