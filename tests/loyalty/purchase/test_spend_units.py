"""Six stamps for a coffee: points of another unit that pay for what a campaign gives, from the quote to the return."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import msgspec
import pytest
from django.utils import translation

from loyalty.events.models import Event
from loyalty.ledger.balance import Balance, balances
from loyalty.ledger.cause import SYSTEM
from loyalty.ledger.facts import balance
from loyalty.ledger.freeze import freeze
from loyalty.ledger.models import Account, Unit
from loyalty.ledger.owner import Owner
from loyalty.ledger.statement import statement
from loyalty.program.settings import Programme
from loyalty.purchase import offers
from loyalty.purchase.cancel import cancel
from loyalty.purchase.cart import Burn, Cart, CartLine
from loyalty.purchase.complete import complete
from loyalty.purchase.decision import Decision
from loyalty.purchase.facts import Facts
from loyalty.purchase.models import Order, OrderPoints
from loyalty.purchase.offers import NoOffers, Offered
from loyalty.purchase.order_view import OrderView, decision_of
from loyalty.purchase.promised import QuoteChanged
from loyalty.purchase.quote import quote
from loyalty.purchase.refund import ReturnView, refund
from loyalty.purchase.returning import Returning, ReturnLine
from loyalty.purchase.stories import stories
from loyalty.rules.fact import Moment
from segments.read_known import read_known
from tests.builders import NOON, a_return, an_order, bonus, some_points
from tests.cast import Cast
from tests.fakes.offers import gift, off_set, say, spend
from tests.loyalty.ledger.points import give
from tests.loyalty.purchase.carts import MOSCOW

Proofs = Callable[[], None]
COFFEE = CartLine(line_id="1", sku="COFFEE", quantity_milli=2_000, price_kopecks=30_000)
MILK = CartLine(line_id="2", sku="MILK", quantity_milli=1_000, price_kopecks=10_000)
LATER = NOON + timedelta(hours=2)


class SixthCoffee(NoOffers):
    """Six stamps for one of the two coffees; three more for a cup."""

    def __init__(self, unit: str = "STAMP") -> None:
        self.unit = unit

    def decide(self, *, cart: Cart, facts: Facts, programme: Programme, at: datetime, ruleset: int) -> Offered:
        free = off_set(("1", 1_000, 30_000), campaign="sixth")
        cup = (spend(3, campaign="cup"), gift("CUP-1"), say("receipt", "See you"))
        return Offered(outcomes=(spend(6, unit=self.unit), free, *cup))


@pytest.fixture
def campaign() -> Iterator[SixthCoffee]:
    campaign = SixthCoffee()
    with offers.standing_in(campaign):
        yield campaign


@pytest.fixture
def anna(cast: Cast) -> int:
    """With twelve stamps."""
    Unit.objects.create(
        code="STAMP", name_ru="штамп", name_en="stamp", forms_ru="штамп|штампа|штампов", forms_en="stamp|stamps"
    )
    _stamps(cast.anna, 12)
    return cast.anna


def _stamps(member_id: int, points: int) -> None:
    give(points, owner=Owner.member(member_id), unit="STAMP")


def _cart(member_id: int | None) -> Cart:
    return Cart(member_id=member_id, lines=(COFFEE, MILK))


def _left(member_id: int, *, at: datetime = NOON) -> Balance:
    return next(one for one in balances(owner=Owner.member(member_id), at=at) if one.unit == "STAMP")


def _returned(order: OrderView, *lines: tuple[str, int], number: str, **how: bool) -> ReturnView:
    return refund(
        shop_id=order.shop_id, sold_by_id=order.shop_id, integration_id=None, order_external_id=order.external_id,
        external_id=number, at=NOON, **how,
        returning=Returning(lines=tuple(ReturnLine(line_id=name, quantity_milli=milli) for name, milli in lines)),
    )  # fmt: skip


def test_stamps_are_burnt_with_the_order(cast: Cast, anna: int, campaign: SixthCoffee, commit_proofs: Proofs) -> None:
    # when
    order = an_order(cast.lesnaya, _cart(anna))
    commit_proofs()
    # then: one coffee is free, nine stamps are gone, and the order knows for what
    assert (order.decision.to_pay_kopecks, _left(anna).available) == (40_000, 3)
    assert [(one.campaign, one.points, one.lines) for one in order.decision.spent] == [
        ("sixth", 6, {"1": 6}), ("cup", 3, {}),
    ]  # fmt: skip
    assert OrderPoints.objects.get(order=order.id, unit__code="STAMP").burnt == 9
    steps = [(step.numbers["unit"], step.numbers["points"]) for step in order.trace if step.code == "lot_burnt"]
    assert steps == [("STAMP", 9)]
    # and stored as it was answered
    assert decision_of(Order.objects.get(pk=order.id)) == msgspec.structs.replace(order.decision, trace=())


@pytest.mark.parametrize("state", ["pending", "placed"])
def test_reserved_stamps_are_held_and_burnt_or_freed(
    cast: Cast, anna: int, campaign: SixthCoffee, state: str, commit_proofs: Proofs
) -> None:
    # given
    sold = an_order(cast.lesnaya, _cart(anna), state=state)
    assert (_left(anna).available, _left(anna).held) == (3, 9)
    # when
    complete(shop_id=sold.shop_id, external_id=sold.external_id, integration_id=None, at=NOON)
    _stamps(anna, 9)
    dropped = an_order(cast.lesnaya, _cart(anna), state=state)
    assert _left(anna).held == 9
    cancel(shop_id=dropped.shop_id, external_id=dropped.external_id, integration_id=None, at=NOON)
    commit_proofs()
    # then
    assert (_left(anna).available, _left(anna).held) == (12, 0)


def test_completion_never_fails_for_stamps(cast: Cast, anna: int, campaign: SixthCoffee, commit_proofs: Proofs) -> None:
    # given: the reservation lapsed, and the stamps went into another purchase
    order = an_order(cast.lesnaya, _cart(anna), state="pending")
    an_order(cast.lesnaya, _cart(anna), at=LATER)
    # when
    done = complete(shop_id=order.shop_id, external_id=order.external_id, integration_id=None, at=LATER)
    commit_proofs()
    # then: three of nine were there, six are owed in stamps; BONUS is not short of anything
    assert (_left(anna, at=LATER).available, _left(anna, at=LATER).debt) == (0, 6)
    assert (done.short_points, bonus(anna, at=LATER).debt) == (0, 0)
    assert Event.objects.get(kind="order.short").payload["short"] == {"STAMP": 6}


def test_a_quote_whose_stamps_are_gone_is_answered_with_a_new_one(cast: Cast, anna: int, campaign: SixthCoffee) -> None:
    # given
    token = quote(shop_id=cast.lesnaya.pk, cart=_cart(anna), at=NOON).token
    an_order(cast.lesnaya, _cart(anna))
    # when: nine are promised, three are left
    with pytest.raises(QuoteChanged) as refused:
        an_order(cast.lesnaya, _cart(anna), token=token, number="R-late")
    # then: the till is told a price at once, and nothing has moved
    assert refused.value.facts["quote"].decision.base_kopecks == 70_000
    assert _left(anna).available == 3
    assert not Order.objects.filter(external_id="R-late").exists()


def test_an_order_without_a_quote_is_never_short_of_stamps(cast: Cast, anna: int, campaign: SixthCoffee) -> None:
    # given three stamps, and a campaign that believes there are nine
    an_order(cast.lesnaya, _cart(anna))
    # then: no refusal of points that the cart did not ask for
    with pytest.raises(QuoteChanged):
        an_order(cast.lesnaya, _cart(anna), number="R-late")
    assert (_left(anna).available, Order.objects.count()) == (3, 1)


def test_what_was_spent_comes_back_with_what_it_paid_for(
    cast: Cast, anna: int, campaign: SixthCoffee, commit_proofs: Proofs
) -> None:
    # given
    order = an_order(cast.lesnaya, _cart(anna))
    # when the milk, one coffee, and the other one come back
    backs = [
        _returned(order, ("2", 1_000), number="milk"),
        _returned(order, ("1", 1_000), number="one"),
        _returned(order, ("1", 1_000), number="other"),
    ]
    commit_proofs()
    # then: nothing for milk, half of six for each coffee, and with the last of the goods the cup's three
    stamps = [back.points["STAMP"].given_back if "STAMP" in back.points else 0 for back in backs]
    assert stamps == [0, 3, 6]
    assert _left(anna).available == 12
    row = OrderPoints.objects.get(order=order.id, unit__code="STAMP")
    assert (row.burnt, row.given_back) == (9, 9)


def test_a_dry_run_says_what_would_come_back(cast: Cast, anna: int, campaign: SixthCoffee) -> None:
    # given
    order = an_order(cast.lesnaya, _cart(anna))
    # when
    shown = _returned(order, ("1", 2_000), ("2", 1_000), number="all", dry_run=True)
    # then
    assert (shown.points["STAMP"].given_back, _left(anna).available) == (9, 3)


def test_bonus_spent_by_a_campaign_and_paid_with_is_one_burn(
    cast: Cast, anna: int, campaign: SixthCoffee, commit_proofs: Proofs
) -> None:
    # given 300 points, of which the campaign wants six
    campaign.unit = "BONUS"
    some_points(anna, 300)
    cart = msgspec.structs.replace(_cart(anna), burn=Burn(mode="max"))
    # when: half of 400 roubles of goods may be paid with points
    order = an_order(cast.lesnaya, cart, state="pending")
    complete(shop_id=order.shop_id, external_id=order.external_id, integration_id=None, at=NOON)
    commit_proofs()
    # then
    assert order.decision.burn.applied == 200
    assert OrderPoints.objects.get(order=order.id, unit__code="BONUS").burnt == 206
    back = _returned(order, ("1", 2_000), ("2", 1_000), number="all")
    commit_proofs()
    assert (back.points["BONUS"].given_back, bonus(anna).available) == (206, 300)


def test_the_history_says_what_the_stamps_were_for(cast: Cast, anna: int, campaign: SixthCoffee) -> None:
    # given
    an_order(cast.lesnaya, _cart(anna))
    line = next(one for one in statement(owner=Owner.member(anna)).lines if one.kind == "burn")
    # when
    with translation.override("ru"):
        told = stories(lines=[line], zone=MOSCOW)[0].sentence
    # then
    assert told.replace("\u00a0", " ") == "−9 штампов — Акция «sixth», Акция «cup», «Кофе на Лесной»"


def test_a_quote_of_before_a_freeze_is_answered_with_a_new_one(cast: Cast, anna: int, campaign: SixthCoffee) -> None:
    # given
    token = quote(shop_id=cast.lesnaya.pk, cart=_cart(anna), at=NOON).token
    account = Account.objects.get(owner_id=anna, unit__code="STAMP")
    freeze(account_id=account.pk, principal=SYSTEM, reason="proof", law="Q-01", at=NOON)
    # then: the till sells without stamps instead of asking for a burn nobody asked for
    with pytest.raises(QuoteChanged):
        an_order(cast.lesnaya, _cart(anna), token=token)
    # and what campaigns see of a frozen account is nothing to spend
    moment = Moment(at=NOON, zone=MOSCOW)
    assert read_known(member_id=anna, facts=[balance("STAMP")], moment=moment) == {"balance:STAMP": 0}


def test_nobody_spends_stamps_of_a_guest(cast: Cast, anna: int, campaign: SixthCoffee) -> None:
    class Careless(SixthCoffee):
        def decide(self, *, cart: Cart, facts: Facts, programme: Programme, at: datetime, ruleset: int) -> Offered:
            return Offered(outcomes=(spend(6),))

    with offers.standing_in(Careless()), pytest.raises(ValueError, match="sixth"):
        an_order(cast.lesnaya, _cart(None))


def test_decisions_of_before_are_still_read(cast: Cast) -> None:
    # given an order as it was stored before there were gifts
    order = an_order(cast.lesnaya, _cart(cast.anna))
    stored = Order.objects.get(pk=order.id).decision
    old = {name: value for name, value in stored.items() if name not in ("spent", "gifts", "messages")}
    # then
    decision = msgspec.convert(old, Decision)
    assert (decision.spent, decision.gifts, decision.messages) == ((), (), ())
    assert a_return(order, 2_000).money_kopecks == 60_000
