"""In what the two sums of a ratio are told: shares of money are made of money, burn rates of points."""

from collections.abc import Mapping

from analytics.metrics.metric import Metric, Shows

_PARTS: Mapping[str, tuple[Shows, Shows]] = {
    "discount_share": (Shows.MONEY, Shows.MONEY),
    "ltv_known_cost": (Shows.MONEY, Shows.MONEY),
    "liability": (Shows.MONEY, Shows.POINTS),
    "burn_rate": (Shows.POINTS, Shows.POINTS),
    "burn_by_cohort": (Shows.POINTS, Shows.POINTS),
}


def parts_of(metric: Metric) -> tuple[Shows, Shows]:
    """Of the numerator and the denominator: a sum by a number of orders or members unless told otherwise."""
    usual = metric.shows if metric.shows in (Shows.MONEY, Shows.POINTS) else Shows.COUNT
    return _PARTS.get(metric.code, (usual, Shows.COUNT))
