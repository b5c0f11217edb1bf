"""A PostgreSQL server for workers that die, and the world that outlives them."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest


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
