"""Puts the parts together: settings in, a working Unticket out."""

from unticket.app.unticket import REPORTS, ROLES, Unticket, found_connectors, now, opened

__all__ = ["REPORTS", "ROLES", "Unticket", "found_connectors", "now", "opened"]
