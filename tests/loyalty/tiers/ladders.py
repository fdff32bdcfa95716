"""Ladders that tests climb."""

from typing import Any

from loyalty.program.settings import EarnPercent, Ladder, Tier

SILVER = Tier(code="silver", name_ru="Серебро", name_en="Silver", threshold=100_000)
GOLD = Tier(code="gold", name_ru="Золото", name_en="Gold", threshold=300_000, earn=EarnPercent(rate=1_000))


def by_spend(**changes: Any) -> Ladder:
    """Silver from 1 000 ₽, gold (10 % back) from 3 000 ₽ over thirty days unless told."""
    return Ladder(**{"measure": "spend", "days": 30, "tiers": (SILVER, GOLD), **changes})


def by_orders(**changes: Any) -> Ladder:
    """Regular from two orders."""
    regular = Tier(code="regular", name_ru="Свой", name_en="Regular", threshold=200)
    return Ladder(**{"measure": "orders", "days": 30, "tiers": (regular,), **changes})
