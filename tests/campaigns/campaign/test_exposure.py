"""What a campaign can cost in a month at the worst."""

from datetime import timedelta
from typing import Any

import pytest

from campaigns.campaign.exposure import exposure, purchases_with_goods
from campaigns.campaign.format import parse_campaign
from campaigns.campaign.publish import missing
from campaigns.effects.effect import EFFECTS, Cost
from tests.builders import NOON
from tests.campaigns.running import definition

TENTH = {"percent_off": {"rate": 1_000}}
POINTS = {"points_percent": {"rate": 500}}
FIXED = {"amount_off_order": {"amount": 50_000}}
DISCOUNT, MARGIN = {"metric": "discount", "limit": 1_000_000}, {"metric": "margin", "limit": 3_000_000}
GIFT, USES = {"gift": {"skus": ["CUP-1"]}}, {"metric": "uses", "limit": 100, "period": "month"}
WORTH = {"BONUS": 100}


OTHER = {"extra_points": {"points": 100, "unit": "MILES"}}


def test_a_budget_of_margin_bounds_no_points_that_it_does_not_reckon() -> None:
    worth = {**WORTH, "MILES": 50}
    both = parse_campaign(definition("x", POINTS, OTHER, budgets=[MARGIN]), version=0)
    assert exposure(both, worth=worth) is None
    assert exposure(both, worth=WORTH) == 3_000_000


def most(*effects: dict[str, Any], **parts: Any) -> int | None:
    return exposure(parse_campaign(definition("x", *effects, **parts), version=0), worth=WORTH)


@pytest.mark.parametrize(
    ("effects", "budgets", "expected"),
    [
        ([TENTH], [], None),
        ([TENTH], [DISCOUNT], 1_000_000),
        ([TENTH], [{**DISCOUNT, "period": "month"}], 1_000_000),
        ([TENTH], [{**DISCOUNT, "period": "day"}], 31_000_000),
        ([TENTH], [{**DISCOUNT, "period": "week"}], 6_000_000),
        ([TENTH], [{**DISCOUNT, "period": "day"}, {**DISCOUNT, "limit": 7_000_000}], 7_000_000),
        ([TENTH], [{**DISCOUNT, "scope": "member"}], None),
        ([TENTH], [{**DISCOUNT, "scope": "shop"}], None),
        ([TENTH], [{"metric": "points", "limit": 100}], None),
        ([TENTH], [{"metric": "uses", "limit": 100}], None),
        ([{"percent_off": {"rate": 1_000, "at_most": 20_000}}], [{"metric": "uses", "limit": 100}], 2_000_000),
        ([FIXED], [{"metric": "uses", "limit": 10}], 500_000),
        ([{"amount_off_order": {"amount": 50_000, "at_most": 40_000}}], [{"metric": "uses", "limit": 10}], 400_000),
        ([POINTS], [{"metric": "points", "limit": 500}], 50_000),
        ([POINTS], [DISCOUNT], None),
        ([{"extra_points": {"points": 100}}], [{"metric": "uses", "limit": 10}], 100_000),
        ([{"extra_points": {"points": 1, "unit": "STAMP"}}], [], 0),
        ([TENTH, POINTS], [DISCOUNT], None),
        ([TENTH, POINTS], [DISCOUNT, {"metric": "points", "limit": 500}], 1_050_000),
        ([TENTH, POINTS], [MARGIN], 3_000_000),
        ([TENTH, POINTS], [MARGIN, DISCOUNT, {"metric": "points", "limit": 500}], 1_050_000),
        ([{"gift": {"skus": ["CUP"]}}], [MARGIN], None),
        ([{"more_for_nothing": {"pieces": 3}}], [MARGIN], None),
        ([{"say": {"slot": "till", "ru": "Да", "en": "Yes"}}], [], 0),
        ([{"burn_limit": {"rate": 9_000}}], [], 0),
    ],
)
def test_budgets_of_the_whole_campaign_bound_it(
    effects: list[dict[str, Any]], budgets: list[dict[str, Any]], expected: int | None
) -> None:
    assert most(*effects, budgets=budgets) == expected


@pytest.mark.parametrize(
    ("effects", "budgets", "expected", "lacking"),
    [
        ([GIFT], [USES], 100, ("end",)),
        ([GIFT], [DISCOUNT], None, ("end", "budget")),  # it counts no gifts that the till adds
        ([GIFT, TENTH], [USES], None, ("end", "budget")),
        ([GIFT, TENTH], [USES, DISCOUNT], 100, ("end",)),
        ([TENTH], [USES], None, ("end", "budget")),
    ],
)
def test_gifts_are_bounded_by_the_purchases_that_have_them(
    effects: list[dict[str, Any]], budgets: list[dict[str, Any]], expected: int | None, lacking: tuple[str, ...]
) -> None:
    one = parse_campaign(definition("x", *effects, budgets=budgets), version=0)
    assert purchases_with_goods(one, worth=WORTH) == expected
    assert missing(one, most=exposure(one, worth=WORTH), worth=WORTH) == lacking


def test_a_short_campaign_does_not_touch_every_day_of_a_month() -> None:
    dates = {"starts_at": NOON.isoformat(), "ends_at": (NOON + timedelta(days=1)).isoformat()}
    daily = {**DISCOUNT, "period": "day"}
    # a day from noon to noon touches two dates; one more is allowed for zones
    assert most(TENTH, budgets=[daily], **dates) == 3_000_000
    assert most(TENTH, budgets=[{**DISCOUNT, "period": "week"}], **dates) == 2_000_000


def test_every_effect_says_what_it_costs() -> None:
    for _code, kind in EFFECTS:
        effect = kind.parse(kind.example, "")
        assert effect.costs <= set(Cost)
        assert effect.most_for_order() is None or effect.costs
