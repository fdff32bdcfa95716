"""The condition about the member's tier."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from loyalty.rules import params
from loyalty.rules.comparison import Comparison
from loyalty.rules.fact import Fact
from loyalty.rules.kind import Keys
from loyalty.tiers.facts import TIER
from segments.conditions.condition import MEMBER_CONDITIONS


@MEMBER_CONDITIONS.register
@dataclass(frozen=True, kw_only=True)
class TierIs(Comparison):
    """The member is in one of these tiers, in none of them, or in any tier at all."""

    code = "tier"
    sentence = _("tier")
    example = {"one_of": ["gold"]}
    one_of: tuple[str, ...] | None = params.texts(_("One of"), default=None, names="tier")
    none_of: tuple[str, ...] | None = params.texts(_("None of"), default=None, names="tier")
    known: bool | None = params.flag(_("Is known"), default=None)

    def fact(self) -> Fact:
        return TIER

    def keys(self) -> Keys | None:
        return None if self.one_of is None else frozenset(("tier", code) for code in self.one_of)
