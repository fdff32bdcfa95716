import pytest
from django.db import IntegrityError, transaction

from loyalty.ledger.adjust import adjust
from loyalty.ledger.book import InsufficientPoints
from loyalty.ledger.cause import Principal
from loyalty.ledger.models import Operation
from loyalty.ledger.moved import Moved
from loyalty.program.validity import Validity
from tests.builders import with_settings
from tests.loyalty.ledger.points import ANNA, BONUS, DAY, NOON, a_key, bonus, expiry, first_lot, give, spend, taken

pytestmark = pytest.mark.usefixtures("db")
SUPPORT = Principal("staff", 7)


def correct(points: int, *, reason: str = "Извинение за ошибку кассы", key: str | None = None) -> Moved:
    return adjust(
        owner=ANNA, unit=BONUS, points=points, at=NOON, principal=SUPPORT, reason=reason, natural_key=key or a_key()
    )


def test_points_are_added_at_once_with_the_programmes_validity_and_without_waiting() -> None:
    # given
    with_settings(pending_days=14, validity=Validity(by="days", count=30))
    # when
    moved = correct(100)
    # then: to the end of 21 December in Moscow
    assert bonus().available == 100
    assert str(first_lot(moved).expires_at) == "2026-12-21 21:00:00+00:00"


def test_it_says_who_did_it_and_why() -> None:
    moved = correct(100, reason="Проверка")
    operation = Operation.objects.get(pk=moved.operation_id)
    assert (operation.kind, operation.principal, operation.principal_id) == ("adjust", "staff", 7)
    assert operation.reason == "Проверка"


def test_points_are_taken_in_spend_order() -> None:
    # given
    never, soon = give(10), give(10, expires_at=NOON + DAY)
    # when
    moved = correct(-15)
    # then
    assert taken(moved) == [(soon, 10), (never, 5)]


def test_more_than_is_available_is_not_taken() -> None:
    give(10)
    with pytest.raises(InsufficientPoints):
        correct(-11)
    assert bonus().available == 10


def test_added_points_repay_debt_first() -> None:
    spend(30, short_to_debt=True)
    correct(100)
    assert (bonus().available, bonus().debt) == (70, 0)


def test_silence_goes_on() -> None:
    # given
    lot = give(10, expires_at=NOON + 40 * DAY, months=1)
    # when
    correct(5)
    correct(-5)
    # then
    assert expiry(lot) == NOON + 40 * DAY


def test_the_same_natural_key_again_moves_nothing() -> None:
    correct(10, key="request:1")
    assert correct(10, key="request:1").already
    assert bonus().available == 10


def test_nothing_is_no_adjustment() -> None:
    with pytest.raises(ValueError, match="above zero"):
        correct(0)


def test_a_reason_must_be_given() -> None:
    with pytest.raises(IntegrityError, match="operation_reason"), transaction.atomic():
        correct(10, reason="")
