"""A cart while discounts are taken off it: one arithmetic, by which campaigns value offers and prices are made."""

from copy import copy
from dataclasses import dataclass
from typing import Self

from loyalty.money import MILLI, Direction, divide, rate_of, split, split_within
from loyalty.program.settings import Settings
from loyalty.purchase.outcomes import (
    DeliveryDiscount,
    LineDiscount,
    OrderDiscount,
    Outcome,
    SetDiscount,
    SetPart,
    SpendUnits,
)
from loyalty.purchase.shelf import Shelf, ShelfLine


@dataclass(frozen=True, kw_only=True)
class Share:
    """A discount as it fell on one line: `asked` before the floor held `trimmed` of it back; `weight` of the split.
    `floor` is what held: the set's for a set, else the line's own as earlier offers left it."""

    index: int
    asked: int
    trimmed: int
    weight: int
    floor: int

    @property
    def kopecks(self) -> int:
        return self.asked - self.trimmed


@dataclass(frozen=True, kw_only=True)
class Taken:
    """What an outcome came to. `left` is what there was to take it from; `delivery` is the part off the delivery;
    `at_most`: a maximum made the shares smaller than their weights would."""

    outcome: Outcome
    asked: int
    left: int
    at_most: bool = False
    shares: tuple[Share, ...] = ()
    delivery: int = 0

    @property
    def kopecks(self) -> int:
        return self.delivery + sum(share.kopecks for share in self.shares)


class Basket:
    """Lists are aligned with `lines`: kopecks `left` to pay on each, the `floors` they may not go below, and `free`,
    the thousandths that no offer has used up; `caps` and `cap` are what discounts may still take of a line and of the
    order; `spent` are points that offers have used up, by unit. What comes later
    finds what the earlier ones left."""

    def __init__(self, shelf: Shelf, settings: Settings) -> None:
        self.lines: tuple[ShelfLine, ...] = shelf.lines
        self.caps = [rate_of(line.base_kopecks, settings.discount_line_rate, Direction.DOWN) for line in shelf.lines]
        whole = sum(line.base_kopecks for line in shelf.lines)
        self.cap = rate_of(whole, settings.discount_order_rate, Direction.DOWN)
        self.left = [line.base_kopecks for line in shelf.lines]
        self.floors = [floor_of(line, line.quantity_milli) for line in shelf.lines]
        self.free = [line.quantity_milli for line in shelf.lines]
        self.delivery_left = shelf.delivery_kopecks
        self.spent: dict[str, int] = {}
        self._index = {line.line_id: index for index, line in enumerate(shelf.lines)}

    def copy(self) -> Self:
        """An independent basket in the same state, to try an offer on."""
        other = copy(self)
        other.left, other.floors, other.free = [*self.left], [*self.floors], [*self.free]
        other.caps = [*self.caps]
        other.spent = dict(self.spent)
        return other

    def index(self, line_id: str) -> int:
        """ValueError for a line the cart lacks."""
        if line_id not in self._index:
            raise ValueError(f"an offer names line {line_id!r}, which the cart lacks")
        return self._index[line_id]

    def take(self, outcome: Outcome) -> Taken:
        """Take a discount off, or points of a unit; any other outcome takes nothing."""
        match outcome:
            case LineDiscount():
                return self._take_line(outcome)
            case SetDiscount():
                return self._take_set(outcome)
            case OrderDiscount():
                return self._take_order(outcome)
            case DeliveryDiscount():
                return self._take_delivery(outcome)
            case SpendUnits():
                self.spent[outcome.unit] = self.spent.get(outcome.unit, 0) + outcome.points
        return Taken(outcome=outcome, asked=0, left=0)

    def _take_line(self, outcome: LineDiscount) -> Taken:
        index = self.index(outcome.line_id)
        left = self.left[index]
        most = left if outcome.ignores_floor else min(left, self.caps[index], self.cap)
        asked = 0 if self.lines[index].goods.is_certificate else min(outcome.kopecks, most)
        room = left if outcome.ignores_floor else max(0, left - self.floors[index])
        trimmed = max(0, asked - room)
        share = Share(index=index, asked=asked, trimmed=trimmed, weight=left, floor=self.floors[index])
        self._give(share)
        self.floors[index] = min(self.floors[index], self.left[index])
        self.free[index] -= min(outcome.used_milli, self.free[index])
        return Taken(outcome=outcome, asked=outcome.kopecks, left=left, shares=(share,) if asked else ())

    def _take_order(self, outcome: OrderDiscount) -> Taken:
        named = dict.fromkeys(self.index(line_id) for line_id in outcome.line_ids) or range(len(self.lines))
        over = [index for index in named if not self.lines[index].goods.is_certificate]
        left = [self.left[index] for index in over]
        weights = [self.lines[index].quantity_milli for index in over] if outcome.by_quantity else left
        wishes = split_within(outcome.kopecks, weights, left)
        wishes = [min(wish, self.caps[index]) for index, wish in zip(over, wishes, strict=True)]
        given = [min(wish, self.left[index] - self.floors[index]) for index, wish in zip(over, wishes, strict=True)]
        most = self.cap if outcome.most is None else min(self.cap, outcome.most)
        is_over = sum(given) > most
        if is_over:  # the maximum comes last: it is of what floors let through
            wishes = given = split_within(most, weights, given)
        shares = tuple(
            Share(index=index, asked=wish, trimmed=wish - kopecks, weight=weight, floor=self.floors[index])
            for index, wish, kopecks, weight in zip(over, wishes, given, weights, strict=True)
            if wish
        )
        for share in shares:
            self._give(share)
        asked = outcome.kopecks if outcome.most is None else min(outcome.kopecks, outcome.most)
        return Taken(outcome=outcome, asked=asked, left=sum(left), shares=shares, at_most=is_over)

    def _take_delivery(self, outcome: DeliveryDiscount) -> Taken:
        left = self.delivery_left or 0
        off = min(outcome.kopecks, left)
        if self.delivery_left is not None:
            self.delivery_left = left - off
        return Taken(outcome=outcome, asked=outcome.kopecks, left=left, delivery=off)

    def _take_set(self, outcome: SetDiscount) -> Taken:
        indexed = self._parts(outcome)
        worth = [self._worth(index, part) for index, part in indexed]
        asked = [min(part.kopecks, self.left[index], self.caps[index]) for index, part in indexed]
        allowed = split(min(sum(asked), self._room(indexed, worth), self.cap), asked)
        keeps = sum(worth) - sum(allowed)
        shares = []
        for (index, part), wish, kopecks in zip(indexed, asked, allowed, strict=True):
            share = Share(index=index, asked=wish, trimmed=wish - kopecks, weight=part.kopecks, floor=keeps)
            self._give(share)
            if wish:
                shares.append(share)
            if outcome.uses_up:
                self.free[index] -= min(part.quantity_milli, self.free[index])
        self._move_floors([index for index, _ in indexed])
        return Taken(
            outcome=outcome, asked=sum(part.kopecks for part in outcome.parts), left=sum(worth), shares=tuple(shares)
        )

    def _parts(self, outcome: SetDiscount) -> list[tuple[int, SetPart]]:
        """One part for each line, never more of it than there is; certificates that are sold are not discounted."""
        parts: dict[int, SetPart] = {}
        for part in outcome.parts:
            index = self.index(part.line_id)
            line, before = self.lines[index], parts.get(index)
            if line.goods.is_certificate:
                continue
            quantity = part.quantity_milli + (before.quantity_milli if before else 0)
            kopecks = part.kopecks + (before.kopecks if before else 0)
            quantity = min(quantity, line.quantity_milli)
            parts[index] = SetPart(line_id=part.line_id, quantity_milli=quantity, kopecks=kopecks)
        return list(parts.items())

    def _room(self, indexed: list[tuple[int, SetPart]], worth: list[int]) -> int:
        """What the set may lose: down to the floor of its pieces, and never what its lines keep for an earlier set."""
        floors = [floor_of(self.lines[index], part.quantity_milli) for index, part in indexed]
        of_pieces = sum(max(0, left - floor) for left, floor in zip(worth, floors, strict=True))
        return min(of_pieces, sum(self.left[index] - self.floors[index] for index, _ in indexed))

    def _move_floors(self, indexes: list[int]) -> None:
        """A set's floor holds over the set: what one line may go below its own, the others have to keep."""
        owed = 0
        for index in indexes:
            below = max(0, self.floors[index] - self.left[index])
            self.floors[index] -= below
            owed += below
        for index in indexes:
            more = min(owed, self.left[index] - self.floors[index])
            self.floors[index] += more
            owed -= more

    def _worth(self, index: int, part: SetPart) -> int:
        """What is left to pay on these pieces of a line."""
        return divide(self.left[index] * part.quantity_milli, self.lines[index].quantity_milli)

    def _give(self, share: Share) -> None:
        self.left[share.index] -= share.kopecks
        self.caps[share.index] = max(0, self.caps[share.index] - share.kopecks)
        self.cap = max(0, self.cap - share.kopecks)


def floor_of(line: ShelfLine, quantity_milli: int) -> int:
    """The least so much of a line may cost: minimum price × quantity, up to the whole kopeck so that the unit price
    stays above it; never above the shelf."""
    minimum = line.goods.min_price_kopecks
    if minimum is None or line.goods.is_certificate:
        return 0
    return min(line.base_kopecks, divide(minimum * quantity_milli, MILLI, Direction.UP))
