"""Cases of other platforms, as facts and numbers (tests/data/ledger_cases.json names each source), on this one.

Each runs through the real verbs under the programme setting that names its policy. docs/policies.md lists the settings,
and the cases that are not run here, with the reason.
"""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from django.db.models import Count, Sum
from django.db.models.functions import Abs

from loyalty.ledger.balance import balances
from loyalty.ledger.book import InsufficientPoints
from loyalty.ledger.burn import burn
from loyalty.ledger.earn import earn
from loyalty.ledger.give_back import GiveBackExceedsBurn, give_back
from loyalty.ledger.models import Entry, Lot
from loyalty.ledger.movements import Dates
from loyalty.ledger.night import run_night
from loyalty.ledger.owner import Owner
from loyalty.program.settings import EarnPerAmount, EarnPercent, Settings
from loyalty.purchase.earning import Sold
from loyalty.purchase.earning import earn as earned_by_rule
from loyalty.purchase.order_view import OrderNotFound
from loyalty.purchase.refund import refund
from loyalty.purchase.returning import Returning, ReturnLine
from loyalty.shops.models import Shop
from tests.builders import a_cart, a_member, a_shop, an_order, with_settings
from tests.loyalty.ledger.points import BONUS, a_key, because

ROOT = Path(__file__).parents[2]
CASES: dict[str, Any] = {
    case["id"]: case for case in json.loads((ROOT / "tests/data/ledger_cases.json").read_text())["cases"]
}
ROUBLE = 100
BY_POLICY: dict[str, dict[str, Any]] = {
    "clamp_to_zero": {"claw_back": "cap"},
    "allow_negative": {"claw_back": "debt"},
}
LEDGER = [f"setono-{number:02}" for number in range(1, 22)]
EARNING = ["setono-22", "setono-23"]
ELSEWHERE = ["setono-24", "openloyalty-02"]  # tests of their own below


class Story:
    """A member, a shop, and what happens to them."""

    def __init__(self, policy: dict[str, Any]) -> None:
        self.policy = policy
        self.shop: Shop = a_shop(timezone="UTC")
        self.member_id = a_member()
        self.owner = Owner.member(self.member_id)
        self.lots: list[int] = []
        self.orders: dict[str, Any] = {}
        with_settings(burn_max_rate=10_000, **BY_POLICY.get(policy.get("clawback", ""), {}))

    def earn(self, event: dict[str, Any], at: datetime) -> None:
        if "order" in event:  # bought for twenty times the points
            with_settings(earn=EarnPercent(rate=500))
            cart = a_cart(self.member_id, price=event["points"] * 20 * ROUBLE, pieces=1)
            self.orders[event["order"]] = an_order(self.shop, cart, number=event["order"], at=at)
            return
        moved = earn(
            owner=self.owner,
            unit=BONUS,
            points=event["points"],
            dates=Dates(available_from=at, expires_at=when(event["expires_at"]) if "expires_at" in event else None),
            at=at,
            cause=because("gift"),
            natural_key=event.get("key") or a_key(),
        )
        self.lots += [part.lot_id for part in moved.parts if part.lot_id is not None]

    def redeem(self, event: dict[str, Any], at: datetime) -> None:
        if self.policy.get("negative_balance") == "allowed":  # a sale that has already happened
            burn(
                owner=self.owner, unit=BONUS, points=event["points"], at=at, cause=because("order"),
                natural_key=a_key(), short_to_debt=True,
            )  # fmt: skip
            return
        with_settings(earn=EarnPercent(rate=0))  # these cases are not about what is earned on the rest
        number = event.get("order") or a_key()
        wish: int | str = event["points"]
        if self.policy.get("over_redeem") == "clamp":
            with pytest.raises(InsufficientPoints):  # an exact wish is exact or refused
                an_order(self.shop, a_cart(self.member_id, price=1_000 * ROUBLE, pieces=1, burn=wish), at=at)
            wish = "max"
        cart = a_cart(self.member_id, price=event["points"] * ROUBLE, pieces=1, burn=wish)
        self.orders[number] = an_order(self.shop, cart, number=number, at=at)

    def take_back(self, event: dict[str, Any], at: datetime) -> None:
        """All goods of the order; delivered twice, it is the same return."""
        refund(
            shop_id=self.shop.pk, sold_by_id=self.shop.pk, integration_id=None, order_external_id=event["order"],
            external_id=f"return of {event['order']}", at=at,
            returning=Returning(lines=(ReturnLine(line_id="1", quantity_milli=1_000),)),
        )  # fmt: skip

    def run_expiry(self, _event: dict[str, Any], at: datetime) -> None:
        run_night(at=at)

    def play(self, events: list[dict[str, Any]]) -> datetime:
        verbs: dict[str, Callable[[dict[str, Any], datetime], None]] = {
            "earn": self.earn,
            "redeem": self.redeem,
            "cancel_order": self.take_back,
            "rollback_redemption": self.take_back,
            "run_expiry": self.run_expiry,
        }
        for event in events:
            verbs[event["do"]](event, when(event["at"]))
        return when(events[-1]["at"])

    def outcome(self, name: str, expected: Any, at: datetime) -> Any:
        """What this platform says where the case expects something under this name."""
        (bonus,) = balances(owner=self.owner, at=at)
        entries = Entry.objects.filter(account__owner_id=self.owner.id)
        moved = {
            row["kind"]: row
            for row in entries.values("kind").annotate(
                points=Sum(Abs("amount")), times=Count("operation", distinct=True)
            )
        }
        nothing = {"points": 0, "times": 0}
        match name:
            case "balance":
                return bonus.available - bonus.debt
            case "deficit":
                return bonus.debt
            case "lots":
                return [Lot.objects.get(pk=lot_id).remaining for lot_id in self.lots]
            case "lots_by_expiry":
                lots = Lot.objects.filter(id__in=self.lots).values_list("expires_at", "remaining")
                return {day(expires_at) if expires_at else "never": remaining for expires_at, remaining in lots}
            case "expiring_by":
                return {by: sum(one.points for one in bonus.burning if one.at <= when(by)) for by in expected}
            case "expired_total":
                return moved.get("expire", nothing)["points"]
            case "expiry_entries":
                return entries.filter(kind="expire").count()
            case "clawed_back":
                return moved.get("claw_back", nothing)["points"]
            case "clawback_entries":
                return moved.get("claw_back", nothing)["times"]
            case "redeemed":
                return moved.get("burn", nothing)["points"]
            case "redeem_entries":
                return moved.get("burn", nothing)["times"]
            case "rollback_entries":
                return moved.get("give_back", nothing)["times"]
            case "earn_entries":
                return moved.get("earn", nothing)["times"]
            case "lifetime_earned":
                return moved.get("earn", nothing)["points"]
        raise AssertionError(name)


def when(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def day(at: datetime) -> str:
    return at.date().isoformat()


@pytest.mark.parametrize("name", LEDGER)
def test_a_case_of_the_ledger(db: None, name: str) -> None:
    # given
    case = CASES[name]
    story = Story(case["policy"])
    # when
    at = story.play(case["events"])
    # then
    assert {what: story.outcome(what, value, at) for what, value in case["expect"].items()} == case["expect"]


@pytest.mark.parametrize("name", EARNING)
def test_a_case_of_earning_by_amount(name: str) -> None:
    # given
    case = CASES[name]
    rule, (event,) = case["policy"]["rule"], case["events"]
    earn_rule = EarnPerAmount(points=rule["points"], amount_kopecks=kopecks(rule["per"]))
    # when
    earned = earned_by_rule(
        sold=[Sold(line_id="1", money_kopecks=kopecks(event["basis"]))],
        settings=msgspec.structs.replace(Settings(), earn=earn_rule),
        step_kopecks=ROUBLE,
    )
    # then
    assert earned.total == case["expect"]["points"]


def kopecks(roubles: str) -> int:
    whole, _, fraction = roubles.partition(".")
    return int(whole) * ROUBLE + int(fraction or 0)


def test_setono_24_points_per_nothing_cannot_be_set() -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"earn": {"by": "per_amount", "points": 1, "amount_kopecks": 0}}, Settings)


def test_openloyalty_02_a_return_names_a_sale_of_ours_and_moves_only_its_buyers_points(db: None) -> None:
    # given
    story = Story({})
    at = when("2026-01-01")
    story.earn({"points": 150, "order": "order-1"}, at)
    story.redeem({"points": 100, "order": "order-2"}, at)
    stranger = Owner.member(a_member())
    # when: an unknown sale
    with pytest.raises(OrderNotFound):
        story.take_back({"order": "unknown"}, at)
    # when: somebody else's. A return cannot name a member at all; the ledger refuses by itself
    with pytest.raises(GiveBackExceedsBurn):
        give_back(
            owner=stranger, unit=BONUS, points=100, renewed_until=when("2026-02-01"), at=at,
            cause=because("return", order_id=story.orders["order-2"].id), natural_key=a_key(),
        )  # fmt: skip
    # then
    assert (story.outcome("balance", 0, at), balances(owner=stranger, at=at)[0].available) == (50, 0)


def test_every_case_is_run_here_or_explained_in_the_policies() -> None:
    explained = set(re.findall(r"(?:setono|openloyalty)-\d\d", (ROOT / "docs/policies.md").read_text()))
    assert set(CASES) - {*LEDGER, *EARNING, *ELSEWHERE} <= explained
