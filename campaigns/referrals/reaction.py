"""The reaction to goods that came back."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from campaigns.referrals.recheck import recheck
from loyalty.events.kinds import ORDER_RETURNED
from loyalty.events.react import Happened, Reaction, reactions


def _react(*, event: Happened, at: datetime) -> None:
    order_id = event.payload["order"]
    assert isinstance(order_id, int)
    recheck(order_id=order_id, at=at)


reactions.add(
    "referrals",
    Reaction(
        title=_("take back rewards for invitations whose purchase was returned"),
        kinds=frozenset({ORDER_RETURNED}),
        react=_react,
        where="exists (select from campaigns_referralprogramme)",
    ),
)
