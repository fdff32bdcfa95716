"""The line about the tier on the first screen."""

from datetime import datetime

import pytest
from django.utils import translation

from cabinet.tier import tier_line
from loyalty.ledger.units import units
from loyalty.money import STATUS
from loyalty.program.current import program
from loyalty.program.settings import Ladder
from loyalty.tiers.standing import standing
from tests.builders import NOON, a_cart, an_order, with_settings
from tests.cast import Cast
from tests.loyalty.tiers.ladders import by_orders, by_spend


def line(member: int, at: datetime = NOON) -> str:
    with translation.override("en"):
        return tier_line(standing(member_id=member, programme=program(), at=at), status=units()[STATUS])


@pytest.mark.parametrize(
    ("ladder", "before", "after"),
    [
        (None, "", ""),
        (by_spend(), "Purchases for ₽1,000 more to the tier “Silver”",
         "Silver. Purchases for ₽2,000 more to the tier “Gold”"),
        (by_orders(), "Purchases: 2 more to the tier “Regular”", "Purchases: 1 more to the tier “Regular”"),
        (by_spend(measure="points"), "1,000 status points more to the tier “Silver”",
         "1,000 status points more to the tier “Silver”"),
    ],
)  # fmt: skip
def test_the_line_names_the_tier_and_what_is_missing(
    cast: Cast, ladder: Ladder | None, before: str, after: str
) -> None:
    with_settings(ladder=ladder)
    assert line(cast.anna).replace("\u00a0", " ") == before
    an_order(cast.lesnaya, a_cart(cast.anna, price=50_000))
    assert line(cast.anna).replace("\u00a0", " ") == after


def test_at_the_top_there_is_only_the_tier(cast: Cast) -> None:
    with_settings(ladder=by_spend())
    an_order(cast.lesnaya, a_cart(cast.anna, price=200_000))
    assert line(cast.anna) == "Gold"
