"""How much of the budgets is left: read before a decision, so that who has none yields to the next."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from campaigns.campaign.periods import period_key, scope_key
from campaigns.engine.definition import Budget, BudgetScope, Period
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


class Asked(NamedTuple):
    """A budget as it counts for one cart; `period` is None where the number of the order makes it."""

    key: str
    campaign: str
    budget: Budget
    scope: str
    period: str | None


def asked_of(
    *, budgets: Iterable[tuple[str, str, Budget]], shop: str, member_id: int | None, at: datetime, zone: ZoneInfo
) -> tuple[list[Asked], dict[str, int]]:
    """`budgets` with their keys and their campaigns: what to look up of them, and what is known without looking: a
    limit for each member leaves guests nothing."""
    asked, nothing = [], {}
    periods: dict[Period, str | None] = {one: period_key(one, at=at, zone=zone) for one in Period}
    periods[Period.ORDER] = None
    scopes = {one: scope_key(one, shop=shop, member_id=member_id) for one in BudgetScope}
    for key, code, budget in budgets:
        scope = scopes[budget.scope]
        if scope is None:
            nothing[key] = 0
        else:
            asked.append(Asked(key, code, budget, scope, periods[budget.period]))
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
