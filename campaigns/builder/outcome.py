"""What a cart came to, small enough to keep with an example and to compare."""

from typing import Any

from django.utils.translation import gettext

from loyalty import words
from loyalty.ledger.units import kept_units
from loyalty.purchase.decision import Decision

Outcome = dict[str, Any]


def outcome_of(decision: Decision) -> Outcome:
    """Kopecks off and to pay, points by unit, gifts by their first choice."""
    return {
        "discount": decision.discount_kopecks,
        "to_pay": decision.to_pay_kopecks,
        "points": {one.unit: one.points for one in decision.earn},
        "gifts": sorted(gift.choices[0].sku for gift in decision.gifts),
    }


def outcome_words(outcome: Outcome) -> str:
    """«−120 ₽, 25 баллов» in the active language; «no benefit» for nothing."""
    units = kept_units()
    said = [f"{words.MINUS}{words.roubles(outcome['discount'])}"] if outcome["discount"] else []
    said += [words.points(points, units[unit].words, signed=True) for unit, points in outcome["points"].items()]
    said += [gettext("gift {sku}").format(sku=sku) for sku in outcome["gifts"]]
    return ", ".join(said) or gettext("no benefit")
