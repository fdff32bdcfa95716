"""Takes away the trails of members that are too old to say anything."""

from datetime import datetime, timedelta

from campaigns.referrals.models import ReferralTrail

KEPT = timedelta(days=180)


def forget_trails(*, at: datetime) -> None:
    """What has not been seen for half a year. One query."""
    ReferralTrail.objects.filter(seen_at__lt=at - KEPT).delete()
