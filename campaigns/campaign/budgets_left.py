"""How much of the budgets is left: read before a decision, so that who has none yields to the next."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from campaigns.campaign.periods import period_key, scope_key
from campaigns.engine.compiled import Compiled
from campaigns.engine.definition import Budget, Period
from campaigns.engine.offer import budget_key
from loyalty.rows import array
from segments.read_known import Column

# Of a budget that counts by the number of the order, every count of the member: the number is known only afterwards.
_USED = """
select coalesce(json_agg(json_build_array(u.place, u.period_key, u.used)), '[]') from (
  select k.place, c.period_key, sum(c.used) as used
  from unnest(%(b_campaign)s::text[], %(b_budget)s::int[], %(b_scope)s::text[], %(b_period)s::text[]) with ordinality
    as k(campaign, budget, scope, period, place)
  join campaigns_campaign a on a.code = k.campaign
  join campaigns_budgetcounter c on c.campaign_id = a.id and c.budget = k.budget and c.scope_key = k.scope
    and (c.period_key = k.period or k.period = '*')
  group by 1, 2
) u
"""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A budget as it counts for one cart; `period` is None where the number of the order makes it."""

    key: str
    campaign: str
    budget: Budget
    scope: str
    period: str | None


def asked_of(
    *, campaigns: Iterable[Compiled], shop: str, member_id: int | None, at: datetime, zone: ZoneInfo
) -> tuple[list[Asked], dict[str, int]]:
    """What to look up, and what is known without looking: a limit for each member leaves guests nothing."""
    asked, nothing = [], {}
    for campaign in campaigns:
        for budget in campaign.budgets:
            key = budget_key(campaign.code, budget)
            scope = scope_key(budget, shop=shop, member_id=member_id)
            if scope is None:
                nothing[key] = 0
                continue
            period = None if budget.period is Period.ORDER else period_key(budget.period, at=at, zone=zone)
            asked.append(Asked(key=key, campaign=campaign.code, budget=budget, scope=scope, period=period))
    return asked, nothing


def column_of(asked: list[Asked]) -> Column | None:
    """The lookup, as a column of another query; None when there is nothing to look up."""
    if not asked:
        return None
    return Column(
        sql=_USED,
        params={
            "b_campaign": array(one.campaign for one in asked), "b_budget": array(one.budget.number for one in asked),
            "b_scope": array(one.scope for one in asked), "b_period": array(one.period or "*" for one in asked),
        },
    )  # fmt: skip


def budgets_left(*, asked: list[Asked], text: str | None, order_number: Any) -> dict[str, int]:
    """What is left by the key the engine asks for; those that nobody has used are left out."""
    found: dict[str, int] = {}
    for place, period, used in json.loads(text) if text else ():
        one = asked[place - 1]
        if one.period is None and period != period_key(Period.ORDER, order_number=order_number):
            continue
        found[one.key] = max(0, one.budget.limit - used)
    return found
