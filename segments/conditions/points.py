"""Conditions about the member's points."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from loyalty.ledger import facts
from loyalty.rules import params
from loyalty.rules.comparison import Comparison
from loyalty.rules.fact import Fact
from segments.conditions.condition import MEMBER_CONDITIONS


@MEMBER_CONDITIONS.register
@dataclass(frozen=True, kw_only=True)
class Balance(Comparison):
    """Points that can be spent now, less debt."""

    code = "balance"
    sentence = _("points ({unit}):")
    example = {"unit": "BONUS", "at_least": 500}
    unit: str = params.text(_("Unit"), most=16, default="BONUS", names="unit")
    at_least: int | None = params.points(_("At least"), default=None)
    at_most: int | None = params.points(_("At most"), default=None)

    def fact(self) -> Fact:
        return facts.balance(self.unit)


@MEMBER_CONDITIONS.register
@dataclass(frozen=True, kw_only=True)
class Burning(Comparison):
    """Points that can be spent now and will have gone in so many days."""

    code = "burning"
    sentence = _("points ({unit}) that burn within {days}:")
    example = {"unit": "BONUS", "days": 7, "at_least": 100}
    unit: str = params.text(_("Unit"), most=16, default="BONUS", names="unit")
    days: int = params.days(_("Within days"), most=366)
    at_least: int | None = params.points(_("At least"), default=None)
    at_most: int | None = params.points(_("At most"), default=None)

    def fact(self) -> Fact:
        return facts.burning(self.unit, days=self.days)
