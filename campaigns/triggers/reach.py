"""Points and coupons for events that others switched on and nothing bounds, and whom they look at."""

from collections.abc import Iterator

from campaigns.campaign.authority import worth_of_units
from campaigns.campaign.reach import REACHES, Asked, Reach
from campaigns.triggers.models import TriggerCampaign
from campaigns.triggers.stakes import exposure_of_event
from campaigns.triggers.terms import parse_terms
from loyalty.purchase.goods import Goods
from loyalty.words import is_russian


def _of_events(asked: Asked) -> Iterator[Reach]:
    """One query."""
    on = TriggerCampaign.objects.filter(is_on=True).exclude(version__author=asked.author).select_related("version")
    worth = worth_of_units()
    for one in on.order_by("code"):
        parsed = parse_terms(one.version.terms if one.version else None)
        terms, conditions = parsed.terms, () if parsed.rule is None else tuple(parsed.rule.leaves())
        asks = (goods for leaf in conditions if isinstance(goods := getattr(leaf, "goods", None), Goods))
        units = frozenset({terms.unit}) if terms.points else frozenset()
        is_open = asked.is_open(exposure_of_event(terms, worth=worth), units)
        yield Reach(
            title=one.title_ru if is_russian() else one.title_en, conditions=conditions, goods=tuple(asks),
            segments=frozenset() if terms.segment is None else frozenset({terms.segment}),
            batches=frozenset({terms.coupon} - {""}), is_open=is_open,
        )  # fmt: skip


REACHES.add("events", _of_events)
