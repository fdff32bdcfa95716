"""Offers for tests: fixed outcomes, in the words of the port."""

from loyalty.purchase.offers import Offered
from loyalty.purchase.outcomes import DeliveryDiscount, ExtraEarn, LineDiscount, OrderDiscount, Outcome, Text


def percent_off(line_id: str, kopecks: int, *, campaign: str = "spring") -> LineDiscount:
    return LineDiscount(
        campaign=campaign, version=4, effect="percent", text=_text(campaign), line_id=line_id, kopecks=kopecks
    )


def off_order(kopecks: int, *line_ids: str, campaign: str = "thousand") -> OrderDiscount:
    return OrderDiscount(
        campaign=campaign, version=1, effect="amount", text=_text(campaign), kopecks=kopecks, line_ids=line_ids
    )


def off_delivery(kopecks: int, *, campaign: str = "free-delivery") -> DeliveryDiscount:
    return DeliveryDiscount(campaign=campaign, version=2, effect="delivery", text=_text(campaign), kopecks=kopecks)


def extra(points: int, *, unit: str = "BONUS", line_id: str | None = None, campaign: str = "double") -> ExtraEarn:
    return ExtraEarn(
        campaign=campaign, version=1, effect="extra", text=_text(campaign), unit=unit, points=points, line_id=line_id
    )


def offered(*outcomes: Outcome) -> Offered:
    return Offered(outcomes=outcomes)


def _text(campaign: str) -> Text:
    return Text(ru=f"Акция «{campaign}»", en=f"Campaign “{campaign}”")
