"""Why a campaign did not apply, in both languages, and what is missing; the nearest first."""

from collections.abc import Iterable

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
_NAMES = {Type.AMOUNT: "amount", Type.QUANTITY: "quantity", Type.POINTS: "points"}


def explain(*, missed: Iterable[Missed], scene: Scene) -> tuple[NotApplied, ...]:
    """The nearest ten: those that lost to another first, then those that miss the fewest things, by the least part."""
    ranked = sorted(missed, key=lambda one: (_distance(one, scene), one.campaign.code))
    return tuple(_said(one, scene) for one in ranked[:MOST_EXPLAINED])


def _distance(one: Missed, scene: Scene) -> tuple[int, int]:
    if one.code != "condition":
        return (0 if one.code in ("beaten", "excluded") else 1, 0)
    return (1 + len(one.unmet), sum(_gap_in_thousandths(part, scene) for part in one.unmet))


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


def _said(one: Missed, scene: Scene) -> NotApplied:
    campaign, title = one.campaign, one.campaign.definition.title
    near = one.unmet[0] if len(one.unmet) == 1 else None
    short = None if near is None else _short(near, scene)
    code = "threshold" if short is not None else one.code
    missing: dict[str, str] = {}
    if short is not None and near is not None and near.compares is not None:
        missing[_NAMES.get(near.compares.fact.type, "number")] = _written(near.compares.fact.type, short)
        if isinstance(near.compares.fact, MemberFact):
            code = "condition"  # no cart can mend it; the number tells support how far it is
    return NotApplied(
        campaign=campaign.code, code=code, missing=missing,
        text=Text(ru=_sentence(one, "ru", title.ru, short), en=_sentence(one, "en", title.en, short)),
    )  # fmt: skip


def _written(kind: Type, value: int) -> str:
    return to_decimal(value, {Type.AMOUNT: 2, Type.QUANTITY: 3}.get(kind, 0))


def _sentence(one: Missed, language: str, title: str, short: int | None) -> str:
    with translation.override(language):
        match one.code:
            case "beaten" | "excluded":
                winner = "" if one.winner is None else getattr(one.winner.definition.title, language)
                said = (
                    _("another offer is better: {winner}") if one.code == "beaten" else _("does not go with {winner}")
                )
                return f"{title}: {said.format(winner=winner)}"
            case "budget":
                return f"{title}: {_('the budget of this offer is used up')}"
            case "limit":
                return f"{title}: {_('you have used this offer as often as it allows')}"
            case "nothing":
                return f"{title}: {_('there is nothing in the cart for it')}"
        if short is not None and one.unmet[0].compares is not None:
            fact = one.unmet[0].compares.fact
            lacking = words.roubles(short) if fact.type is Type.AMOUNT else words.number(short)
            lacking = words.quantity(short) if fact.type is Type.QUANTITY else lacking
            return f"{title}: {_('{lacking} short: {condition}').format(lacking=lacking, condition=_of(one, language))}"
        return f"{title}: {_('it asks for this: {condition}').format(condition=_of(one, language))}"


def _of(one: Missed, language: str) -> str:
    return "; ".join(getattr(part.text, language) for part in one.unmet)
