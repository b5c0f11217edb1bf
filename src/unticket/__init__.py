"""Unticket reads your help desk, finds what keeps coming back, and measures the tickets that stopped coming."""

from importlib.metadata import version

__version__ = version("unticket")
