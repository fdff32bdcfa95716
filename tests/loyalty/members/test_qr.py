from datetime import timedelta

import pytest

from loyalty.members.qr import make_qr, read_qr
from tests.builders import NOON


@pytest.mark.parametrize(("seconds", "member"), [(0, 7), (59, 7), (60, None), (3600, None), (-1, None)])
def test_it_recognises_for_a_minute(seconds: int, member: int | None) -> None:
    assert read_qr(text=make_qr(member_id=7, at=NOON), at=NOON + timedelta(seconds=seconds)) == member


def test_it_is_short_enough_to_scan() -> None:
    assert len(make_qr(member_id=10**9, at=NOON)) < 80


@pytest.mark.parametrize("text", ["", ".", "7.1.x", "2200123456781234", "я" * 40, "\ud800", "7" * 10_000])
def test_what_is_not_ours_recognises_nobody(text: str) -> None:
    assert read_qr(text=text, at=NOON) is None


def test_another_member_cannot_be_written_into_it() -> None:
    code = make_qr(member_id=7, at=NOON)
    assert read_qr(text="8" + code[1:], at=NOON) is None
