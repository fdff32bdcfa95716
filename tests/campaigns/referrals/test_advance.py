"""How a referral goes on: which order counts, when it is due, and what sends it elsewhere."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from campaigns.referrals.advance import advance
from campaigns.referrals.decide import ReferralDecided, decide
from campaigns.referrals.keep_trail import keep_trail
from campaigns.referrals.models import Referral, ReferralCounter, ReferralTrail
from campaigns.referrals.recheck import recheck
from loyalty.events.models import Event
from loyalty.ledger.cause import SYSTEM
from loyalty.ledger.prove import _check
from loyalty.membership.block import block
from loyalty.membership.leave import leave
from loyalty.proofs import proofs
from loyalty.purchase.cart import Cart, CartLine
from loyalty.purchase.commit_late import LateOrder, commit_late
from loyalty.purchase.complete import complete
from loyalty.shops.models import Shop
from loyalty.staff.limits import OwnAccount
from tests.builders import NOON, a_cart, a_member, a_return, a_shop, a_user, an_order, bonus, with_settings
from tests.campaigns.referrals.invited import a_programme, an_invitation, stands
from tests.segments.making import deliver, filled, inside

pytestmark = pytest.mark.django_db


def days(number: int) -> datetime:
    return NOON + timedelta(days=number, seconds=1)


def _order_with(shop: Shop, member: int, **attributes: str) -> None:
    line = CartLine(line_id="1", sku="COFFEE", quantity_milli=1_000, price_kopecks=45_000)
    an_order(shop, Cart(member_id=member, lines=(line,), attributes=attributes))


def test_the_reward_waits_for_the_programmes_time_for_returns_unless_told() -> None:
    with_settings(return_days=30)
    a_programme(wait_days=None)
    anna, shop = a_member(), a_shop()
    filled("ambassadors", {"friends_brought": {"at_least": 1}})
    filled("brought", {"invited": {}})
    referral = an_invitation(anna)
    an_order(shop, a_cart(referral.friend_id), at=days(2))
    advance(at=days(3))
    referral.refresh_from_db()
    assert referral.pays_at == days(32)
    advance(at=days(32))
    assert stands(referral) == ("waiting", "")
    advance(at=days(33))
    assert stands(referral) == ("rewarded", "")
    assert bonus(anna, at=days(33)).available == 300

    # and segments follow at once
    deliver()
    assert (inside("ambassadors"), inside("brought")) == ({anna}, {referral.friend_id})


def test_the_first_order_of_enough_money_counts_and_one_that_is_not_completed_does_not() -> None:
    # given a programme that wants 1 000 roubles in money
    a_programme(least_kopecks=100_000)
    shop, referral = a_shop(), an_invitation(a_member())
    friend = referral.friend_id
    an_order(shop, a_cart(friend, pieces=2), at=days(1))
    placed = an_order(shop, a_cart(friend, pieces=3), state="placed", at=days(2))
    advance(at=days(3))
    assert stands(referral) == ("joined", "")
    # when the second is completed
    complete(shop_id=shop.pk, external_id=placed.external_id, integration_id=None, at=days(3))
    advance(at=days(4))
    # then it is the one, and waits from the day it was sold
    referral.refresh_from_db()
    assert (referral.state, referral.order_id, referral.pays_at) == ("waiting", placed.id, days(16))


def test_who_does_not_buy_in_time_is_not_waited_for() -> None:
    a_programme(order_days=30)
    shop, never, late, placed = a_shop(), *(an_invitation(a_member()) for _ in range(3))
    an_order(shop, a_cart(late.friend_id), at=days(30))
    an_order(shop, a_cart(placed.friend_id), state="placed", at=days(29))
    advance(at=days(33))
    assert {stands(one) for one in (never, late, placed)} == {("joined", "")}
    advance(at=days(35))
    assert [stands(one) for one in (never, late, placed)] == [("refused", "late")] * 2 + [("joined", "")]
    # they did come by an invitation all the same
    assert all(Referral.objects.values_list("genuine", flat=True))


@pytest.mark.parametrize(
    ("case", "why"),
    [("referrer left", "referrer"), ("referrer blocked", "referrer"), ("friend blocked", "friend"),
     ("friend left", ""), ("bought before", "ordered")],
)  # fmt: skip
def test_what_changed_meanwhile_is_looked_at_before_it_is_paid(case: str, why: str) -> None:
    a_programme()
    shop, anna = a_shop(), a_member()
    referral = an_invitation(anna)
    an_order(shop, a_cart(referral.friend_id), at=days(0))
    advance(at=days(1))
    match case:
        case "referrer left":
            leave(member_id=anna, principal=SYSTEM, at=days(2))
        case "referrer blocked":
            block(member_id=anna, principal=SYSTEM, reason="test", at=days(2))
        case "friend blocked":
            block(member_id=referral.friend_id, principal=SYSTEM, reason="test", at=days(2))
        case "friend left":
            leave(member_id=referral.friend_id, principal=SYSTEM, at=days(2))
        case "bought before":  # a receipt of a till that had no connection
            late = LateOrder(external_id="L-1", cart=a_cart(referral.friend_id), occurred_at=NOON - timedelta(hours=3))
            commit_late(shop_id=shop.pk, integration_id=None, orders=[late], at=days(2))
    advance(at=days(15))
    assert stands(referral) == (("refused", why) if why else ("rewarded", ""))
    assert bonus(anna, at=days(15)).available == (0 if why else 300)


def test_signs_that_show_later_stop_the_reward_until_somebody_looks() -> None:
    # given a friend whose card of payment is that of whoever invited them
    a_programme(attributes=["card"])
    shop, anna = a_shop(), a_member()
    referral = an_invitation(anna)
    _order_with(shop, anna, card="f00d")
    _order_with(shop, referral.friend_id, card="f00d")
    advance(at=days(1))
    advance(at=days(15))
    assert stands(referral) == ("review", "signs")
    assert referral.signs == ["purchase"]

    # when an employee who is one of the two decides
    with pytest.raises(OwnAccount):
        decide(referral_id=referral.pk, approve=True, reason="моё", author=a_user(member_id=anna), at=days(16))
    # and a colleague
    decide(referral_id=referral.pk, approve=True, reason="семья", author=a_user(), at=days(16))
    advance(at=days(17))

    # then it is paid, not looked at again, and campaigns were told once
    assert stands(referral) == ("rewarded", "")
    assert bonus(anna, at=days(17)).available >= 300
    assert Event.objects.filter(kind="member.invited").count() == 1
    with pytest.raises(ReferralDecided):
        decide(referral_id=referral.pk, approve=False, reason="поздно", author=a_user(), at=days(18))


def test_approved_at_the_start_the_friend_counts_as_invited_from_then_on_declined_never() -> None:
    a_programme()
    pairs = []
    for number in range(2):
        anna, boris = a_member(), a_member()
        for member in (anna, boris):
            keep_trail(member_id=member, device=f"d{number}", address="", at=NOON)
        pairs.append(an_invitation(anna, boris))
    approved, declined = pairs
    staff = a_user()
    decide(referral_id=approved.pk, approve=True, reason="муж и жена", author=staff, at=days(1))
    decide(referral_id=declined.pk, approve=False, reason="один человек", author=staff, at=days(1))
    assert [stands(one) for one in pairs] == [("joined", ""), ("refused", "staff")]
    assert [one.genuine for one in pairs] == [True, False]
    told = Event.objects.filter(kind="member.invited").values_list("member_id", flat=True)
    assert list(told) == [approved.friend_id]
    assert declined.steps.latest("pk").note == "один человек"


def test_points_of_another_unit_and_a_return_that_leaves_enough() -> None:
    a_programme(unit="STATUS", points=5_000, least_kopecks=40_000)
    shop, anna = a_shop(), a_member()
    referral = an_invitation(anna)
    sold = an_order(shop, a_cart(referral.friend_id), at=days(0))
    advance(at=days(1))
    advance(at=days(15))
    a_return(sold, 1_000, at=days(16))
    recheck(order_id=sold.id, at=days(16))
    assert stands(referral) == ("rewarded", "")
    a_return(sold, 1_000, at=days(17))
    recheck(order_id=sold.id, at=days(17))
    recheck(order_id=sold.id, at=days(18))
    assert stands(referral) == ("taken_back", "returned")


def test_a_version_holds_for_the_invitations_made_under_it() -> None:
    a_programme(points=300)
    shop, anna = a_shop(), a_member()
    first = an_invitation(anna)
    assert a_programme(points=300) == 1
    assert a_programme(points=100, is_on=False) == 2
    an_order(shop, a_cart(first.friend_id), at=days(0))
    advance(at=days(1))
    advance(at=days(15))
    assert bonus(anna, at=days(15)).available == 300


def test_trails_are_forgotten_after_half_a_year() -> None:
    anna = a_member()
    keep_trail(member_id=anna, device="d", address="10.0.0.1", at=NOON)
    keep_trail(member_id=anna, device="d", address="", at=days(100))
    advance(at=days(181))
    assert [(one.kind, one.seen_at) for one in ReferralTrail.objects.all()] == [("device", days(100))]


BREAKING: dict[str, dict[str, Any]] = {
    "Q-61": {"points": 1},
    "Q-62": {"pays_at": days(400)},
    "Q-63": {"why": "limit"},
}


@pytest.mark.parametrize("code", BREAKING)
def test_a_broken_law_is_found(code: str) -> None:
    # given a reward that keeps every law
    a_programme(per_member_all=5)
    shop, referral = a_shop(), an_invitation(a_member())
    an_order(shop, a_cart(referral.friend_id), at=days(0))
    advance(at=days(1))
    advance(at=days(15))
    checked = {one: _check(one, proof, days(16)).violations for one, proof in proofs if one.startswith("Q-6")}
    assert checked == {"Q-60": 0, "Q-61": 0, "Q-62": 0, "Q-63": 0}
    # when somebody writes into its row
    Referral.objects.filter(pk=referral.pk).update(**BREAKING[code])
    # then
    assert _check(code, proofs[code], days(16)).violations == 1


def test_a_counter_that_says_other_than_its_uses_is_found() -> None:
    ReferralCounter.objects.create(what="member 1 limit", period="", used=1, cap=2)
    assert _check("Q-60", proofs["Q-60"], NOON).violations == 1
