"""The metric whose definition a figure shows."""

from analytics.metrics.metric import Metric, metrics


def definition_of(code: str) -> Metric | None:
    """None for figures that no metric counts."""
    return next((metric for name, metric in metrics if name == code), None)
