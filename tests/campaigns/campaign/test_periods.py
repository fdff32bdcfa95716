"""The period and the scope under which a budget counts."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from campaigns.campaign.periods import period_key, scope_key
from campaigns.engine.definition import BudgetScope, Period

MOSCOW, BERLIN = ZoneInfo("Europe/Moscow"), ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("period", "at", "zone", "key"),
    [
        (Period.DAY, datetime(2026, 11, 21, 20, 59, tzinfo=UTC), MOSCOW, "2026-11-21"),
        (Period.DAY, datetime(2026, 11, 21, 21, 0, tzinfo=UTC), MOSCOW, "2026-11-22"),
        (Period.MONTH, datetime(2026, 11, 30, 21, 0, tzinfo=UTC), MOSCOW, "2026-12"),
        (Period.YEAR, datetime(2026, 12, 31, 21, 0, tzinfo=UTC), MOSCOW, "2027"),
        # the ISO year of a week is not always that of the day
        (Period.WEEK, datetime(2026, 12, 31, 9, 0, tzinfo=UTC), MOSCOW, "2026-W53"),
        (Period.WEEK, datetime(2027, 1, 3, 20, 59, tzinfo=UTC), MOSCOW, "2026-W53"),
        (Period.WEEK, datetime(2027, 1, 3, 21, 0, tzinfo=UTC), MOSCOW, "2027-W01"),
        (Period.WEEK, datetime(2024, 12, 30, 9, 0, tzinfo=UTC), MOSCOW, "2025-W01"),
        # a day has 23 hours or 25 where clocks are moved
        (Period.DAY, datetime(2026, 3, 28, 23, 0, tzinfo=UTC), BERLIN, "2026-03-29"),
        (Period.DAY, datetime(2026, 3, 29, 21, 59, tzinfo=UTC), BERLIN, "2026-03-29"),
        (Period.DAY, datetime(2026, 3, 29, 22, 0, tzinfo=UTC), BERLIN, "2026-03-30"),
        (Period.DAY, datetime(2026, 10, 24, 22, 0, tzinfo=UTC), BERLIN, "2026-10-25"),
        (Period.DAY, datetime(2026, 10, 25, 22, 59, tzinfo=UTC), BERLIN, "2026-10-25"),
        (Period.ALL, datetime(2026, 3, 29, 22, 0, tzinfo=UTC), BERLIN, ""),
    ],
)
def test_periods_are_local_days_weeks_months_and_years(period: Period, at: datetime, zone: ZoneInfo, key: str) -> None:
    assert period_key(period, at=at, zone=zone) == key


def test_the_period_of_an_orders_number_is_that_number() -> None:
    assert period_key(Period.ORDER, order_number=5) == "order 5"


@pytest.mark.parametrize(
    ("scope", "member_id", "key"),
    [(BudgetScope.CAMPAIGN, None, ""), (BudgetScope.SHOP, None, "lesnaya"), (BudgetScope.MEMBER, 7, "7"),
     (BudgetScope.MEMBER, None, None)],
)  # fmt: skip
def test_a_guest_has_no_share_of_what_counts_for_members(
    scope: BudgetScope, member_id: int | None, key: str | None
) -> None:
    assert scope_key(scope, shop="lesnaya", member_id=member_id) == key
