"""Takes every referral on as far as it goes by now: finds first orders, gives rewards that are due. A due job."""

import logging
from datetime import datetime

from django.db import IntegrityError

from campaigns.referrals.find_order import find_order
from campaigns.referrals.forget_trails import forget_trails
from campaigns.referrals.models import Referral
from campaigns.referrals.orders import LATE_RECEIPTS, with_first_order
from campaigns.referrals.reward import reward

logger = logging.getLogger(__name__)


def advance(*, at: datetime) -> int:
    """How many rewards were given, each in a transaction of its own; a killed run is taken up by the next.

    Orders are looked for here and not told of by events: a purchase should not pay for this, and what comes by other
    ways (a late receipt, a correction) is found as well. One whose points do not add up stops nobody.
    """
    forget_trails(at=at)
    over = Referral.objects.filter(state=Referral.State.JOINED, order_until__lt=at - LATE_RECEIPTS)
    for referral_id in [*with_first_order(), *over.values_list("pk", flat=True)]:
        find_order(referral_id=referral_id, at=at)
    given = 0
    due = Referral.objects.filter(state=Referral.State.WAITING, pays_at__lt=at).order_by("pays_at", "pk")
    for referral_id in list(due.values_list("pk", flat=True)):
        try:
            given += reward(referral_id=referral_id, at=at)
        except IntegrityError:
            logger.error("referral %s not rewarded", referral_id)
    return given
