"""The reaction to events that are worth points."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from campaigns.referrals.kinds import MEMBER_INVITED
from campaigns.triggers.give import give
from campaigns.triggers.models import TriggerCampaign
from loyalty.events.kinds import MEMBER_BIRTHDAY, MEMBER_JOINED
from loyalty.events.react import Happened, Reaction, reactions
from loyalty.events.receive import OF_SHOPS
from segments.segment.kinds import SEGMENT_ENTERED, SEGMENT_LEFT

_OF_SEGMENTS = (SEGMENT_ENTERED, SEGMENT_LEFT)


def _on(kind: str) -> QuerySet[TriggerCampaign]:
    return TriggerCampaign.objects.filter(is_on=True, version__terms__event=kind)


def _react(*, event: Happened, at: datetime) -> None:
    """What is on now decides, in the order of the codes."""
    segment = event.payload.get("segment") if event.kind in _OF_SEGMENTS else None
    for trigger in _on(event.kind).select_related("version__trigger").order_by("code"):
        if trigger.version is not None and trigger.version.terms.get("segment") == segment:
            give(version=trigger.version, event=event, at=at)


reactions.add(
    "triggers",
    Reaction(
        title=_("points for what happened"),
        kinds=frozenset({MEMBER_JOINED, MEMBER_BIRTHDAY, MEMBER_INVITED, *_OF_SEGMENTS, f"{OF_SHOPS}*"}),
        react=_react,
        is_wanted=lambda kind: _on(kind).exists(),
    ),
)
