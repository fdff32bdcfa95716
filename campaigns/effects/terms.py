"""Outcomes in a campaign's name: every effect signs what it yields with its terms."""

from typing import TypedDict

from campaigns.effects.effect import Terms
from campaigns.effects.sizes import seen
from loyalty.purchase.outcomes import LineDiscount, Text
from loyalty.purchase.scene import Scene


class Signature(TypedDict):
    """The fields that every outcome shares."""

    campaign: str
    version: int
    effect: str
    text: Text


def signed(terms: Terms) -> Signature:
    return Signature(campaign=terms.campaign, version=terms.version, effect=terms.effect, text=terms.text)


def line_discount(scene: Scene, index: int, kopecks: int, terms: Terms) -> LineDiscount:
    """Kopecks off a line; the pieces the offer looked at are used up by it where the campaign says so."""
    line = scene.basket.lines[index]
    used = seen(scene, index, terms) if terms.uses_up else 0
    return LineDiscount(**signed(terms), line_id=line.line_id, kopecks=kopecks, used_milli=used)
