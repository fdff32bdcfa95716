"""Stores a lane; where campaigns run, from the next quote on."""

from typing import Any

from django.db import transaction

from campaigns.campaign.format import parse_lane
from campaigns.campaign.models import CampaignLane
from campaigns.campaign.put_in_force import put_in_force
from loyalty.staff.models import User


def save_lane(*, raw: Any, author: User | None, reason: str) -> bool:
    """Keep the lane under its code, a new one when there is none; False when nothing changed. A change is in force at
    the next quote: what wins in a lane is a matter of the ruleset. Raises InvalidRule, naming the place."""
    values = parse_lane(raw)
    with transaction.atomic():
        lane = CampaignLane.objects.select_for_update(no_key=True).filter(code=values["code"]).first()
        if lane is not None and all(getattr(lane, name) == value for name, value in values.items()):
            return False
        if lane is None:
            CampaignLane.objects.create(**values)
        else:
            CampaignLane.objects.filter(pk=lane.pk).update(**values)
        put_in_force(author=author, reason=f"{values['code']}: {reason}")
        return True
