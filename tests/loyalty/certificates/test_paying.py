"""Certificates as money in orders: exact under any number of tills, held, taken, set free, given back."""

from collections.abc import Callable
from datetime import datetime, timedelta

import msgspec
import pytest
from django.db import connection

from loyalty.certificates.account import CertificateInsufficient
from loyalty.certificates.block import block
from loyalty.certificates.find import CertificateNotValid
from loyalty.certificates.models import Certificate, OrderCertificate
from loyalty.certificates.replace import replace
from loyalty.events.models import Event
from loyalty.purchase.cancel import cancel
from loyalty.purchase.cart import CartCertificate, Delivery
from loyalty.purchase.complete import complete
from loyalty.purchase.models import Order
from loyalty.purchase.order_certificates import CertificateExceedsOrder
from loyalty.purchase.order_view import OrderView
from loyalty.purchase.promised import QuoteChanged
from loyalty.purchase.quote import quote
from loyalty.purchase.refund import refund
from loyalty.purchase.returning import Returning
from tests.builders import NOON, a_cart, a_return, a_shop, an_order, bonus, some_points, with_settings
from tests.cast import Cast, enter_cast
from tests.loyalty.certificates.selling import (
    STAFF,
    a_certificate,
    broken_laws,
    free_on,
    gift_cart,
    money_on,
    paid_with,
    with_certificates,
)
from tests.together import run_together

DAY = timedelta(days=1)


def _complete(order: OrderView, *, at: datetime = NOON) -> OrderView:
    return complete(shop_id=order.shop_id, external_id=order.external_id, integration_id=None, at=at)


def test_fifty_payments_of_400_on_1000_are_exactly_two(own_database: None) -> None:
    # given
    shop = a_shop()
    gift = a_certificate(shop)
    # when
    done = run_together(*[lambda: an_order(shop, paid_with(gift.id, 40_000)) for _ in range(50)])
    # then
    paid = [one for one in done if isinstance(one, OrderView)]
    refused = [one for one in done if isinstance(one, CertificateInsufficient)]
    assert (len(paid), len(refused), money_on(gift.id)) == (2, 48, 20_000)
    assert {one.facts["available_kopecks"] for one in refused} <= {100_000, 60_000, 20_000}
    assert broken_laws() == []


def test_orders_that_name_certificates_in_either_order_do_not_wait_in_a_circle(own_database: None) -> None:
    # given: two certificates, named first and last
    shop = a_shop()
    one, other = a_certificate(shop), a_certificate(shop)
    ways = [(one.id, other.id), (other.id, one.id)]
    carts = [
        with_certificates(a_cart(price=5_000, pieces=1), *(CartCertificate(id=each, kopecks=2_500) for each in way))
        for way in ways * 10
    ]
    # when
    done = run_together(*[lambda cart=cart: an_order(shop, cart) for cart in carts])
    # then
    assert all(isinstance(each, OrderView) for each in done)
    assert (money_on(one.id), money_on(other.id)) == (50_000, 50_000)
    assert broken_laws() == []


def test_two_certificates_points_and_delivery_add_up_and_come_back(own_database: None) -> None:
    # given: two coffees of 333.33, delivery for 199, 100 points, and two certificates of 300 and 1 000
    cast = enter_cast()
    some_points(cast.anna, 100)
    small, large = a_certificate(cast.lesnaya), a_certificate(cast.lesnaya)
    cart = with_certificates(
        a_cart(cast.anna, price=33_333, pieces=2, burn=100),
        CartCertificate(id=small.id, kopecks=30_001), CartCertificate(id=large.id),
    )  # fmt: skip
    cart = msgspec.structs.replace(cart, delivery=Delivery(price_kopecks=19_900), fiscal=True)
    # when
    order = an_order(cast.lesnaya, cart)
    decision = order.decision
    # then: certificates pay the rest, delivery included, and the receipt's lines keep their price
    assert decision.to_pay_kopecks == 0
    assert decision.certificates_paid_kopecks == 66_666 - 10_000 + 19_900
    assert [one.kopecks for one in decision.certificates] == [30_001, 46_565]
    (line,) = decision.lines
    assert sum(part.amount_kopecks for part in line.fiscal) == 56_666
    assert decision.delivery is not None
    assert line.certificates_paid_kopecks + decision.delivery.certificates_paid_kopecks == 76_566
    # when: everything comes back in three parts
    back = [a_return(order, 1000), a_return(order, 1000)]
    back.append(
        refund(
            shop_id=order.shop_id,
            sold_by_id=order.shop_id,
            integration_id=None,
            order_external_id=order.external_id,
            external_id="D",
            returning=Returning(lines=(), delivery=True),
            at=NOON,
        )
    )
    # then
    assert sum(one.certificates_kopecks for one in back) == 76_566
    assert (money_on(small.id), money_on(large.id), bonus(cast.anna).available) == (100_000, 100_000, 100)
    assert broken_laws() == []


def test_a_reserved_order_holds_and_its_completion_takes(cast: Cast, commit_proofs: Callable[[], None]) -> None:
    # given
    gift = a_certificate(cast.lesnaya)
    order = an_order(cast.lesnaya, paid_with(gift.id), state="pending")
    assert (money_on(gift.id), free_on(gift.id)) == (100_000, 60_000)
    # when
    _complete(order)
    commit_proofs()
    # then
    assert (money_on(gift.id), free_on(gift.id)) == (60_000, 60_000)


def test_a_cancelled_order_sets_it_free(cast: Cast, commit_proofs: Callable[[], None]) -> None:
    # given
    gift = a_certificate(cast.lesnaya)
    order = an_order(cast.lesnaya, paid_with(gift.id), state="pending")
    # when
    cancel(shop_id=order.shop_id, external_id=order.external_id, integration_id=None, at=NOON)
    commit_proofs()
    # then
    assert free_on(gift.id) == 100_000


def test_completion_never_fails_and_tells_what_was_missing(own_database: None) -> None:
    # given: a reservation that lapsed, and somebody who spent the money since
    shop, late = a_shop(), NOON + timedelta(hours=2)
    gift = a_certificate(shop)
    order = an_order(shop, paid_with(gift.id, price=80_000), state="pending")
    an_order(shop, paid_with(gift.id, price=50_000), at=late)
    # when
    _complete(order, at=late)
    # then: what was left is taken, and the rest is told to operations
    stored = Order.objects.get(pk=order.id)
    assert (stored.short_certificates_kopecks, money_on(gift.id, at=late)) == (30_000, 0)
    told = Event.objects.get(kind="order.short")
    assert told.payload["short_certificates_kopecks"] == 30_000
    # when: the goods come back
    back = a_return(order, 1000, at=late)
    # then: what was really paid returns, and no more
    assert (back.certificates_kopecks, money_on(gift.id, at=late)) == (50_000, 50_000)
    assert broken_laws(late) == []


def test_a_quote_is_kept_or_answered_with_another(cast: Cast) -> None:
    # given
    gift = a_certificate(cast.lesnaya)
    cart = paid_with(gift.id, price=80_000)
    made = quote(shop_id=cast.lesnaya.pk, cart=cart, at=NOON)
    assert made.decision.to_pay_kopecks == 0
    # when: another till was faster
    an_order(cast.lesnaya, paid_with(gift.id, price=50_000))
    with pytest.raises(QuoteChanged) as changed:
        an_order(cast.lesnaya, cart, token=made.token)
    # then: the new price takes what is left
    anew = changed.value.facts["quote"]
    assert (anew.decision.certificates_paid_kopecks, anew.decision.to_pay_kopecks) == (50_000, 30_000)
    assert an_order(cast.lesnaya, cart, token=anew.token).decision == anew.decision


def test_an_exact_amount_is_taken_whole_or_not_at_all(cast: Cast) -> None:
    # given
    gift = a_certificate(cast.lesnaya)
    # then
    with pytest.raises(CertificateExceedsOrder) as more:
        an_order(cast.lesnaya, paid_with(gift.id, 50_000, price=40_000))
    assert more.value.facts["max_kopecks"] == 40_000
    with pytest.raises(CertificateInsufficient) as fewer:
        an_order(cast.lesnaya, paid_with(gift.id, 120_000, price=200_000))
    assert fewer.value.facts["available_kopecks"] == 100_000
    part = an_order(cast.lesnaya, paid_with(gift.id, 10_000)).decision
    assert (part.certificates_paid_kopecks, part.to_pay_kopecks) == (10_000, 30_000)


def test_a_blocked_one_pays_nothing_new_and_keeps_an_earlier_promise(cast: Cast) -> None:
    # given: reserved first, blocked then
    gift = a_certificate(cast.lesnaya)
    order = an_order(cast.lesnaya, paid_with(gift.id), state="pending")
    block(certificate_id=gift.id, reason="украли", cause=STAFF, at=NOON)
    # then
    with pytest.raises(CertificateNotValid):
        an_order(cast.lesnaya, paid_with(gift.id))
    with pytest.raises(CertificateNotValid):
        quote(shop_id=cast.lesnaya.pk, cart=paid_with(gift.id), at=NOON)
    _complete(order)
    assert (money_on(gift.id), Order.objects.get(pk=order.id).short_certificates_kopecks) == (60_000, 0)


def test_an_expired_one_pays_nothing_and_a_return_gives_it_days_of_grace(own_database: None) -> None:
    # given: used on its last day
    with_settings(give_back_grace_days=14)
    shop, gift = (made := a_shop()), a_certificate(made)
    last, after = NOON + 365 * DAY, NOON + 366 * DAY
    order = an_order(shop, paid_with(gift.id), at=last)
    # then: a day later it is over
    with pytest.raises(CertificateNotValid):
        an_order(shop, paid_with(gift.id), at=after)
    # when
    back = a_return(order, 1000, at=after)
    # then
    assert back.certificates_kopecks == 40_000
    an_order(shop, paid_with(gift.id), at=after + 14 * DAY)
    assert broken_laws(after + 14 * DAY) == []


def test_money_comes_back_to_the_code_that_took_its_place(own_database: None) -> None:
    # given: half used, then its code was lost
    shop = a_shop()
    gift = a_certificate(shop)
    order = an_order(shop, paid_with(gift.id))
    new = replace(certificate_id=gift.id, reason="потеряна", cause=STAFF, at=NOON)
    assert (money_on(gift.id), money_on(new)) == (0, 60_000)
    # when
    a_return(order, 1000)
    # then
    assert (money_on(gift.id), money_on(new)) == (0, 100_000)
    assert OrderCertificate.objects.get(order_id=order.id).returned_kopecks == 40_000
    with pytest.raises(CertificateNotValid):
        an_order(shop, paid_with(gift.id))
    assert broken_laws() == []


def test_certificates_do_not_buy_certificates(cast: Cast) -> None:
    # given
    gift = a_certificate(cast.lesnaya)
    # when
    decision = an_order(cast.lesnaya, with_certificates(gift_cart(), CartCertificate(id=gift.id))).decision
    # then
    assert (decision.certificates_paid_kopecks, decision.to_pay_kopecks) == (0, 100_000)


def test_points_are_earned_where_it_pays_and_not_where_it_is_bought(cast: Cast) -> None:
    # given
    gift = a_certificate(cast.lesnaya, member_id=cast.anna)
    assert bonus(cast.anna).available == 0
    # when
    an_order(cast.lesnaya, paid_with(gift.id, member_id=cast.boris))
    # then: 5 % of 400 roubles
    assert bonus(cast.boris).available == 20


def test_a_guest_pays_with_one(cast: Cast, commit_proofs: Callable[[], None]) -> None:
    # given
    gift = a_certificate(cast.lesnaya)
    # when
    order = an_order(cast.lesnaya, paid_with(gift.id), state="placed")
    _complete(order)
    commit_proofs()
    # then
    assert money_on(gift.id) == 60_000


def test_nothing_of_a_code_is_kept_with_the_order(cast: Cast) -> None:
    # given
    gift = a_certificate(cast.lesnaya)
    order = an_order(cast.lesnaya, paid_with(gift.id))
    # then
    stored = Order.objects.values("cart", "facts", "decision", "trace").get(pk=order.id)
    bare = gift.code.replace("-", "")
    assert bare not in str(stored)
    assert gift.code not in str(stored)
    assert bare not in str(Certificate.objects.values().get(pk=gift.id))


def test_the_proof_names_a_planted_difference(own_database: None) -> None:
    # given: a step that says more than the ledger
    gift = a_certificate(a_shop())
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into loyalty_certificatestep (certificate_id, kind, kopecks, reference, reason, principal, at) "
            "values (%s, 'topped_up', 100, '', '', 'system', now())",
            [gift.id],
        )
    # then
    assert broken_laws() == ["Q-17"]
