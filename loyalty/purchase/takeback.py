"""What a return gives back and takes: pure, from what the order stored and nothing newer (README.md, "Returns")."""

from collections.abc import Iterable
from dataclasses import dataclass

from loyalty.money import BONUS, share_so_far
from loyalty.program.settings import Settings
from loyalty.purchase.cart import Cart
from loyalty.purchase.decision import Applied, CouponToCome, Decision, LineDecision, Step
from loyalty.purchase.discounts import discounts
from loyalty.purchase.facts import Facts
from loyalty.purchase.offers import Offered
from loyalty.purchase.outcomes import HandOutCoupon
from loyalty.purchase.returning import Before, Left, Returning, share_left, what_is_left
from loyalty.purchase.shelf import Shelf, ShelfLine
from loyalty.purchase.unearned import unearned


@dataclass(frozen=True, kw_only=True)
class LineBack:
    """A line's part in a return: its share of the money and of the points that paid for it."""

    line_id: str
    quantity_milli: int
    money_kopecks: int
    certificates_kopecks: int
    points_paid_kopecks: int
    burnt: int


@dataclass(frozen=True, kw_only=True)
class TakeBack:
    """money + certificates = lines + delivery − withheld + released: what is withheld is kept of the money first.
    `released` is what an earlier return withheld and this one frees.

    `give_back` and `claw_back` are minor steps by unit, none of them zero. `lost`: campaigns what is left no
    longer meets; `lost_coupons` what it would no longer bring.
    """

    lines: tuple[LineBack, ...]
    delivery_kopecks: int
    money_kopecks: int
    certificates_kopecks: int
    withheld_kopecks: int
    released_kopecks: int
    give_back: dict[str, int]
    claw_back: dict[str, int]
    lost: tuple[Applied, ...]
    lost_coupons: tuple[CouponToCome, ...]
    steps: tuple[Step, ...]


def take_back(
    *,
    cart: Cart,
    facts: Facts,
    decision: Decision,
    settings: Settings,
    before: Before,
    returning: Returning,
    offered: Offered,
) -> TakeBack:
    """`settings` are those the order was sold under; `offered` is `redecide` of `what_is_left`.

    Raises NothingToReturn, UnknownLine, LineRepeated and ReturnExceedsOrder.
    """
    left = what_is_left(cart=cart, facts=facts, decision=decision, before=before, returning=returning)
    lines = _lines(cart, decision, before, returning)
    gone = decision.delivery if returning.delivery else None
    delivery = gone.to_pay_kopecks if gone else 0
    share = delivery + sum(line.money_kopecks for line in lines)
    delivery_certificates = gone.certificates_paid_kopecks if gone else 0
    really_paid = decision.certificates_paid_kopecks - before.short_certificates_kopecks
    share_certificates = delivery_certificates + sum(line.certificates_kopecks for line in lines)
    share_certificates = min(share_certificates, really_paid - before.certificates_kopecks)
    lost_kopecks = _lost_discount(cart, decision, left, offered, settings) if settings.withhold_lost_discount else 0
    due, due_certificates = _due(cart, decision, left, before.delivery or returning.delivery)
    money = max(0, due - lost_kopecks - before.refunded_kopecks)
    kept = max(0, lost_kopecks - due)  # what the money does not cover of a lost discount
    certificates = max(0, min(due_certificates, really_paid) - kept - before.certificates_kopecks)
    shares, back = share + share_certificates, money + certificates
    clawed = unearned(
        cart=cart, facts=facts, decision=decision, settings=settings, before=before, left=left, offered=offered
    )
    give_back = _give_back(cart, decision, before, left, returning, lines)
    return TakeBack(
        lines=lines,
        delivery_kopecks=delivery,
        money_kopecks=money,
        certificates_kopecks=certificates,
        withheld_kopecks=max(0, shares - back),
        released_kopecks=max(0, back - shares),
        give_back=give_back,
        claw_back=clawed.points,
        lost=_lost(decision, left, offered),
        lost_coupons=_lost_coupons(decision, left, offered),
        steps=(
            *_line_steps(cart, decision, left, lines),
            *_money_steps(returning, delivery, shares, lost_kopecks, back),
            *_parts_steps(share, money, share_certificates, certificates),
            *clawed.steps,
            *_give_back_steps(give_back, decision),
        ),
    )


def _back(total: int, before: int, after: int, whole: int) -> int:
    """The share of these goods, so that the shares of all partial returns add up to the total."""
    return share_so_far(total, after, whole) - share_so_far(total, before, whole)


def _lines(cart: Cart, decision: Decision, before: Before, returning: Returning) -> tuple[LineBack, ...]:
    sold = {line.line_id: line for line in decision.lines}
    whole = {line.line_id: line.quantity_milli for line in cart.lines}
    return tuple(
        _line(sold[line.line_id], whole[line.line_id], before.returned_milli.get(line.line_id, 0), line.quantity_milli)
        for line in returning.lines
    )


def _line(sold: LineDecision, whole: int, before: int, quantity: int) -> LineBack:
    after = before + quantity
    return LineBack(
        line_id=sold.line_id,
        quantity_milli=quantity,
        money_kopecks=_back(sold.to_pay_kopecks, before, after, whole),
        certificates_kopecks=_back(sold.certificates_paid_kopecks, before, after, whole),
        points_paid_kopecks=_back(sold.points_paid_kopecks, before, after, whole),
        burnt=_back(sold.burnt, before, after, whole),
    )


def _give_back(
    cart: Cart, decision: Decision, before: Before, left: Left, returning: Returning, lines: tuple[LineBack, ...]
) -> dict[str, int]:
    """The points that had paid for what comes back; with the last of the goods also those that had paid for none."""
    points = {BONUS: sum(line.burnt for line in lines)}
    whole = {line.line_id: line.quantity_milli for line in cart.lines}
    are_last = bool(lines) and not left.cart.lines
    for spent in decision.spent:
        back = spent.delivery if returning.delivery else 0
        for line in lines:
            done = before.returned_milli.get(line.line_id, 0), left.returned_milli[line.line_id]
            back += _back(spent.lines.get(line.line_id, 0), *done, whole[line.line_id])
        if are_last:
            back += spent.points - spent.delivery - sum(spent.lines.values())
        points[spent.unit] = points.get(spent.unit, 0) + back
    return {unit: amount for unit, amount in points.items() if amount}


def _due(cart: Cart, decision: Decision, left: Left, delivery_gone: bool) -> tuple[int, int]:
    """The money, and what certificates paid, of everything returned so far, this return included."""
    money = certificates = 0
    for line, sold in zip(cart.lines, decision.lines, strict=True):
        done, whole = left.returned_milli.get(line.line_id, 0), line.quantity_milli
        money += share_so_far(sold.to_pay_kopecks, done, whole)
        certificates += share_so_far(sold.certificates_paid_kopecks, done, whole)
    if delivery_gone and decision.delivery:
        money += decision.delivery.to_pay_kopecks
        certificates += decision.delivery.certificates_paid_kopecks
    return money, certificates


def _lost_discount(cart: Cart, decision: Decision, left: Left, offered: Offered, settings: Settings) -> int:
    """How much less the goods that are left (and their delivery) would be discounted than they were; none when
    no goods are left, so that returning everything gives back everything."""
    if not left.cart.lines:
        return 0
    had = sum(
        share_left(sold.discount_kopecks, left.returned_milli.get(line.line_id, 0), line.quantity_milli)
        for line, sold in zip(cart.lines, decision.lines, strict=True)
    )
    if left.cart.delivery is not None and decision.delivery is not None:
        had += decision.delivery.discount_kopecks
    now = discounts(shelf=_shelf(left), offered=offered, settings=settings)
    lost = had - sum(now.of_lines()) - now.of_delivery()
    # A kopeck a line is what splitting and rounding anew may differ by: the discount is not lost.
    return lost if lost > len(left.cart.lines) else 0


def _shelf(left: Left) -> Shelf:
    """At the shares of the shelf value that are left: they need not be what a till would compute from the price."""
    return Shelf(
        lines=tuple(
            ShelfLine(
                line_id=line.line_id,
                quantity_milli=line.quantity_milli,
                base_kopecks=line.amount_kopecks or 0,
                goods=goods,
            )
            for line, goods in zip(left.cart.lines, left.facts.goods, strict=True)
        ),
        delivery_kopecks=None if left.cart.delivery is None else left.cart.delivery.price_kopecks,
    )


def _lost(decision: Decision, left: Left, offered: Offered) -> tuple[Applied, ...]:
    """Campaigns of the goods that are left which would not apply to them alone; of goods that went, none is lost."""
    if not left.cart.lines:
        return ()
    here = {line.line_id for line in left.cart.lines}
    gone = {one.campaign for line in decision.lines if line.line_id not in here for one in line.applied}
    if decision.delivery and left.cart.delivery is None:
        gone |= {one.campaign for one in decision.delivery.applied}
    kept = {one.campaign for line in decision.lines if line.line_id in here for one in line.applied}
    if decision.delivery and left.cart.delivery is not None:
        kept |= {one.campaign for one in decision.delivery.applied}
    still = {outcome.campaign for outcome in offered.outcomes}
    return tuple(one for one in decision.applied if one.campaign not in still and one.campaign not in gone - kept)


def _lost_coupons(decision: Decision, left: Left, offered: Offered) -> tuple[CouponToCome, ...]:
    """Nothing left brings nothing, whatever campaigns would offer an empty cart."""
    still = {(one.campaign, one.batch) for one in offered.outcomes if isinstance(one, HandOutCoupon)}
    return tuple(
        one for one in decision.coupons_to_come if not left.cart.lines or (one.campaign, one.batch) not in still
    )


def _line_steps(cart: Cart, decision: Decision, left: Left, lines: tuple[LineBack, ...]) -> Iterable[Step]:
    sold = {line.line_id: line for line in decision.lines}
    whole = {line.line_id: line.quantity_milli for line in cart.lines}
    for line in lines:
        yield Step(
            code="return_line",
            line_id=line.line_id,
            numbers={
                "quantity_milli": line.quantity_milli,
                "returned_milli": left.returned_milli[line.line_id],
                "whole_milli": whole[line.line_id],
                "to_pay_kopecks": sold[line.line_id].to_pay_kopecks,
                "points": line.burnt,
                "result_kopecks": line.money_kopecks,
            },
        )


def _money_steps(returning: Returning, delivery: int, shares: int, lost: int, back: int) -> Iterable[Step]:
    if returning.delivery:
        yield Step(code="return_delivery", numbers={"result_kopecks": delivery})
    if back < shares:
        yield Step(code="return_withheld", numbers={"lost_kopecks": lost, "result_kopecks": shares - back})
    if back > shares:
        yield Step(code="return_released", numbers={"lost_kopecks": lost, "result_kopecks": back - shares})


def _parts_steps(share: int, money: int, share_certificates: int, certificates: int) -> Iterable[Step]:
    if share_certificates or certificates:
        numbers: dict[str, int | str | None] = {"share_kopecks": share_certificates, "result_kopecks": certificates}
        yield Step(code="return_certificates", numbers=numbers)
    yield Step(code="return_money", numbers={"share_kopecks": share, "result_kopecks": money})


def _give_back_steps(points: dict[str, int], decision: Decision) -> Iterable[Step]:
    burnt = decision.burnt()
    for unit, amount in points.items():
        yield Step(code="give_back", numbers={"unit": unit, "burnt_points": burnt[unit], "result_points": amount})
