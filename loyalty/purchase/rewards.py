"""What campaigns ask and give beside money and earned points: points of a unit spent, gifts, codes, and words."""

from collections.abc import Sequence
from dataclasses import dataclass

from loyalty.money import BONUS, split
from loyalty.purchase.decision import Applied, CouponToCome, Gift, GiftChoice, Message, Spent, Step
from loyalty.purchase.discounts import Discounts, applied
from loyalty.purchase.offers import Offered
from loyalty.purchase.outcomes import BurnLimit, HandOutCoupon, Outcome, Say, SpendUnits
from loyalty.purchase.outcomes import Gift as GiftOutcome
from loyalty.purchase.shelf import Shelf


@dataclass(frozen=True, kw_only=True)
class Rewards:
    """In the order offered. `applied` names the campaigns, with no kopecks: amounts are told elsewhere."""

    spent: tuple[Spent, ...]
    gifts: tuple[Gift, ...]
    coupons: tuple[CouponToCome, ...]
    messages: tuple[Message, ...]
    applied: tuple[Applied, ...]
    steps: tuple[Step, ...]

    def of_unit(self, unit: str) -> int:
        """Points of a unit that campaigns spend."""
        return sum(one.points for one in self.spent if one.unit == unit)

    def worth(self, taken: Discounts, step_kopecks: int) -> int:
        """Kopecks that what is spent is worth to the member: BONUS by its price, other units by what the campaigns that
        take them take off."""
        codes = {one.campaign for one in self.spent if one.unit != BONUS}
        parts = (one for line in (*taken.lines, taken.delivery) for one in line)
        return self.of_unit(BONUS) * step_kopecks + sum(one.kopecks for one in parts if one.campaign in codes)


def rewards(*, offered: Offered, taken: Discounts, shelf: Shelf, can_burn: bool) -> Rewards:
    """ValueError for points of someone who may not spend any: no campaign may offer that."""
    spent: list[Spent] = []
    gifts: list[Gift] = []
    coupons: list[CouponToCome] = []
    messages: list[Message] = []
    named: list[Applied] = []
    steps: list[Step] = []
    for outcome in offered.outcomes:
        match outcome:
            case SpendUnits():
                if not can_burn:
                    raise ValueError(f"{outcome.campaign} spends points of a person who may not spend any")
                if not outcome.points:
                    continue
                spent.append(_spent(outcome, taken, [line.line_id for line in shelf.lines]))
                steps.append(_step("spend_units", outcome, unit=outcome.unit, result_points=outcome.points))
            case GiftOutcome():
                gifts.append(_gift(outcome))
                steps.append(_step("gift", outcome, choices=", ".join(choice.sku for choice in outcome.choices)))
            case HandOutCoupon():
                coupons.append(_coupon(outcome))
                steps.append(_step("coupon_to_come", outcome, batch=outcome.batch))
            case Say():
                messages.append(_message(outcome))
                steps.append(_step("say", outcome, slot=outcome.slot))
        if isinstance(outcome, SpendUnits | GiftOutcome | HandOutCoupon | BurnLimit):
            named.append(applied(outcome, 0))
    return Rewards(
        spent=tuple(spent), gifts=tuple(gifts), coupons=tuple(coupons), messages=tuple(messages),
        applied=tuple(named), steps=tuple(steps),
    )  # fmt: skip


def _spent(outcome: SpendUnits, taken: Discounts, line_ids: Sequence[str]) -> Spent:
    """Split over what the campaign took off, so that goods that come back bring their part of the points."""
    weights = [_kopecks_of(outcome, of_line) for of_line in (*taken.lines, taken.delivery)]
    parts = split(outcome.points, weights) if any(weights) else [0] * len(weights)
    return Spent(
        campaign=outcome.campaign,
        version=outcome.version,
        effect=outcome.effect,
        unit=outcome.unit,
        points=outcome.points,
        lines={line_id: part for line_id, part in zip(line_ids, parts[:-1], strict=True) if part},
        delivery=parts[-1],
        text_ru=outcome.text.ru,
        text_en=outcome.text.en,
    )


def _kopecks_of(outcome: Outcome, those: Sequence[Applied]) -> int:
    return sum(one.kopecks for one in those if one.campaign == outcome.campaign)


def _gift(outcome: GiftOutcome) -> Gift:
    return Gift(
        campaign=outcome.campaign,
        version=outcome.version,
        effect=outcome.effect,
        choices=tuple(GiftChoice(sku=one.sku, quantity_milli=one.quantity_milli) for one in outcome.choices),
        text_ru=outcome.text.ru,
        text_en=outcome.text.en,
    )


def _coupon(outcome: HandOutCoupon) -> CouponToCome:
    return CouponToCome(
        campaign=outcome.campaign,
        version=outcome.version,
        effect=outcome.effect,
        batch=outcome.batch,
        text_ru=outcome.text.ru,
        text_en=outcome.text.en,
    )


def _message(outcome: Say) -> Message:
    return Message(
        campaign=outcome.campaign,
        version=outcome.version,
        slot=outcome.slot,
        text_ru=outcome.text.ru,
        text_en=outcome.text.en,
    )


def _step(code: str, outcome: Outcome, **numbers: int | str) -> Step:
    said = {"text_ru": outcome.text.ru, "text_en": outcome.text.en}
    return Step(code=code, numbers={"campaign": outcome.campaign, "version": outcome.version, **said, **numbers})
