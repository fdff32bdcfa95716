"""Returns: the customer gets the share back, the points follow what is left."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from loyalty.ledger.models import Entry, Lot
from loyalty.ledger.prove import prove
from loyalty.program.settings import EarnPercent
from loyalty.program.validity import Validity
from loyalty.purchase.cancel import cancel
from loyalty.purchase.cart import Burn, Cart, CartLine, Delivery
from loyalty.purchase.lock_order import OrderNotCompleted
from loyalty.purchase.models import MemberDay, MemberDayGoods, Order, OrderLine, OrderPoints, Return
from loyalty.purchase.refund import ReturnAlreadyMade, ReturnWindowOver, refund
from loyalty.purchase.returning import ReturnExceedsOrder, Returning, ReturnLine
from tests.builders import NOON, a_cart, a_return, a_shop, an_order, bonus, some_points, with_settings
from tests.cast import Cast, enter_cast
from tests.together import run_together

Proofs = Callable[[], None]


def test_half_the_goods_bring_half_the_money_and_points(cast: Cast, commit_proofs: Proofs) -> None:
    # given: 900 roubles, 300 of them in points; 30 earned
    some_points(cast.anna, 1_000)
    order = an_order(cast.lesnaya, a_cart(cast.anna, burn=300))
    # when
    back = a_return(order, 1_000)
    commit_proofs()
    # then
    assert back.money_kopecks == 30_000
    assert (back.points["BONUS"].given_back, back.points["BONUS"].taken, back.points["BONUS"].debt) == (150, 15, 0)
    assert bonus(cast.anna).available == 730 + 150 - 15
    assert back.left_milli == {"1": 1_000}


def test_partial_returns_add_up_to_the_full_reversal(cast: Cast, commit_proofs: Proofs) -> None:
    # given: 3 pieces for 1 000.00 in all, so that thirds do not divide
    some_points(cast.anna, 1_000)
    line = CartLine(line_id="1", sku="A", quantity_milli=3_000, price_kopecks=33_333, amount_kopecks=100_000)
    order = an_order(cast.lesnaya, Cart(member_id=cast.anna, lines=(line,), burn=Burn(mode="amount", points=100)))
    # when
    backs = [a_return(order, 1_000) for _piece in range(3)]
    commit_proofs()
    # then
    assert sum(back.money_kopecks for back in backs) == 90_000
    assert sum(back.points["BONUS"].given_back for back in backs) == 100
    assert sum(back.points["BONUS"].taken for back in backs) == 45
    assert bonus(cast.anna).available == 1_000
    assert MemberDay.objects.values_list("orders", "spent_kopecks").get() == (0, 0)
    assert MemberDayGoods.objects.values_list("orders", "spent_kopecks", "quantity_milli").get() == (0, 0, 0)


def test_a_dry_run_shows_what_would_happen_and_writes_nothing(cast: Cast) -> None:
    # given
    some_points(cast.anna, 1_000)
    order = an_order(cast.lesnaya, a_cart(cast.anna, burn=300))
    entries = Entry.objects.count()
    # when
    shown = a_return(order, 1_000, dry_run=True)
    # then
    assert (shown.money_kopecks, shown.left_milli) == (30_000, {"1": 1_000})
    assert Entry.objects.count() == entries
    assert not Return.objects.exists()
    assert OrderLine.objects.get().returned_milli == 0
    real = a_return(order, 1_000)
    assert (real.money_kopecks, real.points, real.left_milli) == (shown.money_kopecks, shown.points, shown.left_milli)


def test_earned_points_that_were_spent_become_debt(cast: Cast, commit_proofs: Proofs) -> None:
    # given: 45 earned, 40 of them spent elsewhere
    order = an_order(cast.lesnaya, a_cart(cast.anna))
    an_order(cast.lesnaya, a_cart(cast.anna, price=100, pieces=80, burn=40))
    # when
    back = a_return(order, 2_000)
    commit_proofs()
    # then: the other purchase earned 2 of its own
    balance = bonus(cast.anna)
    assert (back.points["BONUS"].taken, back.points["BONUS"].debt) == (45, 38)
    assert (balance.available, balance.debt) == (0, 38)


def test_a_programme_may_forgive_instead(cast: Cast, commit_proofs: Proofs) -> None:
    # given
    with_settings(claw_back="cap")
    order = an_order(cast.lesnaya, a_cart(cast.anna))
    an_order(cast.lesnaya, a_cart(cast.anna, price=100, pieces=80, burn=40))
    # when
    back = a_return(order, 2_000)
    commit_proofs()
    # then
    assert (back.points["BONUS"].forgiven, bonus(cast.anna).debt) == (38, 0)


def test_points_that_expired_unspent_are_not_taken_again(own_database: str) -> None:
    # given: 45 earned for ten days, 5 of them spent elsewhere; other points that live on
    cast = enter_cast()
    with_settings(validity=Validity(by="days", count=10))
    order = an_order(cast.lesnaya, a_cart(cast.anna))
    an_order(cast.lesnaya, a_cart(cast.anna, price=10, pieces=100, burn=5))
    some_points(cast.anna, 300)
    late = NOON + timedelta(days=20)
    # when
    first, second = a_return(order, 1_000, at=late), a_return(order, 1_000, at=late)
    # then: only the 5 that were spent are taken from the others
    parts = [(back.points["BONUS"].taken, back.points["BONUS"].expired) for back in (first, second)]
    assert parts == [(23, 23), (22, 17)]
    assert (bonus(cast.anna, at=late).available, bonus(cast.anna, at=late).debt) == (295, 0)
    assert OrderPoints.objects.get(order_id=order.id).clawed_back == 45
    assert prove(at=late).ok


def test_expired_points_are_told_apart_before_the_night_has_taken_them(own_database: str) -> None:
    # given: 45 earned for ten days; 40 of them are held beyond their time, so the lot waits
    cast = enter_cast()
    with_settings(validity=Validity(by="days", count=10), pending_order_minutes=24 * 60)
    order = an_order(cast.lesnaya, a_cart(cast.anna))
    before, after = NOON + timedelta(days=10, hours=11), NOON + timedelta(days=10, hours=13)
    waiting = an_order(
        cast.lesnaya, a_cart(cast.anna, price=100, pieces=80, burn=40), state="pending", at=before, number="R-held"
    )
    # when
    back = a_return(order, 2_000, at=after)
    # then: 5 were free and are gone, 40 are promised to the other order, so they are owed
    moved = back.points["BONUS"]
    assert (moved.taken, moved.expired, moved.debt) == (45, 5, 40)
    cancel(shop_id=waiting.shop_id, external_id="R-held", integration_id=None, at=after)
    assert prove(at=after).ok


def test_points_that_came_back_and_expired_then_are_gone_too(own_database: str) -> None:
    # given: 45 earned, all spent elsewhere, given back after their time, and left to expire again
    cast = enter_cast()
    with_settings(validity=Validity(by="days", count=10))
    order = an_order(cast.lesnaya, a_cart(cast.anna))
    other = an_order(cast.lesnaya, a_cart(cast.anna, price=100, pieces=90, burn=45))
    a_return(other, 90_000, at=NOON + timedelta(days=20))
    late = NOON + timedelta(days=40)
    # when
    back = a_return(order, 2_000, at=late)
    # then
    assert (back.points["BONUS"].taken, back.points["BONUS"].expired, back.points["BONUS"].debt) == (45, 45, 0)
    assert prove(at=late).ok


def test_burnt_points_whose_lot_has_expired_live_another_two_weeks(cast: Cast, commit_proofs: Proofs) -> None:
    # given
    some_points(cast.anna, 300, expires_at=NOON + timedelta(days=3))
    order = an_order(cast.lesnaya, a_cart(cast.anna, burn=300))
    after = NOON + timedelta(days=10)
    # when
    a_return(order, 2_000, at=after)
    commit_proofs()
    # then
    lot = Lot.objects.get(renews__isnull=False)
    assert lot.remaining == 300
    assert timedelta(days=14) < lot.expires_at - after < timedelta(days=15)  # type: ignore[operator]


def test_the_same_return_twice_is_one_return(cast: Cast) -> None:
    # given
    order = an_order(cast.lesnaya, a_cart(cast.anna))
    first = a_return(order, 1_000, number="RET-1")
    # when
    again = a_return(order, 1_000, number="RET-1")
    # then
    assert again.already
    assert (again.money_kopecks, again.points) == (first.money_kopecks, first.points)
    with pytest.raises(ReturnAlreadyMade):
        a_return(order, 2_000, number="RET-1")


def test_two_shops_that_count_their_returns_alike_do_not_pay_twice_for_one(cast: Cast) -> None:
    # given
    order = an_order(cast.lesnaya, a_cart(cast.anna))
    a_return(order, 1_000, number="RET-1")
    # when: the other piece comes back to a neighbour, whose returns begin with the same number
    neighbour = a_shop(group=cast.lesnaya.group)
    with pytest.raises(ReturnAlreadyMade):
        a_return(order, 1_000, number="RET-1", shop=neighbour)
    # then
    assert a_return(order, 1_000, number="RET-2", shop=neighbour).left_milli == {"1": 0}


def test_more_than_is_left_is_refused(cast: Cast) -> None:
    # given
    order = an_order(cast.lesnaya, a_cart(cast.anna))
    a_return(order, 1_000)
    # then
    with pytest.raises(ReturnExceedsOrder):
        a_return(order, 1_001)


def test_delivery_comes_back_once(cast: Cast) -> None:
    # given
    cart = Cart(
        member_id=cast.anna,
        lines=(CartLine(line_id="1", sku="A", quantity_milli=1_000, price_kopecks=50_000),),
        delivery=Delivery(price_kopecks=19_900),
    )
    order = an_order(cast.lesnaya, cart)

    def deliver(number: str) -> int:
        return refund(
            shop_id=order.shop_id, sold_by_id=order.shop_id, integration_id=None, order_external_id=order.external_id,
            external_id=number, returning=Returning(lines=(), delivery=True), at=NOON,
        ).money_kopecks  # fmt: skip

    # then
    assert deliver("D-1") == 19_900
    with pytest.raises(ReturnExceedsOrder):
        deliver("D-2")
    assert Order.objects.get().refunded_kopecks == 19_900


def test_only_sold_goods_in_time_come_back(cast: Cast) -> None:
    # given
    pending = an_order(cast.lesnaya, a_cart(cast.anna), state="pending")
    sold = an_order(cast.lesnaya, a_cart(cast.anna))
    # then
    with pytest.raises(OrderNotCompleted):
        a_return(pending, 1_000)
    with pytest.raises(ReturnWindowOver):
        a_return(sold, 1_000, at=NOON + timedelta(days=366))


def test_a_guests_goods_bring_money_only(cast: Cast) -> None:
    # given
    order = an_order(cast.lesnaya, a_cart(None))
    # when
    back = a_return(order, 1_000)
    # then
    assert (back.money_kopecks, back.points) == (45_000, {})


def test_returns_go_by_the_settings_of_the_sale(cast: Cast) -> None:
    # given
    order = an_order(cast.lesnaya, a_cart(cast.anna))
    with_settings(earn=EarnPercent(rate=1_000))
    # when
    back = a_return(order, 1_000)
    # then: 45 earned at 5 %, 22 on what is left
    assert back.points["BONUS"].taken == 23


def test_queries_do_not_grow_with_lines(cast: Cast) -> None:
    # given
    some_points(cast.anna, 1_000)
    lines = tuple(
        CartLine(line_id=str(number), sku=f"S-{number}", quantity_milli=1000, price_kopecks=10_000)
        for number in range(50)
    )
    cart = Cart(member_id=cast.anna, lines=lines, burn=Burn(mode="amount", points=100))
    order = an_order(cast.lesnaya, cart)
    # when
    with CaptureQueriesContext(connection) as queries:
        refund(
            shop_id=order.shop_id, sold_by_id=order.shop_id, integration_id=None, order_external_id=order.external_id,
            external_id="RET-1", at=NOON,
            returning=Returning(lines=tuple(ReturnLine(line_id=str(n), quantity_milli=1000) for n in range(40))),
        )  # fmt: skip
    # then
    assert len([query for query in queries if "SAVEPOINT" not in query["sql"]]) <= 17


def test_twelve_returns_at_once_of_three_pieces(own_database: str) -> None:
    # given
    cast = enter_cast()
    order = an_order(cast.lesnaya, a_cart(cast.anna, pieces=3))
    # when
    results = run_together(
        *[lambda number=number: a_return(order, 1_000, number=f"RET-{number}") for number in range(12)]
    )
    # then
    assert sum(isinstance(result, ReturnExceedsOrder) for result in results) == 9
    assert Order.objects.get().refunded_kopecks == 135_000
    assert bonus(cast.anna).available == 0
