from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from loyalty.demo.journey import ShiftedJourney, demo_source, weeks_until
from loyalty.imports.receipt import Receipt, ReceiptLine, Rejected

LAST = datetime(2018, 1, 1, 4, 1, 20, tzinfo=UTC)  # the last receipt of the data


class Stamps:
    columns = ("a",)

    def __init__(self, *stamps: datetime) -> None:
        self._stamps = stamps

    def read(self, *, skip: int) -> Iterator[Receipt | Rejected]:
        for number, at in enumerate(self._stamps):
            yield Receipt(str(number), "367", None, at, "", "", (ReceiptLine("1", "A", 1000, 1, 1),), ((),), number + 1)


def moved(*stamps: datetime, weeks: int = 0) -> list[datetime]:
    items = ShiftedJourney(Stamps(*stamps), weeks).read(skip=0)
    return [item.occurred_at for item in items if isinstance(item, Receipt)]


@pytest.mark.parametrize("days", range(15))
def test_the_year_ends_within_the_last_week_and_never_in_the_future(days: int) -> None:
    # given any day and hour of today
    now = datetime(2026, 11, 21, 20, 1, tzinfo=UTC) + timedelta(days=days, hours=days)

    # when the year is moved
    [end] = moved(LAST, weeks=weeks_until(now))

    # then its end is behind us, by less than a week
    assert timedelta(0) <= now - end < timedelta(weeks=1)


def test_weekday_and_hour_on_the_wall_stay() -> None:
    # given half past six of a Friday evening in New York, in summer
    [there] = moved(datetime(2017, 7, 7, 22, 30, tzinfo=UTC), weeks=463)

    # then it is half past six of a Friday evening here
    assert there.strftime("%A %H:%M %z") == "Friday 18:30 +0300"


def test_the_hour_that_new_york_lived_twice_does_not_run_backwards() -> None:
    # given receipts around the end of summer time
    stamps = [datetime(2017, 11, 5, hour, minute, tzinfo=UTC) for hour in (4, 5, 6, 7) for minute in (0, 30, 59)]

    # then here they are still in the order of time
    here = moved(*stamps)
    assert here == sorted(here)


def test_stores_are_tills_of_ours() -> None:
    items = ShiftedJourney(Stamps(LAST), 0).read(skip=0)
    assert [item.shop for item in items if isinstance(item, Receipt)] == ["izmaylovo"]


def test_a_part_is_whole_households() -> None:
    households = {item.member.normal for item in demo_source(full=False).read(skip=0) if item.member}  # type: ignore[union-attr]
    assert len(households) == 39
    assert all(int(household) % 61 == 0 for household in households)
