"""The year of the Complete Journey, told as if it had just ended at our shops."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from loyalty.demo.shops import SHOPS, TIMEZONE
from loyalty.imports.completejourney import ZONE, CompleteJourney, data_file, fuel_of
from loyalty.imports.receipt import Receipt, Rejected
from loyalty.imports.run_import import Source
from loyalty.imports.tables import open_parquet, open_table

_HERE, _THERE = ZoneInfo(TIMEZONE), ZoneInfo(ZONE)
_LAST = datetime(2017, 12, 31, 23, 1, 20)  # noqa: DTZ001  by the clock on the wall of the last shop
PART = range(61, 2_501, 61)  # the 39 households of a quick demo, a mixed company
_TILLS = [shop.code for shop in SHOPS if shop.is_till]


def weeks_until(at: datetime) -> int:
    """By how many whole weeks the year moves so that it has ended by `at`; weekdays stay what they were."""
    return (at.astimezone(_HERE).replace(tzinfo=None) - _LAST) // timedelta(weeks=1)


def demo_source(*, full: bool) -> Source:
    """The receipts of all households, or of `PART`."""
    where = None if full else ("household_id", PART)
    return CompleteJourney(
        open_parquet(data_file("transactions"), where=where), fuel=fuel_of(open_table(data_file("products")))
    )


@dataclass(frozen=True)
class ShiftedJourney:
    """Receipts of `source` `weeks` later, at the same hour by the clock on the wall, in one of our shops."""

    source: Source
    weeks: int

    @property
    def columns(self) -> tuple[str, ...]:
        return self.source.columns

    def read(self, *, skip: int) -> Iterator[Receipt | Rejected]:
        for item in self.source.read(skip=skip):
            if isinstance(item, Rejected):
                yield item
            else:
                yield replace(
                    item, occurred_at=_moved(item.occurred_at, self.weeks), shop=_TILLS[int(item.shop) % len(_TILLS)]
                )


def _moved(at: datetime, weeks: int) -> datetime:
    there = at.astimezone(_THERE)
    if (
        there.fold
    ):  # the hour that New York lived twice happens once here: its second run waits for the end of the first
        there = there.replace(minute=59, second=59)
    return (there.replace(tzinfo=None, fold=0) + timedelta(weeks=weeks)).replace(tzinfo=_HERE)
