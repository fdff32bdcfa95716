"""The public vocabulary of invitations."""

from django.utils.translation import gettext_lazy as _

from loyalty.events.kinds import KINDS

MEMBER_INVITED = "member.invited"
REFERRAL_REWARDED = "referral.rewarded"
REFERRAL_TAKEN_BACK = "referral.taken_back"

KINDS.add(MEMBER_INVITED, _("came by an invitation"))
KINDS.add(REFERRAL_REWARDED, _("rewarded for an invitation"))
KINDS.add(REFERRAL_TAKEN_BACK, _("reward for an invitation taken back"))
