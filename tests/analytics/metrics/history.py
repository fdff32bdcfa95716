"""Fourteen months of a programme, by the real verbs and from one seed: purchases that earn and burn, reservations,
returns (before and after expiry, into debt), adjustments, opening balances, campaigns with versions, coupons."""

import random
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from campaigns.campaign.publish import publish
from campaigns.campaign.save_draft import save_draft
from campaigns.coupons.issue_coupon import CouponNotThere, IssuedFor, issue_coupon
from campaigns.coupons.mark_seen import mark_seen
from campaigns.coupons.models import Coupon
from loyalty.ledger.adjust import adjust
from loyalty.ledger.cause import SYSTEM
from loyalty.ledger.models import Unit
from loyalty.ledger.night import run_night
from loyalty.ledger.owner import Owner
from loyalty.members.note_visit import note_visit
from loyalty.money import BONUS
from loyalty.program.current import program
from loyalty.program.validity import Validity
from loyalty.purchase.cart import Burn, Cart, CartLine, Delivery
from loyalty.purchase.complete import complete
from loyalty.purchase.order_view import OrderView
from loyalty.purchase.refund import refund
from loyalty.purchase.returning import Returning, ReturnLine
from loyalty.refusals import Refusal
from loyalty.shops.models import Shop
from loyalty.tiers.evaluate import evaluate
from segments.segment.refresh_due import refresh_due
from tests.builders import a_cart, a_group, a_member, a_return, a_shop, an_order, some_points, with_settings
from tests.campaigns.coded import a_batch
from tests.campaigns.running import definition
from tests.loyalty.tiers.ladders import by_spend
from tests.segments.making import a_segment

FIRST = datetime(2025, 8, 30, 9, 0, tzinfo=UTC)  # a Saturday: the first week is cut, and Moscow's midnight is at 21:00
_DOES = ["buy"] * 7 + ["place", "take_back", "take_back", "adjust", "issue", "issue", "look", "look", "join"]


_BUYERS = 30


class History:
    """Drive it with `go_on`; `at` is how far it has come. A few members buy, the many only joined."""

    def __init__(self, seed: int, *, members: int) -> None:
        self.dice, self.at = random.Random(seed), FIRST
        with_settings(
            pending_days=3, validity=Validity(by="months", count=2), burn_max_rate=8_000, ladder=by_spend(days=90)
        )
        Unit.objects.create(code="STAMP", name_ru="Штамп", name_en="Stamp", forms_ru="а|б|в", forms_en="a|b")
        group = a_group()
        self.shops: list[Shop] = [a_shop(group=group), a_shop(group=group)]
        self.batches = [
            a_batch("spring", codes=["SPRING"]),
            a_batch("next", kind="single", codes=[f"NEXT-{n}" for n in range(members)], returns_on_return=True),
        ]
        _campaigns(1_000)
        self.members: list[int] = []
        self.orders: list[tuple[OrderView, Cart]] = []
        self.codes: dict[int, list[str]] = {}
        self.seen: list[tuple[int, int]] = []
        for _number in range(members):
            self.join()
        a_segment("buyers", {"orders": {"days": 60, "at_least": 2}}, at=self.at)

    def go_on(self, *, days: int, steps: int) -> None:
        """So many things happen in so many days, with nights between."""
        ends, night = self.at + timedelta(days=days), self.at
        gap = timedelta(days=days) / steps
        while self.at < ends:
            if self.at - night > timedelta(days=9):
                run_night(at=self.at)
                evaluate(at=self.at)
                refresh_due(at=self.at)
                night = self.at
            does: Callable[[], None] = getattr(self, self.dice.choice(_DOES))
            with suppress(Refusal):
                does()
            self.at += gap * self.dice.uniform(0.2, 1.8)
        run_night(at=self.at)

    def join(self) -> None:
        member = a_member(at=self.at, shop=self.dice.choice([None, *self.shops]))
        self.members.append(member)
        if self.dice.random() < 0.2:
            months = self.dice.choice([20, 90, None])
            until = None if months is None else self.at + timedelta(days=months)
            some_points(member, self.dice.randint(50, 3_000), expires_at=until, at=self.at)

    def buy(self, state: str = "completed") -> None:
        member = self.dice.choice([None, *self.members[:_BUYERS]])
        shop, dice = self.dice.choice(self.shops), self.dice
        lines = tuple(
            CartLine(
                line_id=str(n), sku=dice.choice(["COFFEE", "BUN", "TEA"]), quantity_milli=1_000 * dice.randint(1, 5),
                price_kopecks=dice.randint(501, 40_000), category="food",
            )
            for n in range(1, dice.randint(2, 4))
        )  # fmt: skip
        codes = (["SPRING"] if dice.random() < 0.1 else []) + (self.codes.get(member, [])[:1] if member else [])
        burn = Burn(mode=dice.choice(["none", "max", "max"])) if member else Burn()
        delivery = Delivery(price_kopecks=19_900, kind="courier") if dice.random() < 0.2 else None
        cart = Cart(member_id=member, channel="pos", lines=lines, burn=burn, coupons=tuple(codes), delivery=delivery)
        order = an_order(shop, cart, state=state, at=self.at)
        if state != "completed" and dice.random() < 0.8:
            later = self.at + timedelta(hours=dice.choice([1, 30]))
            complete(shop_id=shop.pk, external_id=order.external_id, integration_id=None, at=later)
            self.at = later
        self.orders.append((order, cart))

    def place(self) -> None:
        self.buy(state="placed")

    def take_back(self) -> None:
        """Some of an order of any age, or all that is left of it."""
        if not self.orders:
            return
        order, cart = self.dice.choice(self.orders[-60:])
        whole = self.dice.random() < 0.5
        lines = tuple(
            ReturnLine(line_id=one.line_id, quantity_milli=one.quantity_milli if whole else 1_000)
            for one in cart.lines[: None if whole else 1]
        )
        refund(
            shop_id=order.shop_id, sold_by_id=order.shop_id, integration_id=None, order_external_id=order.external_id,
            external_id=f"RET-{self.at.isoformat()}",
            returning=Returning(lines=lines, delivery=cart.delivery is not None and whole), at=self.at,
        )  # fmt: skip

    def adjust(self) -> None:
        adjust(
            owner=Owner.member(self.dice.choice(self.members)), unit=self.dice.choice([BONUS, BONUS, "STAMP"]),
            points=self.dice.choice([-40, -5, 10, 300]), at=self.at, principal=SYSTEM, reason="test",
            natural_key=f"history:{self.at.isoformat()}", shop_id=self.shops[0].pk,
        )  # fmt: skip

    def issue(self) -> None:
        member = self.dice.choice(self.members[:_BUYERS])
        with suppress(CouponNotThere):
            to = IssuedFor(source=Coupon.Source.STAFF, member_id=member, reason="test")
            issued = issue_coupon(batch="next", to=to, zone=program().zone, at=self.at)
            self.codes.setdefault(member, []).insert(0, issued.code)
            if self.dice.random() < 0.5:
                self.seen.append((member, issued.id))
            if len(self.seen) > 3:  # some days later
                seen, coupon = self.seen.pop(0)
                mark_seen(member_id=seen, coupon_ids=[coupon], at=self.at)

    def look(self) -> None:
        note_visit(
            member_id=self.dice.choice(self.members[: 2 * _BUYERS]), day=self.at.astimezone(program().zone).date()
        )

    def change_campaigns(self) -> None:
        _campaigns(1_500)

    def renew_twice(self) -> None:
        """Points that expired while they were spent come back with a return, are spent, expire and come back again."""
        member, shop = a_member(at=self.at), self.shops[0]
        some_points(member, 100, expires_at=self.at + timedelta(days=1), at=self.at)
        for _time in range(2):
            order = an_order(shop, a_cart(member, burn=100), at=self.at)
            self.at += timedelta(days=20)
            a_return(order, 2_000, at=self.at)

    def run_into_debt(self) -> None:
        """Points are spent when the order that brought them comes back; what the other order brings repays some."""
        member, shop = a_member(at=self.at), self.shops[1]
        order = an_order(shop, a_cart(member), at=self.at)
        self.at += timedelta(days=4)
        an_order(shop, a_cart(member, burn="max", pieces=1), at=self.at)
        a_return(order, 2_000, at=self.at)
        self.at += timedelta(days=4)


def _campaigns(rate: int) -> None:
    """A discount, one on delivery, points, stamps, and what the codes open; again with another rate: version 2."""
    coded = {"all": [{"coupon": {"batches": ["spring", "next"]}}]}
    for raw in (
        definition("tea", {"percent_off": {"rate": rate, "goods": {"skus": ["TEA"]}}}),
        definition("courier", {"delivery_off": {"rate": 5_000}}, lane="delivery"),
        definition("extra", {"extra_points": {"points": rate // 50}}, lane="points",
                   when={"all": [{"goods_total": {"at_least": 60_000}}]}),
        definition("stamps", {"points_per_item": {"points": 1, "unit": "STAMP", "goods": {"skus": ["COFFEE"]}}},
                   lane="points"),
        definition("coded", {"percent_off_order": {"rate": 700}}, lane="order", when=coded),
    ):  # fmt: skip
        save_draft(raw=raw, author=None)
        publish(code=raw["code"], author=None, reason="test", at=FIRST)
