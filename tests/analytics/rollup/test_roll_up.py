"""Figures are counted where something changed, a stopped count is gone on with, and nothing is counted twice."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import pytest

from analytics.engines import postgresql
from analytics.engines.engine import Row
from analytics.figures.models import Figure, Period
from analytics.figures.read import read_figures
from analytics.metrics.metric import metrics
from analytics.metrics.sql import counted_by, table_sql
from analytics.rollup import roll_up as rolling
from analytics.rollup.models import Rollup
from analytics.rollup.roll_up import roll_up
from loyalty.proofs import proofs
from loyalty.rows import all_rows
from loyalty.shops.models import Shop
from tests.builders import NOON, a_cart, a_member, a_return, a_shop, an_order

pytestmark = pytest.mark.django_db

PRICE = 45_000
LATER = NOON.replace(year=2031, day=22)  # a Saturday; what the database's clock has recorded is long before it


@pytest.fixture
def shop(db: None) -> Shop:
    return a_shop()


def _revenue(kind: str = "month", cut: str = "all", of: str | None = "") -> dict[date, tuple[int, int]]:
    found = read_figures(metrics=["revenue"], kind=kind, since=date(2020, 1, 1), until=date(2030, 1, 1), cut=cut, of=of)
    return {one.starts: (one.numerator, one.denominator) for one in found}


def test_a_late_order_reaches_every_period_it_is_in(shop: Shop) -> None:
    # given a counted order
    an_order(shop, a_cart(a_member(), price=PRICE, pieces=1))
    assert roll_up(at=NOON) == 4
    assert _revenue() == {date(2026, 11, 1): (PRICE, 1)}

    # when one of September comes in
    an_order(shop, a_cart(a_member(), price=PRICE, pieces=2), at=NOON - timedelta(days=61))
    roll_up(at=NOON + timedelta(hours=1))

    # then September has it in every cut, and longer periods have both
    months = {date(2026, 9, 1): (2 * PRICE, 1), date(2026, 11, 1): (PRICE, 1)}
    assert _revenue() == months
    assert _revenue(cut="shop", of=str(shop.pk)) == months
    assert _revenue("year") == {date(2026, 1, 1): (3 * PRICE, 2)}


def test_what_came_back_is_taken_out_of_the_period_it_was_sold_in(shop: Shop) -> None:
    # given a counted order of last month
    sold = NOON - timedelta(days=30)
    order = an_order(shop, a_cart(a_member(), price=PRICE, pieces=2), at=sold)
    roll_up(at=NOON)

    # when a half of it comes back today
    a_return(order, 1000, at=NOON)
    roll_up(at=NOON + timedelta(minutes=1))

    # then October has a half
    assert _revenue() == {date(2026, 10, 1): (PRICE, 1)}


def test_a_period_that_ended_is_counted_once_more_and_then_rests(shop: Shop) -> None:
    # given an order counted on a Saturday
    an_order(shop, a_cart(a_member(at=LATER)), at=LATER)
    roll_up(at=LATER)

    # when the week is over
    monday = LATER + timedelta(days=2)
    roll_up(at=monday)
    assert not Period.objects.filter(kind="week", starts=date(2031, 11, 17), is_due=True).exists()

    # then only what goes on is counted
    assert roll_up(at=monday + timedelta(hours=1)) == 4  # the new week, the month, the quarter, the year


def test_a_count_that_was_stopped_is_gone_on_with(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    # given a count that broke at the second metric
    an_order(shop, a_cart(a_member()))
    replace, seen = rolling._replace, list[str]()

    def breaks_at_the_second(code: str, periods: list[Period], rows: Iterable[Row]) -> None:
        if seen:
            raise KeyboardInterrupt
        seen.append(code)
        replace(code, periods, rows)

    monkeypatch.setattr(rolling, "_replace", breaks_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        roll_up(at=NOON)
    monkeypatch.undo()

    # when it is started again
    told = list[str]()
    roll_up(at=NOON + timedelta(minutes=1), tell=told.append)

    # then the first is not counted again for those periods, and the run is closed
    first = seen[0]
    assert not told[0].endswith(f" {first}")
    assert not Rollup.objects.filter(finished_at=None).exists()
    assert set(Figure.objects.values_list("metric", flat=True)) <= {code for code, _metric in metrics}


def test_what_takes_longest_keeps_nothing_else_waiting(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    # given a limit of time that strikes while who bought in which period is gathered
    an_order(shop, a_cart(a_member(), price=PRICE, pieces=1))
    text = table_sql

    def strikes(code: str) -> str:
        if code == "buyers":
            raise KeyboardInterrupt
        return text(code)

    monkeypatch.setattr(postgresql, "table_sql", strikes)

    # when everything is counted
    with pytest.raises(KeyboardInterrupt):
        roll_up(at=NOON)

    # then what needs no such table is counted and stays so
    done = Rollup.objects.get().done
    assert {"revenue", "orders"} <= set(done)
    assert "active_members" not in done
    assert _revenue() == {date(2026, 11, 1): (PRICE, 1)}


def test_a_changed_expression_counts_everything_anew(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    # given an old period that rests
    an_order(shop, a_cart(a_member(at=LATER - timedelta(days=400))), at=LATER - timedelta(days=400))
    roll_up(at=LATER)

    # when a metric is counted otherwise
    text = counted_by
    monkeypatch.setattr(rolling, "counted_by", lambda code: text(code) + (" " if code == "revenue" else ""))
    counted: Any = roll_up(at=LATER + timedelta(hours=1))

    # then all periods are
    assert counted == Period.objects.count()


def test_nobody_counts_beside_another(monkeypatch: pytest.MonkeyPatch) -> None:
    # given somebody who has the lock
    monkeypatch.setattr(rolling, "one_row", lambda sql, params: (False,))

    # then there is nothing to do here
    assert roll_up(at=NOON) == 0


def test_points_that_expire_are_no_figure_of_a_month_that_is_over(shop: Shop) -> None:
    # given points of October that will expire, counted in November; what was recorded was recorded before
    an_order(shop, a_cart(a_member()), at=LATER - timedelta(days=40))
    roll_up(at=LATER)
    assert set(Figure.objects.filter(metric="points_due", kind="month").values_list("starts", flat=True)) == {
        date(2031, 11, 1)
    }
    # then the law looks at October, and finds it as it was counted
    found = all_rows(proofs["Q-90"].sql, {"at": LATER})
    assert found
    assert not any(broken for _id, broken in found)
