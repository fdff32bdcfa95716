"""The arithmetic of a month, in tables: prices and shares that change, rounding, which of them holds when."""

from datetime import UTC, date, datetime

import pytest

from analytics.accounting.periods import Period
from analytics.accounting.report import report_of
from analytics.accounting.terms import Decided, History, Terms

JULY, AUGUST = date(2025, 7, 1), date(2025, 8, 1)


def _at(month: int, day: int = 1) -> datetime:
    return datetime(2025, month, day, tzinfo=UTC)


def _terms(price_before: int | None, price: int | None, rate_before: int = 0, rate: int = 0) -> Terms:
    return Terms(unit_id=1, price_before=price_before, price=price, rate_before=rate_before, rate=rate)


@pytest.mark.parametrize(
    ("terms", "opening", "revalued", "worth", "unused", "opening_owed"),
    [
        (_terms(100, 100), 70_000, 0, 60_000, 0, 70_000),
        (_terms(100, 100, 1_000, 2_500), 70_000, 0, 60_000, 15_000, 63_000),
        (_terms(100, 150), 70_000, 35_000, 90_000, 0, 70_000),
        (_terms(100, None), 70_000, -70_000, 0, 0, 70_000),
        (_terms(None, 100), 0, 70_000, 60_000, 0, 0),
        (_terms(1, 1, 0, 3_333), 700, 0, 600, 167 + 33, 700),  # each line is rounded: 166.65 and 33.33
    ],
)
def test_points_become_money(
    terms: Terms, opening: int, revalued: int, worth: int, unused: int, opening_owed: int
) -> None:
    # given 700 of July, of which 200 were spent, and 100 given in August
    cells = [[1, "2025-07-01", "start", 700, 0], [1, "2025-07-01", "burn", -200, 0], [1, "2025-08-01", "earn", 100, 0]]
    # when
    report = report_of(cells=cells, terms=[terms])[1]
    # then
    assert (report.opening_kopecks, report.revalued_kopecks) == (opening, revalued)
    assert (report.total.worth_kopecks, report.total.unused_kopecks) == (worth, unused)
    assert report.opening_owed_kopecks == opening_owed
    assert report.total.owed_kopecks == sum(row.owed_kopecks for row in report.rows) == worth - unused
    assert opening + revalued + sum(report.moved_kopecks.values()) == worth


def test_what_never_had_a_price_is_no_liability() -> None:
    assert report_of(cells=[[1, "2025-07-01", "earn", 9, 0]], terms=[_terms(None, None)]) == {}


@pytest.mark.parametrize(
    ("prices", "rates", "price_before", "price", "rate_before", "rate"),
    [
        ([(100, _at(1))], [], 100, 100, 0, 0),
        ([(100, _at(1)), (200, _at(8, 15))], [], 100, 200, 0, 0),  # it changed in August
        ([(100, _at(1)), (200, _at(9))], [], 100, 100, 0, 0),  # from the next month on
        ([(100, _at(10))], [], 100, 100, 0, 0),  # a unit that is younger than the points brought for it
        ([(100, _at(1)), (None, _at(8, 2))], [], 100, None, 0, 0),
        ([(100, _at(1))], [(500, JULY), (700, AUGUST)], 100, 100, 500, 700),
        ([(100, _at(1))], [(700, AUGUST), (500, JULY)], 100, 100, 500, 700),  # the order of decisions is another
        ([(100, _at(1))], [(500, AUGUST), (600, AUGUST)], 100, 100, 0, 600),  # of two the later holds
        ([(100, _at(1))], [(500, date(2025, 9, 1))], 100, 100, 0, 0),
    ],
)
def test_prices_and_shares_hold_from_when_they_were_decided_for(
    prices: list[tuple[int | None, datetime]], rates: list[tuple[int, date]], price_before: int | None,
    price: int | None, rate_before: int, rate: int,
) -> None:  # fmt: skip
    known = History({1: Decided(prices=prices, rates=rates)})
    august = Period(month=AUGUST, starts_at=_at(8), ends_at=_at(9), closed=False)
    assert known.of(august) == (_terms(price_before, price, rate_before, rate),)
