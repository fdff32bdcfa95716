"""Conditions about invitations: a campaign with one of them is what a friend, or who brought many, gets for it."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from campaigns.referrals.facts import FRIENDS_BROUGHT, INVITED
from loyalty.rules.comparison import comparison_of
from loyalty.rules.kind import Condition
from loyalty.rules.predicate import Compare, Predicate
from segments.conditions.condition import MEMBER_CONDITIONS


@MEMBER_CONDITIONS.register
@dataclass(frozen=True, kw_only=True)
class CameByInvitation(Condition):
    """The member came by an invitation that holds: together with the first order it is a gift to a friend."""

    code = "invited"
    sentence = _("came by an invitation")
    example = {}

    def test(self) -> Predicate:
        return Compare(INVITED, "one_of", (True,))


comparison_of(
    FRIENDS_BROUGHT, doc="Friends the member invited whose purchase was rewarded.", example={"at_least": 3},
    kinds=MEMBER_CONDITIONS, sentence=_("friends brought:"),
)  # fmt: skip
