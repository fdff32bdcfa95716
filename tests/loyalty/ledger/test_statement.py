import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from loyalty.ledger.claw_back import claw_back
from loyalty.ledger.night import run_night
from loyalty.ledger.owner import Owner
from loyalty.ledger.statement import NotACursor, statement
from tests.loyalty.ledger.points import (
    ANNA,
    BONUS,
    BORIS,
    DAY,
    NOON,
    a_key,
    an_occasion,
    because,
    give,
    reserve,
    spend,
)

pytestmark = pytest.mark.usefixtures("db")


def told(owner: Owner = ANNA) -> list[tuple[str, int, int]]:
    return [(line.kind, line.points, line.debt) for line in statement(owner=owner).lines]


def test_one_line_per_operation_newest_first() -> None:
    # given
    order_id = an_occasion()
    give(10)
    give(20, order_id=order_id, expires_at=NOON + DAY)
    spend(25)
    # when
    lines = statement(owner=ANNA).lines
    # then
    assert [(line.kind, line.points) for line in lines] == [("burn", -25), ("earn", 20), ("earn", 10)]
    assert (lines[1].order_id, lines[1].available_from, lines[1].expires_at) == (order_id, NOON, NOON + DAY)
    assert (lines[0].at, lines[0].unit, lines[0].reason, lines[0].expires_at) == (NOON, "BONUS", "test", None)


def test_pending_points_count_when_earned_and_their_activation_tells_how_many() -> None:
    give(100, available_from=NOON + DAY, expires_at=NOON + 2 * DAY)
    run_night(at=NOON + 2 * DAY)
    assert told() == [("expire", -100, 0), ("activate", 100, 0), ("earn", 100, 0)]


def test_debt_is_told_apart_from_points() -> None:
    spend(30, short_to_debt=True)
    give(100)
    assert told() == [("repay", -30, -30), ("earn", 100, 0), ("burn", 0, 30)]


def test_a_claw_back_tells_points_and_debt() -> None:
    order_id = an_occasion()
    give(40, order_id=order_id)
    spend(30)
    claw_back(
        owner=ANNA, unit=BONUS, points=40, debt=True, at=NOON, cause=because(order_id=order_id), natural_key=a_key()
    )
    assert told()[0] == ("claw_back", -10, 30)


def test_a_hold_moves_nothing_and_is_not_told() -> None:
    give(100)
    reserve(40)
    assert told() == [("earn", 100, 0)]


def test_pages_follow_one_another_and_end() -> None:
    # given
    for points in range(1, 6):
        give(points)
    give(9, owner=BORIS)
    # when
    first = statement(owner=ANNA, limit=2)
    second = statement(owner=ANNA, limit=2, cursor=first.next)
    third = statement(owner=ANNA, limit=2, cursor=second.next)
    # then
    assert [[line.points for line in page.lines] for page in (first, second, third)] == [[5, 4], [3, 2], [1]]
    assert third.next is None


@pytest.mark.parametrize("cursor", ["", "x", "1 or 1=1", "1_0", "١٢", "9" * 5_000])
def test_a_cursor_that_is_none_is_refused(cursor: str) -> None:
    with pytest.raises(NotACursor):
        statement(owner=ANNA, cursor=cursor)


def test_one_query() -> None:
    give(10)
    with CaptureQueriesContext(connection) as queries:
        statement(owner=ANNA)
    assert len(queries) == 1
