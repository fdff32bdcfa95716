"""Why a campaign did not apply, in both languages, and what is missing; the nearest first."""

from collections.abc import Sequence
from functools import cache
from heapq import nsmallest

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from campaigns.engine.compiled import Part
from campaigns.engine.run import Missed
from loyalty import words
from loyalty.money import to_decimal
from loyalty.purchase.offers import NotApplied
from loyalty.purchase.outcomes import Text
from loyalty.purchase.scene import Scene
from loyalty.rules.fact import MemberFact, Type

MOST_EXPLAINED = 10
_LOOKED_AT = 50
_NAMES = {Type.AMOUNT: "amount", Type.QUANTITY: "quantity", Type.POINTS: "points"}
_REASONS = {
    "beaten": _("another offer applies instead: {winner}"),
    "excluded": _("does not go with {winner}"),
    "budget": _("the budget of this offer is used up"),
    "limit": _("you have used this offer as often as it allows"),
    "failed": _("this offer could not be computed"),
    "nothing": _("there is nothing in the cart for it"),
    "condition": _("it asks for this: {condition}"),
    "threshold": _("{lacking} short: {condition}"),
}


def explain(*, missed: Sequence[Missed], scene: Scene) -> tuple[NotApplied, ...]:
    """The nearest ten: those that lost to another first, then those that miss the fewest things, by the least part (of
    the first fifty), then by code."""
    fewest = nsmallest(_LOOKED_AT, missed, key=_distance)
    nearest = sorted(fewest, key=lambda one: (_distance(one), _gap(one, scene), one.campaign.code))[:MOST_EXPLAINED]
    return tuple(_said(one, scene) for one in nearest)


def _distance(one: Missed) -> int:
    if one.code == "condition":
        return 1 + len(one.unmet)
    return 0 if one.code in ("beaten", "excluded") else 1


def _gap(one: Missed, scene: Scene) -> int:
    """How far each threshold is, from 0 (there) to 1 000 (nothing yet); what has none is the farthest."""
    gap = 0
    for part in one.unmet:
        short = _short(part, scene)
        gap += 1_000 if short is None else min(1_000, short * 1_000 // max(1, part.threshold))
    return gap


def _short(part: Part, scene: Scene) -> int | None:
    """How much is missing to a threshold."""
    if part.fact is None:
        return None
    value = part.fact.read(scene)
    has = value if isinstance(value, int) else 0
    return part.threshold - has if part.threshold > has else None


def _said(one: Missed, scene: Scene) -> NotApplied:
    short = _short(one.unmet[0], scene) if len(one.unmet) == 1 else None  # one threshold, and nothing else
    text = Text(ru=_sentence(one, short, "ru"), en=_sentence(one, short, "en"))
    missing: dict[str, str] = {}
    code = one.code
    if short is not None and (fact := one.unmet[0].fact) is not None:
        missing[_NAMES.get(fact.type, "number")] = _written(fact.type, short)
        # What no cart can mend is a condition all the same; the number tells support how far it is.
        code = "condition" if isinstance(fact, MemberFact) else "threshold"
    return NotApplied(campaign=one.campaign.code, code=code, missing=missing, text=text)


def _written(kind: Type, value: int) -> str:
    return to_decimal(value, {Type.AMOUNT: 2, Type.QUANTITY: 3}.get(kind, 0))


def _sentence(one: Missed, short: int | None, language: str) -> str:
    return f"{getattr(one.campaign.definition.title, language)}: {_reason(one, short, language)}"


def _reason(one: Missed, short: int | None, language: str) -> str:
    if one.code in ("beaten", "excluded"):
        winner = "" if one.winner is None else getattr(one.winner.definition.title, language)
        return _pattern(one.code, language).format(winner=winner)
    if one.code != "condition":
        return _pattern(one.code, language)
    asks = "; ".join(getattr(part.text, language) for part in one.unmet)
    if short is None or (fact := one.unmet[0].fact) is None:
        return _pattern("condition", language).format(condition=asks)
    lacking = _lacking(fact.type, short, russian=language == "ru")
    return _pattern("threshold", language).format(lacking=lacking, condition=asks)


def _lacking(kind: Type, short: int, *, russian: bool) -> str:
    match kind:
        case Type.AMOUNT:
            return words.roubles(short, russian=russian)
        case Type.QUANTITY:
            return words.quantity(short, russian=russian)
    return words.number(short, russian=russian)


@cache
def _pattern(code: str, language: str) -> str:
    """Looked up once: to make a language the active one takes longer than to write a sentence, and each quote has
    twenty."""
    with translation.override(language):
        return str(_REASONS[code])
