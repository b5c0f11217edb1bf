"""`unticket check` says what a runbook for requests names and the desk, the mail or the settings do not have."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from unticket.app.acting import Acting
from unticket.demo.login_house import LoginHouse
from unticket.demo.request_cases import REQUESTS
from unticket.demo.request_house import request_house
from unticket.doors.cli.check import _acting_path
from unticket.model.finding import Level
from unticket.settings.runbooks import RunbookSettings


@pytest.fixture
def school() -> Iterator[LoginHouse]:
    with request_house([one.case for one in REQUESTS]) as made:
        yield made


def told(school: LoginHouse, *, settings: dict[str, Any] | None = None, **feature: Any) -> list[str]:
    """What is found beyond notes, of a school whose section on wishes is changed by `feature`."""
    runbooks = school.settings.runbooks
    section = {**runbooks.model_dump()["feature_request"], **feature}
    changed = RunbookSettings.model_validate({**dict(runbooks), "feature_request": section})
    acting = Acting(school.settings.model_copy(update={"runbooks": changed, **(settings or {})}))
    try:
        return [found.what for found in _acting_path(acting) if found.level in (Level.FAULT, Level.WARNING)]
    finally:
        acting.close()


def test_what_is_not_there_is_named_and_what_is_there_is_not(school: LoginHouse) -> None:
    usual = told(school)
    assert not [what for what in usual if "wishes" in what or "report" in what], usual
    wrong = told(school, product_tag="no-such-tag", stages={"product": "Done", "escalated": "Nowhere"})
    assert {what for what in wrong if what not in usual} == {
        "The stage Done is closed: wrong for wishes on the product list.",
        "The desk has no stage 'Nowhere' for escalated tickets.",
        "The desk has no tag 'no-such-tag' for wishes.",
    }
    assert any("[mail]" in what for what in told(school, settings={"mail": {}}))
