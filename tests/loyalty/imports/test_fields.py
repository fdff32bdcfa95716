from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from loyalty.imports.fields import BadValue, read_minor, read_stamp, read_text

NEW_YORK = ZoneInfo("America/New_York")


@pytest.mark.parametrize(
    ("value", "kopecks"),
    [("12.34", 1234), ("0", 0), (" 7 ", 700), (7, 700), (12.34, 1234), (Decimal("0.10"), 10), ("1e2", 10_000)],
)
def test_money_is_read_to_the_kopeck(value: object, kopecks: int) -> None:
    assert read_minor(value, "price", scale=2) == (kopecks, False)


@pytest.mark.parametrize(("value", "kopecks"), [(0.1 + 0.2, 30), ("1.776357e-15", 0), (1.1 * 3, 330)])
def test_dust_of_floats_is_wiped_and_told(value: object, kopecks: int) -> None:
    assert read_minor(value, "price", scale=2) == (kopecks, True)


@pytest.mark.parametrize("value", [None, ""])
def test_an_empty_number_is_none(value: object) -> None:
    assert read_minor(value, "price", scale=2) == (None, False)


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("1.005", "too_many_digits"),
        ("-1", "negative"),
        ("NaN", "bad_number"),
        (float("inf"), "bad_number"),
        ("1e400", "bad_number"),
        ("1_000", "bad_number"),
        ("٣", "bad_number"),
        ("1,50", "bad_number"),
        ("9" * 20, "bad_number"),
        ("9" * 12, "too_large"),
        ("=1+1", "bad_number"),
    ],
)
def test_what_is_not_a_sum_of_money_is_refused(value: object, reason: str) -> None:
    with pytest.raises(BadValue) as refused:
        read_minor(value, "price", scale=2)
    assert (refused.value.reason, refused.value.column) == (reason, "price")


def test_a_stamp_with_an_offset_needs_no_zone() -> None:
    at, ambiguous = read_stamp("2017-07-02T12:00:00-04:00", "occurred_at", zone=None)
    assert (at, ambiguous) == (datetime(2017, 7, 2, 16, tzinfo=UTC), False)


def test_a_naive_stamp_is_read_in_the_stated_zone() -> None:
    # given winter and summer in New York
    winter, _ = read_stamp("2017-01-02 12:00:00", "occurred_at", zone=NEW_YORK)
    summer, _ = read_stamp(datetime(2017, 7, 2, 12), "occurred_at", zone=NEW_YORK)  # noqa: DTZ001

    # then each has its own offset
    assert (winter.hour, summer.hour) == (17, 16)


@pytest.mark.parametrize(
    ("stamp", "utc"),
    [("2017-11-05 01:30:00", "2017-11-05T05:30:00+00:00"), ("2017-03-12 02:30:00", "2017-03-12T07:30:00+00:00")],
)
def test_an_hour_that_the_clock_repeats_or_skips_is_told(stamp: str, utc: str) -> None:
    at, ambiguous = read_stamp(stamp, "occurred_at", zone=NEW_YORK)
    assert (at.isoformat(), ambiguous) == (utc, True)


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("", "missing_value"),
        ("yesterday", "bad_stamp"),
        ("0001-01-01", "bad_stamp"),
        ("2017-01-02 12:00", "stamp_without_zone"),
    ],
)
def test_a_stamp_that_cannot_be_read_is_refused(value: str, reason: str) -> None:
    with pytest.raises(BadValue, match=reason):
        read_stamp(value, "occurred_at", zone=None)


def test_text_loses_its_white_space_and_keeps_its_letters() -> None:
    assert read_text(" Молоко\xa03,2 %\t", "name", limit=20) == "Молоко 3,2 %"


@pytest.mark.parametrize(
    ("value", "reason"),
    [("a\0b", "bad_text"), ("\udcff", "bad_text"), ("x" * 21, "too_long"), ("", "missing_value")],
)
def test_text_that_cannot_be_stored_is_refused(value: str, reason: str) -> None:
    with pytest.raises(BadValue, match=reason):
        read_text(value, "name", limit=20, required=True)
