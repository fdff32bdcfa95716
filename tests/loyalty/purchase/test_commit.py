"""A commit writes the order and moves its points, all or nothing."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import msgspec
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from loyalty.events.models import Event
from loyalty.ledger.book import InsufficientPoints
from loyalty.ledger.models import Entry, Lot, Operation
from loyalty.program.settings import EarnPercent
from loyalty.purchase.cart import Cart, CartLine
from loyalty.purchase.commit import BurnCodeRequired, OrderAlreadyCommitted, commit
from loyalty.purchase.models import MemberDay, MemberDayGoods, Order, OrderLine, OrderPoints
from loyalty.purchase.promised import BurnLimited, OccurredAtOutOfWindow, QuoteChanged
from loyalty.purchase.quote import quote
from loyalty.purchase.token import QuoteInvalid
from tests.builders import NOON, a_cart, a_return, an_order, bonus, some_points, with_settings
from tests.cast import Cast, enter_cast
from tests.together import run_together

Proofs = Callable[[], None]


def test_a_completed_order_burns_earns_and_is_remembered(cast: Cast, commit_proofs: Proofs) -> None:
    # given
    some_points(cast.anna, 1_000)
    # when: 900 roubles of coffee, 300 of them with points, 5 % of the rest comes back
    order = an_order(cast.lesnaya, a_cart(cast.anna, burn=300))
    commit_proofs()
    # then
    row = Order.objects.get(pk=order.id)
    assert (row.base_kopecks, row.points_paid_kopecks, row.to_pay_kopecks) == (90_000, 30_000, 60_000)
    assert bonus(cast.anna).available == 1_000 - 300 + 30
    points = OrderPoints.objects.get(order=row)
    assert (points.burnt, points.earned) == (300, 30)
    day = MemberDay.objects.get(member_id=cast.anna)
    assert (day.orders, day.spent_kopecks) == (1, 60_000)
    goods = MemberDayGoods.objects.get(member_id=cast.anna)
    assert (goods.category, goods.quantity_milli, goods.orders) == ("coffee", 2_000, 1)
    assert Event.objects.filter(kind="order.completed", member_id=cast.anna).count() == 1


def test_the_order_keeps_why(cast: Cast) -> None:
    # given
    some_points(cast.anna, 1_000)
    # when
    order = an_order(cast.lesnaya, a_cart(cast.anna, burn=300))
    # then: the trace names the lot that paid and the lot that was earned, and every operation names the order
    lots: dict[int | None, int] = dict(Lot.objects.values_list("order_id", "pk"))
    steps = {step.code: step.numbers for step in order.trace}
    assert (steps["lot_burnt"]["points"], steps["lot_burnt"]["lot"]) == (300, lots[None])
    assert (steps["lot_earned"]["points"], steps["lot_earned"]["lot"]) == (30, lots[order.id])
    assert Order.objects.get(pk=order.id).trace == msgspec.to_builtins(list(order.trace))
    assert set(Operation.objects.filter(order_id=order.id).values_list("kind", flat=True)) == {"burn", "earn"}


def test_the_trace_says_that_earned_points_repaid_a_debt(cast: Cast) -> None:
    # given: 45 earned and spent, then their purchase returned
    first = an_order(cast.lesnaya, a_cart(cast.anna))
    an_order(cast.lesnaya, a_cart(cast.anna, price=100, pieces=90, burn=45))
    a_return(first, 2_000)
    owed = bonus(cast.anna).debt
    # when
    order = an_order(cast.lesnaya, a_cart(cast.anna))
    # then
    repaid = [step.numbers["points"] for step in order.trace if step.code == "debt_repaid"]
    assert repaid == [owed]
    assert bonus(cast.anna).available == 45 - owed


def test_a_quotes_token_charges_exactly_what_was_shown(cast: Cast) -> None:
    # given a quote, after which the settings change and points arrive
    some_points(cast.anna, 100)
    cart = a_cart(cast.anna, burn="max")
    shown = quote(shop_id=cast.lesnaya.pk, cart=cart, at=NOON)
    with_settings(burn_max_rate=1_000)
    some_points(cast.anna, 500)
    # when
    order = an_order(cast.lesnaya, cart, token=shown.token, at=NOON + timedelta(minutes=14))
    # then
    assert order.decision == shown.decision
    assert bonus(cast.anna, at=NOON + timedelta(minutes=14)).available == 600 - 100 + 40


def test_an_expired_quote_answers_with_a_new_one(cast: Cast) -> None:
    # given
    cart = a_cart(cast.anna)
    shown = quote(shop_id=cast.lesnaya.pk, cart=cart, at=NOON)
    # when
    with pytest.raises(QuoteChanged) as refused:
        an_order(cast.lesnaya, cart, token=shown.token, at=NOON + timedelta(minutes=15))
    # then
    assert refused.value.facts["quote"].decision.to_pay_kopecks == 90_000
    assert not Order.objects.exists()


def test_a_sale_inside_the_quotes_time_is_honoured_three_days_later(cast: Cast) -> None:
    # given
    cart = a_cart(cast.anna)
    shown = quote(shop_id=cast.lesnaya.pk, cart=cart, at=NOON)
    sold = NOON + timedelta(minutes=10)
    # when
    order = an_order(cast.lesnaya, cart, token=shown.token, occurred_at=sold, at=NOON + timedelta(hours=71))
    # then
    assert order.decision == shown.decision
    assert order.occurred_at == sold


@pytest.mark.parametrize("hours", [-73, 1])
def test_a_time_of_sale_outside_the_window_is_refused(cast: Cast, hours: int) -> None:
    with pytest.raises(OccurredAtOutOfWindow):
        an_order(cast.lesnaya, a_cart(cast.anna), occurred_at=NOON + timedelta(hours=hours))


def test_a_token_is_good_for_its_cart_and_shop_only(cast: Cast) -> None:
    # given
    cart = a_cart(cast.anna)
    token = quote(shop_id=cast.lesnaya.pk, cart=cart, at=NOON).token
    # then
    with pytest.raises(QuoteInvalid):
        an_order(cast.lesnaya, a_cart(cast.anna, pieces=3), token=token)
    with pytest.raises(QuoteInvalid):
        an_order(cast.other_shop, cart, token=token)
    with pytest.raises(QuoteInvalid):
        an_order(cast.lesnaya, a_cart(cast.boris), token=token)
    with pytest.raises(QuoteInvalid):
        an_order(cast.lesnaya, cart, token=token[:-4] + "AAAA")


def test_an_exact_burn_is_exact_or_refused(cast: Cast) -> None:
    # given
    some_points(cast.anna, 120)
    # then: too few points, and more than the half of the receipt that points may pay
    with pytest.raises(InsufficientPoints) as few:
        an_order(cast.lesnaya, a_cart(cast.anna, burn=300))
    assert few.value.facts == {"available": 120}
    some_points(cast.anna, 1_000)
    with pytest.raises(BurnLimited) as many:
        an_order(cast.lesnaya, a_cart(cast.anna, burn=500))
    assert many.value.facts == {"max": 450, "limited_by": "limit"}
    assert not Order.objects.exists()


def test_points_spent_since_the_quote_refuse_the_order_and_change_nothing(cast: Cast) -> None:
    # given
    some_points(cast.anna, 300)
    cart = a_cart(cast.anna, burn=300)
    token = quote(shop_id=cast.lesnaya.pk, cart=cart, at=NOON).token
    an_order(cast.lesnaya, a_cart(cast.anna, burn=200))
    entries = Entry.objects.count()
    # when
    with pytest.raises(InsufficientPoints):
        an_order(cast.lesnaya, cart, token=token, number="R-late")
    # then
    assert not Order.objects.filter(external_id="R-late").exists()
    assert Entry.objects.count() == entries


def test_a_burn_above_the_programmes_amount_needs_proof_of_person(cast: Cast) -> None:
    # given
    with_settings(burn_code_above=200)
    some_points(cast.anna, 1_000)
    cart = a_cart(cast.anna, burn=300)
    # then
    assert quote(shop_id=cast.lesnaya.pk, cart=cart, at=NOON).decision.burn.code_required
    with pytest.raises(BurnCodeRequired):
        an_order(cast.lesnaya, cart)
    assert an_order(cast.lesnaya, cart, prove_person=lambda: True).decision.burn.applied == 300
    assert an_order(cast.lesnaya, a_cart(cast.anna, burn=200)).decision.burn.applied == 200


def test_the_same_number_is_one_order(cast: Cast) -> None:
    # given
    cart = a_cart(cast.anna)
    first = an_order(cast.lesnaya, cart, number="R-1")
    # when
    again = an_order(cast.lesnaya, cart, number="R-1")
    # then
    assert (again.already, again.id) == (True, first.id)
    assert again.decision == msgspec.structs.replace(first.decision, trace=())
    assert again.trace == first.trace
    assert bonus(cast.anna).available == 45
    with pytest.raises(OrderAlreadyCommitted):
        an_order(cast.lesnaya, a_cart(cast.anna, pieces=3), number="R-1")


def test_numbers_are_of_a_shop(cast: Cast) -> None:
    # when
    one = an_order(cast.lesnaya, a_cart(cast.anna), number="R-1")
    other = an_order(cast.other_shop, a_cart(cast.vera), number="R-1")
    # then
    assert one.id != other.id


def test_a_guests_receipt_is_kept(cast: Cast) -> None:
    # when
    order = an_order(cast.lesnaya, a_cart(None))
    # then
    assert Order.objects.get(pk=order.id).member_id is None
    assert not Operation.objects.exists()
    assert not MemberDay.objects.exists()


def test_reserved_points_are_held_until_completion(cast: Cast, commit_proofs: Proofs) -> None:
    # given
    some_points(cast.anna, 1_000)
    # when
    order = an_order(cast.lesnaya, a_cart(cast.anna, burn=300), state="pending")
    commit_proofs()
    # then: nothing earned, nothing remembered, the points cannot be spent twice
    balance = bonus(cast.anna)
    assert (balance.available, balance.held) == (700, 300)
    assert Order.objects.get(pk=order.id).reserved_until == NOON + timedelta(minutes=30)
    assert not MemberDay.objects.exists()


def test_a_placed_order_is_reserved_for_the_shops_days(cast: Cast) -> None:
    # when
    order = an_order(cast.lesnaya, a_cart(cast.anna), state="placed")
    # then
    assert Order.objects.get(pk=order.id).reserved_until == NOON + timedelta(days=7)


def test_queries_do_not_grow_with_lines_and_history(cast: Cast) -> None:
    # given
    some_points(cast.anna, 1_000)
    for number in range(5):
        an_order(cast.lesnaya, a_cart(cast.anna), at=NOON + timedelta(seconds=number))
    lines = tuple(
        CartLine(line_id=str(number), sku=f"S-{number}", quantity_milli=1000, price_kopecks=10_000)
        for number in range(100)
    )
    # when
    with CaptureQueriesContext(connection) as queries:
        an_order(cast.lesnaya, Cart(member_id=cast.anna, lines=lines), at=NOON + timedelta(minutes=1))
    # then
    own = [query for query in queries if "SAVEPOINT" not in query["sql"]]
    assert len(own) <= 10
    assert OrderLine.objects.filter(order__lines__line_id="99").exists()


def test_fifty_burns_of_a_balance_that_covers_three(own_database: str) -> None:
    # given
    cast = enter_cast()
    some_points(cast.anna, 1_000)

    def buy(number: int) -> bool:
        order = commit(
            shop_id=cast.lesnaya.pk, integration_id=cast.till.pk, external_id=f"R-{number}", state="completed",
            cart=a_cart(cast.anna, price=1_000, pieces=60, burn=300), at=NOON,
        )  # fmt: skip
        return order.decision.burn.applied == 300

    with_settings(earn=EarnPercent(rate=0))
    # when
    results = run_together(*[partial(buy, number) for number in range(50)])
    # then
    assert results.count(True) == 3
    assert sum(isinstance(result, InsufficientPoints) for result in results) == 47
    assert bonus(cast.anna).available == 100
    assert Order.objects.count() == 3


def test_the_same_order_from_two_tills_at_once_is_one_order(own_database: str) -> None:
    # given
    cast = enter_cast()
    some_points(cast.anna, 1_000)

    def buy() -> bool:
        order = commit(
            shop_id=cast.lesnaya.pk, integration_id=None, external_id="R-1", state="completed",
            cart=a_cart(cast.anna, burn=300), at=NOON,
        )  # fmt: skip
        return order.already

    # when
    results = run_together(*[buy for _till in range(16)])
    # then
    assert sorted(results) == [False] + [True] * 15
    assert Order.objects.count() == 1
    assert bonus(cast.anna).available == 1_000 - 300 + 30
