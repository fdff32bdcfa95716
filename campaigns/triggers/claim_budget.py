"""Takes what a gift uses of the member's limit and of the trigger's budget."""

from datetime import datetime
from zoneinfo import ZoneInfo

from campaigns.campaign.counting import CLAIM_FOR_EVENT
from campaigns.campaign.periods import period_key
from campaigns.engine.definition import Period
from campaigns.triggers.models import TriggerResult, TriggerVersion
from campaigns.triggers.terms import Limit, Terms
from loyalty.rows import array, one_row

_PER_MEMBER, BUDGET = 0, 1  # numbers of the two: the hottest is counted last


def claim_budget(
    *, version: TriggerVersion, terms: Terms, member_id: int, event_id: int, at: datetime, zone: ZoneInfo
) -> str:
    """Why it does not fit (the caller's savepoint undoes what was counted), or nothing. One query at most."""
    asked: list[tuple[int, str, Limit, int]] = []
    if terms.per_member is not None:
        asked.append((_PER_MEMBER, str(member_id), terms.per_member, 1))
    if terms.budget is not None:
        asked.append((BUDGET, "", terms.budget, terms.points))
    if not asked:
        return ""
    row = one_row(
        CLAIM_FOR_EVENT,
        {
            "campaign": array(version.trigger.code for _ in asked),
            "version": array(version.number for _ in asked),
            "budget": array(number for number, _scope, _limit, _amount in asked),
            "scope": array(scope for _number, scope, _limit, _amount in asked),
            "period": array(period_key(Period(one.period), at=at, zone=zone) for _n, _s, one, _a in asked),
            "amount": array(amount for _number, _scope, _limit, amount in asked),
            "cap": array(one.limit for _number, _scope, one, _amount in asked),
            "event": event_id,
            "at": at,
            "must": False,
        },
    )
    counted = set(row[0]) if row else set()
    missing = [number for number, _scope, _limit, _amount in asked if number not in counted]
    if not missing:
        return ""
    return TriggerResult.Code.LIMIT if missing[0] == _PER_MEMBER else TriggerResult.Code.BUDGET
