"""The numbers that a refusal carries, written as the API writes numbers."""

from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from loyalty.api.v1.decisions import Units, amount, money, quantity
from loyalty.api.v1.quotes import quote_answer
from loyalty.money import BONUS
from loyalty.purchase.quote import Quote
from loyalty.refusals import Refusal

_POINTS = {"available", "max", "points", "largest", "left_today"}


def facts_of(
    refusal: Refusal, *, units: Units, zone: ZoneInfo, unit: str = BONUS, coupons: Sequence[str] = ()
) -> dict[str, Any]:
    """Points of `unit` and quantities as decimal strings, a new quote as `POST /quotes` answers it."""
    facts: dict[str, Any] = {}
    for name, value in refusal.facts.items():
        if isinstance(value, Quote):
            facts[name] = msgspec.to_builtins(quote_answer(value, coupons=coupons, units=units, zone=zone))
        elif name in _POINTS:
            facts[name] = amount(value, unit, units)
        elif name.endswith("_kopecks"):
            facts[name.removesuffix("_kopecks")] = money(value)
        elif name.endswith("_milli"):
            facts[name.removesuffix("_milli")] = quantity(value)
        else:
            facts[name] = value
    return facts
