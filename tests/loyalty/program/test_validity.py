"""The calendar of points: the last day is usable in full, and points go at the local midnight after it."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyalty.program.validity import Validity, add_months, available_from, expires_at, midnight

MOSCOW = ZoneInfo("Europe/Moscow")


def last_day(start: str, validity: Validity) -> str | None:
    """The last local day on which points available from noon of `start` can be used."""
    until = expires_at(
        start=datetime.fromisoformat(f"{start}T12:00").replace(tzinfo=MOSCOW), validity=validity, zone=MOSCOW
    )
    if until is None:
        return None
    assert (until.hour, until.minute, until.second) == (0, 0, 0)
    return (until.date() - timedelta(days=1)).isoformat()


@pytest.mark.parametrize(
    ("validity", "start", "last"),
    [
        (Validity(by="days", count=1), "2026-11-21", "2026-11-22"),
        (Validity(by="days", count=30), "2026-01-31", "2026-03-02"),
        (Validity(by="days", count=365), "2028-02-29", "2029-02-28"),
        (Validity(by="months", count=1), "2026-01-31", "2026-02-28"),
        (Validity(by="months", count=1), "2028-01-31", "2028-02-29"),
        (Validity(by="months", count=1), "2026-01-30", "2026-02-28"),
        (Validity(by="months", count=1), "2026-02-28", "2026-03-28"),
        (Validity(by="months", count=3), "2026-11-30", "2027-02-28"),
        (Validity(by="months", count=12), "2028-02-29", "2029-02-28"),
        (Validity(by="months", count=12), "2026-11-21", "2027-11-21"),
        (Validity(by="month", count=1), "2026-11-01", "2026-11-30"),
        (Validity(by="month", count=1), "2026-11-30", "2026-11-30"),
        (Validity(by="month", count=3), "2026-12-15", "2027-02-28"),
        (Validity(by="quarter", count=1), "2026-10-01", "2026-12-31"),
        (Validity(by="quarter", count=1), "2026-12-31", "2026-12-31"),
        (Validity(by="quarter", count=2), "2026-11-21", "2027-03-31"),
        (Validity(by="year", count=1), "2026-01-01", "2026-12-31"),
        (Validity(by="year", count=1), "2026-12-31", "2026-12-31"),
        (Validity(by="year", count=2), "2026-06-30", "2027-12-31"),
        (Validity(by="dates", dates=("03-31", "09-30")), "2026-03-30", "2026-03-31"),
        (Validity(by="dates", dates=("03-31", "09-30")), "2026-03-31", "2026-09-30"),
        (Validity(by="dates", dates=("09-30", "03-31")), "2026-10-01", "2027-03-31"),
        (Validity(by="dates", dates=("02-29",)), "2026-01-01", "2026-02-28"),
        (Validity(by="dates", dates=("02-29",)), "2028-01-01", "2028-02-29"),
        (Validity(by="dates", dates=("02-29",)), "2027-02-28", "2028-02-29"),
        (Validity(by="inactivity", count=6), "2026-08-31", "2027-02-28"),
        (Validity(by="none"), "2026-11-21", None),
    ],
)
def test_the_last_day_of_points(validity: Validity, start: str, last: str | None) -> None:
    assert last_day(start, validity) == last


def test_days_are_local_days_of_the_programme() -> None:
    # given: half past nine in the evening in London is the next day in Moscow
    start = datetime(2026, 11, 21, 21, 30, tzinfo=UTC)
    # when
    until = expires_at(start=start, validity=Validity(by="days", count=1), zone=MOSCOW)
    # then
    assert until == datetime(2026, 11, 23, 21, 0, tzinfo=UTC)


def test_pending_days_end_at_a_local_midnight() -> None:
    at = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
    assert available_from(at=at, pending_days=0, zone=MOSCOW) == at
    assert available_from(at=at, pending_days=1, zone=MOSCOW) == datetime(2026, 11, 21, 21, 0, tzinfo=UTC)
    assert available_from(at=at, pending_days=14, zone=MOSCOW) == datetime(2026, 12, 4, 21, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "day", "instant"),
    [
        ("Asia/Beirut", date(2026, 3, 29), "2026-03-28T22:00Z"),  # 00:00 is skipped, the day begins at 01:00
        ("Africa/Cairo", date(2026, 4, 24), "2026-04-23T22:00Z"),
        ("America/Sao_Paulo", date(2018, 11, 4), "2018-11-04T03:00Z"),
        ("America/Santiago", date(2026, 9, 6), "2026-09-06T04:00Z"),
        ("Asia/Beirut", date(2026, 10, 25), "2026-10-24T22:00Z"),  # 23:00 comes twice, midnight once
        ("America/Havana", date(2026, 11, 1), "2026-11-01T04:00Z"),  # midnight comes twice: the first
        ("Europe/Berlin", date(2026, 3, 29), "2026-03-28T23:00Z"),
        ("Europe/Berlin", date(2026, 3, 30), "2026-03-29T22:00Z"),
        ("Pacific/Apia", date(2011, 12, 30), "2011-12-30T10:00Z"),  # a day that never was
        ("Europe/Moscow", date(2026, 11, 21), "2026-11-20T21:00Z"),
    ],
)
def test_a_day_begins_at_its_first_instant(zone: str, day: date, instant: str) -> None:
    begins = midnight(day, ZoneInfo(zone)).astimezone(UTC)
    assert begins == datetime.fromisoformat(instant)
    before, then = ((begins - gap).astimezone(ZoneInfo(zone)).date() for gap in (timedelta(seconds=1), timedelta()))
    assert before < day <= then


def test_a_day_more_over_a_change_of_clocks_is_a_day_of_23_hours() -> None:
    start = datetime(2026, 3, 28, 12, tzinfo=ZoneInfo("Europe/Berlin"))
    one, two = (
        expires_at(start=start, validity=Validity(by="days", count=days), zone=ZoneInfo("Europe/Berlin"))
        for days in (1, 2)
    )
    assert one is not None
    assert two is not None
    assert two.astimezone(UTC) - one.astimezone(UTC) == timedelta(hours=24)
    assert one.astimezone(UTC) - start.astimezone(UTC) == timedelta(hours=35)


@given(day=st.dates(date(2000, 1, 1), date(2100, 1, 1)), months=st.integers(0, 600))
def test_months_later_is_the_same_day_or_the_last_of_a_shorter_month(day: date, months: int) -> None:
    later = add_months(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later.day < day.day and (later + timedelta(days=1)).day == 1)


@given(
    hours=st.integers(0, 100 * 365 * 24),
    by=st.sampled_from(["days", "months", "month", "quarter", "year", "inactivity"]),
    count=st.integers(1, 36),
    zone=st.sampled_from(["Europe/Moscow", "Asia/Beirut", "America/Havana", "Asia/Kathmandu"]),
)
def test_points_always_live_to_the_end_of_some_day_and_longer_with_a_larger_count(
    hours: int, by: str, count: int, zone: str
) -> None:
    at = datetime(2000, 1, 1, tzinfo=UTC) + timedelta(hours=hours)
    one, more = (
        expires_at(start=at, validity=msgspec.convert({"by": by, "count": n}, Validity), zone=ZoneInfo(zone))
        for n in (count, count + 1)
    )
    assert one is not None
    assert more is not None
    assert at < one.astimezone(UTC) < more.astimezone(UTC)


@pytest.mark.parametrize(
    "raw",
    [
        {"by": "dates"},
        {"by": "days", "dates": ["01-01"]},
        {"by": "dates", "dates": ["02-30"]},
        {"by": "dates", "dates": ["13-01"]},
        {"by": "dates", "dates": ["1-1"]},
        {"by": "days", "count": 0},
        {"by": "weeks"},
        {"by": "days", "unknown": 1},
    ],
)
def test_a_validity_that_means_nothing_is_refused(raw: object) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(raw, Validity)
