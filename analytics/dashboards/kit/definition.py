"""The metrics whose definitions a figure shows."""

from collections.abc import Collection

from analytics.metrics.metric import Metric, metrics


def definitions_of(codes: Collection[str]) -> tuple[Metric, ...]:
    """In the order of the codes; figures that no metric counts have none."""
    return tuple(metrics[code] for code in codes if code in metrics)
