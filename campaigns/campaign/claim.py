"""Takes what an order uses of budgets and limits: all of it or nothing, in one statement, hottest last."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from campaigns.campaign.periods import period_key, scope_key
from campaigns.engine.definition import BudgetScope, Metric
from campaigns.engine.ruleset import Ruleset
from loyalty.money import BASIS_POINTS, divide
from loyalty.purchase.decision import Decision
from loyalty.purchase.offers import OfferGone
from loyalty.rows import array, one_row

# A row that would go over its cap is not updated and so not counted; `must` counts it all the same, as `over`.
_CLAIM = """
with asked as (
  select a.id as campaign, k.* from unnest(%(campaign)s::text[], %(version)s::int[], %(budget)s::int[],
    %(scope)s::text[], %(period)s::text[], %(amount)s::bigint[], %(cap)s::bigint[])
    with ordinality as k(code, version, budget, scope, period, amount, cap, place)
  join campaigns_campaign a on a.code = k.code
), counted as (
  insert into campaigns_budgetcounter as c (campaign_id, budget, scope_key, period_key, shard, cap, used, over)
  select campaign, budget, scope, period, 0, cap, amount, greatest(0, amount - cap) from asked
  where %(must)s or amount <= cap order by place
  on conflict (campaign_id, budget, scope_key, period_key, shard) do update
    set used = c.used + excluded.used, cap = excluded.cap,
      over = greatest(c.over, c.used + excluded.used - excluded.cap, 0)
    where %(must)s or c.used - c.over + excluded.used <= excluded.cap
  returning c.id, c.campaign_id, c.budget
), noted as (
  insert into campaigns_budgetentry (counter_id, order_id, version, amount, at)
  select n.id, %(order)s, a.version, a.amount, %(at)s from counted n
  join asked a on a.campaign = n.campaign_id and a.budget = n.budget
)
select count(*) from counted
"""
_HOTTEST = (BudgetScope.MEMBER, BudgetScope.SHOP, BudgetScope.CAMPAIGN)


@dataclass(frozen=True, kw_only=True)
class Use:
    """What an order takes from one budget."""

    campaign: str
    version: int
    budget: int
    scope: BudgetScope
    scope_key: str
    period_key: str
    amount: int
    cap: int


def claim(
    *,
    ruleset: Ruleset,
    decision: Decision,
    order_id: int,
    shop: str,
    member_id: int | None,
    known: Mapping[str, Any],
    step_kopecks: int,
    zone: ZoneInfo,
    at: datetime,
    must: bool = False,
) -> None:
    """Count what the decision applied. Raises OfferGone when any of it does not fit: the caller's savepoint undoes the
    rest. With `must` nothing is refused: the sale has happened, and what is over its cap is kept as such.

    One query, none when nothing that applied has a budget.
    """
    uses = _uses(ruleset, decision, shop, member_id, dict(known), step_kopecks, zone)
    if not uses:
        return
    columns: dict[str, Any] = {
        "campaign": array(use.campaign for use in uses), "version": array(use.version for use in uses),
        "budget": array(use.budget for use in uses), "scope": array(use.scope_key for use in uses),
        "period": array(use.period_key for use in uses), "amount": array(use.amount for use in uses),
        "cap": array(use.cap for use in uses),
    }  # fmt: skip
    row = one_row(_CLAIM, {**columns, "order": order_id, "at": at, "must": must})
    if row is None or row[0] < len(uses):
        raise OfferGone()


def _uses(
    ruleset: Ruleset,
    decision: Decision,
    shop: str,
    member_id: int | None,
    known: dict[str, Any],
    step: int,
    zone: ZoneInfo,
) -> list[Use]:
    budgeted = {campaign.code: campaign for campaign in ruleset.campaigns if campaign.budgets}
    totals = _totals(decision)
    found = []
    for code in sorted(budgeted.keys() & totals.keys()):
        campaign, total = budgeted[code], totals[code]
        for budget in campaign.budgets:
            amount = total.measure(budget.metric, step, ruleset.points_cost_rate)
            scope = scope_key(budget, shop=shop, member_id=member_id)
            if not amount or scope is None:
                continue
            number = known.get("order_number")
            found.append(
                Use(
                    campaign=code, version=campaign.definition.version, budget=budget.number, scope=budget.scope,
                    scope_key=scope, amount=amount, cap=budget.limit,
                    period_key=period_key(budget.period, at=decision.at, zone=zone, order_number=number),
                )
            )  # fmt: skip
    return sorted(found, key=lambda use: (_HOTTEST.index(use.scope), use.campaign, use.budget))


@dataclass
class _Total:
    kopecks: int = 0
    points: int = 0

    def measure(self, metric: Metric, step_kopecks: int, points_cost_rate: int) -> int:
        match metric:
            case Metric.DISCOUNT:
                return self.kopecks
            case Metric.POINTS:
                return self.points
            case Metric.USES:
                return 1
        return self.kopecks + divide(self.points * step_kopecks * points_cost_rate, BASIS_POINTS)


def _totals(decision: Decision) -> dict[str, _Total]:
    """What each campaign came to in the end, after floors and rounding."""
    found: dict[str, _Total] = {}
    for one in decision.applied:
        total = found.setdefault(one.campaign, _Total())
        total.kopecks += one.kopecks
        total.points += sum(one.points.values())
    return found
