"""Cases of other engines, as facts and numbers (tests/data/promotions.json names each source), on this one.

Each runs through the real engine and price. docs/policies.md names the policy under which it passes, and the cases that
are not run as they stand, with the reason.
"""

import json
import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from campaigns.engine.definition import Budget, BudgetScope, Definition, Metric, Period
from loyalty.money import split, to_decimal
from loyalty.purchase.outcomes import Gift
from tests.campaigns.situations import campaign, cart, decided, facts, kopecks, line, offered, ruleset

ROOT = Path(__file__).parents[2]
CASES: dict[str, Any] = {
    case["id"]: case for case in json.loads((ROOT / "tests/data/promotions.json").read_text())["cases"]
}
NEGATIVE = ("vendure-03", "vendure-11")  # mirrored: discounts here are positive and taken off
OTHERWISE = ("vendure-04", "vendure-07", "vendure-09", "vendure-26", "odoo-05", "odoo-06")  # tests of their own below
ALLOCATIONS = [name for name, case in CASES.items() if case["kind"] == "allocate" and name not in OTHERWISE]
CARTS = [name for name, case in CASES.items() if case["kind"] == "cart" and name not in OTHERWISE]


def _effect(then: dict[str, Any]) -> dict[str, Any]:
    value: Any = then.get("value")
    shared: dict[str, Any] = {"goods": {"brands": then["tags"]}} if then.get("tags") else {}
    if "max_amount" in then:
        shared["at_most"] = kopecks(then["max_amount"])
    if "split" in then:
        shared["split"] = then["split"]
    count = then.get("cheapest_units")
    rate: Callable[[], int] = lambda: int(Decimal(value) * 100)  # noqa: E731
    match then["type"]:
        case "percent_off" if count:
            return {"cheapest_pieces": {**shared, "count": count, "rate": rate()}}
        case "amount_off_unit" if count:
            return {"cheapest_pieces": {**shared, "count": count, "amount": kopecks(value)}}
        case "percent_off" | "percent_off_order":
            return {then["type"]: {**shared, "rate": rate()}}
        case "amount_off_order" | "amount_off_line":
            return {then["type"]: {**shared, "amount": kopecks(value)}}
        case "amount_off_unit":
            return {"amount_off_piece": {**shared, "amount": kopecks(value)}}
        case "unit_price":
            return {"fixed_price": {**shared, "price": kopecks(value)}}
        case "order_price":
            return {"order_price": {**shared, "price": kopecks(value)}}
        case "add_free_units":
            return {"more_for_nothing": {**shared, "pieces": then["per"]}}
    raise AssertionError(then)


def _when(when: dict[str, Any]) -> dict[str, Any] | None:
    conditions: dict[str, Callable[[Any], dict[str, Any]]] = {
        "min_subtotal": lambda amount: {"goods_total": {"at_least": kopecks(amount)}},
        "min_discounted_subtotal": lambda amount: {"goods_to_pay": {"at_least": kopecks(amount)}},
        "min_line_qty": lambda count: {"line_quantity": {"at_least": count * 1_000}},
        "code": lambda code: {"code_presented": {"codes": [code]}},
    }
    return {"all": [conditions[name](value) for name, value in when.items()]} if when else None


def _campaign(promotion: dict[str, Any]) -> Definition:
    once = Budget(number=1, metric=Metric.USES, scope=BudgetScope.MEMBER, period=Period.ALL, limit=1)
    return campaign(
        promotion["id"], _effect(promotion["then"]), when=_when(promotion["when"]),
        priority=promotion.get("priority", 0), budgets=(once,) if "max_per_member" in promotion else (),
    )  # fmt: skip


class Told:
    """What this engine says of a case's cart; `quantity` and `without` change the cart as a case's variants do."""

    def __init__(
        self, case: dict[str, Any], *, quantity: int | None = None, without: str = "", codes: int | None = None
    ) -> None:
        lines = [
            line(one["id"], one["price"], str(quantity or one["qty"]), brand=(one.get("tags") or [""])[0])
            for one in case["cart"]["lines"]
            if one["id"] != without
        ]
        presented = case.get("context", {}).get("codes", [])[:codes]
        self.cart = cart(*lines, delivery=case["cart"].get("shipping"), codes=tuple(presented))
        self.rules = ruleset(*(_campaign(promotion) for promotion in case["promotions"]))
        self.decision = decided(self.rules, self.cart)
        self.case = case

    def free_units(self) -> int:
        gifts = [one for one in offered(self.rules, self.cart).outcomes if isinstance(one, Gift)]
        return sum(choice.quantity_milli // 1_000 for gift in gifts for choice in gift.choices)

    def by_campaign(self) -> dict[str, str]:
        return {one.campaign: to_decimal(one.kopecks) for one in self.decision.applied}

    def told(self, name: str) -> Any:
        decision, case = self.decision, self.case
        left = decision.base_kopecks - (decision.delivery.base_kopecks if decision.delivery else 0)
        match name:
            case "total" | "unit_price_after_qty1":
                return to_decimal(decision.to_pay_kopecks)
            case "unit_price_after_qty2":
                return to_decimal(Told(case, quantity=2).decision.to_pay_kopecks // 2)
            case "discount":
                return to_decimal(decision.discount_kopecks)
            case "lines":
                return {one.line_id: to_decimal(one.discount_kopecks) for one in decision.lines}
            case "applied":
                return list(self.by_campaign())
            case "after_each":
                totals = []
                for one in decision.applied:
                    left -= one.kopecks
                    totals.append(to_decimal(left))
                return totals
            case "sale_discount_unit":
                return self.by_campaign()["sale"]
            case "voucher_discount":
                return self.by_campaign()["voucher"]
            case "after_first_code_only":
                return to_decimal(Told(case, codes=1).decision.to_pay_kopecks)
            case "without_line_c":
                return to_decimal(Told(case, without="c").decision.discount_kopecks)
            case "free_units":
                return self.free_units()
        quantity = re.fullmatch(r"free_units_at_qty_(\d+)", name)
        assert quantity, name
        return Told(case, quantity=int(quantity[1])).free_units()


@pytest.mark.parametrize("name", CARTS)
def test_a_case_of_a_cart(name: str) -> None:
    # given
    case = CASES[name]
    # when
    told = Told(case)
    # then
    assert {what: told.told(what) for what in case["expect"]} == case["expect"]


@pytest.mark.parametrize("name", ALLOCATIONS)
def test_a_case_of_splitting_an_amount(name: str) -> None:
    case, sign = CASES[name], -1 if name in NEGATIVE else 1

    assert [sign * part for part in split(sign * case["total"], case["weights"])] == case["expect"]


@pytest.mark.parametrize(
    ("name", "ours"), [("vendure-04", [161, 52, 86]), ("vendure-07", [5, 10, 5, 15, 24, 10, 5, 19])]
)
def test_the_largest_remainders_take_what_is_left(name: str, ours: list[int]) -> None:
    case = CASES[name]

    parts = split(case["total"], case["weights"])

    assert sum(parts) == case["total"]
    assert parts == ours


def test_vendure_09_an_amount_over_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="nothing to split"):
        split(CASES["vendure-09"]["total"], CASES["vendure-09"]["weights"])


def test_vendure_26_the_case_of_a_code_makes_no_difference() -> None:
    assert Told(CASES["vendure-26"]).told("total") == "0.00"


def test_vendure_27_a_limit_of_a_member_that_is_used_up() -> None:
    # given: the earlier order was not cancelled
    case = CASES["vendure-27"]
    one = Told(case)
    # when
    decision = decided(one.rules, one.cart, facts(one.cart, known={"budget:p1:1": 0}))
    # then
    assert to_decimal(decision.to_pay_kopecks) == "60.00"
    assert [(missed.campaign, missed.code) for missed in decision.not_applied] == [("p1", "limit")]


def test_odoo_05_a_percent_taken_three_times_is_three_campaigns() -> None:
    # given
    case = CASES["odoo-05"]
    (once,) = case["promotions"]
    # when
    told = Told({**case, "promotions": [{**once, "id": f"p{number}"} for number in (1, 2, 3)]})
    # then
    assert {what: told.told(what) for what in case["expect"]} == case["expect"]


def test_every_case_that_depends_on_a_policy_is_named_in_the_policies() -> None:
    named = set(re.findall(r"(?:vendure|voucherify|saleor|odoo)-\d\d", (ROOT / "docs/policies.md").read_text()))
    assert {name for name, case in CASES.items() if not case["portable"] or name in OTHERWISE} <= named
