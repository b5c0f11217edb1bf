"""Who is near the end is warned, once; nobody else is ever written to."""

from __future__ import annotations

from typing import Any


def test_who_is_near_is_warned_once_and_told_how_to_keep_the_account(school: Any) -> None:
    lan = school.add("Lan Tran", days=25)
    school.add("Minh Nguyen", days=3)
    school.look()
    school.look()
    (mail,) = school.mails_to(lan)
    assert mail["Auto-Submitted"]
    text = mail.get_body(("plain",)).get_content()
    assert lan in text
    assert "https://lms.school.example" in text
    assert "28 November 2026" in text and "28/11/2026" in text
    assert school.warned() == [lan]
    assert school.told() == []
