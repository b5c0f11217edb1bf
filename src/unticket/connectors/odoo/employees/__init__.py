"""Odoo's employees as a directory: who works here, who is leaving and who is gone."""
