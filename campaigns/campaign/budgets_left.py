"""How much of the budgets is left: read before a decision, so that who has none yields to the next."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection

from campaigns.campaign.periods import period_key, scope_key
from campaigns.engine.compiled import Compiled
from campaigns.engine.offer import budget_key

_USED = """
select k.key, sum(c.used - c.over) from unnest(%s::text[], %s::text[], %s::int[], %s::text[], %s::text[])
  as k(key, campaign, budget, scope, period)
join campaigns_campaign a on a.code = k.campaign
join campaigns_budgetcounter c on c.campaign_id = a.id and c.budget = k.budget and c.scope_key = k.scope
  and c.period_key = k.period
group by k.key
"""


def budgets_left(
    *,
    campaigns: Iterable[Compiled],
    shop: str,
    member_id: int | None,
    known: dict[str, Any],
    at: datetime,
    zone: ZoneInfo,
) -> dict[str, int]:
    """What is left by the key the engine asks for; those that nobody has used are left out. One query, none when no
    campaign has a budget. A limit for each member leaves guests nothing."""
    found: dict[str, int] = {}
    limits: dict[str, int] = {}
    rows: list[tuple[str, str, int, str, str]] = []
    for campaign in campaigns:
        for budget in campaign.budgets:
            key = budget_key(campaign.code, budget)
            scope = scope_key(budget, shop=shop, member_id=member_id, known=known)
            if scope is None:
                found[key] = 0
                continue
            limits[key] = budget.limit
            period = period_key(budget.period, at=at, zone=zone, order_number=known.get("order_number"))
            rows.append((key, campaign.code, budget.number, scope, period))
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(_USED, [list(column) for column in zip(*rows, strict=True)])
            for key, used in cursor.fetchall():
                found[key] = max(0, limits[key] - int(used))
    return found
