"""Purchases in any order, with time passing: the books stay proven, and what comes back is never more than was paid."""

import random
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta

import pytest

from loyalty.ledger.cause import Principal
from loyalty.ledger.models import Unit
from loyalty.ledger.night import run_night
from loyalty.ledger.owner import Owner
from loyalty.ledger.prove import prove
from loyalty.membership.block import block
from loyalty.membership.unblock import unblock
from loyalty.money import BONUS, Direction
from loyalty.program.settings import EarnPerAmount, EarnPercent, EarnSteps, Programme, Rounding, Step
from loyalty.program.validity import Validity
from loyalty.purchase import offers
from loyalty.purchase.cancel import cancel
from loyalty.purchase.cart import Burn, Cart, CartLine, Delivery, cart_hash
from loyalty.purchase.commit import commit
from loyalty.purchase.commit_late import LateOrder, commit_late
from loyalty.purchase.complete import complete
from loyalty.purchase.facts import Facts
from loyalty.purchase.lapse_orders import lapse_orders
from loyalty.purchase.models import MemberDay, Order
from loyalty.purchase.offers import NoOffers, Offered
from loyalty.purchase.outcomes import Outcome, SpendUnits
from loyalty.purchase.quote import quote
from loyalty.purchase.refund import refund
from loyalty.purchase.returning import Returning, ReturnLine
from loyalty.refusals import Refusal
from loyalty.shops.models import Shop
from tests.builders import NOON, a_group, a_member, a_shop, some_points, with_settings
from tests.fakes.offers import (
    burn_limit,
    by_rate,
    extra,
    gift,
    multiplied,
    off_delivery,
    off_order,
    off_set,
    per_amount,
    percent_off,
    spend,
)
from tests.loyalty.ledger.points import give

pytestmark = pytest.mark.usefixtures("own_database")

STEPS, PROVED_EVERY = 50, 10
PASSING = [
    timedelta(seconds=1), timedelta(minutes=10), timedelta(minutes=40), timedelta(hours=5), timedelta(days=1),
    timedelta(days=6), timedelta(days=16), -timedelta(minutes=5),
]  # fmt: skip
VERBS = "buy buy buy buy quote late complete complete cancel take_back take_back take_back night settings lapse stop"
EARNS = [
    EarnPercent(rate=500), EarnPercent(rate=333), EarnPerAmount(points=3, amount_kopecks=5_000),
    EarnSteps(steps=(Step(0, 100), Step(10_000, 1_000), Step(30_000, 300))),
]  # fmt: skip
VALIDITIES = [
    Validity(by="days", count=5), Validity(by="months", count=1), Validity(by="dates", count=1, dates=("01-31",)),
    Validity(by="inactivity", count=1), Validity(by="none", count=1),
]  # fmt: skip


class Whims(NoOffers):
    """Campaigns that give what they like, the same to the same cart; after a return they may think better of it."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.given: dict[bytes, Offered] = {}

    def decide(self, *, cart: Cart, facts: Facts, programme: Programme, at: datetime, ruleset: int) -> Offered:
        given = self.given.setdefault(cart_hash(cart), self._any(cart))
        # Nobody is asked for stamps who may not spend any; there may be too few of them: then the till hears no.
        may = [one for one in given.outcomes if facts.can_burn or not isinstance(one, SpendUnits)]
        return Offered(outcomes=tuple(may))

    def redecide(
        self, *, cart: Cart, facts: Facts, programme: Programme, at: datetime, ruleset: int, applied: tuple[str, ...]
    ) -> Offered:
        # The same answer to the same question, as of a pure port: a dry run must tell the truth.
        return self.given.setdefault(cart_hash(cart), self._any(cart)) if cart.lines else Offered()

    def _any(self, cart: Cart) -> Offered:
        outcomes: list[Outcome] = []
        for _ in range(self.chance.randint(0, 3)):
            kopecks, line = self.chance.randint(0, 8_000), self.chance.choice(cart.lines).line_id
            other = self.chance.choice(cart.lines).line_id
            kinds: list[list[Outcome]] = [
                [percent_off(line, kopecks)], [off_order(kopecks)], [off_delivery(kopecks)], [extra(kopecks // 200)],
                [off_set((line, 1_000, kopecks), (other, 500, kopecks))], [multiplied(10_000 + kopecks, line)],
                [by_rate(kopecks, unit="STAMP", step=10_000)], [per_amount(1, 10_000)], [burn_limit(kopecks)],
                [spend(6), off_order(kopecks, line, other, campaign="sixth")], [spend(3), gift("CUP")],
                [spend(kopecks // 500, unit=BONUS, campaign="cup"), percent_off(line, kopecks, campaign="cup")],
            ]  # fmt: skip
            outcomes += self.chance.choice(kinds)
        return Offered(outcomes=tuple(outcomes))


class Life:
    """A chain of two shops, two members and guests. Every choice comes from one seed."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        Unit.objects.filter(code=BONUS).update(
            scale=self.chance.choice([0, 2]), step_kopecks=self.chance.choice([100, 1, 7])
        )
        group = a_group()
        self.shops = [a_shop(group=group), a_shop(group=group)]
        self.members = [a_member(), a_member()]
        Unit.objects.create(code="STAMP", name_ru="штамп", name_en="stamp", forms_ru="а|б|в", forms_en="a|b")
        for member in self.members:
            some_points(member, 300)
            give(20, owner=Owner.member(member), unit="STAMP")
        self.clock = NOON
        self.orders: list[tuple[Shop, str]] = []
        self.numbers: Iterator[int] = iter(range(10**6))
        self.settings()

    def step(self) -> None:
        self.clock += self.chance.choice(PASSING)
        with suppress(Refusal):  # expected; anything else fails the test
            getattr(self, self.chance.choice(VERBS.split()))()

    # --- what people do ---

    def buy(self) -> None:
        shop, number = self._new_order()
        sold = self.chance.choice([None, self.clock - timedelta(hours=self.chance.randint(0, 80))])
        commit(
            shop_id=shop.pk, integration_id=None, external_id=number, cart=self._cart(), at=self.clock,
            occurred_at=sold, state=self.chance.choice(["pending", "placed", "completed", "completed"]),
        )  # fmt: skip

    def quote(self) -> None:
        """One token, two orders: each charges what was shown or is refused."""
        cart, shop = self._cart(), self.chance.choice(self.shops)
        shown = quote(shop_id=shop.pk, cart=cart, at=self.clock)
        for _ in range(2):
            number = f"o{next(self.numbers)}"
            self.orders.append((shop, number))
            order = commit(
                shop_id=shop.pk, integration_id=None, external_id=number, cart=cart, at=self.clock, token=shown.token,
                state=self.chance.choice(["pending", "completed"]),
            )  # fmt: skip
            assert order.decision == shown.decision

    def late(self) -> None:
        shop, number = self._new_order()
        sold = self.clock - timedelta(hours=self.chance.randint(0, 70))
        receipt = LateOrder(external_id=number, cart=self._cart(), occurred_at=sold)
        results = commit_late(shop_id=shop.pk, integration_id=None, orders=[receipt, receipt], at=self.clock)
        assert [result.status for result in results] in (["created", "already"], ["refused", "refused"])

    def complete(self) -> None:
        shop, number = self._some_order()
        complete(shop_id=shop.pk, external_id=number, integration_id=None, at=self.clock)

    def cancel(self) -> None:
        shop, number = self._some_order()
        cancel(shop_id=shop.pk, external_id=number, integration_id=None, at=self.clock)

    def take_back(self) -> None:
        """A dry run tells exactly what the return does."""
        shop, number = self._some_order()
        order = Order.objects.filter(shop=shop, external_id=number).first()
        if order is None:
            return
        lines = tuple(
            ReturnLine(line_id=line.line_id, quantity_milli=self.chance.choice([left, self.chance.randint(1, left)]))
            for line in order.lines.all()
            if (left := line.quantity_milli - line.returned_milli) and self.chance.random() < 0.7
        )
        returning = Returning(lines=lines, delivery=_may_deliver(order) and self.chance.random() < 0.3)
        how = {
            "shop_id": self.chance.choice(self.shops).pk, "sold_by_id": shop.pk, "integration_id": None,
            "order_external_id": number, "external_id": f"r{next(self.numbers)}", "returning": returning,
            "at": self.clock,
        }  # fmt: skip
        shown = refund(**how, dry_run=True)  # type: ignore[arg-type]
        done = refund(**how)  # type: ignore[arg-type]
        assert (shown.money_kopecks, shown.points) == (done.money_kopecks, done.points)
        assert (shown.left_milli, shown.order.balances) == (done.left_milli, done.order.balances)

    # --- what happens around them ---

    def night(self) -> None:
        run_night(at=self.clock)

    def lapse(self) -> None:
        lapse_orders(at=self.clock)

    def stop(self) -> None:
        verb = self.chance.choice([block, unblock])
        verb(member_id=self.chance.choice(self.members), principal=Principal("system"), reason="law", at=self.clock)

    def settings(self) -> None:
        pick = self.chance.choice
        with_settings(
            earn=pick(EARNS), validity=pick(VALIDITIES), earn_on_delivery=pick([True, False]),
            earn_on_points_paid=pick([True, False]), pending_days=pick([0, 0, 1, 7]),
            rounding=Rounding(level=pick(["line", "order"]), direction=pick(list(Direction)), step=pick([1, 10])),
            burn_max_rate=pick([3_333, 10_000]), claw_back=pick(["debt", "cap"]),
            give_back_grace_days=pick([0, 14]), withhold_lost_discount=pick([True, False]),
        )  # fmt: skip

    # --- what they do it with ---

    def _new_order(self) -> tuple[Shop, str]:
        order = (self.chance.choice(self.shops), f"o{next(self.numbers)}")
        self.orders.append(order)
        return order

    def _some_order(self) -> tuple[Shop, str]:
        return self.chance.choice(self.orders) if self.orders else (self.shops[0], "none")

    def _cart(self) -> Cart:
        chance = self.chance
        lines = tuple(
            CartLine(
                line_id=str(index), sku=f"S{index}",
                quantity_milli=chance.choice([1_000, 3_000, chance.randint(1, 3_000)]),
                price_kopecks=chance.choice([0, 1, 99, 3_333, chance.randint(1, 30_000)]), category=chance.choice("ab"),
            )
            for index in range(chance.randint(1, 4))
        )  # fmt: skip
        burns = [Burn(), Burn(mode="max"), Burn(mode="max"), Burn(mode="amount", points=chance.randint(0, 200))]
        return Cart(
            member_id=chance.choice([*self.members, None]), lines=lines, burn=chance.choice(burns), fiscal=True,
            delivery=chance.choice([None, Delivery(price_kopecks=19_900)]),
        )  # fmt: skip

    def proven(self) -> list[tuple[str, tuple[int, ...]]]:
        """Laws that are broken. A hold past its time is the night's business, which may not have come."""
        return [(law.code, law.ids) for law in prove(at=self.clock).queries if law.violations and law.code != "Q-10"]


def _may_deliver(order: Order) -> bool:
    return order.decision["delivery"] is not None and not order.delivery_returned


def _return_the_rest(order: Order, at: datetime) -> None:
    lines = tuple(
        ReturnLine(line_id=line.line_id, quantity_milli=line.quantity_milli - line.returned_milli)
        for line in order.lines.all()
        if line.quantity_milli > line.returned_milli
    )
    rest = Returning(lines=lines, delivery=_may_deliver(order))
    if rest.lines or rest.delivery:
        refund(
            shop_id=order.shop_id, sold_by_id=order.shop_id, integration_id=None, order_external_id=order.external_id,
            external_id="the rest", returning=rest, at=at,
        )  # fmt: skip


@pytest.mark.parametrize("seed", range(5))
def test_whatever_happens_the_books_are_proven_and_everything_can_come_back(seed: int) -> None:
    # given
    life = Life(seed)
    with offers.standing_in(Whims(random.Random(seed))):
        # when
        for number in range(1, STEPS + 1):
            life.step()
            if number % PROVED_EVERY == 0:
                assert life.proven() == []
        recent = Order.objects.filter(state="completed", occurred_at__gt=life.clock - timedelta(days=365))
        for order in recent:
            _return_the_rest(order, life.clock)
    # then
    for order in recent.all():
        assert order.refunded_kopecks == order.to_pay_kopecks
        assert [(row.earned, row.burnt) for row in order.points.all()] == [
            (row.clawed_back, row.given_back) for row in order.points.all()
        ]
    assert recent.exists()
    assert set(MemberDay.objects.values_list("orders", "spent_kopecks")) <= {(0, 0)}
    run_night(at=life.clock + timedelta(days=400))
    assert life.proven() == []
