"""Conditions about time are by the shop's clock."""

from datetime import UTC, datetime
from typing import Any

import pytest

from loyalty.purchase.facts import Facts, LineGoods, ShopFacts
from tests.campaigns.situations import campaign, cart, line, offered, ruleset

ONE = cart(line("a", "1.00"))
SAY = {"say": {"slot": "till", "ru": "да", "en": "yes"}}


def holds(condition: dict[str, Any], at: str, zone: str = "Europe/Moscow") -> bool:
    """At an instant written in UTC, in a shop of the zone."""
    instant = datetime.fromisoformat(at).replace(tzinfo=UTC)
    its_facts = Facts(goods=(LineGoods(),), shop=ShopFacts(timezone=zone))
    rules = ruleset(campaign("c", SAY, when={"all": [condition]}))
    return bool(offered(rules, ONE, its_facts, at=instant).outcomes)


DAY, NIGHT = {"hours": {"start": "14:00", "end": "17:00"}}, {"hours": {"start": "22:00", "end": "06:00"}}


@pytest.mark.parametrize(
    ("condition", "at", "expected"),
    [
        # Moscow is three hours ahead of UTC
        (DAY, "2026-11-24 10:59:59.999999", False),
        (DAY, "2026-11-24 11:00", True),
        (DAY, "2026-11-24 13:59:59.999999", True),
        (DAY, "2026-11-24 14:00", False),
        (NIGHT, "2026-11-24 18:59", False),
        (NIGHT, "2026-11-24 19:00", True),
        (NIGHT, "2026-11-24 21:00", True),  # midnight
        (NIGHT, "2026-11-25 02:59", True),
        (NIGHT, "2026-11-25 03:00", False),
        ({"weekday": {"days": ["2"]}}, "2026-11-24 20:59", True),  # Tuesday, 23:59
        ({"weekday": {"days": ["2"]}}, "2026-11-24 21:00", False),
        ({"weekday": {"days": ["3", "7"]}}, "2026-11-24 21:00", True),
        ({"date": {"at_least": "2026-12-01", "at_most": "2026-12-31"}}, "2026-11-30 20:59", False),
        ({"date": {"at_least": "2026-12-01", "at_most": "2026-12-31"}}, "2026-11-30 21:00", True),
        ({"date": {"at_least": "2026-12-01", "at_most": "2026-12-31"}}, "2026-12-31 20:59", True),
        ({"date": {"at_least": "2026-12-01", "at_most": "2026-12-31"}}, "2026-12-31 21:00", False),
    ],
)
def test_a_condition_of_time(condition: dict[str, Any], at: str, expected: bool) -> None:
    assert holds(condition, at) is expected


@pytest.mark.parametrize(
    ("zone", "expected"), [("Europe/Moscow", True), ("Europe/Kaliningrad", False), ("Asia/Vladivostok", False)]
)
def test_the_same_instant_is_another_hour_in_another_shop(zone: str, expected: bool) -> None:
    assert holds(DAY, "2026-11-24 11:30", zone) is expected
