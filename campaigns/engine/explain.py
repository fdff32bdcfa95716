"""Why a campaign did not apply, in both languages, and what is missing; the nearest first."""

from collections.abc import Sequence
from functools import lru_cache
from heapq import nsmallest

from django.utils import translation
from django.utils.translation import gettext as _

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


def explain(*, missed: Sequence[Missed], scene: Scene) -> tuple[NotApplied, ...]:
    """The nearest ten: those that lost to another first, then those that miss the fewest things, by the least part (of
    the first fifty), then by code."""
    fewest = nsmallest(_LOOKED_AT, missed, key=_distance)
    nearest = sorted(fewest, key=lambda one: (_distance(one), _gap(one, scene), one.campaign.code))[:MOST_EXPLAINED]
    with translation.override("ru"):
        russian = [_sentence(one, "ru", scene) for one in nearest]
    with translation.override("en"):
        english = [_sentence(one, "en", scene) for one in nearest]
    return tuple(_said(one, scene, Text(ru=ru, en=en)) for one, ru, en in zip(nearest, russian, english, strict=True))


def _distance(one: Missed) -> int:
    if one.code == "condition":
        return 1 + len(one.unmet)
    return 0 if one.code in ("beaten", "excluded") else 1


def _gap(one: Missed, scene: Scene) -> int:
    return sum(_gap_in_thousandths(part, scene) for part in one.unmet)


def _gap_in_thousandths(part: Part, scene: Scene) -> int:
    """How far a threshold is, from 0 (there) to 1 000 (nothing yet); what has no threshold is the farthest."""
    short = _short(part, scene)
    if short is None or part.compares is None or not isinstance(part.compares.value, int):
        return 1_000
    return min(1_000, short * 1_000 // max(1, part.compares.value))


def _short(part: Part, scene: Scene) -> int | None:
    """How much is missing to a threshold."""
    compares = part.compares
    if compares is None or isinstance(compares.value, bool) or not isinstance(compares.value, int):
        return None
    value = compares.fact.read(scene)
    has = value if isinstance(value, int) else 0
    return compares.value - has if compares.value > has else None


def _said(one: Missed, scene: Scene, text: Text) -> NotApplied:
    short = _short_of(one, scene)
    missing: dict[str, str] = {}
    code = one.code
    if short is not None and (compares := one.unmet[0].compares) is not None:
        missing[_NAMES.get(compares.fact.type, "number")] = _written(compares.fact.type, short)
        # What no cart can mend is a condition all the same; the number tells support how far it is.
        code = "condition" if isinstance(compares.fact, MemberFact) else "threshold"
    return NotApplied(campaign=one.campaign.code, code=code, missing=missing, text=text)


def _short_of(one: Missed, scene: Scene) -> int | None:
    """What is missing, where that is one threshold and nothing else."""
    return _short(one.unmet[0], scene) if len(one.unmet) == 1 else None


def _written(kind: Type, value: int) -> str:
    return to_decimal(value, {Type.AMOUNT: 2, Type.QUANTITY: 3}.get(kind, 0))


def _sentence(one: Missed, language: str, scene: Scene) -> str:
    """In the language that is active, `language`."""
    return f"{getattr(one.campaign.definition.title, language)}: {_reason(one, language, scene)}"


def _reason(one: Missed, language: str, scene: Scene) -> str:
    match one.code:
        case "beaten" | "excluded":
            winner = "" if one.winner is None else getattr(one.winner.definition.title, language)
            instead = _("another offer applies instead: {winner}")
            return (instead if one.code == "beaten" else _("does not go with {winner}")).format(winner=winner)
        case "budget":
            return _("the budget of this offer is used up")
        case "limit":
            return _("you have used this offer as often as it allows")
        case "failed":
            return _("this offer could not be computed")
        case "nothing":
            return _("there is nothing in the cart for it")
    short, asks = _short_of(one, scene), _of(one, language)
    if short is None or one.unmet[0].compares is None:
        return _("it asks for this: {condition}").format(condition=asks)
    match one.unmet[0].compares.fact.type:
        case Type.AMOUNT:
            lacking = words.roubles(short)
        case Type.QUANTITY:
            lacking = words.quantity(short)
        case _:
            lacking = words.number(short)
    return _short_pattern(language).format(lacking=lacking, condition=asks)


@lru_cache(maxsize=4)
def _short_pattern(language: str) -> str:
    """In the language that is active, `language`; looked up once, for it is in most sentences of most quotes."""
    return _("{lacking} short: {condition}")


def _of(one: Missed, language: str) -> str:
    return "; ".join(getattr(part.text, language) for part in one.unmet)
