"""The last codes of a pool and many who are to get one at the same moment."""

import pytest

from campaigns.coupons.issue_coupon import CouponNotThere, IssuedCode, IssuedFor, issue_coupon
from campaigns.coupons.models import Coupon, CouponEntry
from campaigns.coupons.work_models import CouponShortage
from loyalty.program.current import program
from tests.builders import NOON, a_cart, a_member, a_shop, an_order
from tests.campaigns.coded import broken_laws
from tests.campaigns.coupons.batches import a_pool
from tests.campaigns.running import a_campaign
from tests.together import run_together

pytestmark = pytest.mark.usefixtures("own_database")


def test_twelve_at_once_get_the_last_five_codes_one_each() -> None:
    # given
    a_pool("last", *(f"LAST-000{n}" for n in range(5)))
    members, zone = [a_member() for _ in range(12)], program().zone

    # when
    def ask(member: int) -> IssuedCode:
        return issue_coupon(batch="last", to=IssuedFor(source="staff", member_id=member), zone=zone, at=NOON)

    answers = run_together(*[lambda member=member: ask(member) for member in members])

    # then
    given = [one for one in answers if isinstance(one, IssuedCode)]
    refused = [one for one in answers if not isinstance(one, IssuedCode)]
    assert len({one.code for one in given}) == len(given) == 5
    assert [one.why for one in refused if isinstance(one, CouponNotThere)] == ["none_left"] * 7
    assert CouponEntry.objects.filter(act="issued").count() == 5
    assert broken_laws() == []


def test_tills_at_once_sell_all_and_hand_out_what_there_is() -> None:
    # given a coupon for every purchase, and two codes
    a_pool("next-visit", "NEXT-0001", "NEXT-0002")
    a_campaign("come-back", {"hand_out_coupon": {"batch": "next-visit"}}, lane="gifts")
    shop = a_shop()

    # when six tills sell at once, two of them the same order
    numbers = ["R-1", "R-1", "R-2", "R-3", "R-4", "R-5"]
    sold = run_together(*[lambda number=number: an_order(shop, a_cart(), number=number) for number in numbers])

    # then every sale is there, two have a code, the same order has the same, and three are missed
    assert not [one for one in sold if isinstance(one, Exception)]
    by_order = {one.id: {code.code for code in one.issued} for one in sold}
    assert len(by_order) == 5
    assert sorted(code for codes in by_order.values() for code in codes) == ["NEXT-0001", "NEXT-0002"]
    assert sold[0].id == sold[1].id
    assert sold[0].issued == sold[1].issued
    assert CouponShortage.objects.count() == 3
    assert set(Coupon.objects.values_list("state", flat=True)) == {"issued"}
