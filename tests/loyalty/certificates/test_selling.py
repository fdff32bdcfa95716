"""Certificates as goods: active once paid for, cards by their code, and given back while unused."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from loyalty.certificates.activate import CertificateAlreadyActive, activate
from loyalty.certificates.cards import CardNotForSale
from loyalty.certificates.find import CertificateNotValid, by_code
from loyalty.certificates.issue_batch import BatchTooLarge, issue_batch
from loyalty.certificates.models import Certificate
from loyalty.certificates.nominal import NominalNotSold
from loyalty.ledger.earn import earn
from loyalty.ledger.movements import Dates
from loyalty.ledger.owner import Owner
from loyalty.money import CERTIFICATE
from loyalty.purchase.cancel import cancel
from loyalty.purchase.complete import complete
from loyalty.purchase.order_view import OrderView
from loyalty.purchase.plan_sale import CertificatePieces
from loyalty.purchase.return_certificates import CertificateUsed
from tests.builders import NOON, a_return, a_shop, an_order
from tests.cast import Cast
from tests.loyalty.certificates.selling import (
    STAFF,
    a_card,
    a_certificate,
    a_kind,
    broken_laws,
    gift_cart,
    money_on,
    paid_with,
)
from tests.together import run_together


def _id(code: str) -> int:
    found = by_code(code=code)
    assert found is not None
    return found


def _complete(order: OrderView) -> OrderView:
    return complete(shop_id=order.shop_id, external_id=order.external_id, integration_id=None, at=NOON)


def test_nothing_is_issued_before_it_is_paid_for(cast: Cast, commit_proofs: Callable[[], None]) -> None:
    # given
    a_kind()
    order = an_order(cast.lesnaya, gift_cart(pieces=3, member_id=cast.anna), state="pending")
    assert (order.certificates, Certificate.objects.count()) == ((), 0)
    # when
    done = _complete(order)
    commit_proofs()
    # then: three codes, each with its money, in the buyer's cabinet
    assert [one.nominal_kopecks for one in done.certificates] == [100_000] * 3
    assert len({one.code for one in done.certificates}) == 3
    assert {money_on(one.id) for one in done.certificates} == {100_000}
    assert set(Certificate.objects.values_list("member_id", flat=True)) == {cast.anna}
    # and the order's answer has them again
    assert _complete(order).certificates == done.certificates


def test_a_card_waits_for_its_order_and_is_free_again_when_that_is_cancelled(cast: Cast) -> None:
    # given
    card = _id(a_card())
    order = an_order(cast.lesnaya, gift_cart(card_id=card), state="pending")
    # then: nobody else sells it, and it pays nothing
    with pytest.raises(CardNotForSale):
        an_order(cast.lesnaya, gift_cart(card_id=card))
    with pytest.raises(CertificateNotValid):
        an_order(cast.lesnaya, paid_with(card))
    # when
    cancel(shop_id=order.shop_id, external_id=order.external_id, integration_id=None, at=NOON)
    (sold,) = an_order(cast.lesnaya, gift_cart(card_id=card)).certificates
    # then
    assert (sold.id, money_on(card)) == (card, 100_000)


def test_a_card_is_sold_once_however_many_tills_scan_it(own_database: None) -> None:
    # given
    shop, card = a_shop(), _id(a_card())
    # when
    done = run_together(*[lambda: an_order(shop, gift_cart(card_id=card)) for _ in range(12)])
    # then
    assert sum(isinstance(one, OrderView) for one in done) == 1
    assert all(isinstance(one, OrderView | CardNotForSale) for one in done)
    assert money_on(card) == 100_000
    assert broken_laws() == []


def test_a_completed_sale_whose_card_is_gone_gets_another_code(cast: Cast) -> None:
    # given: the reservation lapsed, and another till sold the card
    card = _id(a_card())
    order = an_order(cast.lesnaya, gift_cart(card_id=card), state="placed")
    cancel(shop_id=order.shop_id, external_id=order.external_id, integration_id=None, at=NOON, event="order.lapsed")
    an_order(cast.lesnaya, gift_cart(card_id=card))
    # when
    (issued,) = _complete(order).certificates
    # then
    assert issued.id != card
    assert money_on(issued.id) == 100_000


@pytest.mark.parametrize(
    ("cart", "refused"),
    [
        ({"price": 90_000}, NominalNotSold),
        ({"pieces": 101}, CertificatePieces),
    ],
)
def test_only_what_its_kind_is_sold_for(cast: Cast, cart: dict[str, int], refused: type[Exception]) -> None:
    # given
    a_kind()
    # then
    with pytest.raises(refused):
        an_order(cast.lesnaya, gift_cart(**cart))


def test_a_free_amount_within_its_bounds(cast: Cast) -> None:
    # given
    a_kind(nominals=(), least=50_000, most=1_000_000)
    # then
    assert an_order(cast.lesnaya, gift_cart(price=123_400)).certificates[0].nominal_kopecks == 123_400
    with pytest.raises(NominalNotSold):
        an_order(cast.lesnaya, gift_cart(price=49_900))


def test_an_unused_one_is_given_back_and_a_used_one_is_not(own_database: None) -> None:
    # given: two bought together, one of them used
    shop = a_shop()
    a_kind()
    order = an_order(shop, gift_cart(pieces=2))
    used, unused = order.certificates
    an_order(shop, paid_with(used.id))
    # when
    back = a_return(order, 1000)
    # then: the unused one is empty and opens nothing
    assert (back.money_kopecks, money_on(unused.id), money_on(used.id)) == (100_000, 0, 60_000)
    assert Certificate.objects.get(pk=unused.id).state == "annulled"
    with pytest.raises(CertificateUsed):
        a_return(order, 1000)
    assert broken_laws() == []


def test_it_is_activated_once(cast: Cast, commit_proofs: Callable[[], None]) -> None:
    # given
    card = _id(a_card())
    activate(certificate_ids=[card], cause=STAFF, at=NOON)
    # then
    with pytest.raises(CertificateAlreadyActive):
        activate(certificate_ids=[card], cause=STAFF, at=NOON)
    commit_proofs()
    assert money_on(card) == 100_000


def test_a_batch_for_a_company_can_pay_at_once(own_database: None) -> None:
    # when
    batch = issue_batch(
        product=a_kind(), count=30, nominal_kopecks=100_000, is_paid=True, with_pin=True, reason="счёт 17 от 20 ноября",
        cause=STAFF, at=NOON,
    )  # fmt: skip
    # then
    ids = list(Certificate.objects.filter(batch_id=batch).values_list("pk", flat=True))
    assert {money_on(one) for one in ids} == {100_000}
    assert len(ids) == 30
    assert broken_laws() == []
    with pytest.raises(BatchTooLarge):
        issue_batch(
            product=a_kind(), count=1_001, nominal_kopecks=100_000, is_paid=True, with_pin=True, reason="много",
            cause=STAFF, at=NOON,
        )  # fmt: skip


def test_the_database_keeps_members_and_money_of_certificates_apart(db: None) -> None:
    with pytest.raises(IntegrityError, match="money of certificates"), transaction.atomic():
        earn(
            owner=Owner.member(1), unit=CERTIFICATE, points=1, dates=Dates(available_from=NOON, expires_at=None),
            at=NOON, cause=STAFF, natural_key="x",
        )  # fmt: skip
    with pytest.raises(IntegrityError, match="money of certificates"), transaction.atomic():
        earn(
            owner=Owner("certificate", 1), unit="BONUS", points=1, dates=Dates(available_from=NOON, expires_at=None),
            at=NOON, cause=STAFF, natural_key="y",
        )  # fmt: skip


@pytest.mark.parametrize(
    "change",
    ["state = 'created', activated_at = null", "nominal_kopecks = 1", "index = 'other'", "activated_at = now()"],
)
def test_the_database_keeps_what_a_certificate_was_sold_as(cast: Cast, change: str) -> None:
    # given
    gift = a_certificate(cast.lesnaya)
    # then
    sql = f"update loyalty_certificate set {change} where id = {gift.id}"
    with pytest.raises(IntegrityError, match="is what it was issued as"), connection.cursor() as cursor:
        cursor.execute(sql)


def test_its_days_end_at_a_local_midnight(cast: Cast) -> None:
    gift = a_certificate(cast.lesnaya)
    assert gift.valid_until is not None
    assert gift.valid_until.isoformat() == "2027-11-22T00:00:00+03:00"
    assert gift.valid_until - NOON > timedelta(days=365)
