"""All metrics, in the order in which people read of them."""

# isort: off
from analytics.metrics import shared  # noqa: F401  tables that metrics read
from analytics.metrics import money, promoted, customers, retention, joining, cohorts, leagues  # noqa: F401
from analytics.metrics import points, outstanding, burning, campaigns, coupons, engagement  # noqa: F401
