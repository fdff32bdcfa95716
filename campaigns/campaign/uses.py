"""What an order takes from which budget, in the order in which budgets are locked."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from campaigns.campaign.periods import period_key, scope_key
from campaigns.engine.definition import Metric
from campaigns.engine.ruleset import Ruleset
from loyalty.money import BASIS_POINTS, BONUS, divide
from loyalty.purchase.decision import Decision


@dataclass(frozen=True, kw_only=True)
class Use:
    """`cap` is the whole budget's; `shards` is into how many rows it is split."""

    campaign: str
    version: int
    budget: int
    scope_key: str
    period_key: str
    amount: int
    cap: int
    shards: int


def uses_of(
    *,
    ruleset: Ruleset,
    decision: Decision,
    shop: str,
    member_id: int | None,
    known: Mapping[str, Any],
    step_kopecks: int,
    zone: ZoneInfo,
) -> list[Use]:
    """Everything the decision applied that has budgets; by number of the budget (members', shops', everybody's: the
    hottest last), then by campaign. Whatever locks counters locks them in this order."""
    totals = _totals(decision)
    found = []
    for campaign in ruleset.budgeted:
        if campaign.code not in totals:
            continue
        for budget in campaign.budgets:
            amount = totals[campaign.code].measure(budget.metric, step_kopecks, ruleset.points_cost_rate)
            scope = scope_key(budget.scope, shop=shop, member_id=member_id)
            if not amount or scope is None:
                continue
            number = known.get("order_number")
            found.append(
                Use(
                    campaign=campaign.code, version=campaign.definition.version, budget=budget.number, scope_key=scope,
                    period_key=period_key(budget.period, at=decision.at, zone=zone, order_number=number),
                    amount=amount, cap=budget.limit, shards=budget.shards,
                )
            )  # fmt: skip
    return sorted(found, key=lambda use: (use.budget, use.campaign))


@dataclass
class _Total:
    """`main`: of the points, those that the till takes as money; a budget of margin reckons these, as offers do."""

    kopecks: int = 0
    points: int = 0
    main: int = 0

    def measure(self, metric: Metric, step_kopecks: int, points_cost_rate: int) -> int:
        match metric:
            case Metric.DISCOUNT:
                return self.kopecks
            case Metric.POINTS:
                return self.points
            case Metric.USES:
                return 1
        return self.kopecks + divide(self.main * step_kopecks * points_cost_rate, BASIS_POINTS)


def _totals(decision: Decision) -> dict[str, _Total]:
    """What each campaign came to in the end, after floors and rounding; words alone are something, too."""
    found = {one.campaign: _Total() for one in decision.messages}
    for one in decision.applied:
        total = found.setdefault(one.campaign, _Total())
        total.kopecks += one.kopecks
        total.points += sum(one.points.values())
        total.main += one.points.get(BONUS, 0)
    return found
