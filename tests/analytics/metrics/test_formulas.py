"""Every formula on small made-up histories: PostgreSQL and DuckDB both say what plain Python says."""

from datetime import date, timedelta
from typing import Any, TypeAlias

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.metrics.derived import derived
from analytics.metrics.metric import metrics
from analytics.rollup.calendar import periods_between
from tests.analytics.metrics.by_hand import COUNTS, figures
from tests.analytics.metrics.histories import (
    History,
    Line,
    Member,
    Sale,
    Stay,
    duckdb_figures,
    duckdb_sql,
    postgresql_figures,
    postgresql_tables,
)

Drawn: TypeAlias = st.SearchStrategy[dict[str, Any]]
FIRST, DAYS = date(2024, 5, 27), 230  # a leap year, and the turn of a year
DAY = st.integers(0, DAYS).map(lambda n: FIRST + timedelta(days=n))
SHOPS, MEMBERS = st.integers(1, 2), 4
MONEY = st.integers(0, 3)
LINE: Drawn = st.builds(
    dict, sku=st.sampled_from("ab"), category=st.sampled_from(["", "tea"]), brand=st.sampled_from(["x", "y"]),
    quantity_milli=st.integers(1, 3000), shelf=st.integers(9, 12), discount=MONEY, points_paid=MONEY,
    certificates_paid=MONEY, cost=st.none() | st.integers(0, 8),
)  # fmt: skip
SALE: Drawn = st.builds(
    dict, member_id=st.sampled_from([None, *range(1, MEMBERS + 1), *range(1, MEMBERS + 1)]), shop_id=SHOPS, day=DAY,
    hour=st.integers(0, 23), lines=st.lists(LINE, min_size=1, max_size=2),
)  # fmt: skip
STAY: Drawn = st.builds(
    dict, member_id=st.integers(1, MEMBERS), of=st.sampled_from([("tier", "gold"), ("segment", "s")]), since=DAY,
    days=st.integers(1, 120) | st.none(),
)  # fmt: skip


@st.composite
def histories(draw: st.DrawFn) -> History:
    """Thirteen months of four members and of guests in two shops, with whole days between what happens or none."""
    lines = iter(range(1, 1000))
    sales = tuple(
        Sale(**{**sale, "order_id": n, "lines": tuple(Line(line_id=next(lines), **line) for line in sale["lines"])})
        for n, sale in enumerate(draw(st.lists(SALE, min_size=5, max_size=25)), start=1)
    )
    joined: Drawn = st.builds(dict, shop_id=SHOPS | st.none(), joined=DAY)
    members = tuple(Member(member_id=n, **draw(joined)) for n in range(1, MEMBERS + 1))
    stays = dict[tuple[int, str], Stay]()
    for stay in draw(st.lists(STAY, max_size=6)):
        until = date(9999, 12, 31) if stay["days"] is None else stay["since"] + timedelta(days=stay["days"])
        cut, of = stay["of"]
        stays[stay["member_id"], cut] = Stay(
            member_id=stay["member_id"], cut=cut, of=of, since=stay["since"], until=until
        )
    last = FIRST + timedelta(days=DAYS + 180)  # so that some have been there for a year
    kinds = ("week", "month", "quarter", "year")
    due = [one for kind in kinds for one in periods_between(kind=kind, first=FIRST, last=last)]
    kept = draw(st.sets(st.sampled_from(range(len(due))), max_size=20))  # the others are not due
    return History(
        sales=sales, members=members, stays=tuple(stays.values()),
        periods=tuple(one for n, one in enumerate(due) if n not in kept),
    )  # fmt: skip


@pytest.fixture(scope="module")
def _compiled() -> None:
    """DuckDB's SQL takes seconds to write: before a transaction waits for it."""
    for code, _any in (*derived, *metrics):
        duckdb_sql(code)


@pytest.mark.usefixtures("_compiled", "db")
def test_both_engines_count_what_is_written_by_hand() -> None:
    with postgresql_tables():

        @settings(max_examples=8, database=None)
        @given(history=histories())
        def check(history: History) -> None:
            # when
            ours, theirs = postgresql_figures(history, list(COUNTS)), duckdb_figures(history, list(COUNTS))

            # then
            for code, count in COUNTS.items():
                metric = metrics[code]
                expected = figures(count, history, kinds=metric.kinds, cuts=metric.cuts)
                assert ours[code] == expected, code
                assert theirs[code] == expected, code

        check()


def _sold(member: int, month: int, paid: int, cost: int | None) -> Sale:
    line = Line(
        line_id=member * 100 + month, sku="a", category="", brand="x", quantity_milli=1000, shelf=paid, discount=0,
        points_paid=0, certificates_paid=0, cost=cost,
    )  # fmt: skip
    return Sale(order_id=line.line_id, member_id=member, shop_id=1, day=date(2024, month, 9), hour=12, lines=(line,))


@pytest.mark.usefixtures("_compiled", "db")
def test_a_forecast_can_be_followed_on_paper() -> None:
    # given two members since January, three since May, one since June; nobody knows what the 200 cost
    sales = (
        _sold(1, 1, 100, 40), _sold(2, 1, 200, None), _sold(1, 2, 60, 21), _sold(2, 4, 50, 10), _sold(1, 6, 30, 10),
        _sold(3, 5, 90, 30), _sold(4, 5, 90, 30), _sold(5, 5, 90, 30), _sold(3, 6, 31, 8),
        _sold(6, 6, 500, 100), _sold(6, 7, 1000, 0),
    )  # fmt: skip
    months = tuple(periods_between(kind="month", first=date(2024, 1, 1), last=date(2024, 6, 30)))
    history, codes = History(sales=sales, members=(), stays=(), periods=months), ["ltv_predicted_6", "ltv_predicted_12"]
    june = {
        # 60 + 200, 39, nothing, 40, nothing, 20: all six months are there
        "2024-01": (359, 2),
        # 180 and 23, then as January did: nothing, 3/2 of 50 less 3/2 of 10, nothing, 3/2 of 30 less 3/2 of 10
        "2024-05": (203 + 60 + 30, 3),
        # 400, then 91/5 less 29/5 as January and May did, and 1/2 of what January did; July is not known yet
        "2024-06": (400 + (18 - 5) + (25 - 5) + (15 - 5), 1),
    }
    with postgresql_tables():
        for counted in (postgresql_figures(history, codes), duckdb_figures(history, codes)):
            # then nothing is said before the first members have been there for six months
            assert counted["ltv_predicted_6"] == {
                ("month", date(2024, 6, 1), cut, of, key): sums
                for cut, of in (("all", ""), ("shop", "1"))
                for key, sums in june.items()
            }
            assert not counted["ltv_predicted_12"]
