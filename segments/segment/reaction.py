"""The reaction to what can change a member's segments. Packages above react with it to events of their own."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from loyalty.events import kinds
from loyalty.events.react import Happened, Reaction, reactions
from segments.segment.recompute import recompute

HEARD = frozenset({
    *kinds.OF_PURCHASES, kinds.POINTS_ADJUSTED, kinds.MEMBER_JOINED, kinds.MEMBER_RETURNED, kinds.MEMBER_LEFT,
    kinds.MEMBER_BLOCKED, kinds.MEMBER_UNBLOCKED, kinds.TIER_CHANGED, kinds.ACCOUNT_FROZEN, kinds.ACCOUNT_UNFROZEN,
})  # fmt: skip
ANY = "exists (select from segments_segment)"  # nobody waits where there are none


def look_again(*, event: Happened, at: datetime) -> None:
    """What is so by now, not what was so when it happened: a later event finds nothing left to do."""
    if event.member_id is not None:
        recompute(member_id=event.member_id, cause=f"event:{event.id}", at=max(at, event.at))


reactions.add(
    "segments",
    Reaction(
        title=_("look at the member's segments"),
        kinds=HEARD,
        react=look_again,
        where=ANY,
    ),
)
