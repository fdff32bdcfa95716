"""The member's tier and the way to the next one, in one line."""

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from loyalty.ledger.units import UnitView
from loyalty.program.settings import Tier
from loyalty.tiers.standing import Standing
from loyalty.words import is_russian, points, roubles


def tier_line(found: Standing | None, *, status: UnitView) -> str:
    """“Gold. 1 200 ₽ to Platinum”; empty without a ladder. Makes no query."""
    if found is None:
        return ""
    said = [_name(found.tier)] if found.tier else []
    if found.following is not None:
        words = _("{amount} more to the tier “{tier}”")
        said.append(capfirst(words.format(amount=_amount(found, status), tier=_name(found.following))))
    return ". ".join(said)


def _name(tier: Tier) -> str:
    return tier.name_ru if is_russian() else tier.name_en


def _amount(found: Standing, status: UnitView) -> str:
    match found.ladder.measure:
        case "spend":
            return _("purchases for {money}").format(money=roubles(found.missing))
        case "orders":
            return _("purchases: {count}").format(count=-(-found.missing // 100))
    return points(found.missing, status.words)
