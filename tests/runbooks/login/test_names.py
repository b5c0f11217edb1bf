"""Two records are of one person by their staff numbers, or by the same words in any order."""

from __future__ import annotations

import pytest

from unticket.runbooks.login.names import agree, same_name


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Nguyễn Văn Minh", "Minh Nguyễn Văn"),
        ("Nguyễn Văn Minh", "nguyen van MINH"),
        ("Trần Hoà An", "Trần Hòa An"),
        ("Mr. Tom Reyes", "Tom Reyes"),
        ("Đỗ Thị Dung", "Do Thi Dung"),
        ("Anne-Marie Cole", "Cole Anne Marie"),
    ],
)
def test_one_name_in_several_spellings(one: str, other: str) -> None:
    assert same_name(one, other)
    assert same_name(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Nguyễn Văn Minh", "Nguyễn Thị Minh"),
        ("Nguyễn Minh", "Nguyễn Văn Minh"),
        ("Trần Thu Hà", "Trần Thu Hạ"),
        ("Đỗ Thị Dung", "Dỗ Thị Dung"),
        ("Minh", "Minh"),
        ("", ""),
        ("Tom Reyes", "Tom Reyes Reyes"),
        ("Tom Reyes", "Tomas Reyes"),
    ],
)
def test_names_that_are_not_shown_to_be_one(one: str, other: str) -> None:
    assert not same_name(one, other)


def test_staff_numbers_outweigh_names() -> None:
    assert agree(names=("Cora Vu", "Cora Le"), staff_numbers=("S17", "s17"))
    assert not agree(names=("Cora Vu", "Cora Vu"), staff_numbers=("S17", "S18"))
    assert agree(names=("Cora Vu", "Vu Cora"), staff_numbers=("S17", ""))
