"""What a reader sees of a body is read, and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unticket.patterns.text.visible import MOST, visible_text


@pytest.mark.parametrize(
    "hidden",
    [
        '<span style="display:none">secret</span>',
        '<span style="DISPLAY : NONE">secret</span>',
        '<div style="visibility: hidden">secret</div>',
        '<p style="font-size:0px">secret</p>',
        '<font style="color: #FFFFFF">secret</font>',
        '<i style="opacity:0">secret</i>',
        "<p hidden>secret</p>",
        "<script>secret</script>",
        "<style>secret</style>",
        "<!-- secret -->",
        '<div style="max-height:0">secret</div>',
        "<template>secret</template>",
    ],
)
def test_hidden_text_is_not_there(hidden: str) -> None:
    assert visible_text(f"<p>Hello {hidden}there</p>").replace("\n", " ").split() == ["Hello", "there"]


def test_blocks_are_lines_and_inline_tags_are_not() -> None:
    assert visible_text("<div>a<p>b <b>c</b></p>d<br>e</div><ul><li>f</li><li>g</li></ul>").split() == list("abcdefg")
    assert visible_text("wor<b>d</b>s") == "words"


def test_entities_are_letters() -> None:
    assert visible_text("<p>Tr&#432;&#7901;ng &amp; l&#7899;p &lt;3&gt;</p>") == "Trường & lớp <3>"


def test_characters_that_nobody_sees_are_dropped_and_letters_composed() -> None:
    assert visible_text("pass\u200bword \u202eabc\u202c Tie\u0302\u0301ng") == "password abc Tiếng"


def test_plain_text_stays_as_it_is() -> None:
    assert visible_text("1 < 2 and 3 > 2\nnext") == "1 < 2 and 3 > 2\nnext"


def test_what_a_mail_program_marked_as_quoted_can_be_left_out() -> None:
    body = '<p>Mine</p><div class="gmail_quote">theirs</div><blockquote>theirs</blockquote><p data-o-mail-quote="1">theirs</p>'
    assert visible_text(body, quotes=False) == "Mine"
    assert visible_text(body).count("theirs") == 3


@pytest.mark.parametrize(
    "body", ["<div>" * 200_000 + "x", "<b>" * 100_000, "<p " * 100_000, "<" * 500_000, "&" * 500_000, "💥" * 10_000]
)
def test_hostile_bodies_are_read_without_harm(body: str) -> None:
    assert len(visible_text(body)) <= MOST


@given(st.text(alphabet=st.sampled_from("<>/&;ab= \"'divspanbr\n"), max_size=300))
def test_no_text_breaks_it(body: str) -> None:
    assert isinstance(visible_text(body), str)
