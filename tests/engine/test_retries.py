"""When a step is tried again, and when not."""

from __future__ import annotations

import pytest

from unticket.engine.retries import ONCE, Retries
from unticket.model.errors import CredentialsRefused, RateLimited, Unreachable

AWAY = Unreachable("away", transient=True)


def test_waits_grow_up_to_the_longest_and_end_with_the_attempts() -> None:
    retries = Retries(attempts=5, first_wait=1, factor=3, longest_wait=10)
    waits = [retries.wait_after(attempt, AWAY) for attempt in range(1, 6)]
    assert waits[-1] is None
    for wait, most in zip(waits[:-1], [1, 3, 9, 10], strict=True):
        assert wait is not None
        assert most * 0.75 <= wait <= most


@pytest.mark.parametrize("error", [CredentialsRefused("refused"), Unreachable("wrong address")])
def test_what_is_not_transient_is_never_tried_again(error: Exception) -> None:
    assert Retries().wait_after(1, error) is None  # type: ignore[arg-type]


def test_a_pause_that_the_other_system_asks_for_is_kept() -> None:
    assert Retries(longest_wait=60).wait_after(1, RateLimited("slowly", retry_after=42)) == 42
    assert Retries(longest_wait=60).wait_after(1, RateLimited("tomorrow", retry_after=86400)) is None


def test_once_is_once() -> None:
    assert ONCE.wait_after(1, AWAY) is None
