from datetime import timedelta
from typing import Any

import pytest

from loyalty.events.models import Event
from loyalty.ledger.adjusted import adjusted_since
from loyalty.ledger.book import InsufficientPoints
from loyalty.ledger.cause import SYSTEM, Principal
from loyalty.ledger.models import Operation
from loyalty.ledger.moved import Moved
from loyalty.members.standing import MemberHasLeft
from loyalty.membership.correct_points import NothingToCorrect, UnknownUnit, correct_points
from loyalty.membership.leave import leave
from loyalty.money import BONUS
from loyalty.shops.models import Integration
from loyalty.staff.limits import AdjustmentOverLimit, OwnAccount
from tests.builders import NOON, bonus, some_points
from tests.cast import Cast, enter_cast
from tests.together import run_together

_numbers = iter(range(1, 1_000))


def correct(cast: Cast, points: int, *, key: str = "", **changes: Any) -> Moved:
    """By the owner, Anna's bonus points."""
    asked: dict[str, Any] = {
        "member_id": cast.anna,
        "unit": BONUS,
        "points": points,
        "reason": "холодный кофе",
        "principal": Principal("staff", cast.owner.pk),
        "natural_key": key or f"test:{next(_numbers)}",
        "at": NOON,
    }
    return correct_points(**{**asked, **changes})


def test_points_are_given_and_taken(cast: Cast) -> None:
    correct(cast, 100)
    correct(cast, -30)

    assert bonus(cast.anna).available == 70
    operation = Operation.objects.get(kind="adjust", reason="холодный кофе", lots__isnull=False)
    assert (operation.principal, operation.principal_id) == ("staff", cast.owner.pk)
    assert Event.objects.filter(kind="points.adjusted").count() == 2


def test_the_same_key_moves_nothing_more(cast: Cast) -> None:
    first = correct(cast, 100, key="form-1")
    again = correct(cast, 100, key="form-1")

    assert (again.already, again.operation_id) == (True, first.operation_id)
    assert bonus(cast.anna).available == 100


def test_a_day_is_limited_for_each_principal_and_begins_at_local_midnight(cast: Cast) -> None:
    # given: a cashier lead may move 200 at once and 1 000 a day
    cashier = Principal("staff", cast.cashier.pk)
    for _ in range(5):
        correct(cast, 200, principal=cashier)

    # when / then
    with pytest.raises(AdjustmentOverLimit) as caught:
        correct(cast, -1, principal=cashier)
    assert caught.value.facts == {"largest": 200, "left_today": 0}
    correct(cast, 1)  # somebody else's day is their own
    correct(cast, 1, principal=cashier, at=NOON + timedelta(hours=12))  # 00:00 in Moscow
    assert adjusted_since(principal=cashier, unit=BONUS, since=NOON - timedelta(days=1)) == 1_001


def test_an_integration_has_its_own_limit(cast: Cast) -> None:
    till = Principal("integration", cast.till.pk)
    with pytest.raises(AdjustmentOverLimit):
        correct(cast, 1, principal=till)

    Integration.objects.filter(pk=cast.till.pk).update(adjustment_points=10, adjustment_points_per_day=10)
    correct(cast, 10, principal=till)

    assert bonus(cast.anna).available == 10


def test_nobody_corrects_their_own_points(cast: Cast) -> None:
    cast.owner.member_id = cast.anna
    cast.owner.save(update_fields=["member"])

    with pytest.raises(OwnAccount):
        correct(cast, 1)


def test_the_system_itself_corrects_nothing(cast: Cast) -> None:
    with pytest.raises(AdjustmentOverLimit):
        correct(cast, 1, principal=SYSTEM)


def test_what_cannot_be_corrected(cast: Cast) -> None:
    with pytest.raises(UnknownUnit):
        correct(cast, 1, unit="MILES")
    with pytest.raises(NothingToCorrect):
        correct(cast, 0)
    some_points(cast.anna, 10)
    with pytest.raises(InsufficientPoints):
        correct(cast, -11)


def test_who_has_left_gets_nothing(cast: Cast) -> None:
    leave(member_id=cast.anna, principal=SYSTEM, at=NOON)

    with pytest.raises(MemberHasLeft):
        correct(cast, 1)


def test_corrections_at_once_do_not_pass_the_limit_of_a_day(own_database: str) -> None:
    # given: 10 at once, 30 a day
    cast = enter_cast()
    Integration.objects.filter(pk=cast.till.pk).update(adjustment_points=10, adjustment_points_per_day=30)
    till = Principal("integration", cast.till.pk)
    members = [cast.anna, cast.boris, cast.vera] * 3

    # when
    done = run_together(*[lambda who=who: correct(cast, 10, member_id=who, principal=till) for who in members])

    # then
    assert sum(isinstance(one, Moved) for one in done) == 3
    assert sum(isinstance(one, AdjustmentOverLimit) for one in done) == 6
