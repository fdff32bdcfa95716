from pathlib import Path

import msgspec
import pytest
from django.db.models import Sum

from loyalty.imports.as_sold import cart_of, discounts_of
from loyalty.imports.imported_order import imported_order
from loyalty.imports.load_products import NewProduct, load_products
from loyalty.imports.lookups import Lookups
from loyalty.imports.receipt import Receipt, ReceiptLine
from loyalty.program.current import program
from loyalty.purchase.cart import Burn
from loyalty.purchase.facts import Facts, LineGoods
from loyalty.purchase.history import day_of
from loyalty.purchase.models import MemberDay, MemberDayGoods, Order
from loyalty.purchase.order_view import view_of
from loyalty.purchase.price import price
from loyalty.purchase.refund import refund
from loyalty.purchase.returning import Returning, ReturnLine
from tests.builders import NOON, a_member, a_shop, bonus
from tests.loyalty.imports.files import load, receipts

pytestmark = pytest.mark.django_db


def test_a_receipt_becomes_a_completed_order_that_moved_no_points(tmp_path: Path) -> None:
    # given a member's receipt of tea with a discount and cake with a maker's coupon
    shop = a_shop("centre")
    anna = a_member(external="anna")
    path = receipts(
        tmp_path,
        {"member": "anna", "quantity": "2", "discount": "20.00", "name": "Чай"},
        {"member": "anna", "sku": "CAKE", "price": "50.00", "coupon_discount": "5.00", "category": "sweet"},
    )

    # when it is loaded
    load(path)

    # then the order is as sold, line by line
    order = Order.objects.get()
    assert (order.shop, order.external_id, order.member_id, order.state) == (shop, "R-1", anna, "completed")
    assert order.occurred_at.isoformat() == "2026-11-01T07:00:00+00:00"
    assert order.completed_at == order.occurred_at
    assert (order.source, order.base_kopecks, order.discount_kopecks, order.to_pay_kopecks) == (
        "import", 25_000, 2_500, 22_500,
    )  # fmt: skip
    assert list(order.lines.values_list("sku", "name", "category", "quantity_milli", "to_pay_kopecks")) == [
        ("TEA", "Чай", "", 2000, 18_000),
        ("CAKE", "", "sweet", 1000, 4_500),
    ]
    assert (bonus(anna).available, bonus(anna).pending) == (0, 0)


def test_what_is_stored_is_what_price_would_say(tmp_path: Path) -> None:
    # given a receipt with both kinds of discounts, one of them twice
    shop = a_shop("centre")
    lines = (
        ReceiptLine("1", "TEA", 1500, 10_000, 15_000, discount_kopecks=100, coupon_kopecks=50),
        ReceiptLine("2", "CAKE", 1000, 700, 700, discount_kopecks=700),
        ReceiptLine("3", "PEN", 1000, 0, 0),
    )
    receipt = Receipt("R-1", "centre", None, NOON, "pos", "cash", lines, rows=((),), first_row=1)
    lookups = Lookups(shop_map={})
    lookups.learn([receipt])

    # when it is made an order, and when its cart is priced with the same discounts
    stored = imported_order(receipt, shop_id=shop.pk, member_id=None, lookups=lookups, program_version=1)
    cart = cart_of(receipt, member_id=None, burn=Burn(), lookups=lookups)
    facts = Facts(goods=(LineGoods(), LineGoods(), LineGoods()))
    priced = price(cart=cart, facts=facts, programme=program(), ruleset=0, offered=discounts_of(cart), at=NOON)

    # then both decide the same, and only the trace is shorter
    assert stored.decision == msgspec.structs.replace(priced, trace=stored.decision.trace)
    assert {step.code for step in stored.decision.trace} == {"versions", "to_pay"}


def test_the_catalogue_wins_and_its_floor_does_not_reach_the_past(tmp_path: Path) -> None:
    # given goods that the catalogue knows better than the receipt, at a floor above what was paid
    a_shop("centre")
    load_products(
        products=[NewProduct("TEA", "Чай", ("Еда", "Чай"), "Лист", cost_kopecks=3_000, min_price_kopecks=9_900)]
    )

    # when the receipt is loaded
    load(receipts(tmp_path, {"discount": "90.00", "category": "sweet", "brand": "?"}))

    # then the line has the catalogue's words and cost, and the price of the receipt
    line = Order.objects.get().lines.get()
    assert (line.name, line.category, line.brand, line.cost_kopecks) == ("Чай", "Еда/Чай", "Лист", 3_000)
    assert line.to_pay_kopecks == 1_000


def test_guests_are_kept_and_days_count_members_only(tmp_path: Path) -> None:
    # given two receipts of Anna on one local day (by UTC they are two days) and one of a guest
    a_shop("centre")
    anna = a_member(external="anna")
    path = receipts(
        tmp_path,
        {"order_id": "R-1", "member": "anna", "occurred_at": "2026-11-01T00:30:00", "discount": "10"},
        {"order_id": "R-2", "member": "anna", "occurred_at": "2026-11-01T23:30:00", "category": "sweet"},
        {"order_id": "R-2", "member": "anna", "occurred_at": "2026-11-01T23:30:00", "category": "sweet"},
        {"order_id": "R-3"},
    )

    # when they are loaded
    done = load(path)

    # then the guest's order is there, and the day of Anna counts hers
    assert (done.counts.totals["orders_loaded"], done.counts.totals["guest_orders"]) == (3, 1)
    day = MemberDay.objects.get()
    assert (day.member_id, str(day.day), day.orders, day.spent_kopecks, day.discount_kopecks) == (
        anna, "2026-11-01", 2, 29_000, 1_000,
    )  # fmt: skip
    goods = MemberDayGoods.objects.values_list("category", "orders", "spent_kopecks", "quantity_milli")
    assert sorted(goods) == [("", 1, 9_000, 1_000), ("sweet", 1, 20_000, 2_000)]


def test_days_of_an_earlier_file_are_added_to(tmp_path: Path) -> None:
    a_shop("centre")
    a_member(external="anna")
    load(receipts(tmp_path, {"member": "anna"}, name="a.csv"))
    load(receipts(tmp_path, {"member": "anna", "order_id": "R-2"}, name="b.csv"))
    assert MemberDay.objects.get().orders == 2
    assert MemberDayGoods.objects.get().spent_kopecks == 20_000


def test_an_imported_order_can_be_taken_back(tmp_path: Path) -> None:
    # given an imported order of two teas
    shop = a_shop("centre")
    a_member(external="anna")
    load(receipts(tmp_path, {"member": "anna", "quantity": "2", "discount": "0.01"}))
    order = Order.objects.get()

    # when both come back, one by one
    money = [
        refund(
            shop_id=shop.pk, sold_by_id=shop.pk, integration_id=None, order_external_id="R-1", external_id=number,
            returning=Returning(lines=(ReturnLine(line_id="1", quantity_milli=1000),)), at=NOON,
        ).money_kopecks
        for number in ("RET-1", "RET-2")
    ]  # fmt: skip

    # then all the money comes back, and the day is as if nothing had been bought
    assert sum(money) == order.to_pay_kopecks == 19_999
    assert MemberDay.objects.aggregate(Sum("spent_kopecks"), Sum("orders")) == {
        "spent_kopecks__sum": 0, "orders__sum": 0,
    }  # fmt: skip


def test_an_imported_order_reads_back(tmp_path: Path) -> None:
    a_shop("centre")
    load(receipts(tmp_path, {"discount": "10.00"}))
    view = view_of(Order.objects.get())
    assert view.decision.to_pay_kopecks == 9_000
    assert view.decision.lines[0].applied[0].text_ru == "Скидка магазина по чеку"
    assert day_of(view.occurred_at, program().zone).isoformat() == "2026-11-01"
