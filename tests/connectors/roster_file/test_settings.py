"""A setting that cannot be meant is refused with the nearest that can."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from unticket.connectors.roster_file.settings import RosterFileSettings


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"columns": {"emial": "Mail"}}, "did you mean 'email'"),
        ({"status_words": {"Away": "maybe"}}, "active"),
        ({"date_format": "%d.%m"}, "%Y"),
        ({"encoding": "klingon"}, "no encoding"),
        ({"delimiter": "::"}, "one sign"),
        ({"accept": "yes"}, "pattern"),
        ({"max_age_days": 0}, "greater than 0"),
        ({"most_shrink": 2}, "less than or equal to 1"),
    ],
)
def test_refused(settings, told) -> None:
    with pytest.raises(ValidationError, match=told):
        RosterFileSettings(path="staff.csv", **settings)


def test_a_tab_may_be_written_as_a_word() -> None:
    assert RosterFileSettings(path="staff.csv", delimiter="tab").delimiter == "\t"
