"""Puts the parts together; finds connectors by their folders."""
