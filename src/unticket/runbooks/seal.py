"""What makes an authorization a real one; `make check` keeps it to `authorization` and `granting`."""

from __future__ import annotations


class Seal:
    """The mark of an authorization that came from a decision."""
