"""Codes in a real purchase: quoted, held back, used, given back."""

import random
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from campaigns.coupons.models import Coupon, CouponCounter, CouponEntry, CouponMemberCounter, CouponReservation
from campaigns.coupons.revoke_coupon import revoke_coupon
from campaigns.coupons.save_batch import BatchTerms, save_batch
from campaigns.coupons.stop_batch import stop_batch
from loyalty.purchase.cancel import cancel
from loyalty.purchase.cart import Cart
from loyalty.purchase.commit_late import LateOrder, commit_late
from loyalty.purchase.complete import complete
from loyalty.purchase.decision import CouponDecision
from loyalty.purchase.models import Order
from loyalty.purchase.promised import QuoteChanged
from loyalty.purchase.quote import quote
from loyalty.purchase.refund import refund
from loyalty.purchase.returning import Returning, ReturnLine
from loyalty.shops.models import Shop
from tests.builders import NOON, a_cart, a_member, a_return, a_shop, an_order
from tests.campaigns.coded import a_batch, a_coded_campaign, a_coded_cart, acts, broken_laws, counted, with_codes
from tests.campaigns.running import a_campaign

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def told(shop: Shop, cart: Cart, **when: Any) -> list[tuple[str, str, str]]:
    """Status, reason and truth of each code in a quote."""
    at = when.get("at", NOON)
    return [(one.status, one.reason, one.truth) for one in quote(shop_id=shop.pk, cart=cart, at=at).decision.coupons]


def test_a_code_opens_its_campaign_and_is_used_by_the_order() -> None:
    shop, member = a_shop(), a_member()
    batch = a_batch(limit_total=5)
    a_coded_campaign()

    # when the cart has no code, and when it has one, typed as people type
    without = quote(shop_id=shop.pk, cart=a_cart(member), at=NOON).decision
    made = quote(shop_id=shop.pk, cart=a_coded_cart(member, "sрring"), at=NOON)  # a Cyrillic р

    # then only the second is cheaper, and says why
    assert (without.discount_kopecks, without.coupons) == (0, ())
    assert made.decision.discount_kopecks == 9_000
    assert made.decision.coupons == (
        CouponDecision(code="sрring", status="applied", campaigns=("spring",), text_ru="Акция spring",
                       text_en="Campaign spring", truth="ok"),
    )  # fmt: skip
    assert counted(batch) == (0, 0, 0)

    # when it is sold
    an_order(shop, a_coded_cart(member, "sрring"), token=made.token)
    assert counted(batch) == counted(batch, "SPRING") == (1, 0, 0)
    used = CouponEntry.objects.get()
    assert (used.act, used.member_id, used.campaigns, used.discount_kopecks) == ("used", member, ["spring"], 9_000)
    assert broken_laws() == []


def test_a_single_use_code_is_used_once() -> None:
    shop = a_shop()
    batch = a_batch(kind="single", codes=["AAAA-BBBB", "CCCC-DDDD"])
    a_coded_campaign()
    cart = a_coded_cart(None, "aaaabbbb")
    first, second = (quote(shop_id=shop.pk, cart=cart, at=NOON) for _ in range(2))
    an_order(shop, cart, token=first.token)
    with pytest.raises(QuoteChanged) as changed:
        an_order(shop, cart, token=second.token)
    assert [one.reason for one in changed.value.facts["quote"].decision.coupons] == ["used"]
    assert Coupon.objects.get(code="AAAA-BBBB").state == "used"
    assert (counted(batch), counted(batch, "AAAA-BBBB"), acts("AAAA-BBBB")) == ((1, 0, 0), (1, 0, 0), ["used"])
    assert Coupon.objects.get(code="CCCC-DDDD").state == "created"
    assert broken_laws() == []


def test_a_pending_order_holds_a_use_back_until_its_time_is_over() -> None:
    shop = a_shop()
    batch = a_batch(kind="single")
    a_coded_campaign()
    pending = an_order(shop, a_coded_cart(), state="pending")
    held = CouponReservation.objects.get()
    assert (counted(batch), Coupon.objects.get().state, held.end) == ((0, 1, 0), "reserved", "")
    assert held.expires_at is not None

    # when another till tries it, before and after the time
    assert told(shop, a_coded_cart()) == [("not_applied", "in_use", "in_use")]
    just_before, over = held.expires_at - timedelta(microseconds=1), held.expires_at
    assert told(shop, a_coded_cart(), at=just_before)[0][1] == "in_use"
    assert told(shop, a_coded_cart(), at=over)[0][0] == "applied"

    # then the other sale has it, and the first, which had happened, is over the limit
    an_order(shop, a_coded_cart(), at=over)
    assert (counted(batch), acts("SPRING")) == ((1, 0, 0), ["reserved", "lapsed", "used"])
    complete(shop_id=shop.pk, external_id=pending.external_id, integration_id=None, at=over + MINUTE)
    assert counted(batch) == (2, 0, 0)
    assert counted(batch, "SPRING") == (2, 0, 1)
    assert list(CouponEntry.objects.filter(act="used").order_by("pk").values_list("over", flat=True)) == [False, True]
    assert broken_laws() == []


def test_a_placed_order_holds_a_use_until_it_is_completed_or_cancelled() -> None:
    shop, member = a_shop(), a_member()
    batch = a_batch(limit_member=1)
    a_coded_campaign()
    first = an_order(shop, a_coded_cart(member), state="placed")
    assert CouponReservation.objects.get().expires_at is None
    assert told(shop, a_coded_cart(member), at=NOON + timedelta(days=3)) == [("not_applied", "limit", "limit")]

    # when it is cancelled the member may use it again, and a completed one uses it
    cancel(shop_id=shop.pk, external_id=first.external_id, integration_id=None, at=NOON)
    assert (counted(batch), acts("SPRING")) == ((0, 0, 0), ["reserved", "released"])
    second = an_order(shop, a_coded_cart(member), state="placed")
    complete(shop_id=shop.pk, external_id=second.external_id, integration_id=None, at=NOON)
    complete(shop_id=shop.pk, external_id=second.external_id, integration_id=None, at=NOON)
    assert (counted(batch), acts("SPRING")[2:]) == ((1, 0, 0), ["reserved", "used"])
    assert broken_laws() == []


def test_a_batch_may_keep_the_uses_of_cancelled_orders() -> None:
    shop = a_shop()
    batch = a_batch(limit_total=1, returns_on_cancel=False)
    a_coded_campaign()
    placed = an_order(shop, a_coded_cart(), state="placed")
    cancel(shop_id=shop.pk, external_id=placed.external_id, integration_id=None, at=NOON)
    assert (counted(batch), acts("SPRING")) == ((1, 0, 0), ["reserved", "used"])
    assert told(shop, a_coded_cart()) == [("not_applied", "used_up", "used_up")]
    assert broken_laws() == []


@pytest.mark.parametrize("gives_back", [True, False])
def test_a_use_comes_back_with_the_last_of_what_it_discounted(gives_back: bool) -> None:
    shop, member = a_shop(), a_member()
    batch = a_batch(limit_total=1, limit_member=1, limit_period=1, period="month", returns_on_return=gives_back)
    a_coded_campaign()
    sold = an_order(shop, a_coded_cart(member))
    a_return(sold, 1_000)
    assert counted(batch) == (1, 0, 0)
    a_return(sold, 1_000)
    assert counted(batch) == ((0, 0, 0) if gives_back else (1, 0, 0))
    assert (told(shop, a_coded_cart(member))[0][0] == "applied") is gives_back
    assert broken_laws() == []


@pytest.mark.parametrize(
    ("terms", "truth"),
    [
        ({"valid_from": NOON + MINUTE}, "early"),
        ({"valid_until": NOON}, "expired"),
        ({"recipient_only": True}, "not_issued"),
    ],
)
def test_what_is_no_strangers_business_is_told_like_a_code_that_never_was(terms: dict[str, Any], truth: str) -> None:
    shop = a_shop()
    a_batch(**terms)
    a_coded_campaign()
    made, never = (
        quote(shop_id=shop.pk, cart=a_coded_cart(None, code), at=NOON).decision.coupons[0]
        for code in ("SPRING", "NEVER")
    )
    assert (made.truth, never.truth) == (truth, "unknown")
    assert (made.status, made.reason, made.text_ru, made.text_en, made.missing) == (
        never.status, never.reason, never.text_ru, never.text_en, never.missing,
    )  # fmt: skip
    assert made.status == "not_valid"


def test_a_code_works_for_its_recipient_in_its_shops_and_for_members() -> None:
    shop, other, anna, boris = a_shop("lesnaya"), a_shop("sadovaya"), a_member(), a_member()
    a_batch("hers", codes=["HERS"], recipient_only=True, shops=("lesnaya",))
    a_batch("members", codes=["MEMBERS"], limit_member=1)
    a_coded_campaign("hers")
    a_coded_campaign("members")
    Coupon.objects.filter(code="HERS").update(member=anna, issued_at=NOON, source="staff")
    assert told(shop, a_coded_cart(anna, "HERS"))[0][0] == "applied"
    assert told(shop, a_coded_cart(boris, "HERS")) == [("not_valid", "not_valid", "not_yours")]
    assert told(shop, a_coded_cart(None, "HERS")) == [("not_valid", "not_valid", "not_yours")]
    assert told(other, a_coded_cart(anna, "HERS")) == [("not_applied", "shop", "shop")]
    assert told(shop, a_coded_cart(None, "MEMBERS")) == [("not_applied", "member_needed", "member_needed")]


def test_a_code_says_what_its_campaign_misses() -> None:
    shop, member = a_shop(), a_member()
    a_batch()
    a_batch("idle", codes=["IDLE"])
    a_coded_campaign("spring")
    a_coded_campaign("big", "spring-big")
    a_batch("spring-big", codes=["BIG"])
    # given a campaign that asks for 1 000.00
    a_batch("dear", codes=["DEAR"])
    a_campaign("dear", {"percent_off": {"rate": 500}}, lane="order",
               when={"all": [{"coupon": {"batches": ["dear"]}}, {"goods_total": {"at_least": 100_000}}]})  # fmt: skip
    said = quote(
        shop_id=shop.pk, cart=a_coded_cart(member, "SPRING", "DEAR", "IDLE", "spring "), at=NOON
    ).decision.coupons
    assert [(one.status, one.reason) for one in said] == [
        ("applied", ""), ("not_applied", "threshold"), ("not_applied", "no_offer"), ("not_applied", "repeated"),
    ]  # fmt: skip
    assert said[1].missing == {"amount": "100.00"}
    assert "100" in said[1].text_ru


def test_a_stop_ends_new_quotes_and_honours_those_that_were_made() -> None:
    shop = a_shop()
    a_batch()
    a_coded_campaign()
    made = quote(shop_id=shop.pk, cart=a_coded_cart(), at=NOON)
    assert stop_batch(code="spring", reason="printed twice", at=NOON)
    assert not stop_batch(code="spring", reason="again", at=NOON)
    assert told(shop, a_coded_cart()) == [("not_valid", "not_valid", "stopped")]
    assert an_order(shop, a_coded_cart(), token=made.token).decision.discount_kopecks == 9_000


def test_a_revoked_code_gives_orders_a_new_price() -> None:
    shop = a_shop()
    a_batch(kind="single")
    a_coded_campaign()
    made = quote(shop_id=shop.pk, cart=a_coded_cart(), at=NOON)
    assert revoke_coupon(coupon_id=Coupon.objects.get().pk, reason="stolen", at=NOON)
    with pytest.raises(QuoteChanged):
        an_order(shop, a_coded_cart(), token=made.token)
    assert (acts("SPRING"), Coupon.objects.get().state) == (["revoked"], "revoked")
    assert broken_laws() == []


def test_limits_of_a_period_begin_anew_with_it() -> None:
    shop, member = a_shop(), a_member()
    a_batch(limit_period=1, period="day")
    a_coded_campaign()
    an_order(shop, a_coded_cart(member))
    assert told(shop, a_coded_cart(member))[0][1] == "limit"
    assert told(shop, a_coded_cart(member), at=NOON + timedelta(hours=12, minutes=-1))[0][1] == "limit"
    assert told(shop, a_coded_cart(member), at=NOON + timedelta(hours=12))[0][0] == "applied"  # midnight in Moscow


def test_a_smaller_limit_holds_at_once_and_a_larger_one_too() -> None:
    shop = a_shop()
    a_batch(limit_total=2)
    a_coded_campaign()
    an_order(shop, a_coded_cart())
    save_batch(code="spring", kind="shared", terms=BatchTerms(name="spring", limit_total=1), author=None, at=NOON)
    assert told(shop, a_coded_cart())[0][1] == "used_up"
    save_batch(code="spring", kind="shared", terms=BatchTerms(name="spring", limit_total=3), author=None, at=NOON)
    an_order(shop, a_coded_cart())
    assert broken_laws() == []


def test_a_word_that_no_batch_counts_is_told_like_any_code() -> None:
    shop = a_shop()
    a_campaign("word", {"percent_off": {"rate": 1_000}}, when={"all": [{"code_presented": {"codes": ["HELLO"]}}]})
    assert told(shop, a_coded_cart(None, "hello", "bye")) == [
        ("applied", "", "unknown"), ("not_valid", "not_valid", "unknown"),
    ]  # fmt: skip
    an_order(shop, a_coded_cart(None, "hello"))
    assert CouponEntry.objects.count() == 0
    assert broken_laws() == []


def test_a_late_receipt_uses_a_code_only_for_points() -> None:
    # given a code that takes a tenth off, and one that adds points
    shop, member = a_shop(), a_member()
    less, more = a_batch("less", codes=["LESS"]), a_batch("more", codes=["MORE"])
    a_coded_campaign("less")
    a_campaign(
        "more",
        {"extra_points": {"points": 50, "unit": "BONUS"}},
        lane="points",
        when={"all": [{"coupon": {"batches": ["more"]}}]},
    )
    # when a receipt that was paid without us comes with both
    late = LateOrder(external_id="L-1", cart=a_coded_cart(member, "LESS", "MORE"), occurred_at=NOON)
    (result,) = commit_late(shop_id=shop.pk, integration_id=None, orders=[late], at=NOON + MINUTE)
    # then only the points were given
    assert (result.status, result.refusal) == ("created", None)
    codes = Order.objects.get(external_id="L-1").decision["coupons"]
    assert [(one["status"], one["reason"]) for one in codes] == [("not_applied", "paid"), ("applied", "")]
    assert (counted(less), counted(more)) == ((0, 0, 0), (1, 0, 0))
    assert broken_laws() == []


@pytest.mark.parametrize("seed", range(4))
def test_however_goods_come_back_the_last_of_them_leaves_counters_as_before(seed: int) -> None:
    # given sales by codes of several batches, two lines each, of which one code discounts one line only
    chance, shop, member = random.Random(seed), a_shop(), a_member()
    a_batch("all", kind="single", codes=["A-1"], limit_member=3, limit_period=2, period="week")
    a_batch("tea", codes=["TEA"], limit_total=9)
    a_coded_campaign("all", lane="order")
    a_campaign("tea", {"percent_off": {"rate": 1_000, "goods": {"categories": ["tea"]}}},
               when={"all": [{"coupon": {"batches": ["tea"]}}]})  # fmt: skip
    line = a_cart().lines[0]
    tea = msgspec.structs.replace(line, line_id="2", sku="TEA", category="tea", quantity_milli=3_000)
    cart = msgspec.structs.replace(a_coded_cart(member, "A-1", "TEA"), lines=(line, tea))
    order = an_order(shop, cart)
    assert [one.status for one in order.decision.coupons] == ["applied", "applied"]
    left = {"1": 2, "2": 3}
    # when pieces come back one by one
    while any(left.values()):
        which = chance.choice([line_id for line_id, pieces in left.items() if pieces])
        left[which] -= 1
        refund(
            shop_id=shop.pk, sold_by_id=shop.pk, integration_id=None, order_external_id=order.external_id,
            external_id=f"RET-{sum(left.values())}", at=NOON,
            returning=Returning(lines=(ReturnLine(line_id=which, quantity_milli=1_000),)),
        )  # fmt: skip
        # then each code is free exactly when nothing that it discounted is the customer's any more
        back = {entry.coupon.code for entry in CouponEntry.objects.filter(act="restored").select_related("coupon")}
        assert back == {*(["A-1"] if not any(left.values()) else []), *(["TEA"] if not left["2"] else [])}
    rows = [*CouponCounter.objects.values_list("used", "reserved", "over"),
            *CouponMemberCounter.objects.values_list("used", "reserved", "over")]  # fmt: skip
    assert set(rows) == {(0, 0, 0)}
    assert broken_laws() == []


def test_two_codes_of_one_offer_use_one() -> None:
    shop = a_shop()
    batch = a_batch(kind="single", codes=["ONE", "TWO"])
    a_coded_campaign()
    cart = with_codes(a_cart(), "TWO", "ONE")
    assert told(shop, cart) == [("applied", "", "ok"), ("not_applied", "other_code", "ok")]
    an_order(shop, cart)
    assert (counted(batch), counted(batch, "TWO"), counted(batch, "ONE")) == ((1, 0, 0), (1, 0, 0), (0, 0, 0))
