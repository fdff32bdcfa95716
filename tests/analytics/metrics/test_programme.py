"""Every figure of points, campaigns and coupons equals what another computation makes of the same rows, and obeys the
laws that sums obey."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any

import ibis
import pyarrow as pa
import pytest
from django.db import transaction
from django.db.models import F, Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoDbBlocker

from analytics.engines.calendar import CALENDAR, PERIODS, calendar_rows, period_rows
from analytics.facts.fact import facts
from analytics.figures.models import Figure, Period
from analytics.metrics.build import derived_of, figures_of
from analytics.metrics.derived import derived
from analytics.metrics.metric import Adds, metrics
from analytics.rollup.roll_up import roll_up
from loyalty.ledger.models import Account
from loyalty.program.current import program
from loyalty.purchase.models import Order
from loyalty.rows import all_rows
from tests.analytics.metrics.history import History
from tests.analytics.metrics.recount import Figures, Recount
from tests.databases import kept_database, pointing_at

_FILES = {"points", "outstanding", "burning", "campaigns", "promoted", "coupons", "engagement"}
OURS = {code for code, metric in metrics if type(metric).__module__.rpartition(".")[2] in _FILES}
FLOWS = {"issued": 1, "brought": 1, "spent": -1, "expired": -1, "clawed_back": -1, "given_back": 1, "adjusted": 1}


@pytest.fixture(scope="module")
def _told(django_db_setup: None, django_db_blocker: DjangoDbBlocker, worker_id: str) -> Iterator[tuple[str, History]]:
    """The database of fourteen months of two hundred and thirty members, counted."""
    with django_db_blocker.unblock(), kept_database(f"loyalty_{worker_id}_programme") as name:
        with pointing_at(name):
            history = History(7, members=160)
            history.go_on(days=200, steps=270)
            history.change_campaigns()
            history.renew_twice()
            history.run_into_debt()
            history.go_on(days=200, steps=270)
            roll_up(at=history.at)
        yield name, history


@pytest.fixture
def year(_told: tuple[str, History], django_db_blocker: DjangoDbBlocker) -> Iterator[History]:
    """How it went; Django's connections are in its database."""
    name, history = _told
    with django_db_blocker.unblock(), pointing_at(name):
        yield history


def _counted() -> Figures:
    rows = Figure.objects.values_list("metric", "kind", "starts", "cut", "of", "key", "numerator", "denominator")
    return {row[:6]: row[6:] for row in rows}


def _same(one: Figures, other: Figures) -> bool:
    differ = {
        key: (one.get(key), other.get(key)) for key in one.keys() | other.keys() if one.get(key) != other.get(key)
    }
    assert not differ, (len(differ), sorted(differ.items())[:10])
    return bool(one)


def test_every_figure_equals_the_other_computation(year: History) -> None:
    # given a history in which everything happened
    told = Recount(today=year.at.astimezone(program().zone).date()).figures
    of = defaultdict[str, int](int)
    for key, (numerator, _denominator) in told.items():
        of[key[0]] += abs(numerator)
    assert set(of) == OURS
    assert all(of.values()), of

    # then every week, month, quarter and year, every cut and every key is the same
    assert _same({key: one for key, one in _counted().items() if key[0] in OURS}, told)


def test_duckdb_counts_the_same(year: History) -> None:
    # given the same facts in DuckDB
    duck = ibis.duckdb.connect()
    periods = list(Period.objects.all())
    tables: dict[str, tuple[Any, Any]] = {
        "periods": (PERIODS, period_rows(periods)), "calendar": (CALENDAR, calendar_rows(periods)),
        **{code: (fact.columns, all_rows(fact.sql, {})) for code, fact in facts},
    }  # fmt: skip
    for name, (columns, rows) in tables.items():
        schema = ibis.schema(dict(columns)).to_pyarrow()
        arrays = [pa.array([row[place] for row in rows], field.type) for place, field in enumerate(schema)]
        duck.create_table(name, pa.Table.from_arrays(arrays, schema=schema))
    for code, _table in derived:
        duck.create_table(code, derived_of(code))

    # then it makes the same figures of them
    found: Figures = {}
    for code, metric in metrics:
        if code in OURS:
            for row in duck.to_pyarrow(figures_of(metric)).to_pylist():
                where = (code, row["kind"], row["starts"], row["cut"], row["of"], row["key"])
                found[where] = (row["numerator"], row["denominator"])
    assert _same({key: one for key, one in _counted().items() if key[0] in OURS}, found)


def test_the_laws_hold_on_the_year(year: History) -> None:
    _check_laws()


@settings(max_examples=3, suppress_health_check=[HealthCheck.function_scoped_fixture])  # each takes its own back
@given(seed=st.integers(min_value=0, max_value=10**6))
def test_the_laws_hold_on_small_histories(db: None, seed: int) -> None:
    with transaction.atomic():
        history = History(seed, members=4)
        history.go_on(days=100, steps=30)
        roll_up(at=history.at)
        _check_laws()
        transaction.set_rollback(True)


def _check_laws() -> None:
    figures = _counted()
    assert figures
    _flows_are_what_changed(figures)
    _running_sums_are_the_ledger(figures)
    _shorter_periods_add_up(figures)
    _campaigns_gave_every_discount(figures)


def _flows_are_what_changed(figures: Figures) -> None:
    """In each period and unit: what was given less what was taken is what members have more less what they owe more."""
    left = defaultdict[Any, int](int)
    for (metric, kind, starts, cut, _of, unit), (points, _count) in figures.items():
        if cut == "all" and metric.startswith("points_"):
            what = metric.removeprefix("points_")
            sign = {**FLOWS, "outstanding": -1, "owed": 1}.get(what, 0)
            left[kind, starts, unit] += sign * points
    assert not any(left.values())


def _running_sums_are_the_ledger(figures: Figures) -> None:
    """Whatever the periods' kind, the sums of all changes are the balances; by shop and by month they make the same."""
    accounts = Account.objects.values("unit__code").annotate(points=Sum(F("active") + F("pending")), owed=Sum("debt"))
    balances = {row["unit__code"]: (row["points"], row["owed"]) for row in accounts}
    prices = dict(Account.objects.values_list("unit__code", "unit__step_kopecks"))
    for kind in Period.Kind.values:
        sums = defaultdict[tuple[str, str], int](int)
        for (metric, of_kind, _starts, cut, _of, key), (numerator, _count) in figures.items():
            if of_kind == kind and cut == "all":
                sums[metric, key.partition(" ")[0]] += numerator
        for unit, (points, owed) in balances.items():
            assert sums["points_outstanding", unit] == sums["points_due", unit] == points
            assert sums["points_owed", unit] == owed
            assert sums["liability", unit] == points * (prices[unit] or 0)


def _shorter_periods_add_up(figures: Figures) -> None:
    """Months make quarters and years, and weeks make as much as years, where nothing of the cut moves with time."""
    adding = {code for code, metric in metrics if metric.adds is not Adds.NOT and code in OURS}
    sums = defaultdict[Any, list[int]](lambda: [0, 0])
    for (metric, kind, starts, cut, of, key), (numerator, denominator) in figures.items():
        if metric in adding and cut in ("all", "shop"):
            quarter = date(starts.year, (starts.month - 1) // 3 * 3 + 1, 1)
            for wide in ([("quarter", quarter)] if kind in ("month", "quarter") else []) + [("ever", date.min)]:
                # a share's denominator has a row for each key only where there is one in the period
                for place, value in enumerate(
                    (numerator,) if metric == "campaign_orders" else (numerator, denominator)
                ):
                    sums[metric, wide, cut, of, key, place, kind][0] += value
    by_kind = defaultdict[Any, dict[str, int]](dict)
    for (*where, kind), (value, _unused) in sums.items():
        by_kind[tuple(where)][kind] = value
    for where, values in by_kind.items():
        assert len(set(values.values())) == 1, (where, values)


def _campaigns_gave_every_discount(figures: Figures) -> None:
    """What is booked to campaigns is every discount: to the kopeck where nothing, or all, came back."""
    booked = sum(n for (metric, kind, _s, cut, _o, _k), (n, _d) in figures.items()
                 if (metric, kind, cut) == ("campaign_discount", "year", "all"))  # fmt: skip
    given, parts = 0, 0
    for order in Order.objects.filter(state="completed").prefetch_related("lines"):
        if not order.delivery_returned:
            given += (order.decision["delivery"] or {}).get("discount_kopecks", 0)
        for line in order.lines.all():
            kept = line.quantity_milli - line.returned_milli
            given += line.discount_kopecks * kept // line.quantity_milli
            parts += 0 < kept < line.quantity_milli
    assert abs(given - booked) <= parts * 2
