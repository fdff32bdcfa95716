"""Many tills want the same code at once, each with a connection of its own: no limit is exceeded, at any moment."""

import random
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.db import connection, transaction

from campaigns.coupons.models import CouponEntry, CouponMemberCounter
from campaigns.coupons.release_reservation import release_reservation
from campaigns.coupons.reserve_coupon import CartReservation, CouponGone, reserve_coupon
from campaigns.coupons.standing import look_at
from campaigns.coupons.tidy_coupons import tidy_coupons
from campaigns.coupons.truth import Truth
from loyalty.limits.limit import WRONG_CODES
from loyalty.program.current import program
from loyalty.purchase.cancel import cancel
from loyalty.purchase.cart import Cart
from loyalty.purchase.complete import complete
from loyalty.purchase.models import Order
from loyalty.purchase.promised import QuoteChanged
from loyalty.purchase.quote import quote
from loyalty.rows import one_row
from loyalty.shops.models import Shop
from tests.builders import NOON, a_member, a_shop, an_order
from tests.campaigns.coded import a_batch, a_coded_campaign, a_coded_cart, broken_laws, counted
from tests.together import run_together

CLIENTS = 50
MINUTE = timedelta(minutes=1)
# What holds a use at an instant: uses that were not given back, and reservations whose time is not over.
_TAKEN = """
select (select count(*) filter (where act = 'used') - count(*) filter (where act = 'restored')
        from campaigns_couponentry)
  + (select count(*) from campaigns_couponreservation
     where ended_at is null and coalesce(expires_at > %s, true))
"""


def sold(results: Sequence[Any]) -> int:
    """How many orders there are; every other answer is `quote_changed` and nothing worse."""
    assert {type(one) for one in results if isinstance(one, BaseException)} <= {QuoteChanged}, results
    return sum(not isinstance(one, BaseException) for one in results)


def promises(shop: Shop, carts: Sequence[Cart], state: str = "completed") -> list[Callable[[], Any]]:
    """An order for each cart, all quoted before any is sold: each was promised the discount."""
    found: list[Callable[[], Any]] = []
    for cart in carts:
        promised = quote(shop_id=shop.pk, cart=cart, at=NOON)
        assert promised.decision.discount_kopecks == 9_000
        found.append(partial(an_order, shop, cart, token=promised.token, state=state))
    return found


@pytest.mark.parametrize("state", ["completed", "pending"])
@pytest.mark.parametrize(("kind", "uses"), [("single", 1), ("shared", 5)])
def test_fifty_tills_for_the_last_uses(own_database: str, kind: str, uses: int, state: str) -> None:
    # given
    shop = a_shop()
    batch = a_batch(kind=kind, limit_each=uses)
    a_coded_campaign()
    orders = promises(shop, [a_coded_cart(a_member()) for _each in range(CLIENTS)], state)
    # when
    results = run_together(*orders)
    # then
    assert sold(results) == uses
    refused = [one.facts["quote"].decision for one in results if isinstance(one, QuoteChanged)]
    assert {one.discount_kopecks for one in refused} <= {0, 9_000}
    has = (uses, 0, 0) if state == "completed" else (0, uses, 0)
    assert counted(batch) == counted(batch, "SPRING") == has
    assert Order.objects.count() == CouponEntry.objects.count() == uses
    assert broken_laws() == []


def test_thirty_orders_of_one_member_whose_limit_is_three(own_database: str) -> None:
    shop, member = a_shop(), a_member()
    batch = a_batch(limit_member=3, limit_period=3, period="day")
    a_coded_campaign()
    orders = promises(shop, [a_coded_cart(member)] * 30)
    assert sold(run_together(*orders)) == 3
    assert counted(batch) == (3, 0, 0)
    rows = CouponMemberCounter.objects.order_by("period_key").values_list("period_key", "used", "cap")
    assert list(rows) == [("", 3, 3), ("2026-11-21", 3, 3)]
    assert broken_laws() == []


def test_fifty_carts_reserve_the_last_use(own_database: str) -> None:
    shop = a_shop()
    batch = a_batch(limit_total=1)
    results = run_together(*[partial(_reserve, shop, a_member(), NOON) for _each in range(CLIENTS)])
    assert Counter(type(one).__name__ for one in results) == {"CartReservation": 1, "CouponGone": CLIENTS - 1}
    assert counted(batch) == (0, 1, 0)
    assert broken_laws() == []


def _reserve(shop: Shop, member: int | None, at: datetime, minutes: int = 15) -> CartReservation:
    zone = program().zone
    found = look_at(code="SPRING", shop=shop.code, member_id=member, guesses=WRONG_CODES, guesser="x", at=at, zone=zone)
    if found.truth is not Truth.OK:
        raise CouponGone()
    return reserve_coupon(presented=found, shop_id=shop.pk, member_id=member, minutes=minutes, at=at, zone=zone)


class Clock:
    """One clock for all, which only goes forward: what the database's would be."""

    def __init__(self) -> None:
        self.now, self.lock = NOON, threading.Lock()

    def tick(self) -> datetime:
        with self.lock:
            self.now += timedelta(seconds=20)
            return self.now


@pytest.mark.parametrize("seed", [1, 2])
def test_uses_and_reservations_that_run_out_never_exceed_the_limit_at_any_sample(own_database: str, seed: int) -> None:
    # given five uses, and carts that reserve, buy, cancel, complete and forget, while minutes pass and the job runs
    shop = a_shop()
    limit = 5
    batch = a_batch(limit_total=limit)
    a_coded_campaign()
    people, clock, done, samples = [a_member() for _each in range(12)], Clock(), threading.Event(), list[int]()

    def client(number: int) -> int:
        chance, seen = random.Random(seed * 100 + number), 0
        for turn in range(12):
            member, at = people[number], clock.tick()
            act = chance.random()
            try:
                if act < 0.45:
                    held = _reserve(shop, member, at, minutes=chance.choice([1, 2, 5]))
                    if chance.random() < 0.4:
                        release_reservation(shop_id=shop.pk, code="SPRING", token=held.token, at=clock.tick())
                elif act < 0.85:
                    name = f"{number}-{turn}"
                    made = an_order(shop, a_coded_cart(member), number=name, state="placed", at=at)
                    if made.decision.discount_kopecks:
                        seen += 1
                        end = cancel if chance.random() < 0.8 else complete
                        end(shop_id=shop.pk, external_id=name, integration_id=None, at=clock.tick())
                else:
                    tidy_coupons(at=at)
            except (CouponGone, QuoteChanged):
                pass
        return seen

    def watch() -> None:
        while not done.is_set():
            with transaction.atomic():
                with connection.cursor() as cursor:
                    cursor.execute("set transaction isolation level repeatable read read only")
                row = one_row(_TAKEN, [clock.now])
            assert row is not None
            samples.append(row[0])

    def clients() -> list[Any]:
        try:
            return run_together(*[partial(client, number) for number in range(12)])
        finally:
            done.set()

    # when
    results, watched = run_together(clients, watch)
    # then nobody failed, something was had, and no sample shows more than there was
    assert watched is None, watched
    assert all(isinstance(one, int) for one in results), results
    assert sum(results) > 0
    assert len(samples) > 20
    assert max(samples) <= limit
    used, reserved, over = counted(batch)
    assert used + reserved <= limit
    assert over == 0
    tidy_coupons(at=clock.now + timedelta(days=1))
    assert counted(batch)[1] == 0
    assert broken_laws() == []


def test_a_completion_and_a_lapse_at_once_count_one_use(own_database: str) -> None:
    # given pending orders whose time is just over
    shop = a_shop()
    batch = a_batch()
    a_coded_campaign()
    orders = [an_order(shop, a_coded_cart(a_member()), state="pending") for _each in range(6)]
    late = NOON + timedelta(hours=2)
    calls: list[Callable[[], Any]] = [
        partial(complete, shop_id=shop.pk, external_id=one.external_id, integration_id=None, at=late) for one in orders
    ]
    # when they are completed while the job ends their reservations
    results = run_together(*calls, partial(tidy_coupons, at=late), partial(tidy_coupons, at=late))
    # then
    assert not [one for one in results if isinstance(one, BaseException)], results
    assert counted(batch) == (6, 0, 0)
    assert CouponEntry.objects.filter(act="used").count() == 6
    assert broken_laws() == []
