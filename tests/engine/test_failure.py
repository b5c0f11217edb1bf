"""A failure's record gives back the error that it was made of."""

from __future__ import annotations

import pytest

from unticket.engine.failure import Failure
from unticket.model.errors import ConnectorError, NotFound, RateLimited, RunbookError, StorageError, UnticketError


class MoodleError(ConnectorError):
    """A connector's own kind, without a code of its own."""


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (NotFound("no ticket", "look again"), NotFound),
        (StorageError("away", transient=True), StorageError),
        (RateLimited("slowly", retry_after=5), RateLimited),
        (MoodleError("odd", transient=True), ConnectorError),
        (ValueError("hunter2"), RunbookError),
    ],
)
def test_the_same_error_comes_back_from_its_record(error: Exception, kind: type[UnticketError]) -> None:
    back = Failure.read(Failure.of(error).written()).error()
    assert type(back) is kind
    if isinstance(error, UnticketError):
        assert (back.what, back.hint, back.transient) == (error.what, error.hint, error.transient)
    assert "hunter2" not in str(back)


def test_a_record_that_is_not_ours_is_a_failure_that_says_so() -> None:
    assert Failure.read("gibberish").code == "unreadable"
