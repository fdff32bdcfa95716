"""The only rounding there is."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyalty.money import (
    Direction,
    divide,
    from_decimal,
    line_amount,
    rate_of,
    round_to_step,
    share_so_far,
    split,
    split_within,
    to_decimal,
)

AMOUNTS = st.integers(0, 10**12)


@pytest.mark.parametrize(
    ("numerator", "denominator", "down", "half_up", "up"),
    [
        (10, 5, 2, 2, 2),
        (11, 5, 2, 2, 3),
        (5, 2, 2, 3, 3),
        (7, 2, 3, 4, 4),
        (-5, 2, -2, -3, -3),
        (-1, 3, 0, 0, -1),
        (0, 7, 0, 0, 0),
    ],
)
def test_divide(numerator: int, denominator: int, down: int, half_up: int, up: int) -> None:
    assert divide(numerator, denominator, Direction.DOWN) == down
    assert divide(numerator, denominator, Direction.HALF_UP) == half_up
    assert divide(numerator, denominator, Direction.UP) == up


@pytest.mark.parametrize("denominator", [0, -1])
def test_divide_takes_a_positive_denominator(denominator: int) -> None:
    with pytest.raises(ValueError, match="positive"):
        divide(1, denominator)


@pytest.mark.parametrize(("direction", "expected"), [(Direction.DOWN, 20), (Direction.HALF_UP, 30), (Direction.UP, 30)])
def test_a_step_is_one_rounding_not_two(direction: Direction, expected: int) -> None:
    # 25.0 is half way between 20 and 30; 24.99 is not, though rounding to 25 first would make it so
    assert round_to_step(250, 10, 10, direction) == expected
    assert round_to_step(2_499, 100, 10, Direction.HALF_UP) == 20


def test_ten_percent_of_the_whole_is_not_ten_percent_of_the_lines() -> None:
    # 3 × 33.33 at 10 %: by line 9.99, on the total 10.00, and the total is what counts
    lines = [3_333, 3_333, 3_333]

    assert sum(rate_of(line, 1_000) for line in lines) == 999
    assert split(rate_of(sum(lines), 1_000), lines) == [334, 333, 333]


@pytest.mark.parametrize(
    ("_case", "total", "weights", "parts"),
    [
        ("equal remainders go to the earlier", 100, [1, 1, 1], [34, 33, 33]),
        ("the largest remainder gets the rest", 10, [15, 35, 50], [2, 3, 5]),
        ("nothing to split", 0, [5, 5], [0, 0]),
        ("no weights and nothing to split", 0, [0, 0], [0, 0]),
        ("a zero weight gets nothing", 7, [0, 7], [0, 7]),
        ("no parts at all", 0, [], []),
    ],
)
def test_split(_case: str, total: int, weights: list[int], parts: list[int]) -> None:
    assert split(total, weights) == parts


@pytest.mark.parametrize(("total", "weights"), [(1, [0, 0]), (1, []), (-1, [1]), (1, [2, -1])])
def test_split_refuses_what_cannot_be_split(total: int, weights: list[int]) -> None:
    with pytest.raises(ValueError, match="split"):
        split(total, weights)


@given(AMOUNTS, st.lists(AMOUNTS, min_size=1, max_size=30))
def test_parts_add_up_and_stay_within_a_step_of_their_share(total: int, weights: list[int]) -> None:
    whole = sum(weights)
    total = min(total, whole)

    parts = split(total, weights)

    assert sum(parts) == total
    for part, weight in zip(parts, weights, strict=True):
        assert 0 <= part <= weight
        if whole:
            assert abs(part * whole - total * weight) < whole


@pytest.mark.parametrize(
    ("_case", "total", "weights", "limits", "parts"),
    [
        ("all fits", 100, [1, 1, 1], [50, 50, 50], [34, 33, 33]),
        ("what does not fit goes to the others by weight", 100, [1, 1, 2], [10, 90, 90], [10, 30, 60]),
        ("and what then does not fit, too", 100, [1, 1, 2], [10, 25, 90], [10, 25, 65]),
        ("no more than all limits", 100, [1, 1], [10, 20], [10, 20]),
        ("without a weight nothing", 100, [0, 1], [50, 20], [0, 20]),
    ],
)
def test_split_within(_case: str, total: int, weights: list[int], limits: list[int], parts: list[int]) -> None:
    assert split_within(total, weights, limits) == parts


@given(st.integers(0, 300), st.lists(st.tuples(st.integers(0, 20), st.integers(0, 40)), min_size=1, max_size=8))
def test_parts_within_limits_add_up_and_nobody_gets_less_than_a_fair_share(
    total: int, both: list[tuple[int, int]]
) -> None:
    weights, limits = [weight for weight, _ in both], [limit for _, limit in both]

    parts = split_within(total, weights, limits)

    assert sum(parts) == min(total, sum(limit for weight, limit in both if weight))
    assert all(0 <= part <= limit for part, limit in zip(parts, limits, strict=True))
    fair = [total * weight // sum(weights) for weight in weights] if any(weights) else parts
    assert all(part >= min(share, limit) for part, share, limit in zip(parts, fair, limits, strict=True))


@given(AMOUNTS, st.lists(st.integers(1, 10_000), min_size=1, max_size=10))
def test_shares_so_far_never_fall_and_end_in_the_whole(total: int, steps: list[int]) -> None:
    whole, done, before = sum(steps), 0, 0
    for step in steps:
        done += step
        now = share_so_far(total, done, whole)
        assert now >= before
        before = now
    assert before == total


@pytest.mark.parametrize(("price", "milli", "amount"), [(45_000, 2_000, 90_000), (9_990, 345, 3_447), (1, 500, 1)])
def test_line_amount(price: int, milli: int, amount: int) -> None:
    assert line_amount(price, milli) == amount


@pytest.mark.parametrize(
    ("minor", "scale", "text"),
    [(12_345, 2, "123.45"), (-5, 2, "-0.05"), (7, 0, "7"), (0, 2, "0.00"), (1_500, 3, "1.500")],
)
def test_decimals_there_and_back(minor: int, scale: int, text: str) -> None:
    assert to_decimal(minor, scale) == text
    assert from_decimal(Decimal(text), scale) == minor


@pytest.mark.parametrize("text", ["1.234", "NaN", "Infinity", "1e16", "1e300000"])
def test_a_decimal_out_of_measure_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"digits|range"):
        from_decimal(Decimal(text))
