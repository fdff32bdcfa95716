"""Which kopecks count for the base earn, what they are worth, and how that is rounded."""

from typing import Any

import pytest

from loyalty.money import Direction
from loyalty.program.settings import EarnPerAmount, EarnPercent, EarnSteps, Rounding, Settings, Step
from loyalty.purchase.earning import Sold, earn

PLAIN = Sold(line_id="plain", money_kopecks=10_000, points_paid_kopecks=5_000)
CUT = Sold(line_id="cut", money_kopecks=7_000, points_paid_kopecks=1_000, is_discounted=True)
GIFT = Sold(line_id="gift", money_kopecks=50_000, is_certificate=True)
DELIVERY = Sold(line_id=None, money_kopecks=20_000)


@pytest.mark.parametrize(
    ("switches", "bases"),
    [
        ({}, (10_000, 7_000, 0, 0)),
        ({"earn_on_points_paid": True}, (15_000, 8_000, 0, 0)),
        ({"earn_on_discounted_lines": False}, (10_000, 0, 0, 0)),
        ({"earn_on_certificates": True}, (10_000, 7_000, 50_000, 0)),
        ({"earn_on_delivery": True}, (10_000, 7_000, 0, 20_000)),
        ({"earn_on_points_paid": True, "earn_on_discounted_lines": False}, (15_000, 0, 0, 0)),
    ],
)
def test_the_four_switches(switches: dict[str, Any], bases: tuple[int, ...]) -> None:
    earned = earn(sold=[PLAIN, CUT, GIFT, DELIVERY], settings=Settings(**switches), step_kopecks=100)

    assert earned.bases == bases
    assert earned.total == sum(bases) * 5 // 100 // 100


def goods(*kopecks: int) -> list[Sold]:
    return [Sold(line_id=str(index), money_kopecks=amount) for index, amount in enumerate(kopecks)]


STEPS = EarnSteps(
    steps=(
        Step(from_kopecks=5_000, rate=100),
        Step(from_kopecks=10_000, rate=500),
        Step(from_kopecks=20_000, rate=1_000),
    )
)


@pytest.mark.parametrize(
    ("_case", "rule", "kopecks", "total"),
    [
        ("5 % of 51.99", EarnPercent(rate=500), 5_199, 2),
        ("nothing at 0 %", EarnPercent(rate=0), 5_199, 0),
        ("everything at 100 %", EarnPercent(rate=10_000), 5_199, 51),
        ("for every full 30.00", EarnPerAmount(points=2, amount_kopecks=3_000), 8_999, 4),
        ("and exactly at it", EarnPerAmount(points=2, amount_kopecks=3_000), 9_000, 6),
        ("below the first step", STEPS, 4_999, 0),
        ("at the first step", STEPS, 5_000, 0),
        ("just below the second", STEPS, 9_999, 0),
        ("at the second, on the whole", STEPS, 10_000, 5),
        ("at the last", STEPS, 20_000, 20),
    ],
)
def test_the_three_rules(_case: str, rule: Any, kopecks: int, total: int) -> None:
    assert earn(sold=goods(kopecks), settings=Settings(earn=rule), step_kopecks=100).total == total


@pytest.mark.parametrize(
    ("rounding", "points"),
    [
        # 5 % of 33.33, three times: 1.6665 each, 4.9995 in all
        (Rounding(level="order", direction=Direction.DOWN), (2, 1, 1)),
        (Rounding(level="order", direction=Direction.HALF_UP), (2, 2, 1)),
        (Rounding(level="order", direction=Direction.UP), (2, 2, 1)),
        (Rounding(level="line", direction=Direction.DOWN), (1, 1, 1)),
        (Rounding(level="line", direction=Direction.HALF_UP), (2, 2, 2)),
        (Rounding(level="line", direction=Direction.UP), (2, 2, 2)),
        (Rounding(level="order", direction=Direction.UP, step=10), (4, 3, 3)),
        (Rounding(level="line", direction=Direction.UP, step=10), (10, 10, 10)),
    ],
)
def test_rounding_by_level_direction_and_step(rounding: Rounding, points: tuple[int, ...]) -> None:
    earned = earn(sold=goods(3_333, 3_333, 3_333), settings=Settings(rounding=rounding), step_kopecks=100)

    assert earned.points == points
    assert earned.total == sum(points)


def test_steps_count_the_whole_purchase_even_when_rounding_by_line() -> None:
    settings = Settings(earn=STEPS, rounding=Rounding(level="line"))

    assert earn(sold=goods(6_000, 4_000), settings=settings, step_kopecks=100).points == (3, 2)


def test_the_price_of_a_point_converts_kopecks_into_points() -> None:
    # given hundredths of a point, each worth 2 kopecks: 5 % of 100.00 is 5.00, so 250 hundredths
    assert earn(sold=goods(10_000), settings=Settings(), step_kopecks=2).total == 250
