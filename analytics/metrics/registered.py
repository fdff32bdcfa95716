"""All metrics, in the order in which people read of them."""

from analytics.metrics import burning, campaigns, coupons, engagement, money, outstanding, points, promoted, retention  # noqa: F401
