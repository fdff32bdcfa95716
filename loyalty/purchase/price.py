"""The price of a cart: every amount of README.md, in its order. Pure: the same input gives the same bytes."""

from datetime import datetime

from loyalty.money import BONUS
from loyalty.program.settings import Programme
from loyalty.purchase.cart import Cart
from loyalty.purchase.certificates_paid import CertificatesPaid, pay_with_certificates
from loyalty.purchase.decision import CouponDecision, Decision, DeliveryDecision, LineDecision, NotApplied, Step
from loyalty.purchase.discounts import Discounts, discounts, total_by_campaign
from loyalty.purchase.earning import Sold
from loyalty.purchase.earnings import Earnings, dates_of, earnings, lots, nothing
from loyalty.purchase.facts import Facts
from loyalty.purchase.fiscal import parts
from loyalty.purchase.offers import Offered
from loyalty.purchase.outcomes import BurnLimit
from loyalty.purchase.points_paid import PointsPaid, pay_with_points
from loyalty.purchase.rewards import Rewards, rewards
from loyalty.purchase.shelf import Shelf, shelf


def price(*, cart: Cart, facts: Facts, programme: Programme, ruleset: int, offered: Offered, at: datetime) -> Decision:
    """What the customer pays, in money and points, and earns. Raises AmountMismatch and LineRepeated.

    `facts.goods` is aligned with the cart's lines. Makes no queries and reads no clock.
    """
    on_shelf = shelf(cart=cart, facts=facts)
    taken = discounts(shelf=on_shelf, offered=offered, settings=programme.settings)
    given = rewards(offered=offered, taken=taken, shelf=on_shelf, can_burn=facts.can_burn)
    paid = _pay_with_points(cart, facts, programme, on_shelf, taken, offered, given)
    sold = _sold(on_shelf, taken, paid)
    by_certificate = pay_with_certificates(
        asked=cart.certificates,
        facts=facts.certificates,
        due=[0 if one.is_certificate else one.money_kopecks for one in sold],
        line_ids=[one.line_id for one in sold],
    )
    earned = (
        earnings(sold=sold, offered=offered, programme=programme, step_kopecks=facts.step_kopecks)
        if facts.can_earn
        else nothing(sold)
    )
    lines = _lines(cart, on_shelf, taken, paid, by_certificate, earned)
    delivery = _delivery(on_shelf, taken, by_certificate, earned)
    earn = lots(totals=earned.totals, programme=programme, at=at)
    amounts = {
        "base_kopecks": sum(line.base_kopecks for line in lines) + (delivery.base_kopecks if delivery else 0),
        "discount_kopecks": sum(line.discount_kopecks for line in lines) + taken.of_delivery(),
        "points_paid_kopecks": sum(paid.kopecks),
        "certificates_paid_kopecks": by_certificate.total,
        "to_pay_kopecks": sum(line.to_pay_kopecks for line in lines) + (delivery.to_pay_kopecks if delivery else 0),
    }
    steps = (
        Step(code="versions", numbers={"program_version": programme.version, "ruleset": ruleset}),
        *on_shelf.steps,
        *(Step(code="approximated", numbers={"lane": lane}) for lane in offered.approximated),
        *(_coupon_step(one) for one in offered.coupons),
        *taken.steps,
        *given.steps,
        *paid.steps,
        *by_certificate.steps,
        Step(code="to_pay", numbers={**amounts}),
        *earned.steps,
        *(step for lot in earn for step in dates_of(lot, programme)),
    )
    by_lines = [applied for line in lines for applied in line.applied]
    return Decision(
        program_version=programme.version,
        ruleset=ruleset,
        at=at,
        **amounts,
        lines=lines,
        delivery=delivery,
        burn=paid.burn,
        certificates=by_certificate.certificates,
        earn=earn,
        applied=total_by_campaign([*by_lines, *taken.delivery, *given.applied, *earned.applied_to_order]),
        not_applied=_not_applied(offered),
        coupons=offered.coupons,
        spent=given.spent,
        gifts=given.gifts,
        messages=given.messages,
        coupons_to_come=given.coupons,
        trace=steps,
    )


def _pay_with_points(
    cart: Cart,
    facts: Facts,
    programme: Programme,
    on_shelf: Shelf,
    taken: Discounts,
    offered: Offered,
    given: Rewards,
) -> PointsPaid:
    """Certificates are not paid with points, so their lines are worth nothing here; delivery is not a line."""
    limits = [outcome for outcome in offered.outcomes if isinstance(outcome, BurnLimit)]
    goods = [
        0 if line.goods.is_certificate else line.base_kopecks - off
        for line, off in zip(on_shelf.lines, taken.of_lines(), strict=True)
    ]
    return pay_with_points(
        burn=cart.burn,
        line_ids=[line.line_id for line in on_shelf.lines],
        goods=goods,
        payable=[max(0, kopecks - floor) for kopecks, floor in zip(goods, taken.floors, strict=True)],
        facts=facts,
        settings=programme.settings,
        limit=limits[-1] if limits else None,
        spent=given.of_unit(BONUS),
        spent_worth=given.worth(taken, facts.step_kopecks),
    )


def _sold(on_shelf: Shelf, taken: Discounts, paid: PointsPaid) -> list[Sold]:
    """The lines in order, then delivery where there is one."""
    sold = [
        Sold(
            line_id=line.line_id,
            money_kopecks=line.base_kopecks - off - points,
            points_paid_kopecks=points,
            is_discounted=off > 0,
            is_certificate=line.goods.is_certificate,
        )
        for line, off, points in zip(on_shelf.lines, taken.of_lines(), paid.kopecks, strict=True)
    ]
    if on_shelf.delivery_kopecks is not None:
        sold.append(Sold(line_id=None, money_kopecks=on_shelf.delivery_kopecks - taken.of_delivery()))
    return sold


def _lines(
    cart: Cart,
    on_shelf: Shelf,
    taken: Discounts,
    paid: PointsPaid,
    by_certificate: CertificatesPaid,
    earned: Earnings,
) -> tuple[LineDecision, ...]:
    """The receipt's parts of a line are of its price: a certificate is a way to pay it, as a bank card is."""
    lines = []
    for index, line in enumerate(on_shelf.lines):
        off = sum(applied.kopecks for applied in taken.lines[index])
        price = line.base_kopecks - off - paid.kopecks[index]
        lines.append(
            LineDecision(
                line_id=line.line_id,
                base_kopecks=line.base_kopecks,
                discount_kopecks=off,
                points_paid_kopecks=paid.kopecks[index],
                certificates_paid_kopecks=by_certificate.kopecks[index],
                to_pay_kopecks=price - by_certificate.kopecks[index],
                burnt=paid.points[index],
                earned=earned.parts[index],
                applied=taken.lines[index] + earned.applied[index],
                fiscal=parts(quantity_milli=line.quantity_milli, amount_kopecks=price) if cart.fiscal else (),
            )
        )
    return tuple(lines)


def _delivery(
    on_shelf: Shelf, taken: Discounts, by_certificate: CertificatesPaid, earned: Earnings
) -> DeliveryDecision | None:
    if on_shelf.delivery_kopecks is None:
        return None
    off = taken.of_delivery()
    return DeliveryDecision(
        base_kopecks=on_shelf.delivery_kopecks,
        discount_kopecks=off,
        certificates_paid_kopecks=by_certificate.kopecks[-1],
        to_pay_kopecks=on_shelf.delivery_kopecks - off - by_certificate.kopecks[-1],
        earned=earned.parts[-1],
        applied=taken.delivery,
    )


def _coupon_step(one: CouponDecision) -> Step:
    numbers = {"code": one.code, "truth": one.truth, "text_ru": one.text_ru, "text_en": one.text_en}
    return Step(code="coupon", numbers={**numbers})


def _not_applied(offered: Offered) -> tuple[NotApplied, ...]:
    return tuple(
        NotApplied(
            campaign=one.campaign, code=one.code, text_ru=one.text.ru, text_en=one.text.en, missing=dict(one.missing)
        )
        for one in offered.not_applied
    )
