"""A desk writes mails in its own words; what cannot work is said when it is loaded, with the file and the next move."""

from __future__ import annotations

from pathlib import Path

import pytest

from unticket.model.errors import ConfigurationError
from unticket.runbooks.login.mails.letters import LoginLetters
from unticket.runbooks.login.mails.writing import checked, preview


def test_a_file_of_the_same_name_takes_the_packaged_one_s_place_and_no_other(tmp_path: Path) -> None:
    (tmp_path / "escalated.en.txt").write_text(
        "Subject: We are on it\r\n\r\nHi, {{ reference }} is with Theo's team.\r\n", "utf-8-sig"
    )
    own = preview("escalated", "en", tmp_path)
    assert own.subject == "[HT00101] We are on it"
    assert own.text.startswith("Hi, HT00101 is with Theo's team.\n\n— This message was sent automatically.")
    assert "Theo&#39;s team" in own.html
    assert preview("escalated", "vi", tmp_path) == preview("escalated", "vi")


def test_a_footer_and_the_page_may_be_one_s_own_too(tmp_path: Path) -> None:
    (tmp_path / "footer.en.txt").write_text("Room 12, <ground floor>")
    (tmp_path / "layout.html").write_text("{% for part in parts %}<i>{{ part.footer }}</i>{% endfor %}")
    assert preview("escalated", "en", tmp_path).html == "<i>Room 12, &lt;ground floor&gt;</i>"


@pytest.mark.parametrize(
    ("name", "content", "what"),
    [
        ("escalated.en.txt", "Hello,\n\nno subject", "must begin with a line “Subject: …”"),
        ("escalated.en.txt", "Subject: \n\ntext", "must begin with a line “Subject: …”"),
        ("escalated.en.txt", "Subject: x\n", "must begin with a line “Subject: …”"),
        ("escalated.en.txt", "Subject: About {{ reference }}\n\ntext", "nothing may be filled into the subject"),
        ("escalated.en.txt", f"Subject: {'x' * 91}\n\ntext", "longer than 90"),
        ("escalated.en.txt", "Subject: x\n\n{{ refrence }}", "Did you mean 'reference'?"),
        ("escalated.en.txt", "Subject: x\n\n{{ ticket.body }}", "there is no 'ticket' to fill in"),
        ("escalated.en.txt", "Subject: x\n\n{{ sign_in_url }}", "there is no 'sign_in_url' to fill in"),
        ("escalated.vi.txt", "Subject: x\n\none\n{% if reference %}", "line 4"),
        ("escalated.vi.txt", "Subject: x\n\n{{ reference | shout }}", "No filter named 'shout'"),
        ("escalated.vi.txt", "Subject: x\n\n{{ reference.owner.name }}", "cannot be filled in"),
        ("escalated.vi.txt", "Subject: x\n\n{{ reference.__class__.__mro__ }}", "cannot be filled in"),
        ("confirm.en.txt", "Subject: x\n\nPlease confirm.", "never gives the link"),
        ("layout.html", "{{ body }}", "there is no 'body' to fill in"),
        ("layout.html", "{{ parts[7].footer }}", "cannot be filled in"),
        ("escalatd.en.txt", "Subject: x\n\ntext", "Did you mean escalated.en.txt?"),
    ],
)
def test_what_cannot_work_is_refused_when_it_is_loaded(name: str, content: str, what: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(content, "utf-8")
    with pytest.raises(ConfigurationError) as refused:
        LoginLetters(folder=tmp_path)
    assert what in str(refused.value)
    assert name in str(refused.value)


def test_a_file_that_is_no_text_and_a_folder_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "footer.vi.txt").write_bytes("Thư này".encode("utf-16"))
    with pytest.raises(ConfigurationError, match="UTF-8"):
        checked(tmp_path)
    with pytest.raises(ConfigurationError, match="There is no folder"):
        checked(tmp_path / "nowhere")


def test_other_files_in_the_folder_are_nobody_s_business(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("how we write")
    checked(tmp_path)
