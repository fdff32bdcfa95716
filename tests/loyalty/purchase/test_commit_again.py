"""What happens between a till and us: a second till, a second try, a block, a clock that runs back."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import msgspec
import pytest
from django.db import connection, transaction

from loyalty.ledger.cause import Principal
from loyalty.ledger.models import Account, Hold, Lot, Unit
from loyalty.ledger.owner import Owner
from loyalty.ledger.prove import prove
from loyalty.membership.block import block
from loyalty.program.change_program import change_program
from loyalty.program.settings import EarnPerAmount
from loyalty.program.validity import Validity
from loyalty.purchase import offers
from loyalty.purchase.cancel import cancel
from loyalty.purchase.cart import Cart
from loyalty.purchase.commit import OrderReserved, commit
from loyalty.purchase.complete import complete
from loyalty.purchase.lock_order import OrderCancelled
from loyalty.purchase.models import MemberDay, Order
from loyalty.purchase.offers import NoOffers, Offered
from loyalty.purchase.order_view import OrderView
from loyalty.purchase.promised import QuoteChanged
from loyalty.purchase.quote import quote
from loyalty.purchase.read_order import read_order
from tests.builders import NOON, a_cart, a_return, an_order, bonus, some_points, with_settings
from tests.cast import Cast, enter_cast
from tests.fakes.offers import extra
from tests.loyalty.ledger.points import give
from tests.together import run_together


def _dates(order: OrderView) -> list[tuple[datetime, datetime]]:
    """What the trace says of the new lots: from when and until when."""
    steps = [step.numbers for step in order.trace if step.code == "lot_dates"]
    return [
        (datetime.fromisoformat(str(step["available_at"])), datetime.fromisoformat(str(step["expires_at"])))
        for step in steps
    ]


def test_two_tills_with_the_last_points_of_a_member_are_one_order(own_database: str) -> None:
    # given a balance that covers the order once
    cast = enter_cast()
    some_points(cast.anna, 300)

    def buy() -> bool:
        order = commit(
            shop_id=cast.lesnaya.pk, integration_id=None, external_id="R-1", state="completed",
            cart=a_cart(cast.anna, burn=300), at=NOON,
        )  # fmt: skip
        return order.already

    # when
    results = run_together(*[buy for _till in range(6)])
    # then: the others get the order, not a refusal for the points that went into it
    assert sorted(results, key=str) == [False] + [True] * 5
    assert bonus(cast.anna).available == 30


def test_a_quote_burns_nothing_of_a_member_blocked_since(cast: Cast) -> None:
    # given
    some_points(cast.anna, 300)
    cart = a_cart(cast.anna, burn=300)
    shown = quote(shop_id=cast.lesnaya.pk, cart=cart, at=NOON)
    block(member_id=cast.anna, principal=Principal("staff", cast.owner.pk), reason="проверка", at=NOON)
    # when
    with pytest.raises(QuoteChanged) as refused:
        an_order(cast.lesnaya, cart, token=shown.token)
    # then
    assert refused.value.facts["quote"].decision.burn.limited_by == "member"
    assert not Order.objects.exists()
    assert bonus(cast.anna).available == 300


@pytest.mark.parametrize("reserved", ["pending", "placed"])
def test_a_reserved_order_is_not_completed_by_sending_it_again(cast: Cast, reserved: str) -> None:
    # given
    order = an_order(cast.lesnaya, a_cart(cast.anna), state=reserved)
    # when
    with pytest.raises(OrderReserved):
        an_order(cast.lesnaya, a_cart(cast.anna), number=order.external_id)
    # then: but a till that reserves again gets what it has, and so does one that reserves what is sold by now
    assert an_order(cast.lesnaya, a_cart(cast.anna), number=order.external_id, state="pending").state == reserved
    complete(shop_id=order.shop_id, external_id=order.external_id, integration_id=None, at=NOON)
    assert an_order(cast.lesnaya, a_cart(cast.anna), number=order.external_id, state="pending").state == "completed"


@pytest.mark.parametrize("state", ["pending", "placed", "completed"])
def test_a_cancelled_order_is_never_answered_as_if_it_were_there(cast: Cast, state: str) -> None:
    # given
    order = an_order(cast.lesnaya, a_cart(cast.anna), state="placed")
    cancel(shop_id=order.shop_id, external_id=order.external_id, integration_id=None, at=NOON)
    # then
    with pytest.raises(OrderCancelled):
        an_order(cast.lesnaya, a_cart(cast.anna), number=order.external_id, state=state)


def test_points_are_held_in_full_when_our_clock_ran_back(cast: Cast, commit_proofs: Callable[[], None]) -> None:
    # given an account whose last entry is two hours ahead of the clock
    some_points(cast.anna, 300, at=NOON + timedelta(hours=2))
    # when
    an_order(cast.lesnaya, a_cart(cast.anna, burn=100), state="pending", at=NOON)
    commit_proofs()
    # then
    hold = Hold.objects.get()
    assert hold.expires_at - hold.opened_at == timedelta(minutes=30)


def test_the_trace_of_an_order_completed_later_has_the_dates_of_its_lot(cast: Cast) -> None:
    # given
    with_settings(pending_days=3)
    order = an_order(cast.lesnaya, a_cart(cast.anna), state="placed")
    # when
    done = complete(
        shop_id=order.shop_id, external_id=order.external_id, integration_id=None, at=NOON + timedelta(days=5)
    )
    # then
    lot = Lot.objects.get()
    assert _dates(done) == [(lot.available_from, lot.expires_at)]
    assert _dates(order) != _dates(done)
    assert [(earn.available_from, earn.expires_at) for earn in done.earn] == _dates(done)
    assert done.decision.earn == order.earn  # what was promised stays on record


def test_what_is_answered_of_a_completed_order_are_the_dates_of_its_lot(cast: Cast) -> None:
    # given points that live while the member comes, and a visit ten days later
    with_settings(validity=Validity(by="inactivity", count=2))
    first = an_order(cast.lesnaya, a_cart(cast.anna), occurred_at=NOON - timedelta(days=2))
    assert [earn.available_from for earn in first.earn] == [NOON]
    an_order(cast.lesnaya, a_cart(cast.anna), at=NOON + timedelta(days=10))
    # when
    read = read_order(shop_id=first.shop_id, external_id=first.external_id).order
    again = an_order(cast.lesnaya, a_cart(cast.anna), number=first.external_id, at=NOON + timedelta(days=10))
    # then
    lot = Lot.objects.earliest("id")
    assert [(earn.available_from, earn.expires_at) for earn in read.earn] == [(NOON, lot.expires_at)]
    assert again.earn == read.earn != first.earn


def test_the_trace_of_a_late_receipt_has_the_dates_of_its_lot(cast: Cast) -> None:
    # when
    order = an_order(cast.lesnaya, a_cart(cast.anna), occurred_at=NOON - timedelta(days=2))
    # then: points are given now, whenever the goods were sold
    lot = Lot.objects.get()
    assert lot.available_from == NOON
    assert _dates(order) == [(lot.available_from, lot.expires_at)]


def test_goods_come_back_after_the_programme_moved_to_another_zone(cast: Cast) -> None:
    # given a purchase at one in the morning of Moscow, which is the day before in New York, a day of a small purchase
    night = NOON + timedelta(hours=13)
    order = an_order(cast.lesnaya, a_cart(cast.anna), at=night)
    an_order(cast.lesnaya, a_cart(cast.anna, price=100), at=NOON)
    change_program(name="Лесная", timezone="America/New_York")
    # when
    back = a_return(order, 2_000, at=night)
    # then
    assert back.money_kopecks == 90_000
    assert min(MemberDay.objects.values_list("spent_kopecks", flat=True)) >= 0


def test_the_largest_cart_at_the_largest_rate_fits_into_the_books(
    cast: Cast, commit_proofs: Callable[[], None]
) -> None:
    # given what the API lets through: 2 000 lines of 10^12 kopecks
    with_settings(earn=EarnPerAmount(points=100, amount_kopecks=1))
    line = a_cart(price=10**12, pieces=1).lines[0]
    lines = tuple(msgspec.structs.replace(line, line_id=str(number)) for number in range(2_000))
    # when
    an_order(cast.lesnaya, Cart(member_id=cast.anna, lines=lines))
    commit_proofs()
    # then
    assert bonus(cast.anna).available == 2 * 10**17


def test_an_order_that_finds_a_second_unit_to_earn_locks_in_the_one_order(own_database: str) -> None:
    # given a member whose stamps are older than their points, and a campaign that gives stamps
    Unit.objects.create(code="STAMP", name_ru="штамп", name_en="stamp", forms_ru="а|б|в", forms_en="a|b")
    cast = enter_cast()
    give(1, owner=Owner.member(cast.anna), unit="STAMP")
    some_points(cast.anna, 100)
    stamps, points = Account.objects.order_by("id").values_list("id", flat=True)

    def job() -> None:
        """Ascending ids, too: it has the first when the till comes, and takes the second when the till waits."""
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("select from loyalty_account where id = %s for no key update", [stamps])
            held.set()
            for _ in range(3_000):
                cursor.execute("select pg_sleep(0.01), exists (select from pg_locks where not granted)")
                if cursor.fetchone()[1]:
                    break
            cursor.execute("select from loyalty_account where id = %s for no key update", [points])

    def till() -> bool:
        assert held.wait(30)
        with offers.standing_in(Stamps()):
            return an_order(cast.lesnaya, a_cart(cast.anna, burn=100)).already

    held = threading.Event()
    # when
    results = run_together(job, till)
    # then
    assert results == [None, False]
    assert prove(at=NOON).ok


class Stamps(NoOffers):
    def decide(self, **_asked: object) -> Offered:
        return Offered(outcomes=(extra(1, unit="STAMP"),))
