"""Integers only: money in kopecks, points in the unit's minor step. The only rounding in the project.

Rates are basis points (5 % = 500); quantities are thousandths (2 pieces = 2 000).
"""

from collections.abc import Sequence
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

BASIS_POINTS = 10_000
MILLI = 1_000
BONUS = "BONUS"  # the unit that pays for goods
STATUS = "STATUS"  # the unit that tiers are reached with
CERTIFICATE = "CERTIFICATE"  # kopecks on gift certificates: in accounts of theirs only, and no points


class Direction(StrEnum):
    """Where a fraction goes: toward zero, half away from zero, or away from zero."""

    DOWN = "down"
    HALF_UP = "half_up"
    UP = "up"


def divide(numerator: int, denominator: int, direction: Direction = Direction.HALF_UP) -> int:
    """`numerator / denominator` as an integer, symmetric around zero; `denominator` > 0."""
    if denominator <= 0:
        raise ValueError("denominator must be positive")
    whole, rest = divmod(abs(numerator), denominator)
    if (direction is Direction.UP and rest) or (direction is Direction.HALF_UP and rest * 2 >= denominator):
        whole += 1
    return whole if numerator >= 0 else -whole


def round_to_step(numerator: int, denominator: int, step: int, direction: Direction) -> int:
    """`numerator / denominator` rounded to a multiple of `step` ≥ 1 in one rounding."""
    return divide(numerator, denominator * step, direction) * step


def rate_of(amount: int, basis_points: int, direction: Direction = Direction.HALF_UP) -> int:
    """`basis_points` of `amount`, in the same minor unit."""
    return divide(amount * basis_points, BASIS_POINTS, direction)


def split(total: int, weights: Sequence[int]) -> list[int]:
    """`total` ≥ 0 split in proportion to non-negative `weights` by largest remainder.

    The parts add up to `total` exactly; a part never exceeds its weight when `total` ≤ sum of weights;
    equal remainders go to the earlier part. With all weights zero the total must be zero.
    """
    whole = sum(weights)
    if total < 0 or any(weight < 0 for weight in weights):
        raise ValueError("split takes non-negative amounts")
    if whole == 0:
        if total:
            raise ValueError("nothing to split the total over")
        return [0] * len(weights)
    parts = [total * weight // whole for weight in weights]
    left = total - sum(parts)
    by_remainder = sorted(range(len(weights)), key=lambda i: (-(total * weights[i] % whole), i))
    for index in by_remainder[:left]:
        parts[index] += 1
    return parts


def split_within(total: int, weights: Sequence[int], limits: Sequence[int]) -> list[int]:
    """As `split`, but no part exceeds its limit (≥ 0): what does not fit in one goes to the others, by their weights.

    The parts add up to `total`, or to all the limits of positive weights when these come to less.
    """
    open_ones = [index for index, weight in enumerate(weights) if weight]
    left = min(total, sum(limits[index] for index in open_ones))
    parts = split(left, weights)
    if all(part <= limit for part, limit in zip(parts, limits, strict=True)):
        return parts
    # Those that fill up first come first; after the first that does not, none does: its part can be rounded up at most.
    open_ones.sort(key=lambda index: Fraction(limits[index], weights[index]))
    weight = sum(weights)
    for place, index in enumerate(open_ones):
        if limits[index] * weight > left * weights[index]:
            rest = sorted(open_ones[place:])
            for one, part in zip(rest, split(left, [weights[one] for one in rest]), strict=True):
                parts[one] = part
            break
        parts[index] = limits[index]
        left -= limits[index]
        weight -= weights[index]
    return parts


def share_so_far(total: int, done: int, whole: int) -> int:
    """The part of `total` that belongs to `done` of `whole`: half-up, and exactly `total` when done = whole.

    Taking differences of it makes any sequence of partial returns add up to the full one.
    """
    return total if done == whole else divide(total * done, whole)


def line_amount(price_kopecks: int, quantity_milli: int) -> int:
    """Unit price × quantity in kopecks, half-up."""
    return divide(price_kopecks * quantity_milli, MILLI)


def to_decimal(minor: int, scale: int = 2) -> str:
    """A decimal string with exactly `scale` digits after the point: 12345 → "123.45"."""
    if not scale:
        return str(minor)
    digits = str(abs(minor)).zfill(scale + 1)  # twice as fast as divmod, and an answer has hundreds of them
    return f"{'-' if minor < 0 else ''}{digits[:-scale]}.{digits[-scale:]}"


def from_decimal(amount: Decimal, scale: int = 2) -> int:
    """A finite decimal with at most `scale` digits after the point, in minor units; else ValueError."""
    if not amount.is_finite() or amount.adjusted() > 15:
        raise ValueError("amount out of range")
    minor = amount.scaleb(scale)
    if minor != minor.to_integral_value():
        raise ValueError(f"at most {scale} digits after the point")
    return int(minor)
