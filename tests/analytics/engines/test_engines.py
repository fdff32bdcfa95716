"""Every engine counts the same figures of every metric."""

from collections.abc import Collection
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connections

from analytics.engines.duckdb import by_duckdb
from analytics.engines.engine import Engine
from analytics.engines.postgresql import by_postgresql, by_replica
from analytics.facts.changes import changed_months_sql
from analytics.facts.fact import facts
from analytics.figures.models import Figure, Period
from analytics.metrics.metric import metrics
from analytics.rollup.mark_due import mark_due
from analytics.rollup.roll_up import roll_up
from analytics.warehouse.fill import fill
from analytics.warehouse.manifest import published
from loyalty.program.current import program
from loyalty.rows import all_rows
from tests.builders import NOON, a_cart, a_member, a_return, an_order, some_points
from tests.cast import enter_cast

_LONG_AGO = NOON.replace(year=1999)


def _a_past() -> None:
    """Orders of half a year in two shops: of members who come back, who do not, and of guests; points earned and
    burnt, goods that came back."""
    cast = enter_cast()
    some_points(cast.anna, 1_000, at=NOON - timedelta(days=170))
    for number in range(12):
        at = NOON - timedelta(days=165 - 14 * number, hours=number)
        order = an_order(cast.lesnaya, a_cart(cast.anna, burn="max" if number % 3 == 0 else 0), at=at)
        an_order((cast.other_shop, cast.lesnaya)[number % 2], a_cart(None, price=100 * (number + 1)), at=at)
        if number % 4 == 1:
            an_order(cast.lesnaya, a_cart(cast.boris, price=12_300), at=at + timedelta(hours=1))
        if number % 5 == 2:
            a_return(order, 1000, at=at + timedelta(days=30))
    an_order(cast.other_shop, a_cart(cast.vera, pieces=1), at=NOON - timedelta(days=100))
    an_order(cast.other_shop, a_cart(a_member(), pieces=3), at=NOON)


def _counted(opened: AbstractContextManager[Engine], codes: Collection[str] = ()) -> dict[str, set[Any]]:
    with opened as figures_of:
        found = {code: list(figures_of(metric)) for code, metric in metrics if code in codes or not codes}
    assert all(len(rows) == len(set(rows)) for rows in found.values())
    return {code: set(rows) for code, rows in found.items()}


def _of(periods: Collection[Period], rows: Collection[Any]) -> set[Any]:
    wanted = {(period.kind, period.starts) for period in periods}
    return {row for row in rows if row[:2] in wanted}


def test_all_engines_count_the_same(
    own_database: str, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    # given a past, and all of it in a warehouse
    _a_past()
    fill(at=NOON, folder=tmp_path)
    mark_due(at=NOON, since=None, zone=program().zone)
    periods = list(Period.objects.all())

    # then the files say month by month what the facts say, and each of the months is told of as changed
    for code, fact in facts:
        parts, rows = published(tmp_path).tables[code].parts, all_rows(f"select count(*) from ({fact.sql}) f", [])
        assert sum(part.rows for part in parts.values()) == rows[0][0], code
        if fact.month_of:
            changed = all_rows(changed_months_sql(fact), {"zone": str(program().zone), "since": _LONG_AGO})
            assert set(parts) - {""} <= {f"{month:%Y-%m}" for (month,) in changed}, code

    # when PostgreSQL and DuckDB count everything
    by_itself = _counted(by_postgresql(periods))
    assert by_itself == _counted(by_duckdb(periods, warehouse=tmp_path))

    # and the periods that go on alone, for which PostgreSQL reads no more of most facts than is in them
    going_on = [period for period in periods if period.ends > NOON.date()]
    assert len(going_on) == len(Period.Kind)
    assert _counted(by_postgresql(going_on)) == {code: _of(going_on, rows) for code, rows in by_itself.items()}

    # and a replica, which takes its time, something of each kind
    monkeypatch.setitem(connections.databases, "analytics", connections["default"].settings_dict)
    try:
        some = ("revenue", "retention_strict", "cohort_retention", "points_outstanding")
        assert {code: by_itself[code] for code in some} == _counted(by_replica(periods), some)
        assert all(by_itself[code] for code in some)
    finally:
        connections["analytics"].close()
        del connections["analytics"]

    # and the roll-up that ANALYTICS_URL sends to the warehouse never calls figures fresher than the files
    settings.ANALYTICS_ENGINE, settings.ANALYTICS_WAREHOUSE = "duckdb", tmp_path
    roll_up(at=NOON + timedelta(hours=1))
    assert set(Period.objects.values_list("counted_at", flat=True)) == {NOON}
    columns = ("kind", "starts", "cut", "of", "key", "numerator", "denominator")
    assert set(Figure.objects.filter(metric="revenue").values_list(*columns)) == by_itself["revenue"]
