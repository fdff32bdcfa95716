"""The reaction to what campaigns do to a member and segments may ask about: invitations, and points for events."""

from django.utils.translation import gettext_lazy as _

from campaigns.referrals.kinds import MEMBER_INVITED, REFERRAL_REWARDED, REFERRAL_TAKEN_BACK
from campaigns.triggers.kinds import TRIGGER_GIVEN
from loyalty.events.react import Reaction, reactions
from segments.segment.reaction import ANY, look_again

reactions.add(
    "segments_of_campaigns",
    Reaction(
        title=_("look at the member's segments after invitations and points for events"),
        kinds=frozenset({MEMBER_INVITED, REFERRAL_REWARDED, REFERRAL_TAKEN_BACK, TRIGGER_GIVEN}),
        react=look_again,
        where=ANY,
    ),
)
