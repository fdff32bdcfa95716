"""All metrics, in the order in which people read of them."""

from analytics.metrics import money, retention  # noqa: F401
