"""What campaigns take off, in the order they offer it; the floor holds back what would go too deep."""

from collections.abc import Sequence
from dataclasses import dataclass

from loyalty.program.settings import Settings
from loyalty.purchase.basket import Basket, Share, Taken, floor_of
from loyalty.purchase.decision import Applied, Step
from loyalty.purchase.offers import Offered
from loyalty.purchase.outcomes import DeliveryDiscount, LineDiscount, OrderDiscount, Outcome, SetDiscount
from loyalty.purchase.shelf import Shelf


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


def discounts(*, shelf: Shelf, offered: Offered, settings: Settings) -> Discounts:
    """Everything campaigns take off these goods, in the order offered. ValueError for a line the shelf lacks."""
    basket = Basket(shelf, settings)
    lines: list[list[Applied]] = [[] for _ in shelf.lines]
    delivery: list[Applied] = []
    steps: list[Step] = []
    for outcome in offered.outcomes:
        if not isinstance(outcome, LineDiscount | SetDiscount | OrderDiscount | DeliveryDiscount):
            continue
        if isinstance(outcome, DeliveryDiscount) and basket.delivery_left is None:
            continue
        taken = basket.take(outcome)
        steps += _steps(taken, shelf)
        for share in taken.shares:
            if share.kopecks:
                lines[share.index].append(applied(outcome, share.kopecks))
        if taken.delivery:
            delivery.append(applied(outcome, taken.delivery))
    return Discounts(
        lines=tuple(tuple(line) for line in lines),
        delivery=tuple(delivery),
        floors=tuple(basket.floors),
        steps=tuple(steps),
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


def _steps(taken: Taken, shelf: Shelf) -> list[Step]:
    """How an outcome came to what it came to: asked, split over lines, held back by floors."""
    outcome = taken.outcome
    asked = taken.delivery + sum(share.asked for share in taken.shares)
    if isinstance(outcome, LineDiscount):
        steps = [_asked("line_discount", outcome, outcome.line_id, taken.asked, taken.left, asked)]
    elif isinstance(outcome, DeliveryDiscount):
        steps = [_asked("delivery_discount", outcome, None, taken.asked, taken.left, asked)]
    else:
        code = "order_discount" if isinstance(outcome, OrderDiscount) else "set_discount"
        steps = [_asked(code, outcome, None, taken.asked, taken.left, asked)]
        for share in taken.shares:
            line_id = shelf.lines[share.index].line_id
            numbers = {"total_kopecks": asked, "weight_kopecks": share.weight, "left_kopecks": taken.left}
            if isinstance(outcome, OrderDiscount) and outcome.by_quantity:
                of_line = f"{code}_quantity_share"
                numbers = {"total_kopecks": asked, "weight_milli": share.weight}
            else:
                of_line = f"{code}_most_share" if taken.at_most else f"{code}_share"
            steps.append(_step(of_line, outcome, line_id, **numbers, result_kopecks=share.asked))
    return steps + [_trimmed(share, taken, shelf) for share in taken.shares if share.trimmed]


def _trimmed(share: Share, taken: Taken, shelf: Shelf) -> Step:
    """What a floor held back: a line's own, that of a set as a whole, or what earlier offers made of a line's own."""
    line, outcome = shelf.lines[share.index], taken.outcome
    is_set = isinstance(outcome, SetDiscount)
    if is_set or share.floor != floor_of(line, line.quantity_milli):
        code = "set_trim" if is_set else "kept_trim"
        return _step(code, outcome, line.line_id, floor_kopecks=share.floor, result_kopecks=share.trimmed)
    return _step(
        "floor_trim",
        outcome,
        line.line_id,
        min_price_kopecks=line.goods.min_price_kopecks,
        quantity_milli=line.quantity_milli,
        floor_kopecks=floor_of(line, line.quantity_milli),
        result_kopecks=share.trimmed,
    )


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
