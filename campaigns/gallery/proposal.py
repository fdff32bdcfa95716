"""The first programme of a shop: base points and a few mechanics in sizes that fit what it may spend. Only arithmetic.

Costs are basis points of all sales, each rounded up, so that what is shown adds up to the total and never flatters.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from loyalty.money import BASIS_POINTS, Direction, divide

Shape = Literal["rate", "times", "points", "yearly", "stamps"]
MONTHS = 12
EARNS = range(50, 2_001, 50)
# What a person would write on a poster, from the cheapest to the dearest.
SIZES: dict[Shape, tuple[int, ...]] = {
    "rate": tuple(range(100, 3_001, 100)),
    "times": (2, 3),
    "points": (10, 20, 30, 50, 100, 150, 200, 300, 400, 500, 700, 1_000, 1_500, 2_000, 3_000, 5_000),
    "yearly": (20, 30, 50, 100, 150, 200, 300, 400, 500, 700, 1_000, 1_500, 2_000, 3_000, 5_000),
    "stamps": (9, 8, 7, 6, 5, 4),
}
_STEP, _LEVELS = 5, 400  # plans are made for 0.05 %, 0.1 %, … 20 % of sales


@dataclass(frozen=True, kw_only=True)
class Business:
    """`margin`, `spend` (what the programme may cost), `members` (their share of sales) and `spent` (the share of
    points and stamps that is ever spent) are basis points. `orders_a_month` is what a regular does."""

    average_kopecks: int
    orders_a_month: int
    margin: int
    spend: int
    members: int
    spent: int
    point_kopecks: int

    @property
    def allowed(self) -> int:
        """What the programme may cost: as told, and never more than half of the margin."""
        return min(self.spend, self.margin // 2)

    @property
    def burn_max(self) -> int:
        """How much of a purchase points may pay: its goods are still paid for, and at most half."""
        return min(5_000, max(500, self.margin // 500 * 500))


@dataclass(frozen=True, kw_only=True)
class Slot:
    """A place for a mechanic. `share`, basis points: of members' sales or purchases that it touches; for "yearly", of
    members who get it."""

    code: str
    shape: Shape
    share: int


@dataclass(frozen=True, kw_only=True)
class Line:
    """`size` in the mechanic's own units; `cost` of it."""

    slot: Slot
    size: int
    cost: int


@dataclass(frozen=True, kw_only=True)
class Plan:
    earn: int
    earn_cost: int
    lines: tuple[Line, ...]

    @property
    def total(self) -> int:
        return self.earn_cost + sum(line.cost for line in self.lines)


def propose(*, business: Business, slots: tuple[Slot, ...]) -> Plan | None:
    """The plan that uses most of what is allowed; None where even the smallest would cost more.

    The plans do not depend on what is allowed, so a larger sum never makes a smaller proposal.
    """
    fit = [plan for plan in _plans(business, slots) if plan.total <= business.allowed]
    return max(fit, key=lambda plan: plan.total, default=None)


def least(*, business: Business, slots: tuple[Slot, ...]) -> int:
    """What the smallest plan costs."""
    return min(plan.total for plan in _plans(business, slots))


def earn_cost(business: Business, earn: int) -> int:
    """Of points for every purchase: rate × members' share × spent share."""
    return divide(earn * business.members * business.spent, BASIS_POINTS**2, Direction.UP)


def cost(business: Business, slot: Slot, size: int, *, earn: int) -> int:
    """What the mechanic takes of the sales it touches, times the share of these, of members and of what is spent."""
    amount, sales = _taken(business, slot.shape, size, earn)
    touched = slot.share * business.members * business.spent
    return divide(amount * touched, sales * BASIS_POINTS**3, Direction.UP)


def _taken(business: Business, shape: Shape, size: int, earn: int) -> tuple[int, int]:
    """So many basis points as a fraction."""
    match shape:
        case "rate":
            return size, 1
        case "times":
            return (size - 1) * earn, 1
        case "points":
            return size * business.point_kopecks * BASIS_POINTS, business.average_kopecks
        case "yearly":
            a_year = business.average_kopecks * business.orders_a_month * MONTHS
            return size * business.point_kopecks * BASIS_POINTS, a_year
        case "stamps":
            return BASIS_POINTS, size + 1


def _plans(business: Business, slots: tuple[Slot, ...]) -> Iterator[Plan]:
    """One for each level: half for every purchase, the rest for the mechanics alike; sizes that do not fit are the
    smallest."""
    for level in range(1, _LEVELS + 1):
        target = level * _STEP
        earn = max((one for one in EARNS if earn_cost(business, one) * 2 <= target), default=EARNS[0])
        lines = tuple(_line(business, slot, earn, target, len(slots)) for slot in slots)
        yield Plan(earn=earn, earn_cost=earn_cost(business, earn), lines=lines)


def _line(business: Business, slot: Slot, earn: int, target: int, among: int) -> Line:
    priced = [(size, cost(business, slot, size, earn=earn)) for size in SIZES[slot.shape]]
    size, price = next(((s, c) for s, c in reversed(priced) if c * 2 * among <= target), priced[0])
    return Line(slot=slot, size=size, cost=price)
