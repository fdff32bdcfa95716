import pytest

from loyalty.ledger.activate import activate
from loyalty.ledger.models import Lot, Operation
from tests.loyalty.ledger.points import BORIS, DAY, HOUR, NOON, bonus, give, kinds, left, spend

pytestmark = pytest.mark.usefixtures("db")


def test_due_lots_become_active_each_at_its_own_instant() -> None:
    # given
    first = give(100, available_from=NOON + DAY)
    second = give(50, available_from=NOON + 2 * DAY)
    later = give(10, available_from=NOON + 9 * DAY)
    give(5, owner=BORIS, available_from=NOON + DAY)
    # when: the job comes a day late
    done = activate(at=NOON + 3 * DAY)
    # then
    assert (done.accounts, done.operations) == (2, 3)
    assert list(Lot.objects.filter(state="pending").values_list("id", flat=True)) == [later]
    instants = Operation.objects.filter(kind="activate", entries__lot__in=[first, second]).order_by("at").distinct()
    assert list(instants.values_list("at", flat=True)) == [NOON + DAY, NOON + 2 * DAY]


def test_nothing_is_activated_before_its_instant() -> None:
    give(100, available_from=NOON + DAY)
    assert activate(at=NOON + DAY - HOUR).accounts == 0


def test_a_rerun_changes_nothing() -> None:
    # given
    give(100, available_from=NOON + DAY)
    activate(at=NOON + DAY)
    # when
    again = activate(at=NOON + DAY)
    # then
    assert (again.accounts, again.operations) == (0, 0)
    assert kinds() == ["earn", "activate", "activate"]


def test_debt_is_repaid_by_what_becomes_available() -> None:
    # given
    spend(130, short_to_debt=True)
    lot = give(100, available_from=NOON + DAY)
    other = give(50, available_from=NOON + DAY)
    # when
    activate(at=NOON + DAY)
    # then
    assert (left(lot, other), bonus(at=NOON + DAY).debt) == ([0, 20], 0)
