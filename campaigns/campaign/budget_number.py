"""The number of a budget within its campaign: what it counts, for whom and for how long, whatever the version.

A new version that says the same of a budget, in another place or with another limit, goes on counting where the last
one stopped. Numbers grow with heat (a member's, a shop's, everybody's), and rows are locked in the order of numbers.
"""

from campaigns.engine.definition import BudgetScope, Metric, Period

ONCE = "once"  # in place of a metric: a budget that a condition implies
# Places are stored: add at the end only.
_SCOPES = (BudgetScope.MEMBER, BudgetScope.SHOP, BudgetScope.CAMPAIGN)
_METRICS = (Metric.DISCOUNT, Metric.POINTS, Metric.USES, Metric.MARGIN, ONCE)
_PERIODS = (Period.DAY, Period.WEEK, Period.MONTH, Period.YEAR, Period.ALL, Period.ORDER)


def number_of(*, metric: str, scope: BudgetScope, period: Period) -> int:
    """Below 300; two budgets of one campaign may not have the same."""
    return _SCOPES.index(scope) * 100 + _METRICS.index(metric) * 10 + _PERIODS.index(period)


def is_implied(number: int) -> bool:
    """Whether a condition implies it, and no one wrote it."""
    return _metric(number) == ONCE


def counts_uses(number: int) -> bool:
    """Whether it counts how many times, of which there are no parts."""
    return _metric(number) in (Metric.USES, ONCE)


def _metric(number: int) -> str:
    return _METRICS[number // 10 % 10]
