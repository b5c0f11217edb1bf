"""What either protocol offers: call a method of a model with named arguments."""

from __future__ import annotations

from typing import Any, Protocol

# Calls that change nothing, and may therefore be repeated when nobody knows whether they arrived.
READING = frozenset(
    {
        "check_access_rights",
        "context_get",
        "fields_get",
        "formatted_read_group",
        "has_access",
        "read",
        "read_group",
        "search",
        "search_count",
        "search_read",
    }
)


class Calls(Protocol):
    """An Odoo that can be called. Raises `ConnectorError` and nothing else; what is not in `READING` is sent at most once."""

    protocol: str  # "json2" or "jsonrpc"

    def call(self, model: str, method: str, **arguments: Any) -> Any:
        """What `model`.`method` returns. Named arguments as in JSON-2: `ids`, `domain`, `fields`, `vals`, `context`, …"""

    def close(self) -> None:
        """Give the connection back."""
