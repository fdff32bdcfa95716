import re

import pytest

from cabinet.card import card_groups, qr_svg
from tests.builders import NOON


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("2200123456781234", "2200 1234 5678 1234"),
        ("220012345", "2200 1234 5"),
        ("1234567", "1234567"),
        ("AB12", "AB12"),
    ],
)
def test_long_numbers_are_read_in_fours(number: str, shown: str) -> None:
    assert card_groups(number) == shown


def test_the_code_is_svg_that_a_strict_policy_lets_through() -> None:
    svg = qr_svg(member_id=7, at=NOON)
    assert re.fullmatch(r'<svg viewBox="[0-9 ]+"><path stroke="#000" d="[^"<>]+"/></svg>', svg)
    assert "style" not in svg
