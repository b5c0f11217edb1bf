"""Directories and the platform are asked side by side, and what they say counts as if they were asked one by one."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

import pytest

from unticket.model.errors import CredentialsRefused, Unreachable
from unticket.runbooks.login.look_up import look_up

ADDRESS = "cora.vu@school.example"


class Meeting:
    """A directory, and a platform, that answers only when all who were asked have come together."""

    def __init__(self, name: str, all_here: threading.Barrier) -> None:
        self.name, self._all_here = name, all_here

    def people(self, _email: str) -> Sequence[Any]:
        self._all_here.wait(30)
        return ()

    accounts = people


class Failing:
    """A directory, and a platform, that fails."""

    def __init__(self, name: str, error: Exception) -> None:
        self.name, self._error = name, error

    def people(self, _email: str) -> Sequence[Any]:
        raise self._error

    accounts = people


def test_all_are_asked_at_the_same_time() -> None:
    all_here = threading.Barrier(3)
    staff, students, platform = (Meeting(name, all_here) for name in ("staff", "students", "lms"))
    found = look_up(ADDRESS, directories=[staff, students], platform=platform, retry=True)
    assert [answer.directory for answer in found.answers] == ["staff", "students"]
    assert found.accounts == ()


def test_of_several_failures_that_may_pass_the_first_directorys_is_raised() -> None:
    first, second, third = (Unreachable(name, transient=True) for name in ("staff", "students", "lms"))
    asked = [Failing("staff", first), Failing("students", second)]
    with pytest.raises(Unreachable) as raised:
        look_up(ADDRESS, directories=asked, platform=Failing("lms", third), retry=True)
    assert raised.value is first
    with pytest.raises(Unreachable) as raised:
        look_up(ADDRESS, directories=[], platform=Failing("lms", third), retry=True)
    assert raised.value is third


@pytest.mark.parametrize(
    ("error", "retry"), [(Unreachable("down", transient=True), False), (CredentialsRefused("wrong key"), True)]
)
def test_any_other_failure_is_part_of_what_was_found(error, retry) -> None:
    found = look_up(ADDRESS, directories=[Failing("staff", error)], platform=Failing("lms", error), retry=retry)
    assert found.accounts is None
    assert found.platform_failure is error
    assert found.answers[0].failure is error


def test_a_bug_in_one_of_them_is_raised() -> None:
    with pytest.raises(ZeroDivisionError):
        look_up(
            ADDRESS, directories=[Failing("staff", ZeroDivisionError())], platform=Failing("lms", Unreachable("x")), retry=False
        )
