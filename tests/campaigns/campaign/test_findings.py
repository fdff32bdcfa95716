"""What is doubtful about a campaign."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from campaigns.campaign.findings import findings
from campaigns.campaign.format import parse_campaign
from campaigns.campaign.models import CampaignLane
from loyalty.catalogue.put_product import put_product
from loyalty.purchase.cart import Cart, CartLine
from loyalty.shops.models import Shop
from tests.builders import NOON, a_shop, an_order
from tests.campaigns.running import a_campaign, definition

pytestmark = pytest.mark.django_db

TENTH, POINTS = {"percent_off": {"rate": 1_000}}, {"extra_points": {"points": 10}}


def codes(*effects: dict[str, Any], most: int | None = 0, **parts: Any) -> list[str]:
    one = parse_campaign(definition("new", *(effects or (TENTH,)), **parts), version=0)
    return [found.code for found in findings(definition=one, at=NOON, most=most)]


def sold_at(shop: Shop, sku: str, price: int, at: datetime) -> None:
    line = CartLine(line_id="1", sku=sku, quantity_milli=1_000, price_kopecks=price)
    an_order(shop, Cart(member_id=None, lines=(line,)), at=at)


def test_nothing_is_said_of_a_plain_campaign() -> None:
    a_shop("lesnaya")
    assert codes(when={"all": [{"shop": {"one_of": ["lesnaya"]}}, {"age": {"at_least": 18}}]}) == []


def test_many_clauses_are_hard_to_read() -> None:
    nine = {"all": [{"age": {"at_least": 10 + i}} for i in range(8)]}
    assert codes(when=nine) == []
    assert codes(when={"all": [*nine["all"], {"age": {"at_most": 90}}]}) == ["too_long"]


@pytest.mark.parametrize(
    ("effects", "metric", "idle"),
    [
        ([TENTH], "discount", False), ([TENTH], "points", True), ([TENTH], "margin", False), ([TENTH], "uses", False),
        ([POINTS], "discount", True), ([POINTS], "points", False), ([TENTH, POINTS], "points", False),
        ([{"hand_out_coupon": {"batch": "x"}}], "margin", True),
    ],
)  # fmt: skip
def test_a_budget_of_what_is_not_given_bounds_nothing(effects: list[dict[str, Any]], metric: str, idle: bool) -> None:
    found = codes(*effects, budgets=[{"metric": metric, "limit": 100}])
    assert ("idle_budget" in found) == idle


@pytest.mark.parametrize(
    ("dates", "condition", "never"),
    [
        ((1, 2), {"weekday": {"days": ["7"]}}, True),  # from Tuesday to Wednesday, and only on Sundays
        ((1, 2), {"weekday": {"days": ["4"]}}, False),  # it may be Thursday somewhere
        ((1, 30), {"weekday": {"days": ["7"]}}, False),
        ((1, None), {"weekday": {"days": ["7"]}}, False),
        ((1, 5), {"date": {"at_least": "2027-01-01"}}, True),
        ((1, None), {"date": {"at_most": "2026-01-01"}}, True),
        ((1, None), {"date": {"at_least": "2027-01-01"}}, False),
        ((1, 2), {"any": [{"weekday": {"days": ["7"]}}, {"age": {"at_least": 18}}]}, False),
    ],
)
def test_conditions_that_never_meet_the_dates_stop_it(
    dates: tuple[int, int | None], condition: dict[str, Any], never: bool
) -> None:
    monday = datetime(2026, 11, 23, 12, tzinfo=UTC)
    starts_at, ends_at = (None if days is None else (monday + timedelta(days=days)).isoformat() for days in dates)
    found = codes(when={"all": [condition]}, starts_at=starts_at, ends_at=ends_at)
    assert found == (["never_then"] if never else [])


@pytest.mark.parametrize(
    ("effect", "most", "expected"),
    [
        ({"percent_off": {"rate": 10_000}}, None, ["everything_for_nothing"]),
        ({"percent_off": {"rate": 9_000}}, None, ["everything_for_nothing"]),
        ({"percent_off_order": {"rate": 9_500}}, None, ["everything_for_nothing"]),
        ({"percent_off": {"rate": 8_999}}, None, []),
        ({"percent_off": {"rate": 10_000}}, 100, []),
        ({"percent_off": {"rate": 10_000, "at_most": 100}}, None, []),
        ({"delivery_off": {"rate": 10_000}}, None, []),
    ],
)
def test_nearly_everything_to_everybody_is_dangerous(
    effect: dict[str, Any], most: int | None, expected: list[str]
) -> None:
    assert codes(effect, most=most) == expected


def test_names_by_which_there_is_nothing_are_told() -> None:
    one = parse_campaign(
        definition(
            "new", {"percent_off": {"rate": 1_000, "goods": {"skus": ["NO-1"], "but_not": {"categories": ["none"]}}}},
            when={"all": [{"shop": {"one_of": ["nowhere"]}}, {"coupon": {"batches": ["no-batch"]}}]},
        ),
        version=0,
    )  # fmt: skip
    (found,) = findings(definition=one, at=NOON, most=0)
    assert found.code == "unknown_names"
    assert "NO-1, no-batch, none и ещё 1" in found.text


def test_a_campaign_in_the_shadow_of_another_is_told() -> None:
    # given a lane where the first that applies wins, and one for everybody in it
    CampaignLane.objects.create(code="first", title="Первые", order=5, mode="first")
    a_campaign("all", TENTH, lane="first", priority=10)
    # then
    grown = {"all": [{"age": {"at_least": 18}}]}
    assert codes(lane="first", when=grown) == ["shadowed"]
    assert codes(lane="first", when=grown, priority=11) == []
    assert codes(lane="goods", when=grown) == []


def test_one_that_asks_for_more_or_ends_sooner_casts_no_shadow() -> None:
    CampaignLane.objects.create(code="first", title="Первые", order=5, mode="first")
    a_campaign("grown", TENTH, lane="first", priority=10, when={"all": [{"age": {"at_least": 18}}]})
    a_campaign("brief", TENTH, lane="first", priority=9, ends_at=(NOON + timedelta(days=3)).isoformat())
    assert codes(lane="first") == []
    assert codes(lane="first", when={"all": [{"age": {"at_least": 18}}, {"gender": {"one_of": ["f"]}}]}) == ["shadowed"]


def test_goods_whose_price_rose_lately_are_told() -> None:
    # given
    put_product(sku="A-1", goods={"name": "Зёрна"})
    put_product(sku="B-1", goods={"name": "Чай"})
    shop = a_shop()
    for days, sku, price in ((20, "A-1", 30_000), (2, "A-1", 45_000), (20, "B-1", 30_000), (2, "B-1", 29_000)):
        sold_at(shop, sku, price, NOON - timedelta(days=days))
    # then only a discount on chosen goods is held against it
    on_goods = {"percent_off": {"rate": 1_000, "goods": {"skus": ["A-1", "B-1"]}}}
    one = parse_campaign(definition("new", on_goods), version=0)
    (found,) = findings(definition=one, at=NOON, most=0)
    assert found.code == "prices_raised"
    assert "Зёрна" in found.text
    assert "Чай" not in found.text
    assert codes(TENTH) == []
    assert codes({"points_percent": {"rate": 500, "goods": {"skus": ["A-1"]}}}) == []


def test_a_price_that_rose_long_ago_is_the_price() -> None:
    put_product(sku="A-1", goods={"name": "Зёрна"})
    shop = a_shop()
    for days, price in ((40, 30_000), (20, 45_000), (2, 45_000)):
        sold_at(shop, "A-1", price, NOON - timedelta(days=days))
    assert codes({"percent_off": {"rate": 1_000, "goods": {"skus": ["A-1"]}}}) == []
