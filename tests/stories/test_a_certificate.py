"""The life of a gift certificate: bought, half used, returned."""

from datetime import timedelta

from tests.builders import NOON, a_return, a_shop, an_order
from tests.loyalty.certificates.selling import a_certificate, broken_laws, money_on, paid_with

DAY = timedelta(days=1)


def test_a_certificate_is_bought_half_used_and_gets_its_money_back(own_database: None) -> None:
    # given: one for 1 000 roubles, bought for money
    shop = a_shop()
    gift = a_certificate(shop)
    assert (gift.nominal_kopecks, money_on(gift.id)) == (100_000, 100_000)

    # when: two coffees of 250 are paid with it
    order = an_order(shop, paid_with(gift.id, price=25_000, pieces=2), at=NOON + DAY)
    # then: nothing is left to pay, and half of it is left
    decision = order.decision
    assert (decision.certificates_paid_kopecks, decision.to_pay_kopecks, decision.discount_kopecks) == (50_000, 0, 0)
    assert money_on(gift.id) == 50_000

    # when: one comes back, and then the other
    back = a_return(order, 1000, at=NOON + 2 * DAY)
    assert (back.money_kopecks, back.certificates_kopecks, money_on(gift.id)) == (0, 25_000, 75_000)
    back = a_return(order, 1000, at=NOON + 3 * DAY)
    # then: all of the money is on the certificate again
    assert (back.certificates_kopecks, money_on(gift.id)) == (25_000, 100_000)
    assert broken_laws(NOON + 3 * DAY) == []
