"""Imports every module that registers a condition; what segments can ask of a member, a campaign can ask, too."""

from campaigns.conditions import cart, codes, when  # noqa: F401
from campaigns.conditions.condition import CONDITIONS
from campaigns.referrals import conditions as about_invitations  # noqa: F401
from segments.conditions import registered  # noqa: F401
from segments.conditions.condition import MEMBER_CONDITIONS

for _code, _kind in MEMBER_CONDITIONS:
    CONDITIONS.register(_kind)
