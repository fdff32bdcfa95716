"""A coupon is printed under a receipt at one till and shown at another; a pool is made, issued and spent."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import translation

from campaigns.coupons.advance_works import advance_works
from campaigns.coupons.figures import funnels, money_of
from campaigns.coupons.models import Coupon
from campaigns.coupons.owned import wallet_of
from campaigns.coupons.start_work import start_work
from loyalty.clock import now
from tests.access.conftest import browser_of_anna as browser_of_anna
from tests.access.conftest import clock as clock
from tests.access.conftest import outbox as outbox
from tests.campaigns.coded import a_coded_campaign, acts, broken_laws
from tests.campaigns.coupons.batches import a_pool
from tests.campaigns.running import a_campaign
from tests.cast import ANNA_CARD, Cast, enter_cast
from tests.loyalty.api.till import Till

HAND_OUT = {"hand_out_coupon": {"batch": "next-visit"}}
ANNA = {"kind": "card", "value": ANNA_CARD}


@pytest.fixture
def cast(own_database: str) -> Cast:
    return enter_cast()


def test_a_coupon_is_got_at_one_till_and_used_at_another(cast: Cast) -> None:
    # given a coupon for every purchase from 500 roubles that takes a tenth off the next one
    a_pool("next-visit", "NEXT-4RTX-9Q", days_valid=30)
    a_campaign("come-back", HAND_OUT, lane="gifts", when={"all": [{"goods_total": {"at_least": 50_000}}]})
    a_coded_campaign("next-visit")
    coffee, bread = Till(cast.key), Till(cast.other_key, language="en")

    # when Anna buys two coffees, and the till repeats the order because it did not hear the answer
    sold = coffee.order("A-1", member=ANNA, key="till-a-0001")
    again = coffee.order("A-1", member=ANNA, key="till-a-0001")

    # then the receipt has one code, with all that has to be printed and a QR to scan
    (issued,) = sold.json["coupons_issued"]
    assert again.bytes == sold.bytes
    assert coffee.get("orders/A-1").json["coupons_issued"] == [issued]
    assert (issued["code"], issued["qr"], issued["campaign"]) == ("NEXT-4RTX-9Q", "NEXT-4RTX-9Q", "come-back")
    assert issued["text"].startswith("Скидка 10 %. Код NEXT-4RTX-9Q, действует до ")

    # when she shows it in the bread shop
    paid = bread.order("B-1", member=ANNA, coupons=["next 4rtx 9q"])

    # then it has taken a tenth off, and is used
    assert (paid.status, paid.json["totals"]["to_pay"]) == (201, "810.00")
    assert paid.json["coupons"][0]["status"] == "applied"
    assert acts("NEXT-4RTX-9Q") == ["issued", "used"]

    # and when she brings the coffees back, the bread stays hers at its price
    back = {"external_id": "RET-1", "lines": [{"line_id": "1", "quantity": "2"}]}
    assert coffee.post("orders/A-1/returns", back).status == 201
    assert Coupon.objects.get().state == "used"
    assert broken_laws() == []


def test_an_unused_coupon_goes_with_the_goods_that_brought_it(cast: Cast) -> None:
    a_pool("next-visit", "NEXT-4RTX-9Q")
    a_campaign("come-back", HAND_OUT, lane="gifts")
    a_coded_campaign("next-visit")
    coffee, bread = Till(cast.key), Till(cast.other_key, language="en")
    coffee.order("A-1", member=ANNA)

    coffee.post("orders/A-1/returns", {"external_id": "RET-1", "lines": [{"line_id": "1", "quantity": "2"}]})

    assert acts("NEXT-4RTX-9Q") == ["issued", "revoked"]
    assert coffee.get("orders/A-1").json["coupons_issued"] == []
    refused = bread.post("quotes", {"lines": [{"line_id": "1", "sku": "A", "quantity": "1", "price": "1.00"}],
                                    "coupons": ["NEXT-4RTX-9Q"]})  # fmt: skip
    assert refused.json["coupons"][0]["status"] == "not_valid"
    assert broken_laws() == []


def test_a_pool_is_made_issued_seen_and_spent(cast: Cast, browser_of_anna: Client) -> None:
    # given a batch whose codes take a tenth off, and two hundred of them
    batch = a_pool("letter", pattern="LETTER-####-####-#")
    a_coded_campaign("letter")
    at = now()
    start_work(kind="make", batch_id=batch.pk, total=200, by=cast.owner.pk, at=at)
    # and a letter to Anna and Boris
    start_work(
        kind="issue", batch_id=batch.pk, total=2, by=cast.owner.pk, at=at, lines=[str(cast.anna), str(cast.boris)],
        terms={"by": "id", "source": "segment", "segment": "regulars", "reason": "Письмо ноября"},
    )  # fmt: skip
    assert not advance_works(at=at + timedelta(seconds=1))

    # when Anna opens her cabinet and pays with what it shows
    shown = browser_of_anna.get("/coupons/").content.decode()
    (mine,) = wallet_of(member_id=cast.anna, at=now()).open
    assert mine.held.code in shown
    assert "10 % off" in shown
    sold = Till(cast.key).order("A-1", member=ANNA, coupons=[mine.held.code])
    assert sold.json["totals"]["to_pay"] == "810.00"

    # then the batch shows the way from made to used, and the money
    funnel = funnels([batch.pk])[batch.pk]
    assert (funnel.made, funnel.issued, funnel.seen, funnel.used, funnel.free) == (200, 2, 1, 1, 198)
    money = money_of(batch_id=batch.pk)
    assert (money.orders, money.discount_kopecks, money.sales_kopecks) == (1, 9_000, 81_000)

    # and the cabinet has it among those that were used
    with translation.override("en"):
        page = browser_of_anna.get("/coupons/").content.decode()
    assert f"{mine.held.code}, used" in page
    assert broken_laws() == []
