"""What campaigns take off: lines first, then the order, then the floor gives back what went too deep."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from loyalty.money import MILLI, Direction, divide, split
from loyalty.purchase.decision import Applied, Step
from loyalty.purchase.offers import DeliveryDiscount, LineDiscount, Offered, OrderDiscount, Outcome
from loyalty.purchase.shelf import Shelf, ShelfLine


@dataclass(frozen=True, kw_only=True)
class Discounts:
    """`lines` and `floors` are aligned with the shelf's lines; a floor is the least a line may cost, in kopecks."""

    lines: tuple[tuple[Applied, ...], ...]
    delivery: tuple[Applied, ...]
    floors: tuple[int, ...]
    steps: tuple[Step, ...]

    def of_lines(self) -> list[int]:
        """Kopecks taken off each line."""
        return [sum(applied.kopecks for applied in line) for line in self.lines]

    def of_delivery(self) -> int:
        return sum(applied.kopecks for applied in self.delivery)


@dataclass
class _Share:
    """A discount as it fell on one line; the floor may still trim it."""

    outcome: Outcome
    kopecks: int


@dataclass
class _Work:
    shelf: Shelf
    left: list[int]
    shares: list[list[_Share]]
    steps: list[Step] = field(default_factory=list)


def discounts(*, shelf: Shelf, offered: Offered) -> Discounts:
    """Everything campaigns take off these goods. An outcome that names a line the shelf lacks is a ValueError."""
    work = _Work(shelf=shelf, left=[line.base_kopecks for line in shelf.lines], shares=[[] for _ in shelf.lines])
    index_of = {line.line_id: index for index, line in enumerate(shelf.lines)}
    for outcome in offered.outcomes:
        if isinstance(outcome, LineDiscount):
            _discount_line(work, outcome, _index(index_of, outcome.line_id))
    for outcome in offered.outcomes:
        if isinstance(outcome, OrderDiscount):
            _discount_order(work, outcome, [_index(index_of, line_id) for line_id in outcome.line_ids])
    floors = [_floor(line) for line in shelf.lines]
    for index, floor in enumerate(floors):
        if work.left[index] < floor:
            _trim(work, index, floor)
    delivery = _discount_delivery(work, offered.outcomes)
    return Discounts(
        lines=tuple(_applied(shares) for shares in work.shares),
        delivery=_applied(delivery),
        floors=tuple(floors),
        steps=tuple(work.steps),
    )


def total_by_campaign(applied: Sequence[Applied]) -> tuple[Applied, ...]:
    """The same amounts added up per campaign, version and effect, in order of first appearance."""
    totals: dict[tuple[str, int, str], Applied] = {}
    for one in applied:
        key = (one.campaign, one.version, one.effect)
        before = totals.get(key)
        if before is None:
            totals[key] = one
            continue
        points = dict(before.points)
        for unit, amount in one.points.items():
            points[unit] = points.get(unit, 0) + amount
        totals[key] = Applied(
            campaign=one.campaign,
            version=one.version,
            effect=one.effect,
            kopecks=before.kopecks + one.kopecks,
            points=points,
            text_ru=before.text_ru,
            text_en=before.text_en,
        )
    return tuple(totals.values())


def applied(outcome: Outcome, kopecks: int, points: dict[str, int] | None = None) -> Applied:
    """What an outcome came to."""
    return Applied(
        campaign=outcome.campaign,
        version=outcome.version,
        effect=outcome.effect,
        kopecks=kopecks,
        points=points or {},
        text_ru=outcome.text.ru,
        text_en=outcome.text.en,
    )


def _index(index_of: dict[str, int], line_id: str) -> int:
    if line_id not in index_of:
        raise ValueError(f"an offer names line {line_id!r}, which the cart lacks")
    return index_of[line_id]


def _discount_line(work: _Work, outcome: LineDiscount, index: int) -> None:
    line = work.shelf.lines[index]
    kopecks = 0 if line.goods.is_certificate else min(outcome.kopecks, work.left[index])
    work.steps.append(_asked("line_discount", outcome, line.line_id, outcome.kopecks, work.left[index], kopecks))
    if kopecks:
        work.left[index] -= kopecks
        work.shares[index].append(_Share(outcome, kopecks))


def _discount_order(work: _Work, outcome: OrderDiscount, named: list[int]) -> None:
    lines = work.shelf.lines
    over = [index for index in named or range(len(lines)) if not lines[index].goods.is_certificate]
    weights = [work.left[index] for index in over]
    left = sum(weights)
    total = min(outcome.kopecks, left)
    work.steps.append(_asked("order_discount", outcome, None, outcome.kopecks, left, total))
    for index, weight, kopecks in zip(over, weights, split(total, weights), strict=True):
        if kopecks:
            work.steps.append(
                _step(
                    "order_discount_share",
                    outcome,
                    lines[index].line_id,
                    total_kopecks=total,
                    weight_kopecks=weight,
                    left_kopecks=left,
                    result_kopecks=kopecks,
                )
            )
            work.left[index] -= kopecks
            work.shares[index].append(_Share(outcome, kopecks))


def _discount_delivery(work: _Work, outcomes: Sequence[Outcome]) -> list[_Share]:
    left = work.shelf.delivery_kopecks
    shares: list[_Share] = []
    if left is None:
        return shares
    for outcome in outcomes:
        if isinstance(outcome, DeliveryDiscount):
            kopecks = min(outcome.kopecks, left)
            work.steps.append(_asked("delivery_discount", outcome, None, outcome.kopecks, left, kopecks))
            left -= kopecks
            shares.append(_Share(outcome, kopecks))
    return shares


def _floor(line: ShelfLine) -> int:
    """Minimum price × quantity, up to the whole kopeck so that the unit price stays above it; never above the shelf."""
    minimum = line.goods.min_price_kopecks
    if minimum is None or line.goods.is_certificate:
        return 0
    return min(line.base_kopecks, divide(minimum * line.quantity_milli, MILLI, Direction.UP))


def _trim(work: _Work, index: int, floor: int) -> None:
    """Shares stand in the order they were applied, order discounts after the line's own: the latest gives way first."""
    line = work.shelf.lines[index]
    for share in reversed(work.shares[index]):
        over = min(floor - work.left[index], share.kopecks)
        if over <= 0:
            break
        share.kopecks -= over
        work.left[index] += over
        work.steps.append(
            _step(
                "floor_trim",
                share.outcome,
                line.line_id,
                min_price_kopecks=line.goods.min_price_kopecks,
                quantity_milli=line.quantity_milli,
                floor_kopecks=floor,
                result_kopecks=over,
            )
        )


def _applied(shares: Sequence[_Share]) -> tuple[Applied, ...]:
    return tuple(applied(share.outcome, share.kopecks) for share in shares if share.kopecks)


def _asked(code: str, outcome: Outcome, line_id: str | None, asked: int, left: int, result: int) -> Step:
    """The step that brings a campaign in; only it carries the text, which 2 000 shares need not repeat."""
    return Step(
        code=code,
        line_id=line_id,
        numbers={
            "campaign": outcome.campaign,
            "version": outcome.version,
            "text_ru": outcome.text.ru,
            "text_en": outcome.text.en,
            "asked_kopecks": asked,
            "left_kopecks": left,
            "result_kopecks": result,
        },
    )


def _step(code: str, outcome: Outcome, line_id: str | None, **numbers: int | None) -> Step:
    return Step(
        code=code, line_id=line_id, numbers={"campaign": outcome.campaign, "version": outcome.version, **numbers}
    )
