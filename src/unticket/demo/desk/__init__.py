"""A small help desk that speaks Odoo's own protocols, for the demo and for tests."""
