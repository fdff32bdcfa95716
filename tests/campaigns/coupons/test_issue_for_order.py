"""A coupon for the next purchase: handed out with the order, once, and taken back with its goods."""

from datetime import UTC, datetime

import pytest

from campaigns.coupons.models import Coupon, CouponEntry
from campaigns.coupons.work_models import CouponShortage
from loyalty.events.models import Event
from loyalty.purchase.complete import complete
from loyalty.purchase.quote import quote
from loyalty.purchase.read_order import read_order
from tests.builders import NOON, a_cart, a_member, a_return, a_shop, an_order
from tests.campaigns.coupons.batches import a_pool
from tests.campaigns.running import a_campaign

pytestmark = pytest.mark.django_db
HAND_OUT = {"hand_out_coupon": {"batch": "next-visit"}}


def test_a_completed_order_brings_one_code_however_often_it_is_sent() -> None:
    # given
    a_pool("next-visit", "AAAA-1111", "BBBB-2222", days_valid=30)
    a_campaign("come-back", HAND_OUT, lane="gifts")
    shop, anna = a_shop(), a_member()

    # when the same order is sent twice
    first = an_order(shop, a_cart(anna), number="R-1")
    again = an_order(shop, a_cart(anna), number="R-1")

    # then both answers carry one and the same code, with all that a receipt has to say
    (issued,) = first.issued
    assert again.already
    assert again.issued == first.issued == read_order(shop_id=shop.pk, external_id="R-1").order.issued
    assert (issued.code, issued.campaign, issued.version) == ("AAAA-1111", "come-back", 1)
    assert issued.expires_at == datetime(2026, 12, 21, 21, 0, tzinfo=UTC)  # the end of the 30th day in Moscow
    assert issued.text.ru == "Скидка 10 %. Код AAAA-1111, действует до 21 декабря 2026 включительно"
    assert issued.text.en == "10 % off. Code AAAA-1111, good until 21 December 2026 inclusive"

    # and it is kept to whom, by which campaign and for what it was issued
    coupon = Coupon.objects.select_related("issued_campaign").get(code="AAAA-1111")
    assert (coupon.state, coupon.member_id, coupon.source) == ("issued", anna, "order")
    assert coupon.issued_campaign is not None
    assert (coupon.issued_campaign.code, coupon.issued_version) == ("come-back", 1)
    assert list(CouponEntry.objects.values_list("act", "order_id", "member_id")) == [("issued", first.id, anna)]
    assert Coupon.objects.get(code="BBBB-2222").state == "created"
    assert Event.objects.filter(kind="coupon.issued", member_id=anna).count() == 1


def test_a_reserved_order_brings_its_code_when_it_is_completed() -> None:
    # given
    a_pool("next-visit", "AAAA-1111")
    a_campaign("come-back", HAND_OUT, lane="gifts")
    shop = a_shop()
    assert an_order(shop, a_cart(), number="R-1", state="pending").issued == ()

    # when
    done = complete(shop_id=shop.pk, external_id="R-1", integration_id=None, at=NOON)

    # then a guest holds it, and nobody's name is on it
    assert [one.code for one in done.issued] == ["AAAA-1111"]
    assert complete(shop_id=shop.pk, external_id="R-1", integration_id=None, at=NOON).issued == done.issued
    assert Coupon.objects.get().member_id is None


def test_a_sale_goes_on_without_a_code_and_operations_are_told() -> None:
    # given an empty pool
    a_pool("next-visit")
    a_campaign("come-back", HAND_OUT, lane="gifts")

    # when
    sold = an_order(a_shop(), a_cart())

    # then
    assert sold.issued == ()
    assert list(CouponShortage.objects.values_list("batch_code", "code", "order_id", "campaign")) == [
        ("next-visit", "none_left", sold.id, "come-back")
    ]
    assert Event.objects.get(kind="coupon.missing").payload["why"] == "none_left"


@pytest.mark.parametrize(
    ("terms", "why"), [({"stopped_at": NOON}, "stopped"), ({"valid_until": NOON}, "over")], ids=["stopped", "over"]
)
def test_nothing_is_issued_of_a_batch_that_has_ended(terms: dict[str, datetime], why: str) -> None:
    a_pool("next-visit", "AAAA-1111", **terms)
    a_campaign("come-back", HAND_OUT, lane="gifts")

    assert an_order(a_shop(), a_cart()).issued == ()
    assert CouponShortage.objects.get().code == why


def test_a_batch_without_a_pool_makes_codes_as_they_are_needed() -> None:
    # given
    a_pool("next-visit", pattern="NEXT-####-####-##", makes_more=True)
    a_campaign("come-back", HAND_OUT, lane="gifts")
    shop = a_shop()

    # when
    codes = {an_order(shop, a_cart()).issued[0].code for _ in range(3)}

    # then
    assert len(codes) == 3
    assert {len(code) for code in codes} == {17}
    assert set(Coupon.objects.values_list("code", "state")) == {(code, "issued") for code in codes}


def test_goods_that_come_back_take_the_unused_code_with_them() -> None:
    # given a coupon for every purchase from 500 roubles, and a purchase of 900
    a_pool("next-visit", "AAAA-1111", "BBBB-2222")
    a_campaign("come-back", HAND_OUT, lane="gifts", when={"all": [{"goods_total": {"at_least": 50_000}}]})
    shop = a_shop()
    first, second = an_order(shop, a_cart()), an_order(shop, a_cart())
    Coupon.objects.filter(code="BBBB-2222").update(state="used")

    # when half of each comes back, and 450 roubles no longer bring one
    a_return(first, 1_000)
    a_return(second, 1_000)

    # then the first is revoked, and the used one stays as it is
    revoked = Coupon.objects.get(code="AAAA-1111")
    assert (revoked.state, revoked.revoked_at) == ("revoked", NOON)
    assert Coupon.objects.get(code="BBBB-2222").state == "used"
    assert read_order(shop_id=shop.pk, external_id=first.external_id).order.issued == ()
    acts = CouponEntry.objects.filter(coupon=revoked).order_by("pk").values_list("act", flat=True)
    assert list(acts) == ["issued", "revoked"]


def test_a_partial_return_that_still_earns_the_coupon_keeps_it() -> None:
    a_pool("next-visit", "AAAA-1111")
    a_campaign("come-back", HAND_OUT, lane="gifts")
    sold = an_order(a_shop(), a_cart())

    a_return(sold, 1_000)
    assert Coupon.objects.get().state == "issued"

    a_return(sold, 1_000)
    assert Coupon.objects.get().state == "revoked"


def test_a_quote_issues_nothing() -> None:
    a_pool("next-visit", "AAAA-1111")
    a_campaign("come-back", HAND_OUT, lane="gifts")
    shown = quote(shop_id=a_shop().pk, cart=a_cart(), at=NOON)

    assert [one.batch for one in shown.decision.coupons_to_come] == ["next-visit"]
    assert Coupon.objects.get().state == "created"
