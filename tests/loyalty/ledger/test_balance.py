import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from loyalty.ledger.balance import balances
from loyalty.ledger.models import Unit
from tests.loyalty.ledger.points import ANNA, BORIS, DAY, HOUR, NOON, bonus, give, reserve, spend

pytestmark = pytest.mark.usefixtures("db")


def test_an_owner_without_points_has_zeroes() -> None:
    (balance,) = balances(owner=BORIS, at=NOON)
    assert (balance.unit, balance.scale, balance.step_kopecks) == ("BONUS", 0, 100)
    assert (balance.available, balance.pending, balance.held, balance.debt) == (0, 0, 0, 0)
    assert (balance.burning, balance.coming) == ((), ())


def test_what_burns_and_what_comes_is_told_by_its_instant() -> None:
    # given
    give(100, expires_at=NOON + 2 * DAY)
    give(50, expires_at=NOON + 2 * DAY)
    give(20, expires_at=NOON + DAY)
    give(7)
    give(5, available_from=NOON + DAY, expires_at=NOON + 9 * DAY)
    reserve(25)
    # when
    balance = bonus()
    # then: held points are no longer counted as burning
    assert [(one.points, one.at) for one in balance.burning] == [(145, NOON + 2 * DAY)]
    assert [(one.points, one.at) for one in balance.coming] == [(5, NOON + DAY)]
    assert (balance.available, balance.pending, balance.held) == (152, 5, 25)


def test_what_is_due_counts_as_done_and_nothing_is_written() -> None:
    # given
    give(100, expires_at=NOON + DAY)
    give(10, available_from=NOON + HOUR)
    give(30, expires_at=NOON + 2 * DAY)
    reserve(110, expires_at=NOON + HOUR)
    # when
    later = bonus(at=NOON + DAY)
    # then
    assert (later.available, later.pending, later.held) == (40, 0, 0)
    assert (bonus().available, bonus().pending, bonus().held) == (20, 10, 110)


def test_units_come_with_bonus_first() -> None:
    # given
    Unit.objects.create(code="ALMONDS", name_ru="миндаль", name_en="almonds", forms_ru="миндаль", forms_en="almond")
    give(3, unit="ALMONDS")
    # then
    assert [(one.unit, one.available, one.step_kopecks) for one in balances(owner=ANNA, at=NOON)] == [
        ("BONUS", 0, 100),
        ("ALMONDS", 3, None),
    ]


def test_three_queries_whatever_the_lots_and_holds() -> None:
    # given
    for _ in range(20):
        give(10)
    reserve(15)
    spend(30)
    with CaptureQueriesContext(connection) as queries:
        # when
        bonus()
    # then: which units, their words, the books
    assert len(queries) == 3
