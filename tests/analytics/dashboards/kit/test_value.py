"""Figures as people read them, in both languages."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.utils import translation

from analytics.dashboards.kit.value import Value, change, value_of
from analytics.metrics.metric import Shows, metrics

pytestmark = pytest.mark.django_db


def ratio(shows: Shows, numerator: int, denominator: int) -> Value:
    return Value(shows=shows, numerator=numerator, denominator=denominator, is_ratio=True)


@pytest.mark.parametrize(
    ("value", "russian", "english", "minor", "scale"),
    [
        (Value(shows=Shows.MONEY, numerator=123_456_789), "1 234 568 ₽", "₽1,234,568", 123_456_789, 2),
        (Value(shows=Shows.MONEY, numerator=5_050), "50,50 ₽", "₽50.50", 5_050, 2),
        (ratio(Shows.MONEY, 100_000, 3), "333 ₽", "₽333", 33_333, 2),
        (ratio(Shows.SHARE, 27, 31), "87,1 %", "87.1%", 8_710, 2),
        (ratio(Shows.SHARE, 1, 0), "—", "—", 10_000, 2),
        (Value(shows=Shows.COUNT, numerator=12_345), "12 345", "12,345", 12_345, 0),
        (ratio(Shows.TIMES, 7, 3), "2,33", "2.33", 233, 2),
        (ratio(Shows.DAYS, 25, 2), "12,5 дн.", "12.5 d", 125, 1),
        (Value(shows=Shows.POINTS, numerator=-1_001), "−1 001 балл", "−1,001 points", -1_001, 0),
    ],
)
def test_words_and_numbers(value: Value, russian: str, english: str, minor: int, scale: int) -> None:
    with translation.override("ru"):
        assert value.text.replace("\u00a0", " ") == russian
    with translation.override("en"):
        assert value.text.replace("\u00a0", " ") == english
    assert (value.minor, value.scale) == (minor, scale)


def test_a_spreadsheet_gets_the_value_and_both_of_its_parts() -> None:
    average = value_of(metrics["revenue"], 100_000, 3)
    assert average.decimal == Decimal("1000.00")
    assert average.decimals == (Decimal("1000.00"), Decimal(3))
    assert replace(average, is_ratio=True).decimal == Decimal("333.33")


@pytest.mark.parametrize(
    ("now", "was", "text", "way"),
    [
        (Value(shows=Shows.MONEY, numerator=110), Value(shows=Shows.MONEY, numerator=100), "+10%", 1),
        (Value(shows=Shows.COUNT, numerator=50), Value(shows=Shows.COUNT, numerator=100), "−50%", -1),
        (ratio(Shows.SHARE, 1, 2), ratio(Shows.SHARE, 1, 4), "+25 pp", 1),
        (ratio(Shows.SHARE, 1, 4), ratio(Shows.SHARE, 1, 4), "0 pp", 0),
    ],
)
def test_a_change_is_in_per_cent_and_that_of_a_share_in_points(now: Value, was: Value, text: str, way: int) -> None:
    with translation.override("en"):
        found = change(now, was)
    assert found is not None
    assert (found.text, found.way) == (text, way)


def test_there_is_no_change_from_nothing() -> None:
    some, nothing = Value(shows=Shows.COUNT, numerator=5), Value(shows=Shows.COUNT, numerator=0)
    assert change(some, nothing) is None
    assert change(some, None) is None
    assert change(ratio(Shows.SHARE, 1, 2), ratio(Shows.SHARE, 0, 0)) is None
