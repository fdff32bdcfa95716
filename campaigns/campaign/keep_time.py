"""Starts and finishes campaigns by their dates. The engine honours the dates by itself: this tells people."""

from datetime import datetime

from django.db import transaction

from campaigns.campaign.models import Campaign
from campaigns.campaign.move import move
from campaigns.campaign.states import lock_campaign, state_by_dates

BY_DATES = "by its dates"
_S = Campaign.State
_MOVES = {(_S.SCHEDULED, _S.RUNNING), (_S.SCHEDULED, _S.FINISHED), (_S.RUNNING, _S.FINISHED), (_S.PAUSED, _S.FINISHED)}
_WATCHED = (_S.SCHEDULED, _S.RUNNING, _S.PAUSED)


def keep_time(*, at: datetime) -> int:
    """How many campaigns were moved: what has begun by `at` runs, what has ended is finished and leaves the ruleset.
    Each in a transaction of its own. One query, and a few for each that is due."""
    rows = Campaign.objects.filter(state__in=_WATCHED).order_by("code")
    due = [
        code
        for code, state, definition in rows.values_list("code", "state", "version__definition")
        if (state, state_by_dates(definition, at=at)) in _MOVES
    ]
    return sum(_move(code, at) for code in due)


def _move(code: str, at: datetime) -> bool:
    with transaction.atomic():
        campaign = lock_campaign(code=code)
        if campaign.version is None:
            return False
        to = state_by_dates(campaign.version.definition, at=at)
        if (campaign.state, to) not in _MOVES:  # somebody was faster
            return False
        move(code=code, to=to, author=None, reason=BY_DATES, at=at)
        return True
