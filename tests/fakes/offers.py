"""Offers for tests: fixed outcomes, in the words of the port."""

from loyalty.purchase.offers import Offered
from loyalty.purchase.outcomes import (
    BurnLimit,
    DeliveryDiscount,
    ExtraEarn,
    Gift,
    GiftChoice,
    LineDiscount,
    MultiplyEarn,
    OrderDiscount,
    Outcome,
    PerAmountEarn,
    RateEarn,
    Say,
    SetDiscount,
    SetPart,
    SpendUnits,
    Text,
)


def percent_off(line_id: str, kopecks: int, *, campaign: str = "spring") -> LineDiscount:
    return LineDiscount(
        campaign=campaign, version=4, effect="percent", text=_text(campaign), line_id=line_id, kopecks=kopecks
    )


def off_order(
    kopecks: int, *line_ids: str, by_quantity: bool = False, most: int | None = None, campaign: str = "thousand"
) -> OrderDiscount:
    return OrderDiscount(
        campaign=campaign, version=1, effect="amount", text=_text(campaign), kopecks=kopecks, line_ids=line_ids,
        by_quantity=by_quantity, most=most,
    )  # fmt: skip


def off_delivery(kopecks: int, *, campaign: str = "free-delivery") -> DeliveryDiscount:
    return DeliveryDiscount(campaign=campaign, version=2, effect="delivery", text=_text(campaign), kopecks=kopecks)


def extra(points: int, *, unit: str = "BONUS", line_id: str | None = None, campaign: str = "double") -> ExtraEarn:
    return ExtraEarn(
        campaign=campaign, version=1, effect="extra", text=_text(campaign), unit=unit, points=points, line_id=line_id
    )


def off_set(*parts: tuple[str, int, int], campaign: str = "pair", uses_up: bool = True) -> SetDiscount:
    """Parts are (line, thousandths of it in the set, kopecks off)."""
    return SetDiscount(
        campaign=campaign, version=1, effect="set", text=_text(campaign), uses_up=uses_up,
        parts=tuple(SetPart(line_id=line, quantity_milli=milli, kopecks=kopecks) for line, milli, kopecks in parts),
    )  # fmt: skip


def a_gift_line(line_id: str, kopecks: int, *, campaign: str = "cup") -> LineDiscount:
    """Goods in the cart that are an approved gift: below any floor."""
    return LineDiscount(
        campaign=campaign, version=1, effect="gift", text=_text(campaign), line_id=line_id, kopecks=kopecks,
        ignores_floor=True,
    )  # fmt: skip


def by_rate(rate: int, *line_ids: str, unit: str = "BONUS", step: int = 100, campaign: str = "cashback") -> RateEarn:
    return RateEarn(
        campaign=campaign, version=1, effect="rate", text=_text(campaign), unit=unit, rate=rate, step_kopecks=step,
        line_ids=line_ids,
    )  # fmt: skip


def per_amount(points: int, kopecks: int, *line_ids: str, unit: str = "STAMP", most: int | None = None,
               campaign: str = "stamps") -> PerAmountEarn:  # fmt: skip
    return PerAmountEarn(
        campaign=campaign, version=1, effect="per", text=_text(campaign), unit=unit, points=points,
        amount_kopecks=kopecks, line_ids=line_ids, most=most,
    )  # fmt: skip


def multiplied(rate: int, *line_ids: str, most: int | None = None, campaign: str = "twice") -> MultiplyEarn:
    return MultiplyEarn(
        campaign=campaign, version=1, effect="multiply", text=_text(campaign), rate=rate, line_ids=line_ids, most=most
    )


def spend(points: int, *, unit: str = "STAMP", campaign: str = "sixth") -> SpendUnits:
    return SpendUnits(campaign=campaign, version=1, effect="set", text=_text(campaign), unit=unit, points=points)


def burn_limit(rate: int, *, campaign: str = "wednesday") -> BurnLimit:
    return BurnLimit(campaign=campaign, version=1, effect="burn_limit", text=_text(campaign), rate=rate)


def gift(*skus: str, campaign: str = "cup") -> Gift:
    choices = tuple(GiftChoice(sku=sku, quantity_milli=1_000) for sku in skus)
    return Gift(campaign=campaign, version=1, effect="gift", text=_text(campaign), choices=choices)


def say(slot: str, text: str, *, campaign: str = "words") -> Say:
    return Say(campaign=campaign, version=1, effect="say", text=Text(ru=text, en=text), slot=slot)


def offered(*outcomes: Outcome) -> Offered:
    return Offered(outcomes=outcomes)


def _text(campaign: str) -> Text:
    return Text(ru=f"Акция «{campaign}»", en=f"Campaign “{campaign}”")
