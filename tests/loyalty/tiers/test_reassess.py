from datetime import datetime, timedelta

import msgspec
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from loyalty.events.models import Event
from loyalty.ledger.adjust import adjust
from loyalty.ledger.balance import balances
from loyalty.ledger.cause import SYSTEM
from loyalty.ledger.owner import Owner
from loyalty.ledger.prove import _check
from loyalty.money import STATUS
from loyalty.proofs import proofs
from loyalty.purchase.complete import complete
from loyalty.purchase.quote import quote
from loyalty.shops.models import Shop
from loyalty.tiers.evaluate import evaluate
from loyalty.tiers.models import MemberTier, TierChange
from tests.builders import NOON, a_cart, a_member, a_return, a_shop, an_order, bonus, with_settings
from tests.cast import Cast
from tests.loyalty.tiers.ladders import SILVER, by_orders, by_spend

DAY = timedelta(days=1)


def tier_of(member: int) -> str:
    return MemberTier.objects.filter(member=member).values_list("tier", flat=True).first() or ""


def status(member: int, *, at: datetime = NOON) -> int:
    return next(one.available for one in balances(owner=Owner.member(member), at=at) if one.unit == STATUS)


def broken(at: datetime = NOON) -> int:
    return _check("Q-28", proofs["Q-28"], at).violations


def test_the_order_that_crosses_a_threshold_earns_at_the_old_tier_and_the_next_at_the_new(cast: Cast) -> None:
    # given gold gives 10 % from 3 000 ₽, everybody else 5 %
    with_settings(ladder=by_spend())

    # when Anna buys for 3 000 ₽ and then for 900 ₽
    first = an_order(cast.lesnaya, a_cart(cast.anna, price=150_000))
    second = an_order(cast.lesnaya, a_cart(cast.anna))

    # then the first gave 5 %, the second 10 %, and she is gold
    earned = [{lot.unit: lot.points for lot in order.earn} for order in (first, second)]
    assert earned == [{"BONUS": 150, STATUS: 300_000}, {"BONUS": 90, STATUS: 90_000}]
    assert tier_of(cast.anna) == "gold"
    assert status(cast.anna) == 390_000

    # and it is told once, with its history
    (event,) = Event.objects.filter(kind="tier.changed")
    assert (event.member_id, event.payload) == (cast.anna, {"from": "", "to": "gold", "points": 300_000})
    assert list(TierChange.objects.values_list("was", "now", "score")) == [("", "gold", 300_000)]
    assert broken() == 0


def test_a_quote_keeps_the_rate_of_the_tier_it_was_made_at(cast: Cast) -> None:
    # given a quote at 5 %, and an order that makes Anna gold before it is used
    with_settings(ladder=by_spend())
    promised = quote(shop_id=cast.lesnaya.pk, cart=a_cart(cast.anna), at=NOON)
    an_order(cast.lesnaya, a_cart(cast.anna, price=150_000))

    # when the quote becomes an order
    order = an_order(cast.lesnaya, a_cart(cast.anna), token=promised.token)

    # then it gives what was shown
    assert {lot.unit: lot.points for lot in order.earn}["BONUS"] == 45
    assert order.decision.earn == promised.decision.earn


def test_an_order_reserved_first_gathers_when_it_is_completed(cast: Cast) -> None:
    # given
    with_settings(ladder=by_spend())
    order = an_order(cast.lesnaya, a_cart(cast.anna, price=50_000), state="pending")
    assert tier_of(cast.anna) == ""

    # when
    complete(shop_id=cast.lesnaya.pk, external_id=order.external_id, integration_id=None, at=NOON)

    # then
    assert tier_of(cast.anna) == "silver"


def test_a_return_takes_status_back_and_the_night_the_tier(cast: Cast) -> None:
    # given Anna is silver by one order of two pieces
    with_settings(ladder=by_spend())
    order = an_order(cast.lesnaya, a_cart(cast.anna, price=60_000))

    # when one piece comes back
    back = a_return(order, 1_000, at=NOON + DAY)

    # then its part of status goes at once, the tier at the evaluation
    assert back.points[STATUS].taken == 60_000
    assert status(cast.anna, at=NOON + DAY) == 60_000
    assert tier_of(cast.anna) == "silver"
    assert evaluate(at=NOON + DAY) == 1
    assert tier_of(cast.anna) == ""
    assert evaluate(at=NOON + DAY) == 0
    assert broken() == 0


def test_what_is_returned_of_a_gold_order_is_counted_at_gold(cast: Cast) -> None:
    # given an order at 10 %
    with_settings(ladder=by_spend())
    an_order(cast.lesnaya, a_cart(cast.anna, price=150_000))
    order = an_order(cast.lesnaya, a_cart(cast.anna))
    before = bonus(cast.anna).available

    # when half of it comes back
    a_return(order, 1_000)

    # then half of its 90 points goes
    assert bonus(cast.anna).available == before - 45


def test_orders_count_one_each_until_nothing_is_left_of_them(cast: Cast) -> None:
    # given two orders make a regular
    with_settings(ladder=by_orders())
    an_order(cast.lesnaya, a_cart(cast.boris))
    order = an_order(cast.lesnaya, a_cart(cast.boris))
    assert tier_of(cast.boris) == "regular"

    # when a part of one comes back, then all of it
    a_return(order, 1_000)
    assert status(cast.boris) == 200
    a_return(order, 1_000)

    # then it is an order no more
    assert status(cast.boris) == 100
    evaluate(at=NOON)
    assert tier_of(cast.boris) == ""


def test_a_tier_goes_when_its_spending_has_left_the_window(cast: Cast) -> None:
    # given silver by an order of the 21st of November, thirty days
    with_settings(ladder=by_spend())
    an_order(cast.lesnaya, a_cart(cast.anna, price=50_000))

    # when the 20th of December is evaluated, the thirtieth day, and then the next
    evaluate(at=NOON + 29 * DAY)
    assert tier_of(cast.anna) == "silver"
    evaluate(at=NOON + 30 * DAY)

    # then it lasted for thirty days
    assert tier_of(cast.anna) == ""
    assert broken(NOON + 30 * DAY) == 0
    # and the next order is at the base rate again
    order = an_order(cast.lesnaya, a_cart(cast.anna), at=NOON + 30 * DAY)
    assert {lot.unit: lot.points for lot in order.earn}["BONUS"] == 45


def test_a_calendar_year_gives_its_tier_to_the_end_of_the_next(cast: Cast) -> None:
    # given gold gathered in 2026, and little in 2027
    with_settings(ladder=by_spend(days=None))
    an_order(cast.lesnaya, a_cart(cast.anna, price=150_000))
    next_year = datetime(2027, 12, 30, 12, tzinfo=NOON.tzinfo)
    an_order(cast.lesnaya, a_cart(cast.anna, price=50_000), at=next_year)

    # when the last day of 2027 is evaluated, and the first of 2028
    evaluate(at=next_year + DAY)
    assert tier_of(cast.anna) == "gold"
    evaluate(at=next_year + 3 * DAY)

    # then what 2027 gave holds
    assert tier_of(cast.anna) == "silver"
    assert broken(next_year + 3 * DAY) == 0


def test_another_ladder_is_applied_by_the_night_both_ways(cast: Cast) -> None:
    # given Anna has 1 000 ₽ and no tier under a ladder that asks for more
    high = msgspec.structs.replace(SILVER, threshold=200_000)
    with_settings(ladder=by_spend(tiers=(high,)))
    an_order(cast.lesnaya, a_cart(cast.anna, price=50_000))
    assert tier_of(cast.anna) == ""

    # when silver is to be had for less, and when there is no ladder any more
    with_settings(ladder=by_spend())
    evaluate(at=NOON)
    assert tier_of(cast.anna) == "silver"
    with_settings(ladder=None)
    evaluate(at=NOON + DAY)

    # then nobody has a tier
    assert tier_of(cast.anna) == ""
    assert broken(NOON + DAY) == 0


def test_points_given_by_hand_count(cast: Cast) -> None:
    # given only qualifying points count
    with_settings(ladder=by_spend(measure="points"))
    an_order(cast.lesnaya, a_cart(cast.anna, price=150_000))
    assert tier_of(cast.anna) == ""

    # when support gives some
    adjust(owner=Owner.member(cast.anna), unit=STATUS, points=100_000, at=NOON, principal=SYSTEM, reason="sorry",
           natural_key="test:status")  # fmt: skip
    evaluate(at=NOON)

    # then
    assert tier_of(cast.anna) == "silver"


def test_a_guest_and_a_programme_without_a_ladder_gather_nothing(cast: Cast) -> None:
    # when
    order = an_order(cast.lesnaya, a_cart(cast.anna))
    with_settings(ladder=by_spend())
    guest = an_order(cast.lesnaya, a_cart(None))

    # then
    assert [lot.unit for lot in order.earn] == ["BONUS"]
    assert guest.earn == ()
    assert not MemberTier.objects.exists()


def test_the_proof_finds_a_tier_that_the_entries_do_not_say(cast: Cast) -> None:
    # given
    with_settings(ladder=by_spend())
    an_order(cast.lesnaya, a_cart(cast.anna, price=50_000))
    assert broken() == 0

    # when somebody writes another tier
    MemberTier.objects.update(tier="gold")

    # then
    assert broken() == 1


@pytest.mark.django_db
def test_a_ladder_costs_an_order_one_query() -> None:
    # given a member with open accounts, who is silver and stays so
    shop, member = a_shop(), a_member()
    with_settings(ladder=by_spend())
    an_order(shop, a_cart(member, price=50_000))

    # when orders are made with and without the ladder
    counted = _queries_of_an_order(shop, member)
    with_settings(ladder=None)

    # then
    assert counted == _queries_of_an_order(shop, member) + 1


def _queries_of_an_order(shop: Shop, member: int) -> int:
    an_order(shop, a_cart(member, price=1_000))  # the settings are known to the process
    with CaptureQueriesContext(connection) as queries:
        an_order(shop, a_cart(member, price=1_000))
    return len(queries)
