"""What time does to codes, and the job that writes it down."""

from datetime import timedelta

import pytest

from campaigns.coupons.extend_coupon import CouponNotExtended, extend_coupon
from campaigns.coupons.models import Coupon, CouponReservation
from campaigns.coupons.save_batch import BatchTerms, save_batch
from campaigns.coupons.tidy_coupons import tidy_coupons
from tests.builders import NOON, a_shop, an_order
from tests.campaigns.coded import a_batch, a_coded_campaign, a_coded_cart, acts, broken_laws, counted

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def test_reservations_whose_time_is_over_are_ended_once() -> None:
    shop = a_shop()
    batch = a_batch(limit_total=1)
    a_coded_campaign()
    an_order(shop, a_coded_cart(), state="pending")
    assert tidy_coupons(at=NOON) == 0
    assert (tidy_coupons(at=NOON + DAY), tidy_coupons(at=NOON + DAY)) == (1, 0)
    assert (counted(batch), acts("SPRING")) == ((0, 0, 0), ["reserved", "lapsed"])
    assert CouponReservation.objects.get().end == "expired"
    assert broken_laws() == []


def test_codes_expire_with_their_batch_and_work_again_when_it_lives_longer() -> None:
    a_batch(kind="single", codes=["ONE", "TWO"], valid_until=NOON + DAY)
    assert tidy_coupons(at=NOON) == 0
    assert (tidy_coupons(at=NOON + DAY), tidy_coupons(at=NOON + DAY)) == (2, 0)
    assert (acts("ONE"), Coupon.objects.get(code="ONE").state) == (["expired"], "expired")
    assert broken_laws() == []

    # when one is given more time, and then all are
    one, two = (Coupon.objects.get(code=code) for code in ("ONE", "TWO"))
    extend_coupon(coupon_id=one.pk, until=NOON + 3 * DAY, reason="complaint", at=NOON + DAY)
    assert (acts("ONE"), Coupon.objects.get(code="ONE").state) == (["expired", "extended"], "created")
    terms = BatchTerms(name="spring", limit_each=1, valid_until=NOON + 5 * DAY)
    save_batch(code="spring", kind="single", terms=terms, author=None, at=NOON + DAY)
    assert (acts("TWO"), Coupon.objects.get(code="TWO").state) == (["expired", "extended"], "created")

    # then each has its own end
    assert tidy_coupons(at=NOON + 4 * DAY) == 1
    assert Coupon.objects.get(code="ONE").state == "expired"
    with pytest.raises(CouponNotExtended):
        extend_coupon(coupon_id=two.pk, until=NOON, reason="late", at=NOON + DAY)
    assert broken_laws() == []
