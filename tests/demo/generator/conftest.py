"""One generated desk of two school years that most tests look at."""

from __future__ import annotations

from datetime import date

import pytest

from unticket.demo.generator import Effect, GeneratedDesk, generate

FIRST, LAST = date(2024, 8, 1), date(2026, 6, 30)
MENDED = Effect(cause="forgotten_password", first_day=date(2025, 8, 1), ratio=0.3)


@pytest.fixture(scope="session")
def desk() -> GeneratedDesk:
    return generate(seed=7, tickets=5000, first_day=FIRST, last_day=LAST, effects=[MENDED])
