"""Where a burn rate is healthy."""

from analytics.dashboards.kit.value import Value
from analytics.metrics.burning import HIGH_RATE, LOW_RATE, verdict

BURN = (LOW_RATE, HIGH_RATE)  # hundredths of a per cent


def burn_words(rate: Value | None) -> str:
    """What is wrong with a burn rate; empty inside the corridor and while it is not known."""
    found = None if rate is None else verdict(spent=rate.numerator, earned=rate.denominator)
    return "" if found is None else str(found.words)
