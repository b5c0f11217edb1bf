"""What `unticket check` tells of an Odoo."""

from __future__ import annotations

from collections.abc import Sequence

from unticket.connectors.odoo.server import Server
from unticket.model.finding import Finding


def check(server: Server) -> Sequence[Finding]:
    """Every finding about the connection."""
    return ()
