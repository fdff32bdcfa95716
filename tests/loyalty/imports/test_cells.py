from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from loyalty.imports.cells import plain, unquoted


@pytest.mark.parametrize(
    "text",
    ["=1+1", "==1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1", "=1", "+", "-", "\t1"],
)
def test_what_a_spreadsheet_would_run_becomes_text_and_comes_back(text: str) -> None:
    assert plain(text) == f"'{text}"
    assert unquoted(f"'{text}") == text


@pytest.mark.parametrize("value", [-5, 0, Decimal("-1.50"), 1.5, "-5", "+79161234567", "-1.5", "", "Чай", "'quoted'"])
def test_numbers_and_plain_words_stay_as_they_are(value: Any) -> None:
    assert plain(value) == value
    assert unquoted("'quoted'") == "'quoted'"


def test_nothing_is_empty_and_dates_are_iso() -> None:
    assert (plain(None), plain(date(2026, 11, 21)), plain(True)) == ("", "2026-11-21", "True")
